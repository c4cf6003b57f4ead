"""The floor: an empty Django view behind the site's own server and middleware, without database or template."""

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gta.wsgi import application as site

PATH = "/bench-empty/"


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """As little as a view can do."""
    return HttpResponse(b"ok", content_type="text/plain")


def _with_floor(handler: WSGIHandler) -> WSGIHandler:
    import gta.urls  # the site is set up by now

    gta.urls.urlpatterns.insert(0, path(PATH.strip("/") + "/", empty))
    return handler


application = _with_floor(site)
