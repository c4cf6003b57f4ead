"""Addresses under /accounts/: our own pages, then allauth's."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from accounts import person_views as people
from accounts import views

own = [
    path("start/", views.start, name="start"),
    path("preferences/", views.edit_preferences, name="preferences"),
    path("security/", views.security, name="security"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("kept-form/drop/", views.drop_kept_form, name="drop_kept_form"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("people/<int:pk>/address/", people.address, name="person_address"),
    path("people/<int:pk>/second-factor/", people.second_factor, name="person_second_factor"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    # The QR code of a new authenticator app is a data-URI; no other page may show one.
    path(
        "2fa/totp/activate/",
        csp_update({"img-src": ["data:"]})(activate_totp),
        name="mfa_activate_totp",
    ),
    path("", include("allauth.urls")),
]
