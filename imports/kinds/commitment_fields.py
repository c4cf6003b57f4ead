"""What a row may say of a commitment and of a report on it, and what files call that."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from imports.kinds.base import Field, Shape, actor_types, vocabulary_of
from imports.kinds.long_names import ACCEPTED
from imports.kinds.organisations import countries, languages
from imports.kinds.tags_part import TAGS
from progress.models import Health, HelpKind
from recommendations.models import Word
from recommendations.models.vocabulary import word
from stakeholders.models import ImplementationStatus, Visibility

KEY = Field("key", _("Key in the file"), names=("id", "code", "ref", "reference", "number", "no", "stable id"))
NUMBER = Field("id", _("Number on this site"), most=12, is_a_word=False)
ORGANISATION = Field(
    "organisation", _("Lead organisation"), required=True, default=True,
    names=("organisation", "organization", "lead", "owner", "responsible", "ministry", "department", "party"),
)  # fmt: skip

COMMITMENT = (
    KEY,
    NUMBER,
    Field(
        "title", _("Title"), most=ACCEPTED,
        names=("name", "commitment", "action", "measure", "promise", "titre", "título"),
    ),
    Field(
        "description", _("What will be done"), Shape.TEXT, most=20_000,
        names=("description", "text", "details", "full text", "promise"),
    ),
    ORGANISATION,
    Field(
        "actor_type", _("Actor type of new organisations"), Shape.CHOICE, default=True,
        vocabulary=actor_types,
    ),
    Field("country", _("Country of new organisations"), Shape.CHOICE, default=True, vocabulary=countries),
    Field(
        "joint_organisations", _("Partner organisations"), Shape.NAMES,
        names=("partners", "joint", "with", "co-signed", "supporting organisations"),
    ),
    Field(
        "recommendations", word(Word.RECOMMENDATIONS), Shape.NAMES, required=True, default=True,
        names=("recommendation", "references", "recommendation reference", "answers"),
    ),
    Field("start", _("Start"), Shape.DATE, default=True, names=("start date", "begin", "from", "started")),
    Field("due", _("Due"), Shape.DATE, default=True, names=("due date", "deadline", "end", "by", "target year")),
    Field(
        "milestones", _("Milestones, each with its date in parentheses behind it"), Shape.MILESTONES,
        names=("milestone", "steps", "jalons", "hitos"),
    ),
    TAGS,
    Field("language", _("Language"), Shape.CHOICE, default=True, vocabulary=languages, names=("lang", "langue")),
    Field("visibility", _("Visibility"), Shape.CHOICE, default=True, vocabulary=vocabulary_of(Visibility)),
    Field("indicator", _("What is measured"), most=ACCEPTED, names=("indicator", "measure", "indicator name")),
    Field("unit", _("Unit"), default=True, most=60, names=("measure", "units")),
    Field("baseline", _("Baseline"), Shape.NUMBER, names=("baseline value", "start value")),
    Field("baseline_year", _("Year of the baseline"), Shape.NUMBER, names=("baseline year",)),
    Field("target", _("Target"), Shape.NUMBER, names=("target value", "goal", "target min")),
)  # fmt: skip

REPORT = (
    Field(
        "implementation_status", _("Implementation status"), Shape.CHOICE, default=True,
        vocabulary=vocabulary_of(ImplementationStatus), names=("status", "state", "progress", "statut", "estado"),
    ),
    Field(
        "health", _("Outlook"), Shape.CHOICE, default=True, vocabulary=vocabulary_of(Health), names=("health", "rag"),
    ),
    Field(
        "help_kind", _("What kind of help"), Shape.CHOICE, default=True, vocabulary=vocabulary_of(HelpKind)
    ),
    Field("percent", _("Percentage complete"), Shape.NUMBER, names=("percent", "%", "completion", "complete")),
    Field(
        "covers_until", _("Situation on"), Shape.DATE, default=True, names=("as of", "date", "updated", "reported on"),
    ),
    Field(
        "narrative", _("What was done"), Shape.TEXT, most=20_000,
        names=("narrative", "comment", "notes", "what happened", "progress update", "status reason"),
    ),
    Field("barriers", _("Barriers"), Shape.TEXT, most=20_000, names=("obstacles", "challenges", "risks")),
    Field("next_steps", _("Next steps"), Shape.TEXT, most=20_000, names=("next",)),
    Field(
        "links", _("Evidence links"), Shape.LINKS, most=2_000,
        names=("evidence", "evidence urls", "links", "url", "sources", "source url"),
    ),
    Field("value", _("Value of the indicator"), Shape.NUMBER, names=("actual", "actual result", "result")),
)  # fmt: skip
