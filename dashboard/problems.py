"""Errors that a program can read: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str = "", **members: Any) -> JsonResponse:
    """What is wrong, why, and further members such as the parameter's name. It is not kept by caches."""
    body = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    return JsonResponse(body | members, status=status, content_type=CONTENT_TYPE)
