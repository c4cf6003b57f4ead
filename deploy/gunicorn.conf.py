"""How gunicorn serves the site in the container, behind the proxy: all from the environment."""

import gc
import os
from pathlib import Path

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Threads, because a long download would keep a whole worker from the pages, and be cut off by the time-out below: for
# threads that is the time after which a process counts as hanging, not how long an answer may take.
worker_class = "gthread"
threads = 4
worker_tmp_dir = "/dev/shm"  # noqa: S108  heartbeats in memory: on a slow disk they would look like a hang
timeout = 30
graceful_timeout = 20
max_requests = 50_000
max_requests_jitter = 5_000
# Loaded once and then forked: the workers share the program's memory, and a new one is there at once.
preload_app = True
# The proxy writes the access log, without the tokens that links carry.
accesslog = None
errorlog = "-"
control_socket_disable = True


def on_starting(server: object) -> None:
    """Counts begin anew with the server: those of processes that are gone would be added up for ever."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        for path in Path(folder).glob("*.db"):
            path.unlink(missing_ok=True)


def when_ready(server: object) -> None:
    """Leave the loaded program out of the rubbish collection, whose marks would copy every shared page; and look for
    rubbish every 5,000 objects, not every 700: it took up to a tenth of a list's time. More would cost memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


# Only the application judges forwarded headers: TRUSTED_PROXY_COUNT says how many proxies to believe.
forwarded_allow_ips = "*"
