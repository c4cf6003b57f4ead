"""The admin behind the site's own sign-in: the same throttles, second factor and sessions as everywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_act_as_staff, second_factor_required


class AdminSite(admin.AdminSite):
    """Django's admin without a door of its own."""

    site_header = _("Administration")
    index_title = _("Administration")

    @property
    def site_title(self) -> str:  # type: ignore[override]
        """The site's name in the page's title."""
        return settings.SITE_NAME

    def has_permission(self, request: HttpRequest) -> bool:
        """Curators and administrators, with the second factor where one is required."""
        return bool(request.user.is_authenticated and request.user.is_staff and may_act_as_staff(request.user))

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Strangers to the sign-in page, others to a 404, staff without a second factor to setting it up."""
        inner = super().admin_view(second_factor_required(view), cacheable)

        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff:
                raise Http404
            if not may_act_as_staff(request.user):
                return second_factor_required(view)(request, *args, **kwargs)
            return inner(request, *args, **kwargs)

        return guarded

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one sign-in page on this site."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One way out, too: it asks first."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One's own password is changed among one's own pages."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """As above."""
        return redirect("account_change_password")
