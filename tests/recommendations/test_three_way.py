"""Three texts of one form: what it was opened with, what somebody saved meanwhile, what was typed."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from recommendations import three_way
from recommendations.partial_dates import PartialDate
from stakeholders.fields import PartialDateField


class PlanForm(forms.Form):
    title = forms.CharField()
    status = forms.ChoiceField(choices=[("a", "Begun"), ("b", "Done")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    due = PartialDateField(required=False)
    secret = forms.BooleanField(required=False)
    reason = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        three_way.remember(self)


class StepForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField()
    note = forms.CharField(required=False)


StepFormSet = forms.formset_factory(StepForm, can_delete=True, extra=1)

AT_FIRST = {"title": "Plan", "status": "a", "areas": ["1"], "due": PartialDate.parse("2027-03"), "secret": False}


def browser(form: forms.BaseForm, **typed: Any) -> QueryDict:
    """What a browser sends for ``form`` as it was opened, with what was typed over it."""
    data = QueryDict(mutable=True)
    sent = {
        "title": "Plan",
        "status": "a",
        "areas": ["1"],
        "due_day": "",
        "due_month": "3",
        "due_year": "2027",
        three_way.BASE: form[three_way.BASE].value(),
    } | typed
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def outcomes(merge: three_way.Merge) -> dict[str, str]:
    return {field.label: field.outcome for field in merge.fields}


def test_each_side_keeps_what_it_alone_changed() -> None:
    posted = browser(PlanForm(initial=AT_FIRST), title="My plan", reason="Mine")
    theirs = AT_FIRST | {"status": "b", "areas": ["2", "1"], "due": PartialDate.parse("2028"), "secret": True}
    merge = three_way.merge(posted, PlanForm(initial=theirs))
    assert outcomes(merge) == {
        "Title": "mine",
        "Status": "theirs",
        "Areas": "theirs",
        "Due": "theirs",
        "Secret": "theirs",
    }
    assert merge.both == []
    form = PlanForm(merge.data)
    assert form.is_valid()
    given = form.cleaned_data
    assert (given["title"], given["status"], sorted(given["areas"]), given["secret"], given["reason"]) == (
        "My plan",
        "b",
        ["1", "2"],
        True,
        "Mine",
    )
    assert given["due"] == PartialDate.parse("2028")


def test_what_both_changed_stays_as_typed_and_all_three_are_shown() -> None:
    posted = browser(PlanForm(initial=AT_FIRST), status="b", title="My plan")
    merge = three_way.merge(posted, PlanForm(initial=AT_FIRST | {"title": "Her plan"}))
    (title,) = merge.both
    assert (title.base, title.theirs, title.mine) == ("Plan", "Her plan", "My plan")
    assert merge.data["title"] == "My plan"
    assert [one.mine for one in merge.kept] == ["Done"]


def test_both_typed_the_same() -> None:
    posted = browser(PlanForm(initial=AT_FIRST), title="Our plan")
    assert three_way.merge(posted, PlanForm(initial=AT_FIRST | {"title": "Our plan"})).fields == []


@pytest.mark.parametrize("base", ["", "forged"])
def test_without_a_base_nothing_is_taken_over(base: str) -> None:
    posted = browser(PlanForm(initial=AT_FIRST), title="My plan")
    posted[three_way.BASE] = base
    merge = three_way.merge(posted, PlanForm(initial=AT_FIRST | {"status": "b"}))
    assert set(outcomes(merge).values()) == {"both"}
    assert (merge.data["title"], merge.data["status"]) == ("My plan", "a")
    assert all(field.base is None for field in merge.fields)


def test_the_merged_form_stands_on_what_is_saved_now() -> None:
    """Saved again after a second conflict, only what came since then counts as theirs."""
    second = AT_FIRST | {"title": "Second"}
    merge = three_way.merge(browser(PlanForm(initial=AT_FIRST), title="Mine"), PlanForm(initial=second))
    again = three_way.merge(merge.data, PlanForm(initial=second | {"status": "b"}))
    assert outcomes(again) == {"Title": "mine", "Status": "theirs"}


def steps(*rows: dict) -> Any:
    return StepFormSet(prefix="steps", initial=list(rows))


def rows_posted(base: str, *rows: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({three_way.BASE: base, "title": "Plan", "steps-TOTAL_FORMS": str(len(rows))})
    for number, row in enumerate(rows):
        data.update({f"steps-{number}-{name}": value for name, value in row.items()})
    return data


class TitleForm(forms.Form):
    title = forms.CharField()


def merge_rows(first: list[dict], now: list[dict], mine: list[dict]) -> three_way.Merge:
    form = TitleForm(initial={"title": "Plan"})
    base = three_way.signed(form, {"steps": steps(*first)})
    return three_way.merge(rows_posted(base, *mine), form, {"steps": steps(*now)})


ONE, TWO = {"id": 1, "title": "One", "note": ""}, {"id": 2, "title": "Two", "note": ""}


def typed_row(row: dict, **changes: str) -> dict:
    return {name: str(value) for name, value in (row | changes).items()}


def kept(merge: three_way.Merge) -> list[dict]:
    merge.data["steps-INITIAL_FORMS"] = "0"
    formset = StepFormSet(merge.data, prefix="steps")
    assert formset.is_valid(), formset.errors
    return [
        {name: row.cleaned_data.get(name) for name in ("id", "title", "note")}
        for row in formset
        if row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]


def test_rows_are_merged_by_field_too() -> None:
    merge = merge_rows([ONE], [ONE | {"note": "Hers"}], [typed_row(ONE, title="First")])
    assert kept(merge) == [{"id": 1, "title": "First", "note": "Hers"}]
    assert merge.both == []


def test_a_row_that_they_added_stands_below() -> None:
    assert [row["title"] for row in kept(merge_rows([ONE], [ONE, TWO], [typed_row(ONE)]))] == ["One", "Two"]


def test_a_row_that_they_took_out_goes_when_it_was_left_alone() -> None:
    merge = merge_rows([ONE, TWO], [ONE], [typed_row(ONE), typed_row(TWO)])
    assert [row["title"] for row in kept(merge)] == ["One"]


def test_a_row_that_they_took_out_comes_back_as_a_new_one_when_it_was_changed() -> None:
    merge = merge_rows([ONE, TWO], [ONE], [typed_row(ONE), typed_row(TWO, note="Mine")])
    assert kept(merge)[1] == {"id": None, "title": "Two", "note": "Mine"}
    assert [field.label for field in merge.both] == ["Two"]


def test_a_row_taken_out_here_and_changed_there_is_said() -> None:
    merge = merge_rows([ONE], [ONE | {"note": "Hers"}], [typed_row(ONE) | {"DELETE": "on"}])
    assert [field.label for field in merge.both] == ["One"]
    assert kept(merge) == []
