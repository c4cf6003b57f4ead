"""The links in mails: one address in every language, in which the pages answer that the mails are written in."""

from django.urls import URLPattern, URLResolver, path

from following.views import mail_links

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow/confirm/<str:token>/", mail_links.confirm, name="follow_confirm"),
    path("follow/own/<str:token>/", mail_links.own, name="follow_own"),
]
