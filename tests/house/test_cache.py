"""The cache while Redis comes and goes: real Redis, really killed and really paused."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from django.core.cache.backends.redis import RedisCache
from django.utils.html import escape

from gta import cache as module
from gta.cache import ForgivingRedisCache
from tests.waiting import until

pytestmark = pytest.mark.services

CALLS = [
    ("add", ("k", 1), True),
    ("get", ("k", "nothing"), "nothing"),
    ("set", ("k", 1), None),
    ("touch", ("k",), False),
    ("delete", ("k",), False),
    ("has_key", ("k",), False),
    ("incr", ("k", 3), 3),
    ("get_many", (["k", "l"],), {}),
    ("set_many", ({"k": 1, "l": 2},), ["k", "l"]),
    ("delete_many", (["k"],), None),
    ("clear", (), None),
    ("get_or_set", ("k", "made"), "made"),
]


def test_it_is_a_cache_while_redis_answers(own_redis) -> None:
    cache = ForgivingRedisCache(own_redis[0], {})
    assert cache.add("k", 1) is True
    assert cache.add("k", 2) is False
    assert (cache.get("k"), cache.incr("k", 4), cache.has_key("k"), cache.touch("k", 60)) == (1, 5, True, True)
    assert cache.set_many({"l": 1, "m": 2}) == []
    assert cache.get_many(["k", "l", "absent"]) == {"k": 5, "l": 1}
    cache.delete_many(["l"])
    assert cache.delete("k") is True
    assert cache.get("l", "gone") == "gone"
    cache.set("l", 1)
    cache.clear()
    assert cache.get("l") is None


@pytest.mark.parametrize(("method", "arguments", "answer"), CALLS, ids=[call[0] for call in CALLS])
def test_every_call_is_a_miss_when_redis_was_killed(own_redis, method: str, arguments: tuple, answer: object) -> None:
    address, process = own_redis
    cache = ForgivingRedisCache(address, {})
    cache.set("k", 7)
    process.kill()
    process.wait()
    assert getattr(cache, method)(*arguments) == answer


def test_a_missing_count_is_still_an_error_while_redis_answers(own_redis) -> None:
    with pytest.raises(ValueError, match="not found"):
        ForgivingRedisCache(own_redis[0], {}).incr("never-set")


@pytest.fixture
def kept_by_an_impatient_cache(own_redis, monkeypatch) -> ForgivingRedisCache:
    """A cache that waits a second for its Redis, as on a site, and holds ``k``."""
    ForgivingRedisCache(own_redis[0], {}).set("k", 7)
    monkeypatch.setattr(module, "ANSWER_SECONDS", 1.0)
    return ForgivingRedisCache(own_redis[0], {})


def test_a_paused_redis_is_waited_for_once(own_redis, kept_by_an_impatient_cache, monkeypatch, caplog) -> None:
    monkeypatch.setattr(module, "REST_SECONDS", 3600)
    process, cache, asked, ask = own_redis[1], kept_by_an_impatient_cache, [], RedisCache.get
    monkeypatch.setattr(RedisCache, "get", lambda *arguments: asked.append(arguments) or ask(*arguments))
    process.send_signal(signal.SIGSTOP)
    assert [cache.get("k") for _ in range(50)] == [None] * 50
    assert len(asked) == 1
    assert [record.message for record in caplog.records] == [
        "Redis does not answer; pages go on without it (TimeoutError)"
    ]
    process.send_signal(signal.SIGCONT)


def test_it_comes_back_by_itself(own_redis, kept_by_an_impatient_cache, monkeypatch, caplog) -> None:
    monkeypatch.setattr(module, "REST_SECONDS", 0.05)
    process, cache = own_redis[1], kept_by_an_impatient_cache
    process.send_signal(signal.SIGSTOP)
    assert cache.get("k") is None
    process.send_signal(signal.SIGCONT)
    assert until(lambda: cache.get("k") == 7)
    assert caplog.records[-1].message == "Redis answers again"


def _visitor() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def _ask(visitor: urllib.request.OpenerDirector, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and text of an answer, be it an error."""
    try:
        answer = visitor.open(address, urlencode(form).encode() if form else None, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.read().decode()


def _is_quick(ask: Callable[[], object]) -> bool:
    """Within two seconds, once the machine has them: what else it does only adds to the time."""

    def seconds() -> float:
        began = time.monotonic()
        ask()
        return time.monotonic() - began

    return until(lambda: seconds() < 2, within=60)


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL], ids=["paused", "killed"])
def test_pages_and_sign_in_work_without_redis(own_redis, site, blow: signal.Signals) -> None:
    """In good time; and a wrong password is answered at its field, not with an error page."""
    address, process = own_redis
    with site(REDIS_URL=address) as tracker:
        visitor, entrance = _visitor(), f"{tracker}/accounts/login/"
        _ask(visitor, entrance)
        process.send_signal(blow)
        for page in (f"{tracker}/", f"{tracker}/recommendations/", entrance):
            assert _ask(visitor, page)[0] == 200
            assert _is_quick(lambda page=page: _ask(visitor, page)), page
        token = _ask(visitor, entrance)[1].split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "login": "nobody@demo.example", "password": "wrong-wrong-wrong"}
        status, page = _ask(visitor, entrance, form)
        assert status < 500
        assert escape("nobody@demo.example") in page
        assert _is_quick(lambda: _ask(visitor, entrance, form))
        process.send_signal(signal.SIGCONT)
