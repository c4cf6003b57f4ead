"""``manage.py load_demo``: fictional organisations, commitments and three years of reports."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.days import site_day
from accounts.models import User
from demo import desk, findings, followers, half_years, story, world
from demo.bodies import BODIES, introduce
from progress import rollups
from progress.models import ProgressReport
from recommendations.models import Recommendation
from stakeholders.models import Commitment


class Command(BaseCommand):
    help = (
        "Loads fictional data into an empty site: organisations in countries that do not exist, their commitments, "
        "reports over three years, and demo accounts with a known password. Refuses outside of DEBUG and DEMO."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--body", choices=BODIES, default="gta", help="whose site it is")

    def handle(self, *args, body: str, **options) -> None:
        of = BODIES[body]
        if not settings.EMBEDDED_DEFAULTS and not settings.TESTING:
            raise CommandError("Demo accounts have a known password. Set DEMO=1 if this is a site to try things on.")
        if User.objects.exists():
            raise CommandError("There are people on this site already. Demo data goes into an empty one.")
        if not Recommendation.objects.filter(edition__code=of.edition).exists():
            raise CommandError(f"The catalogue is empty. Run import_catalogue {of.catalogue} first.")
        on = site_day()
        with transaction.atomic():
            begun = half_years.noon(half_years.half_years(on=on)[0][0])
            people = world.build(at=begun, folder=of.folder)
            introduce(of, by=people.administrator, at=begun)
            story.Story(people, on=on).tell()
            desk.share_out(people, at=half_years.noon(on - datetime.timedelta(days=30)))
            desk.answer_assessments(people, at=half_years.noon(on - datetime.timedelta(days=1)))
            desk.read_what_is_old(at=half_years.noon(on))
            rollups.write_balances(on=on)
            findings.look_at_links(at=half_years.noon(on))
            followers.add(at=half_years.noon(on - datetime.timedelta(days=10)))
        self.stdout.write(
            f"{Commitment.objects.count()} commitments and {ProgressReport.objects.count()} reports, all fictional. "
            f"Accounts: reporter, focal, ngo, curator, curator.two and admin, each @{world.DOMAIN}; "
            f"password {world.PASSWORD}"
        )
