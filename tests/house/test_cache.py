"""The cache while Redis comes and goes: real Redis, really killed and really paused."""

import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from django.utils.html import escape

from gta import cache as module
from gta.cache import ForgivingRedisCache

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


def test_a_paused_redis_is_waited_for_once(own_redis, caplog) -> None:
    address, process = own_redis
    cache = ForgivingRedisCache(address, {})
    cache.set("k", 7)
    process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert [cache.get("k") for _ in range(50)] == [None] * 50
    assert time.monotonic() - began < 1.9
    assert [record.message for record in caplog.records] == [
        "Redis does not answer; pages go on without it (TimeoutError)"
    ]
    process.send_signal(signal.SIGCONT)


def test_it_comes_back_by_itself(own_redis, monkeypatch, caplog) -> None:
    monkeypatch.setattr(module, "REST_SECONDS", 0.05)
    address, process = own_redis
    cache = ForgivingRedisCache(address, {})
    cache.set("k", 7)
    process.send_signal(signal.SIGSTOP)
    assert cache.get("k") is None
    process.send_signal(signal.SIGCONT)
    deadline = time.monotonic() + 10
    while cache.get("k") != 7 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert cache.get("k") == 7
    assert caplog.records[-1].message == "Redis answers again"


def _visitor() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL], ids=["paused", "killed"])
def test_pages_and_sign_in_work_without_redis(own_redis, site, blow: signal.Signals) -> None:
    """No answer takes over two seconds, and a wrong password is answered at its field, not with an error page."""
    address, process = own_redis
    with site(REDIS_URL=address) as tracker:
        visitor = _visitor()
        visitor.open(f"{tracker}/accounts/login/", timeout=20).read()
        process.send_signal(blow)
        slowest = 0.0
        for path in ("/", "/recommendations/", "/accounts/login/"):
            began = time.monotonic()
            assert visitor.open(tracker + path, timeout=20).status == 200
            slowest = max(slowest, time.monotonic() - began)
        page = visitor.open(f"{tracker}/accounts/login/", timeout=20).read().decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "login": "nobody@demo.example", "password": "wrong-wrong-wrong"}
        began = time.monotonic()
        try:
            answer = visitor.open(f"{tracker}/accounts/login/", urllib.parse.urlencode(form).encode(), timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        assert answer.status < 500
        assert escape("nobody@demo.example") in answer.read().decode()
        slowest = max(slowest, time.monotonic() - began)
        process.send_signal(signal.SIGCONT)
    assert slowest < 2
