"""Who and what the storm finds, and one new thing for each blow, so that none depends on what another one did."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.storm import people
from tests.storm.people import Person, Told

BEGINS = datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)
DUE = datetime.date(2027, 3, 17)


@dataclass
class World:
    """The people of one site, and what was made for them to work on."""

    address: str
    told: Told
    made: int = 0

    def populate(self) -> None:
        """Curators, an edition with one recommendation, and a period whose reports are due in a week."""
        from tests import cast, factories

        factories.count_anew()
        cast.staff("Carol Clay", is_curator=True)
        cast.staff("Dan Dorn", is_curator=True)
        factories.recommendation(factories.edition(), reference="REC-1")
        factories.period(starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 12, 31), due_on=DUE)

    def work(self, work: str) -> Any:
        """Something new to do of this kind: what a person's process then does, or None where nobody need."""
        self.made += 1
        return getattr(self, f"_{work}")(self.made)

    def _reporter(self, number: int) -> tuple[Any, Any]:
        """A new organisation with one person and one commitment; this is what somebody is reminded of."""
        from recommendations.models import Recommendation
        from stakeholders.models import Organisation
        from tests import cast, factories

        organisation = Organisation.objects.create(
            name=f"Body {number}", slug=f"body-{number}", actor_type="government"
        )
        person = cast._member(f"Reporter {number}", organisation, "reporter")
        asked = Recommendation.objects.get()
        return person, factories.commitment(organisation, by=person, recommendations=[asked], title=f"Law {number}")

    def _remind(self, number: int) -> None:
        self.told.note("owed", self._reporter(number)[0].email)

    def _publish(self, number: int) -> Any:
        from tests import factories

        person, commitment = self._reporter(number)
        report = factories.submitted(commitment, by=person)
        return partial(people.publish, self._person("carol.clay"), self.told, report.pk)

    def _upload(self, number: int) -> Any:
        from tests import factories

        person, commitment = self._reporter(number)
        report = factories.draft(commitment, by=person)
        return partial(people.upload, Person(self.address, person.email), self.told, report.pk)

    def _import(self, number: int) -> Any:
        return partial(people.bring, self._person("carol.clay"), self._person("dan.dorn"), self.told, number)

    def _person(self, name: str) -> Person:
        return Person(self.address, f"{name}@example.org")
