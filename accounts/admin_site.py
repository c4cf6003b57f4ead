"""The admin behind the site's own sign-in: the same throttles, second factor and sessions as everywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_act_as_staff, second_factor_required
from identity.current import site_name


class AdminSite(admin.AdminSite):
    """Django's admin without a sign-in of its own."""

    site_header = _("Administration")
    index_title = _("Administration")

    @property
    def site_title(self) -> str:  # type: ignore[override]  # a plain attribute there
        """The site's name in the page's title."""
        return site_name()

    def has_permission(self, request: HttpRequest) -> bool:
        """Curators and administrators, with the second factor where one is required."""
        return bool(request.user.is_authenticated and request.user.is_staff and may_act_as_staff(request))

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:  # type: ignore[override]  # wider than the stub
        """Strangers to the sign-in page, others to a 404, staff without a second factor to setting it up."""
        inner = second_factor_required(super().admin_view(view, cacheable))

        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff:
                raise Http404
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

    def logout(self, request: HttpRequest, extra_context: dict | None = None):
        """One way out, too: it asks first."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None):
        """One's own password is changed among one's own pages."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict | None = None):
        """As above."""
        return redirect("account_change_password")
