"""The form of a commitment with its milestones and indicators; it works without script."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from names import single_line
from recommendations import three_way
from recommendations.models import Recommendation
from stakeholders import permissions
from stakeholders.coach import Advice, Measure, Said, advice
from stakeholders.commitment_changes import waiting_change
from stakeholders.commitment_data import RHYTHM, CommitmentData, IndicatorData, MilestoneData, data_of, first_day
from stakeholders.commitment_json import from_json
from stakeholders.fields import OrganisationNamesField, PartialDateField, RecommendationsField
from stakeholders.forms.commitment_rows import (
    IndicatorFormSet,
    MilestoneFormSet,
    as_initial,
)
from stakeholders.models import Commitment, CommitmentChange, CommitmentState, Organisation, Repeats, Visibility
from stakeholders.models.commitment import MOST_REPEAT_MONTHS, MOST_ROUND_DAYS, USUAL_ROUND_DAYS

# The fields whose values are the same in the form and in ``CommitmentData``.
SAID = ("title", "description", "language", "joint_organisations", "start", "due", *RHYTHM, "visibility")


class CommitmentForm(forms.Form):
    """Everything about a commitment itself. ``lead`` None asks which of ``leads`` it is of."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # Of the change that waits for a curator; 0 while none does.
    change_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        validators=[single_line],
        help_text=_("One line that says what will be done, such as: Train 400 investigators."),
    )
    description = forms.CharField(
        label=_("What will be done"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Say who acts, by when, and how others can tell that it is done."),
    )
    language = forms.ChoiceField(label=_("Language of these texts"), choices=settings.LANGUAGES)
    recommendations = RecommendationsField(
        Recommendation.objects.none(),
        label=_("What it contributes to"),
        error_messages={"required": _("Choose at least one recommendation that this answers.")},
    )
    joint_organisations = OrganisationNamesField(
        label=_("Partner organisations"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Names of partner organisations, one per line."),
    )
    start = PartialDateField(label=_("Start"), required=False)
    due = PartialDateField(label=_("Due"), required=False)
    repeats = forms.ChoiceField(
        label=_("Does it repeat?"),
        choices=Repeats.choices,
        initial=Repeats.ONCE,
        required=False,
        help_text=_("A commitment that repeats, such as a yearly report, asks for a progress report on each round."),
    )
    repeat_months = forms.IntegerField(
        label=_("Months in a round"),
        required=False,
        min_value=1,
        max_value=MOST_REPEAT_MONTHS,
        help_text=_("Only for another number of months."),
    )
    first_round_on = forms.DateField(
        label=_("First day of the first round"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Only if the commitment repeats; if you leave it blank, its start. To change how often it repeats, enter "
            "the day from which that applies: the rounds before it stay as they were."
        ),
    )
    round_days = forms.IntegerField(
        label=_("Days to report after a round"),
        required=False,
        min_value=0,
        max_value=MOST_ROUND_DAYS,
        initial=USUAL_ROUND_DAYS,
        help_text=_("How many days after a round ends its report is due. Only if the commitment repeats."),
    )
    visibility = forms.ChoiceField(
        label=_("Who can see it"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )
    reason = forms.CharField(
        label=_("Reason for this change"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("This is public. Your changes and this reason will be published."),
    )

    def __init__(self, *args: Any, commitment: Commitment | None = None, leads=None, user=None, **kwargs: Any) -> None:
        if commitment is None:
            kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)
        self.order_fields(["version", "change_version", "key", "organisation"])
        choices = Recommendation.objects.public()
        if commitment is None:
            cast(forms.ModelChoiceField, self.fields["organisation"]).queryset = leads
            del self.fields["version"], self.fields["change_version"]
        else:
            choices = choices | Recommendation.objects.filter(pk__in=commitment.recommendations.values("pk"))
            del self.fields["organisation"], self.fields["key"]
            partners = cast(OrganisationNamesField, self.fields["joint_organisations"])
            partners.already = list(commitment.joint_organisations.all())
            if not permissions.can_change_partners(user, commitment):
                partners.disabled = True
                partners.help_text = _("This commitment is published. Ask a curator to change its partners.")
        if commitment is None or commitment.state != CommitmentState.PUBLISHED:
            del self.fields["reason"]
        recommendations = cast(RecommendationsField, self.fields["recommendations"])
        recommendations.queryset = choices.select_related("edition").in_order()

    def clean_repeats(self) -> str:
        """Nothing chosen says what nothing said before."""
        return self.cleaned_data["repeats"] or Repeats.ONCE

    def clean_round_days(self) -> int:
        """Left blank, the usual number."""
        days = self.cleaned_data["round_days"]
        return USUAL_ROUND_DAYS if days is None else days

    def clean(self) -> dict[str, Any]:
        """The first round begins with the commitment, where no other day is given. What the choice leaves without a
        meaning is left out.
        """
        said = super().clean() or self.cleaned_data
        repeats = said.get("repeats", Repeats.ONCE)
        if repeats != Repeats.OWN:
            said["repeat_months"] = None
        if repeats == Repeats.ONCE:
            said["first_round_on"] = None
        elif not said.get("first_round_on") and said.get("start"):
            said["first_round_on"] = first_day(said["start"])
        return said

    def clean_description(self) -> str:
        """Line ends as they are stored: a browser sends others, and nobody changed anything by that."""
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def data_with(self, milestones: MilestoneFormSet, indicators: IndicatorFormSet) -> CommitmentData:
        """What was typed, in the shape that the verbs take. Only for forms that are valid."""
        return CommitmentData(
            **{name: self.cleaned_data[name] for name in SAID},
            recommendations=list(self.cleaned_data["recommendations"]),
            milestones=[MilestoneData(**row) for row in milestones.filled_in()],
            indicators=[IndicatorData(**row) for row in indicators.filled_in()],
        )


class CommitmentForms:
    """The form with its two sets of rows, over what was posted or over a stored commitment."""

    def __init__(
        self, data: QueryDict | None = None, *, commitment: Commitment | None = None, leads=None, user=None
    ) -> None:
        self.commitment, self.leads = commitment, leads
        self.change = _change_to_go_on_with(commitment, user)
        stored = from_json(self.change.proposed) if self.change else data_of(commitment) if commitment else None
        initial = _initial(stored, commitment, self.change)
        self.form = CommitmentForm(data, commitment=commitment, leads=leads, user=user, initial=initial)
        # What was posted stands by itself: rows that others added or removed meanwhile must not shift its places.
        shown = None if data else stored
        self.milestones = MilestoneFormSet(data, prefix="milestones", initial=_rows(shown, "milestones"))
        self.indicators = IndicatorFormSet(data, prefix="indicators", initial=_rows(shown, "indicators"))
        if commitment is not None:
            three_way.remember(self.form, self.rows)

    @property
    def rows(self) -> dict[str, MilestoneFormSet | IndicatorFormSet]:
        """The sets of rows by the prefix of their fields."""
        return {"milestones": self.milestones, "indicators": self.indicators}

    @property
    def parts(self) -> tuple[CommitmentForm, MilestoneFormSet, IndicatorFormSet]:
        return self.form, self.milestones, self.indicators

    def is_valid(self) -> bool:
        """Checks all three, so that everything wrong is said at once."""
        answers = [part.is_valid() for part in self.parts]
        return all(answers)

    def problems(self) -> list[dict[str, Any]]:
        """Everything wrong in all three, each with the field that it leads to, for the summary on top."""
        rows = [form for formset in (self.milestones, self.indicators) for form in formset]
        found = [problem for form in (self.form, *rows) for problem in _problems(form)]
        for formset in (self.milestones, self.indicators):
            found += [{"target": "", "text": text} for text in formset.non_form_errors()]
        return found

    @property
    def coach(self) -> list[Advice]:
        """Advice on what the form says as it stands, complete or not."""
        words = {name: str(self.form[name].value() or "") for name in ("title", "description", "joint_organisations")}
        due, repeats = self.form["due"].value(), self.form["repeats"].value() or Repeats.ONCE
        said = Said(
            text=f"{words['title']}\n{words['description']}",
            actors=[self._lead_name(), *words["joint_organisations"].splitlines()],
            has_deadline=bool(any(due) if isinstance(due, list) else due) or repeats != Repeats.ONCE,
            measures=[
                Measure(_number(row["baseline"].value()), _number(row["target"].value()))
                for row in self.indicators
                if row["name"].value() and not row["DELETE"].value()
            ],
        )
        return advice(said)

    def _lead_name(self) -> str:
        """The name of the lead organisation; empty while none is chosen."""
        if self.commitment is not None:
            return self.commitment.lead_organisation.name
        chosen = str(self.form["organisation"].value() or "")
        lead = self.leads.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 10 else None
        return lead.name if lead else ""

    def without_errors(self) -> CommitmentForms:
        """As typed, nothing checked yet."""
        self.form._errors = ErrorDict()  # type: ignore[attr-defined]  # not in the stubs
        self.milestones.without_errors()
        self.indicators.without_errors()
        return self

    def data(self) -> CommitmentData:
        """What was typed; only after ``is_valid``."""
        return self.form.data_with(self.milestones, self.indicators)


def _number(typed: Any) -> Decimal | None:
    """The number that was typed, if it is one."""
    try:
        return forms.DecimalField(required=False, max_digits=18, decimal_places=4).clean(typed)
    except forms.ValidationError:
        return None


def _problems(form: forms.Form) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"target": "", "text": text} for text in form.non_field_errors()]
    for field in form:
        target = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id
        found += [{"target": target, "label": field.label, "text": text} for text in field.errors]
    return found


def _change_to_go_on_with(commitment: Commitment | None, user) -> CommitmentChange | None:
    """What its organisation wrote and waits for a curator: its people go on with that, not with what is public."""
    if commitment is None or permissions.can_edit_at_once(user, commitment):
        return None
    return waiting_change(commitment)


def _initial(
    stored: CommitmentData | None, commitment: Commitment | None, change: CommitmentChange | None
) -> dict[str, Any]:
    if stored is None or commitment is None:
        return {"key": uuid.uuid4(), "language": get_language() or settings.LANGUAGE_CODE}
    links = [recommendation.pk for recommendation in stored.recommendations]
    versions = {"version": commitment.version, "change_version": change.version if change else 0}
    words = {"recommendations": links, "reason": change.reason if change else ""}
    return {name: getattr(stored, name) for name in SAID} | versions | words


def _rows(stored: CommitmentData | None, name: str) -> list[dict[str, Any]]:
    return [as_initial(row) for row in getattr(stored, name)] if stored else []
