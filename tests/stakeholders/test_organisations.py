"""Organisations, responses and countries: verbs, pages, constraints, queries that do not grow with the rows."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.partial_dates import PartialDate
from stakeholders import commitments, countries, organisations
from stakeholders.duties import responsible_for
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.fields import OrganisationNamesField, PartialDateField
from stakeholders.models import Country, Membership, Organisation, Role
from stakeholders.organisations import OrganisationData, data_of
from stakeholders.responses import set_response
from stakeholders.signals import organisation_changed
from tests import factories
from tests.cast import person, sign_in

EVERYBODY = ["alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie"]
CURATORS = {"carol", "dan"}
NGO = OrganisationData(name="Río Åbo", actor_type="ngo")


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_curators_keep_organisations(people, verania, who):
    by = people[who]
    verbs = [
        lambda: organisations.create(data=NGO, by=by),
        lambda: organisations.update(
            organisation=verania, data=replace(data_of(verania), name="New"), by=by, reason="R."
        ),
        lambda: organisations.archive(organisation=verania, by=by, reason="Dissolved."),
        lambda: organisations.restore(organisation=verania, by=by, reason="Founded again."),
    ]
    for verb in verbs:
        if who in CURATORS:
            verb()
        else:
            with pytest.raises(NotPermitted):
                verb()
    verania.refresh_from_db()
    assert (verania.name == "New") is (who in CURATORS)


def test_the_short_name_is_free_latin_and_for_good(carol):
    first = organisations.create(data=NGO, by=carol)
    second = organisations.create(data=replace(NGO, name="Rio Abo"), by=carol)
    arabic = organisations.create(data=replace(NGO, name="مؤسسة النور"), by=carol)
    assert (first.slug, second.slug, arabic.slug) == ("rio-abo", "rio-abo-2", "organisation")
    renamed = organisations.update(organisation=first, data=replace(NGO, name="Else"), by=carol, reason="Renamed.")
    assert (renamed.name, renamed.slug) == ("Else", "rio-abo")


def test_what_cannot_be_is_refused(carol, verania):
    organisations.create(data=NGO, by=carol)
    other = replace(NGO, name="Another")
    for change in (
        {"name": "Río Åbo"},
        {"name": " "},
        {"actor_type": "circus"},
        {"language": "tlh"},
        {"website": "x y"},
    ):
        with pytest.raises(Invalid):
            organisations.create(data=replace(other, **change), by=carol)
    with pytest.raises(ReasonRequired):
        organisations.archive(organisation=verania, by=carol, reason=" ")
    with pytest.raises(WrongState):
        organisations.restore(organisation=verania, by=carol, reason="It never went.")


def test_an_old_version_is_a_conflict(carol, dan, verania):
    seen = verania.version
    organisations.update(
        organisation=verania, data=replace(data_of(verania), name="Hers"), by=carol, version=seen, reason="R."
    )
    with pytest.raises(Conflict):
        organisations.update(
            organisation=verania, data=replace(data_of(verania), name="His"), by=dan, version=seen, reason="R."
        )


LIKE_IT = ["Río  Åbo", "RÍO ÅBO", "Ri\u0301o A\u030abo", "Río-Åbo", "Ríoåbo"]


@pytest.mark.parametrize("name", LIKE_IT)
def test_a_name_that_is_the_same_but_for_how_it_is_written_is_asked_about(client, carol, name):
    first = organisations.create(data=NGO, by=carol)
    with pytest.raises(Invalid):
        organisations.create(data=replace(NGO, name=name), by=carol)
    sign_in(client, carol)
    sent = {"name": name, "actor_type": "ngo", "language": "en"}
    asked = client.post(reverse("curate_stakeholders:organisation_new"), sent)
    page = asked.content.decode()
    assert asked.status_code == 400
    assert reverse("stakeholders:organisation_detail", args=[first.slug]) in page
    assert "It is another organisation" in page
    confirmed = client.post(reverse("curate_stakeholders:organisation_new"), sent | {"is_another": "on"})
    assert confirmed.status_code == 302
    assert Organisation.objects.named(name).count() == 2


def test_an_organisation_is_not_renamed_into_another_unasked(client, carol, verania, lantern):
    sign_in(client, carol)
    edit = reverse("curate_stakeholders:organisation_edit", args=[verania.slug])
    sent = {"name": "LANTERN  trust", "actor_type": "government", "language": "en", "version": verania.version}
    sent |= {"country": verania.country_id, "reason": "Merged."}
    assert client.post(edit, sent).status_code == 400
    assert client.post(edit, sent | {"is_another": "on"}).status_code == 302
    again = sent | {"version": verania.version + 1, "description": "More.", "reason": "Said more."}
    assert client.post(edit, again).status_code == 302  # its name stays: nothing is asked


def test_two_countries_may_each_have_a_ministry_of_one_name(carol, verania):
    elsewhere = Country.objects.create(
        code="XB", region="fictional", **dict.fromkeys(["name_en", "name_fr", "name_es", "name_ar"], "Bor")
    )
    ministry = OrganisationData(name="Ministry of Justice", actor_type="government", country=verania.country)
    organisations.create(data=ministry, by=carol)
    organisations.create(data=replace(ministry, country=elsewhere), by=carol)
    with pytest.raises(Invalid):
        organisations.create(data=replace(ministry, country=None), by=carol)


def test_partners_are_found_however_their_name_is_written(verania, carol):
    made = organisations.create(data=NGO, by=carol)
    assert [OrganisationNamesField().clean(name) for name in LIKE_IT] == [[made]] * len(LIKE_IT)


@pytest.mark.parametrize("words", ["ríoåbo", "RÍO ÅBO", "Ri\u0301o"])
def test_the_admin_and_the_curators_list_find_it_however_it_is_written(client, carol, words):
    made = organisations.create(data=NGO, by=carol)
    sign_in(client, carol)
    found = client.get(reverse("admin:stakeholders_organisation_changelist"), {"q": words})
    assert list(found.context["cl"].result_list) == [made]
    assert list(client.get(reverse("curate_stakeholders:organisations"), {"q": words}).context["page"]) == [made]


def test_archiving_says_first_in_numbers_what_leaves(client, carol, verania, published, alice):
    factories.published(published, by=alice, curator=carol)
    page = sign_in(client, carol).get(reverse("curate_stakeholders:organisation_archive", args=[verania.slug]))
    text = page.content.decode()
    assert "1 public commitment leaves the lists, the counts and its page." in text
    assert "1 published report leaves with its commitment." in text
    assert "1 person can read on, and change nothing." in text


def test_archiving_hides_its_commitments_and_is_told(carol, verania, published):
    heard = []

    def listen(*, organisation, **_):
        heard.append(organisation.archived_at is not None)

    organisation_changed.connect(listen)
    try:
        organisations.archive(organisation=verania, by=carol, reason="Dissolved.")
        assert not type(published).objects.public().exists()
        organisations.restore(organisation=verania, by=carol, reason="Founded again.")
    finally:
        organisation_changed.disconnect(listen)
    assert type(published).objects.public().exists()
    assert heard == [True, False]
    assert [row.history_change_reason for row in verania.history.all()[:2]] == ["Founded again.", "Dissolved."]


@pytest.mark.parametrize("ending", ["membership", "account"])
def test_who_is_orphaned(verania, lantern, fatima, ending):
    assert list(Organisation.objects.orphaned()) == [lantern]
    if ending == "membership":
        fatima.memberships.update(ended_at="2099-01-01T00:00Z")
    else:
        type(fatima).objects.filter(pk=fatima.pk).update(is_active=False)
    assert set(Organisation.objects.orphaned()) == {lantern, verania}


def test_an_organisation_by_its_pages(client, carol, dan):
    sign_in(client, carol)
    new = reverse("curate_stakeholders:organisation_new")
    sent = {"name": "Río Åbo", "actor_type": "ngo", "language": "es", "slug": "mine", "archived_reason": "x"}
    made_at = client.post(new, sent).url
    made = Organisation.objects.get()
    assert (made.slug, made.archived_reason) == ("rio-abo", "")
    assert client.get(made_at).status_code == 200
    assert client.post(new, sent).status_code == 400  # the same once more
    edit = reverse("curate_stakeholders:organisation_edit", args=[made.slug])
    organisations.update(organisation=made, data=replace(data_of(made), description="Dan's words"), by=dan, reason="R.")
    assert client.post(edit, sent | {"version": made.version + 1, "description": "No reason"}).status_code == 400
    sent["reason"] = "Its own words."
    answer = client.post(edit, sent | {"version": made.version, "description": "Carol's words"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dan&#x27;s words" in page and "Carol&#x27;s words" in page
    assert client.post(edit, sent | {"version": made.version + 1, "website": "example.org"}).status_code == 302
    archive = reverse("curate_stakeholders:organisation_archive", args=[made.slug])
    version = str(Organisation.objects.get().version)
    assert client.post(archive, {"reason": "", "version": version}).status_code == 400
    late = client.post(archive, {"reason": "Dissolved by law.", "version": "1"})
    assert late.status_code == 409
    assert "Dissolved by law." in late.content.decode()
    assert client.post(archive, {"reason": "Dissolved.", "version": version}).status_code == 302
    assert client.get(edit).status_code == 404
    version = str(Organisation.objects.get().version)
    assert client.post(archive, {"reason": "Founded again.", "version": version}).status_code == 302
    made.refresh_from_db()
    assert (made.archived_at, made.website) == (None, "https://example.org")


def test_an_earlier_version_comes_back_with_a_reason(client, carol, verania):
    first = verania.history.latest()
    data = replace(organisations.data_of(verania), name="Verania, renamed", description="New words.")
    verania = organisations.update(organisation=verania, data=data, by=carol, reason="They said so.")
    client.force_login(carol)
    history = reverse("curate_stakeholders:organisation_history", args=[verania.slug])
    page = client.get(history).content.decode()
    assert "They said so." in page and "New words." in page and "Version" not in page
    address = reverse("curate_stakeholders:organisation_revert", args=[verania.slug, first.pk])
    assert address in page
    seen = client.get(address).context["form"]["version"].value()
    assert client.post(address, {"version": seen}).status_code == 400
    why = {"version": seen, "reason": "That was wrong."}
    assert client.post(address, why | {"version": seen - 1}).status_code == 409
    assert client.post(address, why).url == history
    verania.refresh_from_db()
    assert (verania.name, verania.description) == (first.name, first.description)
    assert verania.history.latest().history_change_reason == "That was wrong."


def test_an_organisation_is_previewed_as_typed(client, carol, ada, verania):
    client.force_login(carol)
    address = reverse("curate_public:preview", args=["organisation", verania.pk])
    typed = {"name": "As typed", "actor_type": "ngo", "language": "en", "is_another": "on"}
    page = client.post(address, typed).content.decode()
    assert "As typed" in page and "Nothing is saved." in page
    assert client.post(address, typed | {"name": ""}).status_code == 400
    verania.refresh_from_db()
    assert verania.name != "As typed"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Government of Verania", "Lantern Trust"}),
        ({"q": "LANTERN"}, {"Lantern Trust"}),
        ({"actor_type": "government"}, {"Government of Verania"}),
        ({"country": "XA"}, {"Government of Verania"}),
        ({"orphaned": "on"}, {"Lantern Trust"}),
        ({"archived": "true"}, set()),
        ({"archived": "false", "q": "trust"}, {"Lantern Trust"}),
    ],
)
def test_what_the_curators_filters_find(client, carol, verania, lantern, fatima, query, names):
    page = sign_in(client, carol).get(reverse("curate_stakeholders:organisations"), query)
    assert {row.name for row in page.context["page"]} == names


def test_administrators_find_who_has_no_focal_point_and_change_nothing(client, ada, verania, lantern, fatima):
    """Mails and the desk lead them here: they look after people, the content is the curators'."""
    address = reverse("curate_stakeholders:organisations")
    page = sign_in(client, ada).get(address, {"orphaned": "on"})
    assert [row.name for row in page.context["page"]] == ["Lantern Trust"]
    acts = ("organisation_edit", "organisation_archive", "merge")
    for here in [reverse(f"curate_stakeholders:{name}", args=[lantern.slug]) for name in acts]:
        assert here not in page.content.decode()
        assert client.get(here).status_code == 404


def test_the_page_of_an_organisation_asks_once_for_the_role(client, alice, verania):
    sign_in(client, alice).get(reverse("stakeholders:organisation_detail", args=[verania.slug]))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("stakeholders:organisation_detail", args=[verania.slug]))
    roles = [one["sql"] for one in queries if 'SELECT "stakeholders_membership"."role"' in one["sql"]]
    assert len(roles) == 1


@pytest.mark.parametrize("name", ["q", "actor_type", "country", "archived", "orphaned", "page"])
def test_no_filter_breaks_the_curators_list(client, carol, verania, name):
    sign_in(client, carol)
    for text in ("\x00", "9" * 400, "‮", "-1", "{{ 7 }}", "😀"):
        assert client.get(reverse("curate_stakeholders:organisations"), {name: text}).status_code in (200, 400)


# --- Duties, countries, dates ---------------------------------------------------------------------------


def test_who_is_asked_about_a_commitment(verania, draft, alice, fatima):
    members = list(verania.memberships.active().select_related("user"))
    assert responsible_for(draft, members) == alice
    without_author = [member for member in members if member.user != alice]
    assert responsible_for(draft, without_author) == fatima
    assert responsible_for(draft, []) is None


def test_the_countries_are_seeded_once_and_namibia_is_one(db):
    assert Country.objects.exclude(region="fictional").count() >= 249
    assert Country.objects.get(code="NA").name_es == "Namibia"
    before = list(Country.objects.values_list().order_by("pk"))
    assert countries.load(Country) == 249
    assert list(Country.objects.values_list().order_by("pk")) == before
    assert not any(not value for row in countries.rows() for value in row.values())


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        (["", "", "2026"], "2026"),
        (["", "6", "2026"], "2026-06"),
        (["29", "2", "2028"], "2028-02-29"),
        ([" 5 ", "03", "2026"], "2026-03-05"),
    ],
)
def test_a_date_is_as_exact_as_it_was_typed(typed, iso):
    field = PartialDateField()
    date = field.clean(typed)
    assert date == PartialDate.parse(iso)
    assert field.clean(field.widget.decompress(date)) == date


# --- The database itself --------------------------------------------------------------------------------

ILLEGAL = [
    "UPDATE stakeholders_commitment SET state = 'published'",
    "UPDATE stakeholders_commitment SET state = 'proposed'",
    "UPDATE stakeholders_commitment SET state = 'archived'",
    "UPDATE stakeholders_commitment SET state = 'lost'",
    "UPDATE stakeholders_commitment SET visibility = 'secret'",
    "UPDATE stakeholders_commitment SET due_precision = 'week'",
    "UPDATE stakeholders_commitment SET start_on = '2028-01-01', start_precision = 'day'",
    "UPDATE stakeholders_commitment SET archived_reason = 'Why'",
    "UPDATE stakeholders_commitment SET returned_reason = 'Why'",
    "UPDATE stakeholders_commitment SET proposed_by_id = created_by_id",
    "UPDATE stakeholders_commitment SET returned_by_id = created_by_id",
    "UPDATE stakeholders_commitment SET archived_by_id = created_by_id",
    "UPDATE stakeholders_commitment SET published_by_id = created_by_id",
    "UPDATE stakeholders_commitment"
    " SET state = 'published', published_at = created_at, published_by_id = created_by_id",
    "UPDATE stakeholders_organisation SET actor_type = ''",
    "UPDATE stakeholders_organisation SET archived_reason = 'Why'",
    "UPDATE stakeholders_organisation SET slug = 'same'",
]


@pytest.mark.parametrize("statement", ILLEGAL)
def test_illegal_states_by_raw_sql_are_refused(draft, lantern, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- Queries --------------------------------------------------------------------------------------------


def _one_more(verania, alice, carol, data, index):
    made = commitments.create(organisation=verania, by=alice, data=replace(data, title=f"Again {index}"))
    commitments.propose(commitment=made, by=alice)
    Membership.objects.create(organisation=verania, user=person(f"Again Number{index}"), role=Role.VIEWER)
    Organisation.objects.create(name=f"Again {index}", slug=f"again-{index}", actor_type="ngo")
    new = factories.recommendation(data.recommendations[0].area)
    set_response(organisation=verania, recommendation=new, by=carol, response="noted")


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("stakeholders:commitments", "alice"),
        ("stakeholders:organisation", "fatima"),
        ("stakeholders:responses", "fatima"),
        ("curate_stakeholders:organisations", "carol"),
        ("curate_stakeholders:commitments", "carol"),
    ],
)
def test_three_rows_cost_the_queries_of_one(client, verania, alice, fatima, carol, data, people, name, who):
    address = reverse(name, args=[verania.slug] if name.endswith("responses") else [])
    sign_in(client, people[who])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    _one_more(verania, alice, carol, data, 0)
    queries()
    one = queries()
    for index in (1, 2):
        _one_more(verania, alice, carol, data, index)
    assert queries() == one <= 30
