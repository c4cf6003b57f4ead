"""What a report may choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models import Word
from recommendations.models.vocabulary import word


class Health(models.TextChoices):
    """Third of the five axes: is the work likely to arrive?"""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    BLOCKED = "blocked", _("Blocked, needs help")


class HelpKind(models.TextChoices):
    """What kind of help a blocked commitment asks for."""

    FUNDING = "funding", word(Word.HELP_FUNDING)
    STAFF = "staff", word(Word.HELP_STAFF)
    LEGAL = "legal", word(Word.HELP_LEGAL)
    TECHNICAL = "technical", word(Word.HELP_TECHNICAL)
    COORDINATION = "coordination", word(Word.HELP_COORDINATION)
    POLITICAL = "political", word(Word.HELP_POLITICAL)
    OTHER = "other", word(Word.HELP_OTHER)


def help_choices() -> list[tuple[str, str]]:
    """The kinds of help in the words of the body."""
    return HelpKind.choices


class BarrierKind(models.TextChoices):
    """What kind of thing delays or prevents the work; a report may name several. No code is part of another."""

    FUNDING = "funding", _("Funding")
    STAFF = "staff", _("Staff or skills")
    LAW = "law", _("Law or regulation")
    COORDINATION = "coordination", _("Coordination or cooperation")
    DATA = "data", _("Data or evidence")
    TECHNOLOGY = "technology", _("Technology or equipment")
    SUPPORT = "support", _("Political or public support")
    OTHER = "other", _("Something else")


class ReviewState(models.TextChoices):
    """Fourth of the five axes: where the report is on its way to the public."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for changes")
    PUBLISHED = "published", _("Published")
    RETRACTED = "retracted", _("Retracted")


class ReportKind(models.TextChoices):
    """An ordinary report, or the one-click "no significant change"."""

    UPDATE = "update", _("Report")
    NO_CHANGE = "no_change", _("No significant change")
