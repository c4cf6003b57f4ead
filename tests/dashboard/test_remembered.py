"""What is remembered is given again only while it is true, in bounded room, and never changes what a page says."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from dashboard.kept import SHELF
from dashboard.remembered import Memory, State, for_the_same, forget, under, weight, while_catalogued, while_published
from progress import workflow
from recommendations.models import KeyFinding
from stakeholders.models import Organisation, Response
from stakeholders.signals import organisation_changed
from tests.dashboard import world as worlds
from tests.dashboard.world import World

PAGES = (
    "/", "/?status=in_progress", "/?as_of=2025-06-01", "/areas/alpha/", "/recommendations/",
    "/recommendations/ED-2021-01/", "/gaps/", "/ar/recommendations/ED-2021-01/",
)  # fmt: skip


def _publish(world: World) -> None:
    worlds.report(world, "fresh", "=helpline", "2025-11-21", implementation_status="completed")


def _retract(world: World) -> None:
    workflow.retract(report=world.reports["fresh"], by=world.curator, reason="By mistake.")


def _answer(world: World) -> None:
    for number in range(30):
        one = Organisation.objects.create(name=f"Answering {number:02}", slug=f"answering-{number}", actor_type="ngo")
        Response.objects.create(organisation=one, recommendation=world.recommendations[0], response="noted")


def _rename(world: World) -> None:
    row = world.organisations[0]
    row.name = "Another name"
    row.save()
    organisation_changed.send(Organisation, organisation=row, at=None)


def _reword(world: World) -> None:
    world.areas[0].name = "Alpha, said otherwise"
    world.areas[0].save()
    world.recommendations[0].title = "Asked otherwise"
    world.recommendations[0].save()


def _archive(world: World) -> None:
    row = world.recommendations[1]
    row.archived_at, row.archived_reason = worlds.moment("2025-11-20"), "No longer asked."
    row.save()


def _find(world: World) -> None:
    KeyFinding.objects.create(
        edition=world.edition, key="since", position=9, value=7, unit="percent", statement="Found since",
        population="Everybody", year=2025, source="A study",
    )  # fmt: skip


def test_pages_say_the_same_whether_or_not_anything_is_remembered(client: Client, world: World) -> None:
    said = []
    for change in (None, _publish, _retract, _answer, _rename, _reword, _archive, _find):
        if change:
            change(world)
        with_memory = [client.get(path).content for path in PAGES]
        for path, body in zip(PAGES, with_memory, strict=True):
            SHELF.clear()
            forget()
            assert client.get(path).content == body, (change, path)
        said.append(with_memory[0] + with_memory[5])
    # Each change shows on the dashboard or on the recommendation.
    assert all(before != after for before, after in itertools.pairwise(said))


def test_hundreds_may_answer_a_recommendation_a_page_at_a_time(client: Client, world: World) -> None:
    _answer(world)
    path = "/recommendations/ED-2021-01/"
    first, second = (client.get(path, {"page": page}).content.decode() for page in ("1", "2"))
    assert client.get(path).content.decode().count("Answering") == first.count("Answering") == 25
    assert second.count("Answering") == 5
    for wrong in ("3", "0", "x"):
        answer = client.get(path, {"page": wrong})
        assert answer.status_code == 400
        assert "The last one is 2." in answer.content.decode()


def test_a_memory_lets_go_of_what_another_state_said() -> None:
    memory, numbers = Memory(), itertools.count()
    assert [memory.recall("a", lambda: next(numbers), state) for state in (1, 1, 2, 2, 1)] == [0, 0, 1, 1, 2]
    memory.clear()
    assert memory.held == 0


def test_a_memory_stays_in_its_room_and_the_oldest_go_first() -> None:
    memory, made = Memory(room=1000), []
    for key in ("a", "b", "a", "c", "a", "b"):
        memory.recall(key, lambda key=key: made.append(key) or "x" * 300)
    assert made == ["a", "b", "c", "b"]
    memory.recall("huge", lambda: "x" * 2000)
    assert 0 < memory.held <= 1000
    assert memory.recall("b", lambda: "anew") == "x" * 300


@pytest.mark.parametrize(
    ("value", "least"),
    [("x" * 500, 500), ({str(n): n for n in range(50)}, 5000), ([{"00000": 1}] * 9, 1000), (datetime.date.today, 500)],
    ids=["text", "counts", "collection", "object"],
)
def test_weights_are_not_far_from_bytes(value: object, least: int) -> None:
    assert least <= weight(value) <= 3 * least


def test_what_is_remembered_depends_on_state_language_and_arguments() -> None:
    numbers = itertools.count()
    published, catalogued = (one(lambda key: next(numbers)) for one in (while_published, while_catalogued))
    with under(State(1, 1)):
        assert [published("a"), published("b"), published("a"), catalogued("c"), catalogued("c")] == [0, 1, 0, 2, 2]
        with translation.override("ar"):
            assert published("a") == 3
    with under(State(2, 1)):
        assert [published("a"), catalogued("c")] == [4, 2]
    with under(State(2, 2)):
        assert [published("a"), catalogued("c")] == [4, 5]
    assert [published("a"), published("a")] == [6, 7]


def test_what_depends_on_its_arguments_alone_is_remembered_at_any_time() -> None:
    numbers = itertools.count()
    same = for_the_same(room=10_000)(lambda key: next(numbers))
    assert [same("a"), same("b"), same("a")] == [0, 1, 0]
    with translation.override("fr"):
        assert same("a") == 2
    forget()
    assert same("a") == 3


def test_a_part_of_a_template_is_drawn_once_for_its_values() -> None:
    text = "{% load remembering %}{% remember row.numbers on %}{% for one in made %}x{% endfor %}{% endremember %}"
    both = Template(text + "|" + text)

    def drawn(number: int, made: str) -> str:
        return both.render(
            Context({"row": {"numbers": {"a": [number]}}, "on": datetime.date(2025, 1, 1), "made": made})
        )

    with under(State(1, 1)):
        assert [drawn(1, "ab"), drawn(1, "abc"), drawn(2, "abc")] == ["xx|xx", "xx|xx", "xxx|xxx"]
    with under(State(2, 2)):
        assert drawn(1, "a") == "x|x"
    assert drawn(1, "") == "|"  # outside of a public answer it is drawn each time
