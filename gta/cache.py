"""Redis as a cache that may go away.

While Redis does not answer, a read is a miss and a write is dropped, so every page still works. It is
tried again after ``REST_SECONDS``, so that at most one call of a process in that time waits for it.
Sign-in throttles do not rest on this cache: they are counted in the database (CACHES["throttles"]).
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)

AWAY = (RedisConnectionError, RedisTimeoutError)
REST_SECONDS = 5.0
CONNECT_SECONDS = 0.5
ANSWER_SECONDS = 1.0


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, with the manners above. ``strict`` is the same cache without them."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": ANSWER_SECONDS}
        once = {"retry": Retry(NoBackoff(), 0)}
        params = {**params, "OPTIONS": {**patience, **once, **params.get("OPTIONS", {})}}
        super().__init__(server, params)
        self.strict = RedisCache(server, params)
        self._try_again_at: float | None = None

    def _or(self, instead: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What ``call`` answers, or ``instead`` while Redis is away; logs when it goes and when it is back."""
        was_away = self._try_again_at is not None
        if self._try_again_at is not None and time.monotonic() < self._try_again_at:
            return instead
        try:
            answer = call(*args, **kwargs)
        except AWAY as error:
            self._try_again_at = time.monotonic() + REST_SECONDS
            if not was_away:
                logger.warning("Redis does not answer; pages go on without it (%s)", type(error).__name__)
            return instead
        self._try_again_at = None
        if was_away:
            logger.warning("Redis answers again")
        return answer

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As Django's. True while Redis is away: who asks for a lock gets it, as nobody can hold it."""
        return bool(self._or(True, super().add, key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """As Django's. ``default`` while Redis is away."""
        return self._or(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """As Django's. Dropped while Redis is away."""
        self._or(None, super().set, key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As Django's. False while Redis is away."""
        return bool(self._or(False, super().touch, key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """As Django's. False while Redis is away."""
        return bool(self._or(False, super().delete, key, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """As Django's. False while Redis is away."""
        return bool(self._or(False, super().has_key, key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """As Django's. ``delta`` while Redis is away, as if the count had begun anew."""
        return int(self._or(delta, super().incr, key, delta, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """As Django's. Nothing while Redis is away."""
        return dict(self._or({}, super().get_many, list(keys), version))

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """As Django's. While Redis is away every key is one that could not be kept."""
        return list(self._or(list(data), super().set_many, data, timeout, version))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """As Django's. Dropped while Redis is away."""
        self._or(None, super().delete_many, list(keys), version)

    def clear(self) -> None:
        """As Django's. Dropped while Redis is away."""
        self._or(None, super().clear)
