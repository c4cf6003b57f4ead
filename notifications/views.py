"""The person's own notifications: the list, opening one, and marking all as read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications import inbox
from notifications.models import Notification

A_PAGE = 50


@require_safe
@never_cache
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Everything that happened to the person, the latest first; nothing is marked as read by looking."""
    rows = Notification.objects.filter(user=request.user.pk)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": inbox.entries(page.object_list),
        "newest": max((one.pk for one in page.object_list), default=0),
    }
    return render(request, "notifications/list.html", context)


@require_POST
@never_cache
@login_required
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what it is about; it counts as read from then on. 404 for another person's, or when the matter is gone.

    Posted, because it writes: a link that is fetched ahead must not read anything for anybody.
    """
    notification = get_object_or_404(Notification, pk=pk, user=request.user.pk)
    found = inbox.entries([notification])
    if not found:
        raise Http404(_("What this notification was about is no longer there."))
    inbox.mark_read(request.user, keys=[pk])
    return redirect(found[0].content.path)


@require_POST
@never_cache
@login_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read that the page could show: what came in since stays unread."""
    newest = request.POST.get("newest", "")
    rows = Notification.objects.filter(user=request.user.pk).unread()
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        inbox.mark_read(request.user, keys=rows.filter(pk__lte=int(newest)).values_list("pk", flat=True))
    return redirect("notifications:list")
