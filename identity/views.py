"""The site's own colours and pictures. Their addresses name their content, so a cache may keep them for ever."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from identity import colours
from identity.models import Picture

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@login_not_required
def stylesheet(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """``/identity/0b5a6f-7cc4d6.css``: these two accents, worked out from the address alone."""
    css = colours.stylesheet(f"#{light}", f"#{dark}")
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER})


@require_safe
@login_not_required
def preview_stylesheet(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The same for the boxes of a preview."""
    css = colours.stylesheet(f"#{light}", f"#{dark}", preview=True)
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER})


@require_safe
@login_not_required
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """``/identity/<digest>.png``: a logo or an icon."""
    row = get_object_or_404(Picture, digest=digest)
    return HttpResponse(bytes(row.content), content_type="image/png", headers={"Cache-Control": FOR_EVER})
