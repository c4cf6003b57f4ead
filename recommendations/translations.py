"""The texts of catalogue objects in a reader's language, whole lists at a time.

``translate`` hangs a ``texts`` mapping on each object; templates show one with ``{% content_text object "title" %}``.
Where no translation is kept, the text is the original one, and knows that it is.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from .models import Edition, KeyFinding, Provenance, Recommendation, ResponseArea, Translation

Objects = TypeVar("Objects", bound=Iterable[models.Model])

#: Every field that may be translated, of whichever model.
FIELDS = {name for model in (Edition, ResponseArea, Recommendation, KeyFinding) for name in model.translatable}
_SHOWN = "_texts_are_in"  # the language of a row's texts, on the row


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it is shown: ``str()`` of it is the text itself."""

    text: str
    language: str
    #: ``ltr`` or ``rtl``, of the text's language.
    direction: str
    #: True when the reader's language has no translation and this is the original.
    is_fallback: bool = False
    #: Where a translation comes from; empty for an original.
    provenance: str = ""
    #: The year of the translation, where it is known.
    year: int | None = None
    #: True when the original has changed since it was translated.
    is_outdated: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_machine_made(self) -> bool:
        return self.provenance == Provenance.MACHINE

    @property
    def origin(self) -> str:
        """Who translated it, and when; empty for what is the publisher's own."""
        if not self.is_translated:
            return ""
        words = {
            Provenance.PROJECT: _("Translated by the project"),
            Provenance.HUMAN: _("Translated by a translator"),
            Provenance.MACHINE: _("Translated by machine"),
        }[Provenance(self.provenance)]
        return _("%(translated)s, %(year)s") % {"translated": words, "year": self.year} if self.year else words

    @property
    def is_translated(self) -> bool:
        """By anybody but the publisher, whose every language is an original."""
        return self.provenance not in ("", Provenance.SOURCE)


def reader_language() -> str:
    """The language that the page is in, as a code of ``settings.LANGUAGES``."""
    return get_language() or "en"


def show(*groups: Iterable[models.Model | None]) -> None:
    """Give every catalogue row of the groups its ``texts`` in the reader's language, unless it has them.

    Costs what ``translate`` costs, however many rows there are.
    """
    language = reader_language()
    rows = [row for group in groups for row in group if row is not None and getattr(row, _SHOWN, None) != language]
    translate(rows, FIELDS, language=language)
    for row in rows:
        setattr(row, _SHOWN, language)


def show_recommendations(recommendations: Iterable[Recommendation]) -> None:
    """The same for recommendations with their areas; area and edition should be selected along."""
    rows = list(recommendations)
    areas = [row.area for row in rows if row.area]
    for row in rows:
        if row.area:
            row.area.edition = row.edition  # the same one, so that nobody asks for it again
    show(rows, areas)


def language_in_words(code: str) -> str:
    """The name of a language inside a sentence of the page: only English writes it with a capital.

    A language that Django does not know goes by its code.
    """
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name if reader_language() == "en" else name.lower()


def digest_of(text: str) -> str:
    """The SHA-256 by which a translation remembers the text that it translates."""
    return hashlib.sha256(text.encode()).hexdigest()


def translated_object(translation: Translation) -> Any:
    """The object whose text this translates."""
    return apps.get_model(translation.subject)._base_manager.get(pk=translation.object_id)


def edition_of_translation(translation: Translation) -> Edition:
    """The edition that the translated object belongs to."""
    translated = translated_object(translation)
    return translated if isinstance(translated, Edition) else translated.edition


def current_digest(translation: Translation) -> str:
    """The digest of the original as it is now: what a translation that was just brought up to date remembers."""
    return digest_of(getattr(translated_object(translation), translation.field))


def direction_of(language: str) -> str:
    """``rtl`` for languages written from right to left, else ``ltr``; also for languages that Django does not know."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def translate(objects: Objects, fields: Iterable[str], *, language: str) -> Objects:
    """Give each object ``texts``: field → Text in ``language``, or in its own where there is no translation.

    Returns the same objects. Costs one query for each model among them, and one more for the languages of editions
    that were not selected along (``select_related("edition")`` saves it); none for objects all in ``language``.
    """
    by_model: dict[str, list[Any]] = defaultdict(list)
    for instance in objects:
        by_model[instance._meta.label_lower].append(instance)
    names = list(fields)
    for subject, instances in by_model.items():
        _translate(subject, instances, [name for name in names if name in instances[0].translatable], language)
    return objects


def original(instance: models.Model, field: str) -> Text:
    """The text as it was written, when nothing was translated (the edition is read where it is not there yet)."""
    language = _languages([instance])[0]
    return Text(getattr(instance, field), language, direction_of(language))


def _translate(subject: str, instances: list[Any], fields: list[str], language: str) -> None:
    languages = _languages(instances)
    wanted = [instance.pk for instance, own in zip(instances, languages, strict=True) if own != language]
    kept: dict[tuple[int, str], Translation] = {}
    if wanted:
        rows = Translation.objects.filter(subject=subject, object_id__in=wanted, field__in=fields, language=language)
        kept = {(row.object_id, row.field): row for row in rows}
    for instance, own in zip(instances, languages, strict=True):
        instance.texts = {
            name: _text(getattr(instance, name), own, kept.get((instance.pk, name)), language) for name in fields
        }


def _text(source: str, own: str, translation: Translation | None, language: str) -> Text:
    if translation is None:
        return Text(source, own, direction_of(own), is_fallback=own != language)
    return Text(
        translation.text,
        language,
        direction_of(language),
        provenance=translation.provenance,
        year=translation.year,
        is_outdated=translation.source_digest != digest_of(source),
    )


def _languages(instances: list[Any]) -> list[str]:
    """The language in which each object was written: its own, its edition's, or else the site's."""
    unread = {
        instance.edition_id
        for instance in instances
        if hasattr(instance, "edition_id") and "edition" not in instance._state.fields_cache
    }
    read = dict(Edition.objects.filter(pk__in=unread).values_list("pk", "language")) if unread else {}
    languages = []
    for instance in instances:
        if hasattr(instance, "edition_id"):
            languages.append(read.get(instance.edition_id) or instance.edition.language)
        else:
            languages.append(getattr(instance, "language", "") or settings.LANGUAGE_CODE)
    return languages
