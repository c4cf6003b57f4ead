"""Search finds what a person means, in every language of the site and more, and nothing that is not public."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from dashboard.statistics import bounded
from progress import workflow
from recommendations.models import Translation
from search import indexing, queries, sql
from search.checks import trigrams_are_there
from search.folding import fold, tokens
from search.models import Kind, SearchDocument, SearchWord
from search.spelling import is_one_slip
from search.terms import read_terms
from stakeholders import commitments
from stakeholders.models import Commitment, Organisation
from stakeholders.signals import commitment_changed, organisation_changed
from tests.dashboard import world as worlds
from tests.dashboard.addresses import body
from tests.dashboard.world import World

pytestmark = pytest.mark.django_db

ALIKE = [
    ("Économie ÉTÉ", "economie ete"),
    ("niño señal", "nino senal"),
    ("Straße œuvre", "strasse oeuvre"),
    ("الأطفال", "الاطفال"),
    ("إسـتـجابة", "استجابه"),
    ("حِمَايَة", "حمايه"),
    ("مستشفى", "مستشفي"),
    ("٢٠٢١", "2021"),
    ("ｆｕｌｌ", "full"),
]


@pytest.mark.parametrize(("written", "folded"), ALIKE, ids=range(len(ALIKE)))
def test_spellings_of_one_word_are_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


# What is written, what is asked, whether it is found.
MEANT = [
    ("Protéger les enfants en ligne", "proteger enfant", True),
    ("Protéger les enfants en ligne", "EN LIGNE", True),
    ("l'enfant d’abord", "enfant", True),
    ("Children's network", "children", True),
    ("Señal de alarma para niños", "senal ninos", True),
    ("حماية الأطفال على الإنترنت", "حمايه اطفال", True),
    ("حِمَايَةُ الأَطْفَالِ", "حماية الاطفال", True),
    ("وللأطفال الحقوق", "حقوق", True),
    ("คุ้มครองเด็กออนไลน์", "เด็ก", True),
    ("คุ้มครองเด็กออนไลน์", "ออนไลน์", True),
    ("คุ้มครองเด็กออนไลน์", "เด็กคุ้มครอง", False),
    ("儿童在线保护", "在线", True),
    ("Answers GTA-2021-07 in part", "gta-2021-07", True),
    ("Answers GTA-2021-07 in part", "GTA-2021-0", True),
    ("Answers GTA-2021-17 of 2021-07", "GTA-2021-07", False),
    ("A helpline for schools", "helpl school", True),
    ("A helpline for schools", "helplines", True),
    ("A helpline for schools", "line", False),
    ("A helpline for schools", '"helpline for"', True),
    ("A helpline for schools", '"for helpline"', False),
    ("A helpline for schools", "«helpline for»", True),
    ("A helpline for schools", "helpline prisons", False),
    ("A helpline for schools", "???", False),
    ("A helpline for schools", "' \\ :* & | ! ( ) <->", False),
    ("A helpline for schools", "\"schools OR NEAR(", False),
]  # fmt: skip


def test_search_finds_what_a_person_means(clock: object, carol: User) -> None:
    """By the words alone, and by the index of the database: the two agree."""
    world = worlds.base(carol)
    for number, text in enumerate(dict.fromkeys(text for text, _asked, _found in MEANT)):
        worlds.commit(world, f"c{number}", 0, [], "2025-02-01", title="-", description=text)
    by_text = {one.description: one.pk for one in world.commitments.values()}
    wrong = []
    for text, typed, right in MEANT:
        asked = read_terms(typed)
        found = queries.fitting(Kind.COMMITMENTS, asked).filter(key=by_text[text]).exists()
        if not found == asked.fits(tokens(text)) == right:
            wrong.append((text, typed, found, asked.fits(tokens(text))))
    assert not wrong


def count(kind: Kind) -> int:
    """How many documents of a kind the index has."""
    return SearchDocument.objects.filter(kind=kind).count()


def titles(client: Client, name: str, column: str, q: str) -> set[str]:
    """What the API's list of these things gives for a search."""
    return {row[column] for row in client.get(f"/api/v1/{name}/", {"q": q}).json()["results"]}


def test_each_list_is_searched_by_its_own_words(client: Client, world: World) -> None:
    Translation.objects.create(
        subject="recommendations.recommendation", object_id=world.recommendations[1].pk, field="title",
        language="fr", text="Éducation des élèves", source_digest="0" * 64,
    )  # fmt: skip
    hotline, school = world.commitments["hotline"], world.commitments["school"]
    assert titles(client, "recommendations", "reference", "eleve ED-2021-02") == {"ED-2021-02"}
    assert titles(client, "recommendations", "reference", "ed-2021-0") == {f"ED-2021-0{n}" for n in range(1, 5)}
    assert titles(client, "organisations", "slug", "organisation ngo") == {"ngo"}
    assert titles(client, "organisations", "slug", "land XA") == {"gov"}
    assert titles(client, "commitments", "id", "ED-2021-02") == {hotline.pk}
    assert titles(client, "commitments", "id", "organisation ngo hotline") == {hotline.pk}
    assert titles(client, "reports", "commitment", "alas") == {school.pk}
    assert titles(client, "reports", "commitment", "ED-2021-03 organisation gov") == {school.pk}


NEAR = [("/commitments/", "hotlien"), ("/organisations/", "organistaion"), ("/recommendations/", "recomendation")]


@pytest.mark.parametrize(("address", "typed"), NEAR, ids=[typed for _address, typed in NEAR])
def test_a_typo_finds_what_is_near_and_says_so(client: Client, world: World, address: str, typed: str) -> None:
    page = client.get(address, {"q": typed}).content.decode()
    assert "No exact matches. Showing similar results." in page
    answer = client.get(f"/api/v1{address}", {"q": typed}).json()
    assert answer["near"] and answer["results"]
    name = client.get(f"/data{address[:-1]}.csv", {"q": typed}).headers["Content-Disposition"]
    assert "near-matches" in name


def test_a_right_word_is_no_near_match(client: Client, world: World) -> None:
    assert "similar results" not in client.get("/commitments/", {"q": "hotline"}).content.decode()
    assert client.get("/api/v1/commitments/", {"q": "hotline"}).json()["near"] is False
    assert client.get("/api/v1/commitments/", {"q": "zzqqxx"}).json() | {"as_of": ""} == {
        "results": [], "next": None, "near": False, "as_of": "",
    }  # fmt: skip


def test_what_is_hidden_answers_neither_to_its_words_nor_to_near_ones(client: Client, world: World) -> None:
    assert (count(Kind.COMMITMENTS), count(Kind.REPORTS)) == (5, 6)
    Commitment.objects.filter(pk=world.commitments["hotline"].pk).update(visibility="private")
    commitment_changed.send(Commitment, commitment=Commitment.objects.get(pk=world.commitments["hotline"].pk), at=None)
    assert (count(Kind.COMMITMENTS), count(Kind.REPORTS)) == (4, 4)
    for typed in ("hotline", "hotlien", worlds.CANARY, worlds.CANARY[:-1]):
        assert titles(client, "commitments", "id", typed) == set()


def test_words_come_and_go_with_publication(client: Client, world: World) -> None:
    school = world.commitments["school"]
    submitted = world.reports["submitted"]
    assert titles(client, "reports", "id", "submitted") == set()
    workflow.publish(report=submitted, by=world.curator, at=worlds.moment("2025-11-20"))
    assert titles(client, "reports", "id", "submitted") == {submitted.pk}
    workflow.retract(report=submitted, by=world.curator, reason="Wrong.", at=worlds.moment("2025-11-21"))
    assert titles(client, "reports", "id", "submitted") == set()
    commitments.archive(commitment=school, by=world.curator, reason="Merged.", at=worlds.moment("2025-11-21"))
    assert titles(client, "commitments", "id", "school") == set()
    then = client.get("/api/v1/commitments/", {"q": "school", "as_of": "2025-11-01"}).json()["results"]
    assert [row["id"] for row in then] == [school.pk]


def test_a_new_name_is_found_wherever_it_stands(client: Client, world: World) -> None:
    ngo = world.organisations[1]
    Organisation.objects.filter(pk=ngo.pk).update(name="Fanal")
    organisation_changed.send(Organisation, organisation=Organisation.objects.get(pk=ngo.pk), at=None)
    assert titles(client, "organisations", "slug", "fanal") == {"ngo"}
    led_or_joined = {world.commitments[name].pk for name in ("hotline", "=helpline", "silent")}
    assert titles(client, "commitments", "id", "fanal") == led_or_joined
    assert titles(client, "reports", "commitment", "fanal") == {world.commitments["=helpline"].pk}


def test_words_are_known_all_through_a_rebuild_and_forgotten_with_their_last_text(world: World) -> None:
    SearchWord.objects.create(word="forgotten")
    known: list[bool] = []
    indexing.rebuild(progress=lambda name, done: known.append(SearchWord.objects.filter(word="hotline").exists()))
    assert known and all(known)
    assert not SearchWord.objects.filter(word="forgotten").exists()


def test_rebuilding_changes_nothing_until_something_is_wrong(world: World, capsys: pytest.CaptureFixture) -> None:
    assert indexing.rebuild() == 0
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "hotline" in words and not any(worlds.CANARY in word for word in words)
    index = SearchDocument.objects
    index.filter(kind=Kind.REPORTS, key=world.reports["hotline1"].pk).delete()
    index.filter(kind=Kind.COMMITMENTS, key=world.commitments["school"].pk).update(words=["wrong"])
    index.create(kind=Kind.ORGANISATIONS, key=999_999, words=["nobody"])
    index.create(kind=Kind.COMMITMENTS, key=world.commitments["private"].pk, words=[worlds.CANARY])
    call_command("rebuild_search")
    assert capsys.readouterr().out == "4 rows changed.\n"
    assert indexing.rebuild() == 0


def found_by(client: Client, q: str) -> set[str]:
    return titles(client, "recommendations", "reference", q)


def test_what_changes_in_the_catalogue_is_found_at_once(client: Client, world: World) -> None:
    recommendation, area = world.recommendations[0], world.areas[0]
    for row, field, language, text in [(recommendation, "title", "fr", "Lampions"), (area, "name", "es", "Faroles")]:
        translation = Translation(subject=row._meta.label_lower, object_id=row.pk, field=field, language=language)
        translation.text, translation.source_digest = text, "0" * 64
        translation.save()
    recommendation.title = "Lanterns"
    recommendation.save()
    area.name = "Lights"
    area.save()
    assert found_by(client, "lanterns lampions") == {"ED-2021-01"}
    assert found_by(client, "lights faroles") == {"ED-2021-01", "ED-2021-02"}
    assert indexing.rebuild() == 0
    Translation.objects.all().delete()
    assert found_by(client, "lampions") == found_by(client, "faroles") == set()
    recommendation.edition.state = "draft"
    recommendation.edition.save()
    assert found_by(client, "lanterns") == set() and indexing.rebuild() == 0


def test_near_matches_and_a_warning_without_the_extension(client: Client, world: World) -> None:
    """PostgreSQL may refuse the extension; SQLite never has it."""
    if connection.vendor == "postgresql":
        assert trigrams_are_there(databases=["default"]) == []
        with connection.cursor() as cursor:
            cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        assert [one.id for one in trigrams_are_there(databases=["default"])] == ["dashboard.W001"]
    else:
        assert trigrams_are_there(databases=["default"]) == []
    assert "Showing similar results" in client.get("/commitments/", {"q": "hotlien"}).content.decode()
    assert sql.add_trigrams() == (connection.vendor == "postgresql")


@pytest.mark.parametrize(
    ("path", "data"), [("/commitments/", "/data/commitments.csv"), ("/reports/", "/data/reports.csv")]
)
def test_a_word_of_very_many_shows_the_first_of_them_and_says_so(
    path: str, data: str, client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        worlds.commit(world, f"everywhere {number}", 0, [0], "2025-06-01")
        worlds.report(world, f"everywhere {number}", f"everywhere {number}", "2025-07-01", narrative="Done everywhere.")
    monkeypatch.setattr(queries, "FEW", 2)
    monkeypatch.setattr(bounded, "MOST", 2)
    page = client.get(path, {"q": "everywhere"}).content.decode()
    assert "More than 2" in page
    assert len(set(re.findall(rf'href="{path}(\d+)/', page))) == 2
    # What narrows the search further is asked of all that it finds, and so is a file.
    alone = client.get(path, {"q": "everywhere", "status": "in_progress", "organisation": "gov"}).content.decode()
    assert "More than 2" in alone
    assert body(client.get(data, {"q": "everywhere"})).decode().count("everywhere") >= 4
    nothing = client.get(path, {"q": "everywhere", "status": "completed"}).content.decode()
    above, _id, below = nothing.partition('id="results"')
    assert "More than" not in above and "Without the other filters: More than 2" in below


@pytest.fixture
def named(world: World) -> World:
    """Areas and a recommendation with names in two languages, and a country that is one, too."""
    for row, text in ((world.areas[0], "Technologie"), (world.recommendations[2], "Les écoles")):
        field = "name" if row == world.areas[0] else "title"
        Translation.objects.create(
            subject=row._meta.label_lower, object_id=row.pk, field=field, language="fr", text=text,
            source_digest="0" * 64,
        )  # fmt: skip
    world.areas[0].name = "Technology and victim support"
    world.recommendations[2].title = "Hash lists in schools"
    for row in (world.areas[0], world.recommendations[2]):
        row.save()
    return world


# What is typed, the commitments that it finds, and those on which it finds reports.
NAMES = [
    ("technology", {"hotline", "=helpline"}),
    ("victim support", {"hotline", "=helpline"}),
    ('"victim support"', {"hotline", "=helpline"}),
    ("Technologie", {"hotline", "=helpline"}),
    ("technology hotline", {"hotline"}),
    ("hash", {"school"}),
    ("ecoles", {"school"}),
    ("land xb", {"hotline", "=helpline", "silent"}),
    ("tecnology", {"hotline", "=helpline"}),
    ("haching", {"school"}),
    ("scools", {"school"}),
    ("ed202103", {"school"}),
]


def test_names_of_areas_recommendations_and_countries_are_found(client: Client, named: World) -> None:
    reported = {named.commitments[name].pk for name in ("hotline", "school", "=helpline", "fund")}
    for typed, found in NAMES:
        keys = {named.commitments[name].pk for name in found}
        assert titles(client, "commitments", "id", typed) == keys, typed
        if typed != "land xb":  # a joint organisation says nothing of who reports
            assert titles(client, "reports", "commitment", typed) == keys & reported, typed
    assert indexing.rebuild() == 0


def test_recommendations_are_found_by_their_area(client: Client, named: World) -> None:
    for typed in ("technology", "technologie", "tecnology"):
        assert titles(client, "recommendations", "reference", typed) == {"ED-2021-01", "ED-2021-02"}
    assert titles(client, "reports", "commitment", "land xb") == {named.commitments["=helpline"].pk}


@pytest.mark.parametrize(
    ("typed", "held", "alike"),
    [
        ("mawi", "mali", True), ("frnace", "france", True), ("kenia", "kenya", True), ("polic", "police", True),
        ("ppolice", "police", True), ("bali", "mali", True), ("mali", "mali", False), ("mawo", "mali", False),
    ],
)  # fmt: skip
def test_one_letter_is_a_slip(typed: str, held: str, alike: bool) -> None:
    assert is_one_slip(typed, held) == is_one_slip(held, typed) == alike


def test_a_slip_in_a_short_name_is_found(client: Client, world: World) -> None:
    Organisation.objects.filter(pk=world.organisations[1].pk).update(name="Mali")
    organisation_changed.send(Organisation, organisation=Organisation.objects.get(slug="ngo"), at=None)
    assert titles(client, "organisations", "slug", "mawi") == {"ngo"}


EMPTY = [
    ("/commitments/", "q=hotline&status=withdrawn", ("/commitments/?q=hotline", "1 commitment")),
    ("/commitments/", "q=hotline&as_of=2025-01-10&status=completed", ("/commitments/?q=hotline", "1 comm")),
    ("/reports/", "q=hotline&health=blocked", ("/reports/?q=hotline", "2 reports")),
    ("/organisations/", "q=ngo&country=XA", ("/organisations/?q=ngo", "1 organisation")),
    ("/recommendations/", "q=ED-2021-03&area=alpha", ("/recommendations/?q=ED-2021-03", "1 recommendation")),
    ("/", "q=hotline&status=withdrawn", ("/?q=hotline", "1 public commitment")),
    ("/areas/alpha/", "q=hotline&status=withdrawn", ("/areas/alpha/?q=hotline", "1 public commitment")),
    ("/commitments/", "q=zzqqxx&status=withdrawn", None),
    ("/commitments/", "status=superseded", None),
    ("/commitments/", "q=zzqqxx", None),
]


def test_an_empty_search_offers_what_is_found_without_the_filters(client: Client, world: World) -> None:
    for address, query, offered in EMPTY:
        page = client.get(f"{address}?{query}").content.decode()
        links = re.findall(r'<a href="([^"]+)">Without the other filters: ([^<]+)</a>', page)
        if offered is None:
            assert links == [], query
            continue
        [(link, found)] = links
        assert link == offered[0] and found.startswith(offered[1]), query
        assert f">{found}" in re.sub(r">\s+", ">", client.get(link).content.decode()), query
