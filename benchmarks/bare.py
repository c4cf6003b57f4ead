"""The lowest floor: an empty Django project, one view, no middleware, no database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest) -> HttpResponse:
    """As little as a view can do."""
    return HttpResponse(b"ok", content_type="text/plain")


urlpatterns = [path("", empty)]

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="benchmarks.bare", SECRET_KEY="signs nothing")
application = get_wsgi_application()
