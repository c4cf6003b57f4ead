"""What every test stands on: a database file like the real one, an empty cache, a media folder of its own, English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from dashboard import catalogue, page_cache
from gta import cache as redis_cache
from identity import current as identity
from recommendations.models import vocabulary
from tests import factories

pytest_plugins = ["tests.browser", "tests.cast", "tests.kept", "tests.database", "tests.no_skips"]

# The same examples in every run, for as long as they take: a run fails by what was changed, not by luck or by haste.
examples.register_profile("ours", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("ours")


SLOW = ("browser", "services")


DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The suite runs on two databases; what asks for none, or is marked ``any_database``, needs to run once."""
    parser.addoption(
        "--only-what-the-database-may-change", action="store_true", help="leave out what any database proves"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with tests that wait for browsers and processes come first, whole, and otherwise in their order.

    Such a test gets a second try, which the run names (docs/decisions/0004-tests-on-real-services.md).
    """
    slow = {item.path for item in items if any(map(item.get_closest_marker, SLOW))}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if any(map(item.get_closest_marker, SLOW)):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("only_what_the_database_may_change"):
        left_out = [item for item in items if not _needs_this_run(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _needs_this_run(item)]


def _needs_this_run(item: pytest.Item) -> bool:
    asks = item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
    return bool((asks and not item.get_closest_marker("any_database")) or any(map(item.get_closest_marker, SLOW)))


@pytest.fixture(autouse=True, scope="session")
def _a_slow_redis_is_not_away() -> Iterator[None]:
    """On a busy machine it may take a second over an answer; the site would then do without it for five."""
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr(redis_cache, "CONNECT_SECONDS", 60.0)
        patience.setattr(redis_cache, "ANSWER_SECONDS", 60.0)
        yield


@pytest.fixture(autouse=True, scope="session")
def _words_stay_for_a_test() -> Iterator[None]:
    """A test counts queries; none of them depends on how many seconds it takes."""
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr(vocabulary, "FRESH_SECONDS", 3600.0)
        yield


@pytest.fixture(autouse=True)
def _empty_cache(settings: object) -> Iterator[None]:
    """Redis and what the process keeps are no part of the transaction that undoes a test's rows."""
    page_cache.clear()
    catalogue.forget()
    identity.keep_none()
    _words_of_a_new_site()
    caches["fair_use"].clear()  # counted under numbers of organisations, which the next test gives to others
    if settings.REDIS_URL:
        cache.clear()
    yield
    vocabulary.forget()  # before a world is made for the next test


def _words_of_a_new_site() -> None:
    """Those that every database begins with: a test that counts queries has them, as a process that has begun."""
    vocabulary.keep(vocabulary.Vocabulary({row.code: row for row in vocabulary.actor_types_at_first()}))


@pytest.fixture(autouse=True)
def _no_fair_use(settings: object) -> None:
    """A test asks more in a second than a person in an hour; tests/opendata/test_fair_use.py has the limits on."""
    settings.FAIR_USE = {policy: (0, seconds) for policy, (_most, seconds) in settings.FAIR_USE.items()}


@pytest.fixture(autouse=True)
def _a_code_made_just_before_its_half_minute_ends(settings: object) -> None:
    """It would be refused by luck. The site itself takes no older one: the library forgets a used code after a step."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture(autouse=True)
def _numbers_from_one() -> None:
    factories.count_anew()


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A test that visits /ar/ must not leave its language to the next one."""
    with translation.override("en"):
        yield
