"""Each form that writes has the same guards: the version, the reason, the audit row.

Every route that takes a POST stands in one of the tables below: a new one has to say where it belongs. Who may is held
by the matrix (``rows_work``), the admin by ``test_admin_writing``, the verbs by ``test_writing_through_verbs``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import lxml.html
import pytest
from django.test import Client

from tests.cast import sign_in
from tests.matrix.ground import Things
from tests.matrix.guard import written_tables
from tests.matrix.row import NOBODY, Row
from tests.matrix.rows import ROWS

AUDITS = ("historical", "progress_reportevent", "outbox_act", "event")

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@dataclass(frozen=True)
class Versioned:
    """A form with a version: what one person types while another saves ``quick`` on it, or at ``elsewhere``.

    ``shows`` are the texts that the page of the conflict must hold.
    """

    route: str
    key: str
    late: dict[str, str]
    quick: dict[str, str]
    elsewhere: tuple[str, str] = ("", "")
    shows: tuple[str, ...] = field(default=("words of the late one", "words of the quick one"))

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


LATE, QUICK = "words of the late one", "words of the quick one"
WHY = {"reason": "A reason."}
RECOMMENDATION = ("recommendations:curate-recommendation", "key=recommendation")
EDITION = ("recommendations:curate-edition", "key=edition")
ORGANISATION = ("curate_stakeholders:organisation_edit", "slug=organisation")
PERIOD = ("curate_progress:period", "pk=planned")
COMMITMENT = ("stakeholders:commitment_edit", "pk=unpublished")
#: A step has no text of its own but the reason, which is kept.
STEP = {"late": {"reason": LATE}, "shows": (LATE,)}

TRANSLATED = {"edition": "summary", "area": "name", "finding": "statement", "recommendation": "text"}

VERSIONED = [
    Versioned(*EDITION, {"summary": LATE, **WHY}, {"summary": QUICK, **WHY}),
    Versioned("recommendations:curate-area", "key=area", {"description": LATE, **WHY}, {"description": QUICK, **WHY}),
    Versioned(*RECOMMENDATION, {"text": LATE, **WHY}, {"text": QUICK, **WHY}),
    Versioned("recommendations:curate-finding", "key=finding", {"statement": LATE, **WHY}, {"statement": QUICK, **WHY}),
    Versioned("recommendations:curate-translation", "key=translation", {"text": LATE, **WHY}, {"text": QUICK, **WHY}),
    Versioned(
        "recommendations:curate-recommendation-archive", "key=recommendation",
        quick={"text": QUICK, **WHY}, elsewhere=RECOMMENDATION, **STEP,
    ),
    Versioned(
        "recommendations:curate-recommendation-restore", "key=archived recommendation",
        quick={"text": QUICK, **WHY}, elsewhere=(RECOMMENDATION[0], "key=archived recommendation"), **STEP,
    ),
    Versioned(
        "recommendations:curate-edition-archive", "key=edition",
        quick={"title": QUICK, **WHY}, elsewhere=EDITION, **STEP,
    ),
    Versioned(
        "recommendations:curate-edition-publish", "key=draft edition",
        quick={"title": QUICK, **WHY}, elsewhere=("recommendations:curate-edition", "key=draft edition"), **STEP,
    ),
    *(
        Versioned(
            f"recommendations:curate-{kind}-translations", f"key={kind}",
            {f"{name}-es": LATE, **WHY}, {f"{name}-es": QUICK, **WHY},
        )
        for kind, name in TRANSLATED.items()
    ),
    Versioned("recommendations:curate-link", "key=public link", {"note": LATE, **WHY}, {"note": QUICK, **WHY}),
    Versioned(*ORGANISATION, {"description": LATE, **WHY}, {"description": QUICK, **WHY}),
    Versioned(
        "curate_stakeholders:organisation_archive", "slug=organisation",
        quick={"description": QUICK, **WHY}, elsewhere=ORGANISATION, **STEP,
    ),
    Versioned("desk:page", "page=!about, language=!fr", {"text": LATE, **WHY}, {"text": QUICK, **WHY}),
    Versioned("recommendations:curate-actor-type", "key=!ngo", {"name_fr": LATE, **WHY}, {"name_fr": QUICK, **WHY}),
    Versioned(
        "recommendations:curate-term", "key=!must",
        {"name_en": LATE, "name_fr": LATE, **WHY}, {"name_en": QUICK, "name_fr": QUICK, **WHY},
    ),
    Versioned("desk:taxonomy", "slug=taxonomy", {"name_en": LATE, **WHY}, {"name_en": QUICK, **WHY}),
    Versioned("desk:tag", "slug=tag", {"name_fr": LATE, **WHY}, {"name_fr": QUICK, **WHY}),
    Versioned(*PERIOD, {"name": LATE}, {"name": QUICK}),
    Versioned(
        "curate_progress:move_period", "pk=planned", {"to": "open", **WHY}, {"name": QUICK}, elsewhere=PERIOD,
        shows=(QUICK,),
    ),
    Versioned(*COMMITMENT, {"description": LATE, **WHY}, {"description": QUICK, **WHY}),
    Versioned(
        "stakeholders:response", "slug=organisation, reference=recommendation", {"note": LATE}, {"note": QUICK}
    ),
]  # fmt: skip

#: What takes a POST without a version, and why none is missing.
UNVERSIONED = {
    "desk:identity": "of administrators: tests/identity/test_identity.py",
    # Makes something new.
    "recommendations:curate-crosswalk": "makes a link; the same one twice is refused",
    "recommendations:curate-new-edition": "makes one",
    "recommendations:curate-new-area": "makes one",
    "recommendations:curate-new-finding": "makes one",
    "recommendations:curate-new-recommendation": "makes one",
    "curate_public:preview": "writes nothing",
    "curate_stakeholders:carry_over": "asks once a pair; what can no longer be asked is refused in words",
    "imports:list": "keeps a file, which is previewed",
    "imports:file": "tests/imports/test_pages.py",
    "imports:columns": "tests/imports/test_pages.py",
    "imports:values": "tests/imports/test_pages.py",
    "imports:apply": "carries the fingerprint of the preview",
    "imports:undo": "from applied alone",
    "imports:cancel": "until the writing begins",
    "imports:prefer": "tests/imports/test_pages.py",
    "imports:discard": "from waiting alone",
    "desk:taxonomy-new": "makes one, once a short name",
    "desk:tag-new": "makes one, once a short name",
    "desk:tags-of-recommendation": "carries the tags that were seen: tests/desk/test_taxonomies.py",
    "desk:tags-of-commitment": "carries the tags that were seen: tests/desk/test_taxonomies.py",
    "curate_stakeholders:organisation_new": "makes one",
    "curate_stakeholders:merge": "carries what the page showed: tests/stakeholders/test_merging_pages.py",
    "curate_stakeholders:undo_merge": "from standing alone",
    "curate_stakeholders:invite_list": "sends only what its preview showed",
    "curate_progress:person_roles": "carries what the page showed: tests/progress/test_people.py",
    "curate_progress:deactivate": "carries what the page showed: tests/progress/test_people.py",
    "curate_progress:reopen": "from closed alone",
    "curate_progress:erase": "from closed alone, once",
    "curate_stakeholders:say_distinct": "remembers a pair, once",
    "curate_progress:new_period": "makes one",
    "curate_progress:extend_period": "tests/progress/test_periods.py",
    "curate_progress:nudge": "carries the fingerprint of its preview: tests/progress/test_nudges.py",
    "stakeholders:commitment_new": "makes one, once a key",
    "stakeholders:invite": "makes one, once an address",
    "stakeholders:invite_several": "sends only what its preview showed",
    "submissions:sheet": "keeps a file, which is previewed",
    "submissions:sheet_upload": "carries the fingerprint of the preview, and in each row the version it was made from",
    "submissions:tokens": "makes one, once a name",
    "reporting:start": "opens the one draft there is",
    "reporting:several": "makes one on each; refused where one is in preparation",
    "reporting:no_change": "makes one, once a commitment",
    "reporting:chosen": "leads to the others",
    "reporting:correct": "opens the one correction there is",
    "review:reasons": "makes one; the same name twice is refused",
    "review:assessor_new": "makes one",
    "review:assessor_end": "once",
    "review:assessment_correct": "tests/progress/test_assessors.py",
    "review:assessment_withdraw": "tests/progress/test_assessors.py",
    "review:assess": "adds one beside the earlier ones",
    # A step of one object that its state allows once; somebody who comes late is refused in words.
    "recommendations:curate-crosswalk-unlink": "a link is never edited",
    **dict.fromkeys(
        [
            f"recommendations:curate-{kind}-revert"
            for kind in ("edition", "area", "finding", "translation", "actor-type", "term", "recommendation", "link")
        ],
        "carries the version whose differences were shown: tests/recommendations/test_reverting.py",
    ),
    **dict.fromkeys(
        [f"recommendations:curate-{kind}-remove" for kind in ("area", "finding", "recommendation")],
        "carries the version that was seen: tests/recommendations/test_adding.py",
    ),
    "curate_stakeholders:organisation_revert": "carries one: tests/stakeholders/test_organisations.py",
    "recommendations:curate-area-archive": "the same page as that of a recommendation",
    "recommendations:curate-area-restore": "the same page as that of a recommendation",
    "recommendations:curate-finding-archive": "the same page as that of a recommendation",
    "recommendations:curate-finding-restore": "the same page as that of a recommendation",
    "recommendations:curate-scheduled-cancel": "from waiting alone",
    "recommendations:curate-crosswalk-assistant": "carries the versions of both texts: tests/recommendations",
    "recommendations:curate-crosswalk-propose": "forgets a refusal; twice is harmless",
    "curate_stakeholders:carry_over_take_back": "from waiting alone",
    "stakeholders:carry_over": "carries the commitment's version: tests/stakeholders/test_carry_overs.py",
    "recommendations:curate-import": "carries the fingerprint of the preview",
    "recommendations:curate-import-discard": "from waiting alone",
    "stakeholders:member_role": "ends one row and begins another",
    "stakeholders:member_end": "from active alone",
    "reporting:hand_over": "tests/progress/test_handovers.py",
    "stakeholders:invitation_resend": "from unanswered alone",
    "stakeholders:invitation_withdraw": "from unanswered alone",
    "submissions:token_take_over": "who acts for it: the last word counts",
    "submissions:token_revoke": "once",
    "stakeholders:milestone": "tests/stakeholders/test_milestones.py",
    "stakeholders:sign_off": "one box: the last word counts",
    "reporting:autosave": "by version: the same again writes nothing, a stale one is a conflict",
    "reporting:discard": "from draft alone",
    "reporting:sign": "carries the version that was read",
    "reporting:send_back": "of what waits for a sign-off alone",
    "recommendations:curate-new-actor-type": "makes one, once a key",
    "recommendations:curate-actor-type-remove": "carries the version seen: tests/recommendations/test_vocabulary.py",
    "reporting:take_back": "from submitted alone",
    "reporting:answer_assessment": "tests/progress/test_assessment_answers.py",
    "reporting:comment": "adds one row; the same form twice is one message",
    "reporting:ask_for_help": "adds one row; the same form twice is one message",
    "reporting:thread": "adds one row; the same form twice is one message",
    "reporting:thread_close": "from open alone",
    "reporting:thread_reopen": "from closed alone",
    "notifications:mark_all_read": "one's own, up to what the page showed",
    "notifications:open": "one's own, once",
    "reporting:undo": "from submitted alone",
    "reporting:take": "carries the owner of the page: tests/progress/test_work_table.py",
    "reporting:give": "carries the owner of the page: tests/progress/test_work_table.py",
    "reporting:snooze": "one's own",
    "reporting:wake": "one's own",
    "reporting:add_evidence": "adds one row; the same file twice is refused",
    "reporting:remove_evidence": "one row, once",
    "accounts:end_session": "one row, once",
    # Checked by their own tests, with the texts of a report or a commitment.
    "reporting:report": "tests/progress/test_reporting_pages.py",
    "review:publish": "tests/progress/test_review_pages.py",
    "review:return": "tests/progress/test_review_pages.py",
    "review:unchanged": "carries the version of each report: tests/progress/test_review_desk.py",
    "review:take": "says from whom it is taken over: tests/progress/test_review_desk.py",
    "review:skip": "one's own words about one report",
    "review:keep_reason": "one's own words about one report",
    "review:ready_reason": "shows a text in its field, or makes one of one's own",
    "review:reason": "one's own, with a version: tests/progress/test_review_desk.py",
    "review:reason_delete": "one's own, with a version",
    "review:keys": "one's own",
    "review:retract": "tests/progress/test_review_pages.py",
    "review:show_file": "of what waits for review alone",
    "stakeholders:change_withdraw": "tests/stakeholders/test_commitment_changes.py",
    "curate_stakeholders:change_approve": "tests/stakeholders/test_commitment_changes.py",
    "curate_stakeholders:change_refuse": "tests/stakeholders/test_commitment_changes.py",
    # One's own account, in which nobody else writes.
    "accounts:preferences": "one's own",
    "accounts:invitation": "one's own, once",
    # Programs, with a version or If-Match, and a key for what is done once.
    "reporting_api:reports": "tests/submissions/test_api.py",
    "reporting_api:submit": "tests/submissions/test_api.py",
    "reporting_api:correct": "opens the one correction there is",
    "reporting_api:take_back": "from submitted alone",
    "reporting_api:no_change": "makes one, once a commitment",
    "reporting_api:evidence": "adds one; the same file twice is refused",
    # Nothing of ours is changed, or by whoever visits for themselves.
    "opendata:pack_pdf": "asks for a file",
    "progress:unsubscribe": "one's own",
    "progress:report_link": "tests/progress/test_report_links.py",
    "progress:report_link_no_change": "one's own",
    "progress:report_link_snooze": "one's own",
    "progress:report_link_give": "says who owned it when it was opened",
    "reporting:mail_again": "from uncertain alone",
    "reporting:calendar": "one's own: the last address counts",
    "following:ask": "asks for a mail, once an address and day",
    "follow_confirm": "one's own, once",
    "follow_own": "one's own",
}
#: allauth's pages of one's own account, consent's of one's own choice, and the steps of a commitment (by its state).
OTHERS = ("account_", "mfa_", "usersessions_", "consent_", "stakeholders:commitment_", "accounts:")


def posts() -> set[str]:
    return {row.route for row in ROWS if set(row.answers("POST")) - {"in", "404", "405"} or row.POST == NOBODY}


def test_every_route_that_takes_a_post_says_what_guards_it() -> None:
    known = {one.route for one in VERSIONED} | set(UNVERSIONED)
    assert {route for route in posts() - known if not route.startswith(OTHERS)} == set()
    assert known - posts() == set(), "not a route any more"


def filled(page, values: dict[str, str]) -> dict[str, list[str]]:
    """What a browser sends when somebody opens the page, types ``values`` and sends its form."""
    document = lxml.html.fromstring(page.content.decode())
    forms = [
        form for form in document.forms if form.method == "POST" and form.getparent().xpath("ancestor-or-self::main")
    ]
    data: dict[str, list[str]] = {}
    for name, value in max(forms, key=lambda form: len(form.fields)).form_values():
        data.setdefault(name, []).append(value)
    return data | {name: [value] for name, value in values.items()}


@pytest.fixture
def places(ground: Things, verania) -> Things:
    """The ground, with a few things in the states that steps begin from."""
    from tests import factories

    planned = factories.period(state="planned")
    draft = factories.edition(state="draft")
    return ground | {"planned": planned.pk, "draft edition": draft.code}


@pytest.mark.parametrize("door", VERSIONED, ids=str)
def test_who_comes_late_sees_both_texts_and_overwrites_nothing(door: Versioned, places: Things, carol, dan) -> None:
    late, quick = sign_in(Client(), carol), sign_in(Client(), dan)
    address = Row(door.route, door.key).address(places)
    opened = late.get(address, {"to": door.late["to"]} if "to" in door.late else {})
    assert opened.status_code == 200
    there = Row(*door.elsewhere).address(places) if door.elsewhere[0] else address
    saved = quick.post(there, filled(quick.get(there), door.quick))
    assert saved.status_code == 302, saved.content.decode()
    with written_tables() as written:
        conflict = late.post(address, filled(opened, door.late))
    assert (conflict.status_code, written) == (409, set())
    text = conflict.content.decode()
    assert [words for words in door.shows if words not in text] == []
    with written_tables() as written:
        decided = late.post(
            address, filled(conflict, {name: value for name, value in door.late.items() if name != "to"})
        )
    assert decided.status_code == 302, decided.content.decode()
    assert any(audit in table for table in written for audit in AUDITS), written
    assert "audit_entry" in written


#: Pages where the public sees the change: without a reason they refuse, and write nothing. (To open or close a period
#: has its question in the address: tests/progress/test_periods.py.)
PUBLIC = [one for one in VERSIONED if "reason" in one.late and "to" not in one.late and one.key != "pk=unpublished"]


@pytest.mark.parametrize("door", PUBLIC, ids=str)
def test_what_the_public_sees_is_not_changed_without_a_reason(door: Versioned, places: Things, carol) -> None:
    client = sign_in(Client(), carol)
    address = Row(door.route, door.key).address(places)
    with written_tables() as written:
        refused = client.post(address, filled(client.get(address), door.late | {"reason": " "}))
    assert (refused.status_code, written) == (400, set())
