"""DCAT and SKOS, read back with another program's reader: both spellings say the same, and say what is there."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from opendata import snapshots
from opendata.datasets import DATASETS
from opendata.linked.concepts import CODES
from opendata.linked.rdf import Node, Ref, Text, Typed, json_ld, turtle
from recommendations.models import Crosswalk
from tests import factories
from tests.dashboard.world import CANARY, World

pytestmark = pytest.mark.any_database

SITE = "http://testserver"
SPDX = Namespace("http://spdx.org/rdf/terms#")


def read(client: Client, name: str) -> Graph:
    """What both documents say, which must be the same."""
    texts = {kind: client.get(f"/data/{name}.{kind}") for kind in ("ttl", "jsonld")}
    assert texts["ttl"].headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert texts["jsonld"].headers["Content-Type"] == "application/ld+json"
    first = Graph().parse(data=texts["ttl"].content, format="turtle")
    assert isomorphic(first, Graph().parse(data=texts["jsonld"].content, format="json-ld"))
    assert CANARY not in texts["ttl"].content.decode()
    return first


def test_the_catalogue_names_every_file_and_each_file_is_there(client: Client, world: World) -> None:
    graph = read(client, "catalogue")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(DATASETS)
    for dataset in datasets:
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.publisher, DCTERMS.temporal):
            assert list(graph.objects(dataset, needed)), (dataset, needed)
        files = list(graph.objects(dataset, DCAT.distribution))
        assert len(files) == 3
        for file in files:
            address = str(graph.value(file, DCAT.downloadURL)).removeprefix(SITE)
            answer = client.get(address)
            assert answer.status_code == 200
            media_type = str(graph.value(file, DCAT.mediaType))
            assert media_type.endswith(answer.headers["Content-Type"].split(";")[0])
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert set(graph.objects(service, DCAT.servesDataset)) == datasets


def test_the_catalogue_knows_each_snapshot_by_its_digest(client: Client, world: World) -> None:
    made = snapshots.make(on=datetime.date(2025, 11, 22))
    graph = read(client, "catalogue")
    row = URIRef(f"{SITE}/data/snapshots/2025-11-22/")
    assert len(list(graph.objects(row, DCAT.isVersionOf))) == len(DATASETS)
    file = graph.value(row, DCAT.distribution)
    checksum = graph.value(file, SPDX.checksum)
    assert str(graph.value(checksum, SPDX.checksumValue)) == made.sha256
    assert graph.value(file, DCAT.byteSize).toPython() == made.size


def test_every_code_of_the_files_is_a_concept(client: Client, world: World) -> None:
    graph = read(client, "concepts")
    for name, (_title, codes) in CODES.items():
        scheme = URIRef(f"{SITE}/data/concepts#{name}")
        concepts = set(graph.objects(scheme, SKOS.hasTopConcept))
        known = codes.values if isinstance(codes, type) else dict(codes())
        assert {str(graph.value(one, SKOS.notation)) for one in concepts} == set(known)
        assert all((one, SKOS.inScheme, scheme) in graph for one in concepts)
    for one in graph.subjects(RDF.type, SKOS.Concept):
        labels = list(graph.objects(one, SKOS.prefLabel))
        assert labels and len({label.language for label in labels}) == len(labels)


def test_areas_and_recommendations_belong_to_their_edition(client: Client, world: World) -> None:
    graph = read(client, "concepts")
    edition, area = URIRef(f"{SITE}/data/concepts#ed-2021"), URIRef(f"{SITE}/data/concepts#ed-2021.alpha")
    row = URIRef(f"{SITE}/recommendations/ED-2021-01/")
    assert (area, SKOS.topConceptOf, edition) in graph
    assert (row, SKOS.inScheme, edition) in graph
    assert (row, SKOS.broader, area) in graph
    assert (row, SKOS.notation, Literal("ED-2021-01")) in graph
    assert not list(graph.objects(URIRef(f"{SITE}/recommendations/ED-2021-04/"), SKOS.broader))


@pytest.mark.parametrize(
    ("kind", "forwards", "backwards"),
    [
        ("same", SKOS.exactMatch, SKOS.exactMatch),
        ("split", SKOS.narrowMatch, SKOS.broadMatch),
        ("merged", SKOS.broadMatch, SKOS.narrowMatch),
        ("superseded", SKOS.closeMatch, SKOS.closeMatch),
        ("related", SKOS.relatedMatch, SKOS.relatedMatch),
    ],
    ids=["same", "split", "merged", "superseded", "related"],
)
def test_a_link_between_editions_is_a_match_read_from_both_ends(
    client: Client, world: World, kind: str, forwards: URIRef, backwards: URIRef
) -> None:
    newer = factories.edition(slug="ed-2024", code="ED-2024", published_on=datetime.date(2024, 12, 31))
    later = factories.recommendation(factories.area(newer), reference="ED-2024-01")
    hidden = factories.recommendation(factories.edition(state="draft", title=CANARY), title=CANARY)
    Crosswalk.objects.create(earlier=world.recommendations[0], later=later, kind=kind)
    Crosswalk.objects.create(earlier=world.recommendations[0], later=hidden, kind="same")
    graph = read(client, "concepts")
    old, new = URIRef(f"{SITE}/recommendations/ED-2021-01/"), URIRef(f"{SITE}/recommendations/ED-2024-01/")
    assert list(graph.objects(old, forwards)) == [new]
    assert list(graph.objects(new, backwards)) == [old]
    assert ((old, DCTERMS.isReplacedBy, new) in graph) == (kind == "superseded")


def test_the_cost_does_not_grow_with_the_catalogue(client: Client, world: World, django_assert_max_num_queries) -> None:
    client.get("/data/concepts.ttl")  # reads the words of the site
    with django_assert_max_num_queries(6):
        client.get("/data/concepts.ttl")
    with django_assert_max_num_queries(4):
        client.get("/data/catalogue.ttl")


def test_any_text_comes_back_as_it_was() -> None:
    nasty = 'a "b" \\ c\n\r\td <e> \u2028 é ع 😀 \x85 \\u0041'
    nodes = [
        Node("http://a.example/x y>", ("skos:Concept",), (
            ("skos:prefLabel", Text(nasty, "en")),
            ("skos:notation", Text(nasty)),
            ("dct:issued", Typed("2025-11-22", "xsd:date")),
            ("dct:temporal", Node("", (), (("dct:source", Ref("http://b.example/{}")),))),
        )),
    ]  # fmt: skip
    first = Graph().parse(data=turtle(nodes), format="turtle")
    assert isomorphic(first, Graph().parse(data=json_ld(nodes), format="json-ld"))
    assert Literal(nasty, lang="en") in set(first.objects())
    assert URIRef("http://b.example/%7B%7D") in set(first.objects())
    assert URIRef("http://a.example/x%20y%3E") in set(first.subjects())


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        ("text/html,*/*;q=0.8", "/data/#linked"),
        ("text/turtle", "/data/concepts.ttl"),
        ("application/ld+json, text/html;q=0.5", "/data/concepts.jsonld"),
        ("image/png", "/data/#linked"),
    ],
    ids=["browser", "turtle", "json-ld", "neither"],
)
def test_a_concepts_own_address_leads_people_and_programs_to_what_they_read(
    client: Client, db: None, accept: str, address: str
) -> None:
    answer = client.get("/data/concepts", headers={"accept": accept})
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert "Accept" in answer["Vary"]
