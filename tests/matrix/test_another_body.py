"""Another body, with actor types and words of its own: every page, as the first role that may open it, speaks of roads.

Nothing says what the body that the site was first made for is about, and where the body has a word of its own, no label
says ours.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation

from recommendations.models import Addressee
from recommendations.models.vocabulary import actor_types_at_first
from recommendations.vocabulary_file import read_vocabulary
from recommendations.vocabulary_import import import_vocabulary
from stakeholders.models import Organisation
from tests.matrix.ground import CANARY, Things
from tests.matrix.pages import pages
from tests.matrix.roles import Visitors

pytestmark = pytest.mark.any_database

ROADS = Path(__file__).parents[2] / "demo" / "data" / "roads-vocabulary.json"
# What the ground is made of, in the types of the other body.
TYPES = {
    "government": "road_authority", "ngo": "city", "law_enforcement": "police",
    "online_service_provider": "vehicle_maker", "academia": "industry", "civil_society": "city",
    "private_sector": "industry",
}  # fmt: skip
SUBJECT = {
    "en": ("online service", "abusive", "child", "children", "GTA"),
    "fr": ("services en ligne", "abus", "enfant", "enfants", "GTA"),
}
OURS = {
    "en": r"(?<![.\w])[Rr]ecommendations?\b(?! \d|\.)|\b[Rr]esponse areas?\b",
    "fr": r"(?<!Une )\b[Rr]ecommandations?\b(?! \d|\.)|\b[Dd]omaines? d’intervention\b",
}
LABELS = {"title", "h1", "h2", "h3", "th", "label", "legend", "caption", "nav", "summary", "button"}
# Pages that say our words on purpose, and what a file or the past says in its own.
LEFT_OUT = ("recommendations:curate-vocabulary", "imports:values", "audit:log", "dashboard:styleguide")
SKIPPED = {"script", "style", "code", "bdi"}  # bdi: what people wrote, and keys


class Reader(HTMLParser):
    """The words that a page shows, and those of them that are labels."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "img", "br", "hr", "wbr", "source", "path", "rect", "circle", "line"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not SKIPPED & set(self.open):
            self.words.append(text)
            if LABELS & set(self.open):
                self.labels.append(text)


@pytest.fixture
def roads(ground: Things, settings) -> Things:
    """The ground of the matrix as that of another body."""
    settings.SITE_NAME = settings.CONTROLLER = "Safe roads"
    for model in (Organisation, Organisation.history.model, Addressee, Addressee.history.model):
        for ours, theirs in TYPES.items():
            model.objects.filter(actor_type=ours).update(actor_type=theirs)
    import_vocabulary(document=read_vocabulary(ROADS.read_bytes()), reason="Ours.", allow_losses=True)
    return ground


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_says_what_another_body_is_about(language: str, roads: Things, visitors: Visitors) -> None:
    names = {name for one in actor_types_at_first() if (name := one.names[language])}
    subject = re.compile(rf"\b({'|'.join(map(re.escape, {*names, *SUBJECT[language]}))})\b")
    people = re.compile("|".join(map(re.escape, Organisation.objects.values_list("name", flat=True))))
    said: dict[str, list[str]] = {}
    seen = 0
    with translation.override(language):
        for row, html in pages(roads, visitors):
            if row.route in LEFT_OUT:
                continue
            reader = Reader()
            reader.feed(html)
            seen += 1
            found = [text for text in reader.words if subject.search(people.sub("", text))]
            found += [text for text in reader.labels if re.search(OURS[language], text) and CANARY not in text]
            if found:
                said[str(row)] = found
    assert seen > 80
    assert not said, "\n".join(f"{row}: {texts[:4]}" for row, texts in said.items())
