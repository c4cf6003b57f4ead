"""Pages of an organisation's people, under /reporting/."""

from django.urls import path

from submissions.views import sheets, tokens

app_name = "submissions"

urlpatterns = [
    path("organisation/<slug:slug>/tokens/", tokens.listing, name="tokens"),
    path("organisation/<slug:slug>/tokens/<int:pk>/take-over/", tokens.take_over, name="token_take_over"),
    path("organisation/<slug:slug>/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("organisation/<slug:slug>/sheet/", sheets.sheet, name="sheet"),
    path("organisation/<slug:slug>/sheet/download/", sheets.download, name="sheet_download"),
    path("organisation/<slug:slug>/sheet/<int:pk>/", sheets.sheet_upload, name="sheet_upload"),
]
