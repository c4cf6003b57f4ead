"""Which words the public may find a thing by.

Only what its pages show: a commitment that is public, a published report on one, an organisation, a recommendation of a
public edition. Whatever is not in what these functions return is not in the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from progress.models import ProgressReport, ReviewState
from recommendations.models import Recommendation, RecommendationTag, Translation
from stakeholders.models import (
    Commitment,
    CommitmentState,
    CommitmentTag,
    JointOrganisation,
    Organisation,
    Visibility,
)

from .folding import tokens
from .names import RECOMMENDATION, names, word_of

Documents = dict[int, list[str]]
COUNTRY_NAMES = ("country__name_en", "country__name_fr", "country__name_es", "country__name_ar")
OF_THE_LEAD = ("lead_organisation__name", *(f"lead_organisation__{name}" for name in COUNTRY_NAMES))
OF_A_PARTNER = ("organisation__name", *(f"organisation__{name}" for name in COUNTRY_NAMES))
# An archived commitment is still shown on the days when it stood; its words may be.
SHOWN = (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED)

# What a report says, in the order in which it is said.
TAG_LANGUAGES = ("en", "fr", "es", "ar")
WRITTEN = ("narrative", "barriers", "next_steps", "help_needed")


def _text(*parts: str | None) -> list[str]:
    return tokens("\n".join(part for part in parts if part))


def commitments(keys: Iterable[int]) -> Documents:
    """Title, description, lead and joint organisations with their countries in every language of the site, and
    references and tags, of those that may be shown. Four queries.
    """
    rows = Commitment.objects.filter(
        pk__in=keys, visibility=Visibility.PUBLIC, state__in=SHOWN, published_at__isnull=False
    )
    found = list(rows.values_list("pk", "title", "description", *OF_THE_LEAD))
    references, partners = _references(pk for pk, *_texts in found), _partners(pk for pk, *_texts in found)
    tags = _tags(CommitmentTag.objects.filter(commitment__in=[pk for pk, *_texts in found]), "commitment_id")
    return {pk: _text(*texts, *partners[pk], *in_the_index(references[pk]), *tags[pk]) for pk, *texts in found}


def in_the_index(references: list[str]) -> list[str]:
    """References as they are written, and each as one word, by which names are found (``search.names``)."""
    return [*references, *map(word_of, references)]


def reports(keys: Iterable[int]) -> Documents:
    """What was written, by whom, on what and for which recommendations, where it may be shown. Two queries."""
    rows = ProgressReport.objects.filter(
        pk__in=keys, review_state=ReviewState.PUBLISHED, commitment__visibility=Visibility.PUBLIC,
        commitment__state__in=SHOWN,
    )  # fmt: skip
    found = list(rows.values_list("pk", "commitment_id", "commitment__title", *OF_A_PARTNER, *WRITTEN))
    references = _references(commitment for _pk, commitment, *_texts in found)
    return {pk: _text(*texts, *in_the_index(references[commitment])) for pk, commitment, *texts in found}


def organisations(keys: Iterable[int]) -> Documents:
    """Name, description, and the country in every language of the site. One query."""
    rows = Organisation.objects.filter(pk__in=keys)
    return {pk: _text(*texts) for pk, *texts in rows.values_list("pk", "name", "description", *COUNTRY_NAMES)}


def recommendations(keys: Iterable[int] | None = None) -> Documents:
    """Reference, title, text, names and tags of those that are public, in every language; of all where no keys are
    given. Four queries.
    """
    rows = Recommendation.objects.public()
    rows = rows if keys is None else rows.filter(pk__in=keys)
    found = list(rows.values_list("pk", "reference", "title", "text"))
    translated = Translation.objects.filter(subject=RECOMMENDATION, object_id__in=[pk for pk, *_texts in found])
    texts = _gathered(translated.order_by("language", "field").values_list("object_id", "text"))
    called = names(pk__in=[pk for pk, *_texts in found])
    links = RecommendationTag.objects.filter(recommendation__in=[pk for pk, *_texts in found])
    tags = _tags(links, "recommendation_id")
    return {
        pk: [*_text(*own, *texts[pk], *tags[pk]), *(word for held in called.get(word_of(own[0]), []) for word in held)]
        for pk, *own in found
    }


def _tags(links: QuerySet, owner: str) -> dict[int, list[str]]:
    """The names of the tags of each owner, in every language. One query."""
    rows = links.order_by("tag__slug").values_list(owner, *(f"tag__name_{language}" for language in TAG_LANGUAGES))
    return _gathered((key, name) for key, *called in rows for name in called if name)


def _references(commitments: Iterable[int]) -> dict[int, list[str]]:
    links = Commitment.recommendations.through.objects.filter(commitment__in=set(commitments))
    return _gathered(
        links.order_by("recommendation__reference").values_list("commitment_id", "recommendation__reference")
    )


def _partners(commitments: Iterable[int]) -> dict[int, list[str]]:
    joint = JointOrganisation.objects.filter(commitment__in=set(commitments), organisation__archived_at__isnull=True)
    rows = joint.order_by("organisation_id").values_list("commitment_id", *OF_A_PARTNER)
    return _gathered((key, text) for key, *texts in rows for text in texts if text)


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return found
