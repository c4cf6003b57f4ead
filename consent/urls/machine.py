"""Addresses that are the same in every language: posts, and data for programs."""

from django.urls import URLPattern, URLResolver, path

from consent.views import choose, data, pages, preferences, visits

urlpatterns: list[URLPattern | URLResolver] = [
    path("cookies/choice/", choose.choice, name="consent_choice"),
    path("cookies/withdraw/", choose.withdraw, name="consent_withdraw"),
    path("cookies/mine/erase/", choose.erase, name="consent_erase"),
    path("cookies/preferences/", preferences.keep, name="consent_preferences"),
    path("cookies/visit/", visits.visit, name="consent_visit"),
    path("cookies/state.json", data.state, name="consent_state"),
    path("cookies/mine.json", data.mine, name="consent_mine_data"),
    path("cookies/declaration.json", data.declaration, name="consent_declaration"),
    path("cookies/notice/<int:number>/<str:language>/", pages.notice_text, name="consent_notice"),
    path(".well-known/gpc.json", data.gpc, name="consent_gpc"),
]
