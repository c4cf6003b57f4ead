"""Values of the environment. One that cannot be meant is refused with its name and what it should be."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("true", "on", "ok", "y", "yes", "1"), ("false", "off", "n", "no", "0", "")


class Env(environ.Env):
    """As the library's, which takes every word that it does not know for "no", and names no number that it cannot read.

    A text is taken as it stands: with the library a password that begins with a dollar sign names another variable.
    """

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """Raises ``ImproperlyConfigured`` where the value is not of its kind."""
        given = self.ENVIRON.get(var)
        if given is None:
            return super().get_value(var, cast, default, parse_default)
        if cast is str:
            return given
        if cast is bool and given.strip().lower() not in (*TRUE, *FALSE):
            raise ImproperlyConfigured(f"{var} must be true or false, and is {given!r}.")
        if cast in (int, float) and not _is_number(given, cast):
            raise ImproperlyConfigured(
                f"{var} must be a {'whole ' * (cast is int)}number, 0 or more, and is {given!r}."
            )
        return super().get_value(var, cast, default, parse_default)


def _is_number(given: str, cast: type[int] | type[float]) -> bool:
    try:
        return 0 <= cast(given) < float("inf")
    except ValueError:
        return False
