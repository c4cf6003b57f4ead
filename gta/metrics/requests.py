"""What each request took, by route: counted as it passes. Loaded only where ``METRICS`` is on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OTHER = "other"

REQUESTS = Counter("tracker_requests", "Requests answered.", ["route", "method", "status"])
TOOK = Histogram("tracker_request_seconds", "Seconds until an answer began.", ["route"], buckets=SECONDS)
DATABASE = Histogram("tracker_request_database_seconds", "Of it on the database.", ["route"], buckets=SECONDS)
CACHE = Counter("tracker_page_cache", "Public answers from the page cache (hit) and made for it (miss).", ["result"])


class _Stopwatch:
    """How long the statements of one request took together."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, run: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return run(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started


class MetricsMiddleware:
    """Counts every request under its route, never under its address: those are without number and may hold tokens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started, statements = time.perf_counter(), _Stopwatch()
        with connection.execute_wrapper(statements):
            response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else OTHER
        method = request.method if request.method in ("GET", "HEAD", "POST") else OTHER
        REQUESTS.labels(route, method, str(response.status_code)).inc()
        TOOK.labels(route).observe(time.perf_counter() - started)
        DATABASE.labels(route).observe(statements.seconds)
        if (result := getattr(response, "page_cache", "")) in ("hit", "miss"):
            CACHE.labels(result).inc()
        return response
