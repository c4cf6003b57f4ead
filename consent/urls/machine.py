"""Addresses that are the same in every language: posts, and data for programs."""

from django.urls import URLPattern, URLResolver, path

from consent.views import data, pages, posts

urlpatterns: list[URLPattern | URLResolver] = [
    path("cookies/choice/", posts.choice, name="consent_choice"),
    path("cookies/withdraw/", posts.withdraw, name="consent_withdraw"),
    path("cookies/mine/erase/", posts.erase, name="consent_erase"),
    path("cookies/preferences/", posts.keep_preferences, name="consent_preferences"),
    path("cookies/visit/", posts.visit, name="consent_visit"),
    path("cookies/state.json", data.state, name="consent_state"),
    path("cookies/mine.json", data.mine, name="consent_mine_data"),
    path("cookies/declaration.json", data.declaration, name="consent_declaration"),
    path("cookies/notice/<int:number>/<str:language>/", pages.notice_text, name="consent_notice"),
    path(".well-known/gpc.json", data.gpc, name="consent_gpc"),
]
