"""Nobody asks "what day is it" without saying whose day is meant."""

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
APPS = ("accounts", "consent", "dashboard", "demo", "gta", "outbox", "opendata", "progress", "recommendations")
WHOSE_DAY = {"accounts/days.py", "consent/days.py"}
# A moment as its reader sees it: the active time zone, as in a template.
AS_READ = {"stakeholders/commitment_timeline.py", "progress/views/autosave.py", "progress/errors.py"}
ASKS = re.compile(r"localdate\(|localtime\((?!.*zone_of)|date\.today\(|\.now\([^)]*\)\.date\(|utcnow\(")


@pytest.mark.parametrize("app", [*APPS, "following", "stakeholders"])
def test_the_day_is_a_persons_or_the_sites(app):
    found = {
        f"{path.relative_to(BASE)}:{number}"
        for path in (BASE / app).rglob("*.py")
        if str(path.relative_to(BASE)) not in WHOSE_DAY | AS_READ
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ASKS.search(line)
    }
    assert not found, "today_of(user) and site_day() are in accounts.days"
