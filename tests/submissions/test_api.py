"""The write API: what it does, and what it refuses with which words."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from progress import history, workflow
from progress.models import Evidence, ProgressReport, ReportEvent
from stakeholders.models import Commitment, Indicator, Membership, Organisation
from submissions.models import AccessToken, ApiAct
from submissions.once import KEPT, forget_answers
from tests import factories
from tests.cast import give_second_factor
from tests.submissions.conftest import Program, program

pytestmark = pytest.mark.django_db


def test_it_says_what_is_due(system: Program, commitment: Commitment, indicator: Indicator, fatima: User) -> None:
    period = factories.period(
        due_on=datetime.date(2027, 1, 31), starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 12, 31)
    )
    row = system.get("due/").data["results"][0]
    assert row["commitment"] == commitment.pk and row["title"] == commitment.title and row["lead"]
    assert row["periods"] == [{"id": period.pk, "name": period.name, "due_on": "2027-01-31"}]
    assert row["due_on"] == "2027-01-31" and row["open_report"] is None and row["last_status"] is None
    assert row["indicators"] == [
        {"id": indicator.pk, "name": "Calls", "unit": "calls", "baseline": "0.5", "target": "1200", "last_value": None}
    ]
    draft = factories.draft(commitment, by=fatima)
    assert system.get("due/").data["results"][0]["open_report"] == {"id": draft.pk, "version": 1, "state": "draft"}


@time_machine.travel("2026-07-10T12:00Z")
def test_a_commitment_that_repeats_is_asked_about_by_rounds(
    system: Program, verania: Organisation, fatima: User
) -> None:
    regular = factories.commitment(
        verania, by=fatima, repeats="half_yearly", first_round_on=datetime.date(2026, 1, 1), round_days=30
    )
    row = system.get("due/").data["results"][0]
    assert (row["periods"], row["due_on"]) == ([], "2026-07-30")
    assert row["rounds"] == [{"starts_on": "2026-01-01", "ends_on": "2026-06-30", "due_on": "2026-07-30"}]
    made = system.post("reports/", {"commitment": regular.pk})
    assert (made.data["round_ends_on"], made.data["period"]) == ("2026-06-30", None)
    where = f"reports/{made.data['id']}/"
    for said in ({"round_ends_on": "2026-06-29"}, {"period": factories.period().pk}):
        refused = system.patch(where, said, If_Match=made["ETag"])
        assert refused.status_code == 400 and set(refused.data["errors"]) == set(said)
    later = system.patch(where, {"round_ends_on": "2026-12-31"}, If_Match=made["ETag"])
    assert later.data["round_ends_on"] == "2026-12-31"
    assert system.patch(where, {"round_ends_on": None}, If_Match=later["ETag"]).data["round_ends_on"] is None


def test_a_report_is_begun_changed_given_evidence_and_submitted(
    system: Program, commitment: Commitment, indicator: Indicator, fatima: User
) -> None:
    made = system.post("reports/", {"commitment": commitment.pk, "implementation_status": "in_progress", "percent": 40})
    assert made.status_code == 201 and made.data["state"] == "draft" and made.data["percent"] == 40
    where = f"reports/{made.data['id']}/"
    assert made["Location"].endswith(where) and made["ETag"] == f'"{made.data["version"]}"'
    assert made["Cache-Control"] == "no-store" and "Set-Cookie" not in made
    refused = system.post(f"{where}submit/")
    assert refused.status_code == 400 and set(refused.data["errors"]) == {"narrative"}
    changed = system.patch(
        where, {"narrative": "Done.\nMore.", "indicator_values": {str(indicator.pk): "12.5"}}, If_Match=made["ETag"]
    )
    assert changed.status_code == 200 and changed.data["percent"] == 40
    assert changed.data["indicator_values"] == {str(indicator.pk): "12.5"}
    link = {"url": "https://records.example/a", "title": "Records", "dated": "2026-03"}
    linked = system.post(f"{where}evidence/", link)
    assert linked.status_code == 201 and linked.data["evidence"][0]["dated"] == "2026-03"
    upload = SimpleUploadedFile("notes.csv", b"day,calls\n2026-01-01,3\n")
    filed = system.send(f"{where}evidence/", {"file": upload, "title": "Notes"})
    assert filed.status_code == 201, filed.data
    piece = filed.data["evidence"][1]
    assert (piece["kind"], piece["title"]) == ("file", "Notes") and len(piece["sha256"]) == 64
    assert system.delete(f"{where}evidence/{piece['id']}/").status_code == 204
    sent = system.post(f"{where}submit/")
    assert sent.status_code == 200 and sent.data["state"] == "submitted"
    report = ProgressReport.objects.get()
    assert report.author == report.submitted_by == fatima
    assert ApiAct.objects.filter(report=report.pk).count() == 6
    ways = {event.way for event in report.events.all()}
    assert ways == {f"Through the access token “{system.token.name}”"}
    assert history.verify()[1] is None
    assert list(ReportEvent.objects.values_list("action", flat=True).order_by("sequence"))[-2:] == ["create", "submit"]
    assert system.patch(where, {"version": report.version, "percent": 1}).status_code == 409


def test_a_draft_is_discarded_no_change_is_said_and_taken_back_and_a_correction_begun(
    system: Program, commitment: Commitment, fatima: User, carol: User
) -> None:
    refused = system.post("no-change/", {"commitment": commitment.pk})
    assert refused.status_code == 409 and "no published report" in refused.data["detail"]
    first = factories.published(commitment, by=fatima, curator=carol)
    said = system.post("no-change/", {"commitment": commitment.pk})
    assert said.status_code == 201 and (said.data["kind"], said.data["state"]) == ("no_change", "submitted")
    assert system.post(f"reports/{said.data['id']}/take-back/").status_code == 204
    correction = system.post(f"reports/{first.pk}/correct/")
    assert correction.status_code == 201 and correction.data["supersedes"] == first.pk
    assert system.delete(f"reports/{correction.data['id']}/").status_code == 204
    assert system.delete(f"reports/{first.pk}/").status_code == 409
    assert list(ProgressReport.objects.values_list("pk", flat=True)) == [first.pk]


def test_reports_are_listed_page_by_page(
    system: Program, verania: Organisation, fatima: User, commitment: Commitment, django_assert_num_queries
) -> None:
    for _number in range(4):
        factories.draft(factories.commitment(verania, by=fatima), by=fatima)
    factories.submitted(commitment, by=fatima)
    system.get("")
    with django_assert_num_queries(7):
        page = system.get("reports/?limit=3").data
    rest = system.get(page["next"].partition("testserver")[2] or page["next"][page["next"].index("/api/") :]).data
    keys = [row["id"] for row in page["results"] + rest["results"]]
    assert keys == sorted(keys, reverse=True) and len(keys) == 5 and rest["next"] is None
    assert len(system.get("reports/?state=submitted").data["results"]) == 1
    assert len(system.get(f"reports/?commitment={commitment.pk}").data["results"]) == 1
    for query in ("state=x", "commitment=x", "cursor=x", "limit=0", "colour=red"):
        answer = system.get(f"reports/?{query}")
        assert answer.status_code == 400 and answer.data["parameter"] == query.split("=")[0]
    assert system.get("reports/?lang=xx").data["detail"].startswith("lang:")


def test_what_was_changed_meanwhile_is_not_overwritten(system: Program, commitment: Commitment, fatima: User) -> None:
    draft = factories.draft(commitment, by=fatima)
    where = f"reports/{draft.pk}/"
    assert system.patch(where, {"version": 1, "percent": 10}).data["version"] == 2
    late = system.patch(where, {"version": 1, "percent": 90})
    assert late.status_code == 409 and late.data["current"]["percent"] == 10 and late.data["current"]["version"] == 2
    assert system.patch(where, {"percent": 90}, If_Match='"1"').status_code == 412
    assert system.post(f"{where}submit/", {"version": 1}).status_code == 409
    again = system.post("reports/", {"commitment": commitment.pk, "narrative": "Mine"})
    assert again.status_code == 409 and again.data["current"]["id"] == draft.pk
    missing = system.patch(where, {"percent": 90})
    assert missing.status_code == 400 and set(missing.data["errors"]) == {"version"}
    assert ProgressReport.objects.get().percent == 10


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"percent": 101}, "percent"),
        ({"percent": "many"}, "percent"),
        ({"percent": True}, "percent"),
        ({"narrative": 7}, "narrative"),
        ({"narrative": "x" * 20_001}, "narrative"),
        ({"narrative": "a\x00b"}, "narrative"),
        ({"narrative": "\ud800"}, "narrative"),
        ({"covers_until": "31.12.2026"}, "covers_until"),
        ({"implementation_status": "finished"}, "implementation_status"),
        ({"health": ""}, "health"),
        ({"period": 987654}, "period"),
        ({"period": 2**62}, "period"),
        ({"language": "xx"}, "language"),
        ({"colour": "red"}, "colour"),
        ({"indicator_values": [1]}, "indicator_values"),
        ({"indicator_values": {"987654": "1"}}, "indicator_values.987654"),
        ({"indicator_values": {"own": "much"}}, "indicator_values.own"),
        ({"indicator_values": {"own": []}}, "indicator_values"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_saved(
    system: Program, commitment: Commitment, indicator: Indicator, fatima: User, body: dict, field: str
) -> None:
    draft = factories.draft(commitment, by=fatima)
    key = str(indicator.pk)
    if isinstance(values := body.get("indicator_values"), dict) and "own" in values:
        body = {"indicator_values": {key: values["own"]}}
    answer = system.patch(f"reports/{draft.pk}/", {"version": 1} | body)
    assert answer.status_code == 400, answer.data
    assert set(answer.data["errors"]) == {field.replace("own", key)}
    assert answer["Content-Type"] == "application/problem+json"
    draft.refresh_from_db()
    assert draft.version == 1


def test_long_texts_in_any_script_fit(system: Program, commitment: Commitment) -> None:
    texts = dict.fromkeys(("narrative", "barriers", "next_steps", "help_needed"), "ش" * 20_000)
    made = system.post("reports/", {"commitment": commitment.pk, **texts})
    assert made.status_code == 201 and made.data["barriers"] == texts["barriers"]
    assert system.post("reports/", {"commitment": commitment.pk, "narrative": "x" * 2**20}).status_code == 400


@pytest.mark.parametrize(
    ("said", "kept"), [(["law", "funding"], ["funding", "law"]), ([], []), (["weather"], None), ("law", None)]
)
def test_kinds_of_barrier_are_a_list(
    system: Program, commitment: Commitment, fatima: User, said: object, kept: list[str] | None
) -> None:
    draft = factories.draft(commitment, by=fatima, barrier_kinds=["data"])
    answer = system.patch(f"reports/{draft.pk}/", {"version": 1, "barrier_kinds": said})
    if kept is None:
        assert answer.status_code == 400 and set(answer.data["errors"]) == {"barrier_kinds"}
    else:
        assert answer.data["barrier_kinds"] == kept
    assert system.patch(f"reports/{draft.pk}/", {"version": 2 if kept is not None else 1, "percent": 3}).data[
        "barrier_kinds"
    ] == (["data"] if kept is None else kept)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic eDp5", "Bearer " + "x" * 5000, "Bearer rtk_é"]
)
def test_without_a_token_that_counts_nothing_opens(commitment: Commitment, system: Program, header: str) -> None:
    named = {"Authorization": header} if header else {}
    for method, where in (("GET", "due/"), ("POST", "reports/"), ("DELETE", "reports/1/"), ("POST", "no-change/")):
        answer = Program("").ask(method, where, {} if method != "GET" else None, **named)
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith('Bearer realm="reporting"')
        assert answer["Content-Type"] == "application/problem+json" and answer.data["status"] == 401


def test_an_expired_token_says_when(system: Program) -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        answer = system.get("due/")
    assert answer.status_code == 401 and "expired on" in answer.data["detail"]


def test_a_session_opens_nothing(client, fatima: User, commitment: Commitment) -> None:
    client.force_login(fatima)
    assert client.get("/api/v1/reporting/due/").status_code == 401


def test_a_scope_that_is_too_small(verania: Organisation, commitment: Commitment, fatima: User) -> None:
    draft = factories.draft(commitment, by=fatima)
    reader, writer = program(verania, fatima, "read"), program(verania, fatima, "draft")
    assert reader.get("due/").status_code == writer.get(f"reports/{draft.pk}/").status_code == 200
    refused = [
        (reader, "POST", "reports/", "draft"),
        (reader, "PATCH", f"reports/{draft.pk}/", "draft"),
        (reader, "DELETE", f"reports/{draft.pk}/", "draft"),
        (reader, "POST", f"reports/{draft.pk}/evidence/", "draft"),
        (reader, "POST", f"reports/{draft.pk}/submit/", "submit"),
        (writer, "POST", f"reports/{draft.pk}/submit/", "submit"),
        (writer, "POST", "no-change/", "submit"),
    ]
    for one, method, where, scope in refused:
        answer = one.ask(method, where, {})
        assert answer.status_code == 403 and f"“{scope}”" in answer.data["detail"]
        assert f'error="insufficient_scope", scope="{scope}"' in answer["WWW-Authenticate"]
    assert ProgressReport.objects.get().review_state == "draft"


def test_a_token_of_another_organisation_finds_nothing(
    lantern: Organisation, commitment: Commitment, fatima: User, bob: User, carol: User
) -> None:
    Membership.objects.filter(user=bob).update(role="focal_point")
    give_second_factor(bob)
    foreign = program(lantern, bob)
    published = factories.published(commitment, by=fatima, curator=carol)
    draft = factories.draft(commitment, by=fatima)
    assert foreign.get("due/").data["results"] == foreign.get("reports/").data["results"] == []
    for report in (published, draft):
        for method, tail in (
            ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "submit/"), ("POST", "correct/"),
            ("POST", "take-back/"), ("POST", "evidence/"),
        ):  # fmt: skip
            body = {"version": 1} if method == "PATCH" else {}
            body = {"url": "https://records.example/"} if tail == "evidence/" else body
            assert foreign.ask(method, f"reports/{report.pk}/{tail}", body).status_code == 404, (method, tail)
    for where in ("reports/", "no-change/"):
        assert foreign.post(where, {"commitment": commitment.pk}).status_code == 404
        assert foreign.post(where, {"commitment": 987654321}).status_code == 404
    assert foreign.get(f"reports/{10**30}/").status_code == 404


def test_a_token_signs_nothing_off(
    system: Program, verania: Organisation, commitment: Commitment, fatima: User, carol: User
) -> None:
    """It acts for the focal point, and still asks: a program's act is nobody's signature."""
    verania.requires_sign_off = True
    verania.save()
    factories.published(commitment, by=fatima, curator=carol)
    draft = system.post("reports/", {"commitment": commitment.pk, "narrative": "Done."}).data
    asked = system.post(f"reports/{draft['id']}/submit/")
    assert asked.status_code == 200 and (asked.data["state"], asked.data["sign_off"]) == ("draft", "asked")
    workflow.sign_off(report=ProgressReport.objects.get(pk=draft["id"]), by=fatima)
    sent = system.post(f"reports/{draft['id']}/submit/")
    assert (sent.data["state"], sent.data["sign_off"]) == ("submitted", "given")
    workflow.publish(report=ProgressReport.objects.get(pk=draft["id"]), by=carol)
    same = system.post("no-change/", {"commitment": commitment.pk})
    assert same.status_code == 201 and (same.data["state"], same.data["sign_off"]) == ("draft", "asked")


def test_one_key_is_one_act(system: Program, commitment: Commitment) -> None:
    body = {"commitment": commitment.pk, "narrative": "Once."}
    first = system.post("reports/", body, Idempotency_Key="a-1")
    second = system.post("reports/", dict(reversed(body.items())), Idempotency_Key="a-1")
    assert first.status_code == second.status_code == 201 and first.data == second.data
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    other = system.post("reports/", body | {"narrative": "Twice."}, Idempotency_Key="a-1")
    assert other.status_code == 422 and "another request" in other.data["detail"]
    elsewhere = system.post("no-change/", {"commitment": commitment.pk}, Idempotency_Key="a-1")
    assert elsewhere.status_code == 422
    assert ProgressReport.objects.count() == 1
    for key in ("", "x" * 256, "é"):
        assert system.post("reports/", body, Idempotency_Key=key).status_code == 400


def test_the_key_of_a_refusal_may_be_used_again(system: Program, commitment: Commitment) -> None:
    wrong = {"commitment": commitment.pk, "percent": 300}
    assert system.post("reports/", wrong, Idempotency_Key="b").status_code == 400
    assert not ProgressReport.objects.exists() and not ApiAct.objects.exists()
    assert system.post("reports/", wrong | {"percent": 30}, Idempotency_Key="b").status_code == 201


def test_a_file_sent_twice_under_one_key_is_attached_once(
    system: Program, commitment: Commitment, fatima: User
) -> None:
    draft = factories.draft(commitment, by=fatima)
    for _time in range(2):
        upload = SimpleUploadedFile("notes.csv", b"day,calls\n2026-01-01,3\n")
        answer = system.send(f"reports/{draft.pk}/evidence/", {"file": upload}, Idempotency_Key="f")
        assert answer.status_code == 201, answer.data
    assert Evidence.objects.count() == 1
    upload = SimpleUploadedFile("notes.csv", b"day,calls\n2026-01-01,4\n")
    assert system.send(f"reports/{draft.pk}/evidence/", {"file": upload}, Idempotency_Key="f").status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "nonsense"}, "url"),
        ({"url": "https://me:secret@records.example/"}, "url"),
        ({"url": "https://records.example/", "dated": "2026-02-31"}, "dated"),
        ({"url": "https://records.example/", "dated": "soon"}, "dated"),
        ({"url": "https://records.example/", "audience": "friends"}, "audience"),
        ({"url": "https://records.example/", "title": "a\nb"}, "title"),
        ({"url": "https://records.example/", "file": "x"}, "file"),
    ],
)
def test_evidence_that_is_not_accepted(
    system: Program, commitment: Commitment, fatima: User, body: dict, field: str
) -> None:
    draft = factories.draft(commitment, by=fatima)
    answer = system.post(f"reports/{draft.pk}/evidence/", body)
    assert answer.status_code == 400 and set(answer.data["errors"]) == {field}, answer.data
    assert not Evidence.objects.exists()


def test_files_that_are_not_accepted(system: Program, commitment: Commitment, fatima: User, settings) -> None:
    draft = factories.draft(commitment, by=fatima)
    where = f"reports/{draft.pk}/evidence/"
    program_file = SimpleUploadedFile("run.exe", b"MZ" + b"\0" * 100)
    assert set(system.send(where, {"file": program_file}).data["errors"]) == {"file"}
    two = [SimpleUploadedFile(f"{n}.csv", b"a,b\n1,2\n") for n in range(2)]
    assert set(system.send(where, {"file": two}).data["errors"]) == {"file"}
    other = {"picture": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}
    assert system.send(where, other).status_code == 400
    assert system.ask("POST", where, None, Content_Type="text/plain").status_code in (400, 415)


def test_so_many_requests_a_minute(system: Program, settings) -> None:
    settings.FAIR_USE = settings.FAIR_USE | {"tokens": (3, 60)}
    with time_machine.travel(datetime.datetime(2026, 12, 3, 12, 0, 20, tzinfo=datetime.UTC), tick=False):
        assert [system.get("").status_code for _n in range(4)] == [200, 200, 200, 429]
        answer = system.get("")
        assert answer["Retry-After"] == "40" and "40" in answer.data["detail"]


@pytest.mark.parametrize(("language", "word"), [("fr", "fr"), ("ar", "ar"), ("es", "es")])
def test_it_answers_in_the_language_asked_for(system: Program, language: str, word: str) -> None:
    for answer in (system.get("", Accept_Language=language), system.get(f"?lang={language}")):
        assert answer["Content-Language"] == word
    assert system.get("nothing/?lang=fr").status_code == 404


def test_answers_are_forgotten_and_acts_are_not(system: Program, commitment: Commitment) -> None:
    system.post("reports/", {"commitment": commitment.pk}, Idempotency_Key="old")
    assert forget_answers(on=timezone.now() + KEPT - datetime.timedelta(minutes=1)) == 0
    assert forget_answers(on=timezone.now() + KEPT + datetime.timedelta(minutes=1)) == 1
    act = ApiAct.objects.get()
    assert act.key == "" and act.answer is None and act.report and act.status == 201
    assert system.post("reports/", {"commitment": commitment.pk}, Idempotency_Key="old").status_code == 409
    assert AccessToken.objects.count() == 1
