"""Addresses that are the same in every language: the links in mails."""

from django.urls import path

from progress.views import mail_links, report_links

app_name = "progress"

urlpatterns = [
    path("u/<str:token>/", mail_links.unsubscribe, name="unsubscribe"),
    path("r/<str:token>/", report_links.report, name="report_link"),
    path("r/<str:token>/no-change/", report_links.no_change, name="report_link_no_change"),
    path("r/<str:token>/snooze/", report_links.snooze, name="report_link_snooze"),
    path("r/<str:token>/give/", report_links.give, name="report_link_give"),
]
