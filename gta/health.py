"""Whether this process lives (``/healthz``) and whether the site can serve (``/readyz``).

Both are for programs: no session, no cookie, no sign-in. ``/readyz`` tries all that it rests on at once, answers within
two seconds, and says 503 with the names of what is wrong, and with the reason where it is in our words. All other
reasons go to the log, as a driver's message may hold an address or a password.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard import replica

from .backups import unfinished
from .celery import app as celery_app

logger = logging.getLogger(__name__)

BOUND_SECONDS = 1.8
_migrated = threading.Event()  # a process that has seen every migration applied need not look again
_running: dict[str, "_Check"] = {}
_running_lock = threading.Lock()


class NotReadyError(Exception):
    """What a check raises when the thing answers, but not as it must."""


def check_database() -> None:
    """The default database answers a query: which tables it has, for there may be none yet."""
    connections[DEFAULT_DB_ALIAS].introspection.table_names()


def check_migrations() -> None:
    """Every migration of this code is applied."""
    if _migrated.is_set():
        return
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("some migrations are not applied: run manage.py migrate")
    _migrated.set()


def check_cache() -> None:
    """The cache gives back what was put in. Redis is asked directly, as pages get along without it."""
    store = getattr(cache, "strict", cache)
    key, value = f"readyz:{secrets.token_hex(8)}", secrets.token_hex(8)
    store.set(key, value, 10)
    if store.get(key) != value:
        raise NotReadyError("the cache did not give back what was put in")
    store.delete(key)


def check_broker() -> None:
    """A message could be left for the worker."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]))
        probe = folder / f"readyz-{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()
        return
    with celery_app.connection_for_write(connect_timeout=BOUND_SECONDS) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=BOUND_SECONDS)


def check_replica() -> None:
    """The replica for public reading follows, and is not far behind. Pages get along without it."""
    if why := replica.trouble():
        raise NotReadyError(why)


def check_restore() -> None:
    """No restore is under way, and none was left unfinished."""
    if unfinished.is_there():
        raise NotReadyError(unfinished.SAID)


def check_storage() -> None:
    """The folder or bucket of files can be asked. No file has this name: that it says so is the answer."""
    default_storage.exists("readyz")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
    "broker": check_broker,
    "restore": check_restore,
    "storage": check_storage,
}

#: What the site gets along without: named where it fails, and no reason to send readers elsewhere.
MISSED = {"replica"}


class _Check(threading.Thread):
    """One check in a thread of its own, so that a server which accepts and never answers is given up on."""

    def __init__(self, name: str, check: Callable[[], None]) -> None:
        super().__init__(name=f"readyz-{name}", daemon=True)
        self.check = check
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.check()
        except Exception as error:  # whatever it is, it is the answer
            self.error = error
        finally:
            connections.close_all()


def _start(name: str, check: Callable[[], None]) -> _Check:
    """Start a check, or join the one that is still waiting: a hung server must not gather threads."""
    with _running_lock:
        running = _running.get(name)
        if running is None or not running.is_alive():
            running = _running[name] = _Check(name, check)
            running.start()
        return running


def _verdict(name: str, started: _Check, until: float) -> str:
    started.join(max(0.0, until - time.monotonic()))
    if started.is_alive():
        logger.warning("Readiness: %s gave no answer within %s s", name, BOUND_SECONDS)
        return "no answer"
    if started.error:
        logger.warning("Readiness: %s failed: %s", name, started.error)
        return "failed"
    return "ok"


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process can answer at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all that is needed is ``ok``, else 503; with ``failed`` or ``no answer`` beside what is wrong, and
    under ``reasons`` what we say of it ourselves."""
    checks = CHECKS | ({"replica": check_replica} if replica.is_configured() else {})
    started = {name: _start(name, check) for name, check in checks.items()}
    until = time.monotonic() + BOUND_SECONDS
    verdicts = {name: _verdict(name, check, until) for name, check in started.items()}
    wrong = [name for name, verdict in verdicts.items() if verdict != "ok"]
    is_ready = MISSED.issuperset(wrong)
    body: dict[str, object] = {"ready": is_ready, "wrong": wrong, "checks": verdicts}
    if reasons := {name: str(one.error) for name, one in started.items() if isinstance(one.error, NotReadyError)}:
        body["reasons"] = reasons
    return JsonResponse(body, status=200 if is_ready else 503)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
