"""Addresses that only tests have: public pages that behave, and some that do not."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import condition

from dashboard.bad_request import BadParameter
from dashboard.public import public_page
from dashboard.views import errors
from gta.urls import handler400, handler403, handler404, handler500
from gta.urls import urlpatterns as site_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@public_page
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everyone")


@public_page
class Classy(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("the same for everyone")


@public_page
@condition(etag_func=lambda request: '"1"')
def tagged(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everyone")


@public_page
def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("never kept", headers={"Cache-Control": "no-store"})


@public_page
def framed(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(
        '{% extends "base_public.html" %}{% block content %}<h1>A</h1>{% endblock %}'
    )
    return TemplateResponse(request, template)


@public_page
def looks_at_session(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.session.get("x")))


@public_page
def looks_at_user(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.is_authenticated))


@public_page
def sets_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("session", "x")
    return response


@public_page
def makes_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


@public_page
def looks_late(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, engines["django"].from_string("{{ user.is_authenticated }}"))


@method_decorator(public_page, name="dispatch")
class ClassyLooks(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.user.is_authenticated))


def wrong(request: HttpRequest) -> HttpResponse:
    raise BadParameter("status", request.GET["status"], "Use one of: not_started, in_progress, completed.")


def plainly_wrong(request: HttpRequest) -> HttpResponse:
    raise BadRequest("Detail for the log.")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the curator who did not write it may publish it.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret cause")


def gone(request: HttpRequest) -> HttpResponse:
    return errors.gone(request, reason="It counted one training twice.")


def conflict(request: HttpRequest) -> HttpResponse:
    return errors.conflict(request, address="/reporting/")


def unavailable(request: HttpRequest) -> HttpResponse:
    return errors.service_unavailable(request)


BAD = [looks_at_session, looks_at_user, sets_cookie, makes_token, looks_late]

urlpatterns = [
    *(path(f"t/{view.__name__}/", view) for view in (plain, tagged, own_policy, framed, *BAD)),
    path("t/classy/", Classy.as_view()),
    path("t/classy_looks/", ClassyLooks.as_view()),
    *(
        path(f"t/{view.__name__}/", public_page(view))
        for view in (wrong, plainly_wrong, forbidden, broken, gone, conflict, unavailable)
    ),
    path("api/v1/t/wrong/", public_page(wrong)),
    *site_patterns,
]
