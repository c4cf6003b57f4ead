"""Shapes of what the write API takes and gives, for the schema only: what is accepted is the report form's affair."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from progress.drafts import TEXT_MAX
from progress.models import BarrierKind, EvidenceAudience, EvidenceKind, Health, HelpKind, ReportKind, ReviewState
from stakeholders.models import ImplementationStatus
from submissions.models import Scope


def _text(help_text="") -> serializers.CharField:
    return serializers.CharField(max_length=TEXT_MAX, allow_blank=True, required=False, help_text=help_text)


class OwnToken(serializers.Serializer):
    """An access token, without its secret."""

    organisation = serializers.CharField(help_text=_("The key of the organisation in addresses."))
    name = serializers.CharField()
    scope = serializers.ChoiceField(Scope.choices)
    acts_for = serializers.CharField(help_text=_("The person in whose name it acts."))
    expires_at = serializers.DateTimeField()
    requires_sign_off = serializers.BooleanField(
        help_text=_("True when reports wait for the focal point’s sign-off, which no token can give.")
    )


class AskedPeriod(serializers.Serializer):
    """A reporting period that still asks for a report."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    due_on = serializers.DateField()


class AskedRound(serializers.Serializer):
    """A round of a regular commitment that still asks for a report."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text=_("What a report gives as round_ends_on."))
    due_on = serializers.DateField()


class OpenReport(serializers.Serializer):
    """The report that is being written."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(ReviewState.choices)


class DueIndicator(serializers.Serializer):
    """An indicator of the commitment, with the last value said of it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    baseline = serializers.CharField(allow_null=True, help_text=_("A decimal number."))
    target = serializers.CharField(allow_null=True, help_text=_("A decimal number."))
    last_value = serializers.CharField(allow_null=True, help_text=_("A decimal number."))


class DueCommitment(serializers.Serializer):
    """A commitment that the organisation may report on."""

    commitment = serializers.IntegerField()
    version = serializers.IntegerField(help_text=_("Of the commitment; it grows with each change of its words."))
    title = serializers.CharField()
    language = serializers.CharField()
    lead = serializers.BooleanField()
    ends_on = serializers.CharField(allow_blank=True, help_text=_("ISO 8601, as exact as it is known."))
    last_status = serializers.CharField(
        allow_null=True, help_text=_("The implementation status that the last published report gives.")
    )
    last_covers_until = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text=_("Null while no report is asked for."))
    periods = AskedPeriod(many=True)
    rounds = AskedRound(many=True, help_text=_("Of a commitment that repeats: it is asked about by rounds alone."))
    open_report = OpenReport(allow_null=True)
    in_review = serializers.BooleanField()
    can_confirm = serializers.BooleanField(help_text=_("True when “no significant change” would be accepted."))
    indicators = DueIndicator(many=True)


class DueCommitments(serializers.Serializer):
    """All of them."""

    results = DueCommitment(many=True)
    as_of = serializers.DateField()


class OwnEvidence(serializers.Serializer):
    """A link or a file behind a report."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EvidenceKind.choices)
    title = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    file_name = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True)
    dated = serializers.CharField(allow_blank=True, help_text=_("ISO 8601, as exact as it is known."))
    language = serializers.CharField(allow_blank=True)
    audience = serializers.ChoiceField(EvidenceAudience.choices)
    cleaning_problem = serializers.CharField(
        allow_blank=True, help_text=_("Why hidden details are still in a file, which only reviewers then see.")
    )


class OwnReport(serializers.Serializer):
    """A report of the organisation, in any state."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(help_text=_("Give it back with a change."))
    commitment = serializers.IntegerField()
    kind = serializers.ChoiceField(ReportKind.choices)
    state = serializers.ChoiceField(ReviewState.choices)
    sign_off = serializers.ChoiceField(["none", "asked", "given"])
    period = serializers.IntegerField(allow_null=True)
    round_ends_on = serializers.DateField(allow_null=True, help_text=_("The last day of the round that it answers."))
    covers_until = serializers.DateField()
    language = serializers.ChoiceField(settings.LANGUAGES)
    implementation_status = serializers.ChoiceField(ImplementationStatus.choices)
    health = serializers.ChoiceField(Health.choices)
    help_kind = serializers.ChoiceField(HelpKind.choices, allow_blank=True)
    help_needed = serializers.CharField(allow_blank=True)
    percent = serializers.IntegerField(allow_null=True)
    narrative = serializers.CharField(allow_blank=True)
    barrier_kinds = serializers.ListField(child=serializers.ChoiceField(BarrierKind.choices))
    barriers = serializers.CharField(allow_blank=True)
    next_steps = serializers.CharField(allow_blank=True)
    indicator_values = serializers.DictField(
        child=serializers.CharField(), help_text=_("By the number of the indicator.")
    )
    evidence = OwnEvidence(many=True)
    supersedes = serializers.IntegerField(allow_null=True, help_text=_("The published report that it corrects."))
    sent_back_reason = serializers.CharField(allow_blank=True)
    returned_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    page = serializers.URLField(help_text=_("Where people of the organisation open it."))


class OwnReportPage(serializers.Serializer):
    """A page of reports."""

    results = OwnReport(many=True)
    next = serializers.URLField(allow_null=True, help_text=_("The next page; null on the last."))


class ReportWords(serializers.Serializer):
    """What may be said of a report. What is left out stays as it is."""

    covers_until = serializers.DateField(required=False, help_text=_("The day that the report describes."))
    period = serializers.IntegerField(required=False, allow_null=True)
    round_ends_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("The last day of a round of a commitment that repeats.")
    )
    implementation_status = serializers.ChoiceField(ImplementationStatus.choices, required=False)
    health = serializers.ChoiceField(Health.choices, required=False)
    help_kind = serializers.ChoiceField(HelpKind.choices, allow_blank=True, required=False)
    help_needed = _text()
    percent = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    narrative = _text(_("What was done. It is needed when the report is submitted."))
    barrier_kinds = serializers.ListField(
        child=serializers.ChoiceField(BarrierKind.choices), required=False, help_text=_("What delayed the work.")
    )
    barriers = _text()
    next_steps = _text()
    language = serializers.ChoiceField(settings.LANGUAGES, required=False)
    indicator_values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, allow_null=True),
        required=False,
        help_text=_("By the number of the indicator; null or an empty text takes a value away."),
    )


class NewReport(ReportWords):
    """A report that is begun: it takes over what the last published one said, and then what is said here."""

    commitment = serializers.IntegerField()


class ChangedReport(ReportWords):
    """A change of a report."""

    version = serializers.IntegerField(
        required=False, min_value=1, help_text=_("The one that was read; or give its ETag in If-Match.")
    )


class ReportStep(serializers.Serializer):
    """A step of a report."""

    version = serializers.IntegerField(
        required=False, min_value=1, help_text=_("The one that was read; left out, it is not compared.")
    )


class NamedCommitment(serializers.Serializer):
    """Which commitment is meant."""

    commitment = serializers.IntegerField()


class NewLink(serializers.Serializer):
    """A link that is attached."""

    url = serializers.CharField(max_length=2000)
    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    dated = serializers.CharField(
        allow_blank=True, required=False, help_text=_("When it was published: 2026, 2026-03 or 2026-03-05.")
    )
    language = serializers.ChoiceField(settings.LANGUAGES, allow_blank=True, required=False)
    audience = serializers.ChoiceField(EvidenceAudience.choices, required=False)


class NewFile(serializers.Serializer):
    """A file that is attached."""

    file = serializers.FileField()
    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    dated = serializers.CharField(allow_blank=True, required=False)
    language = serializers.ChoiceField(settings.LANGUAGES, allow_blank=True, required=False)
    audience = serializers.ChoiceField(EvidenceAudience.choices, required=False)


class WriteProblem(serializers.Serializer):
    """RFC 9457, with a sentence for each wrong field, or the report as it stands now."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    parameter = serializers.CharField(required=False)
    value = serializers.CharField(required=False, allow_blank=True)
    errors = serializers.DictField(  # type: ignore[assignment]  # a field of this name
        child=serializers.CharField(), required=False
    )
    current = OwnReport(required=False)
