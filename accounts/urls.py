"""Addresses under /accounts/: our own pages, then allauth's."""

from allauth.account.views import password_change, password_set
from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from accounts import person_views as people
from accounts import views
from accounts.local_sign_in import for_local_sign_in
from accounts.single_sign_on import views as providers

own = [
    path("start/", views.start, name="start"),
    path("preferences/", views.edit_preferences, name="preferences"),
    path("security/", views.security, name="security"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("kept-form/drop/", views.drop_kept_form, name="drop_kept_form"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("sign-in/<slug:provider>/", providers.sign_in, name="provider_sign_in"),
    path("sign-in/<slug:provider>/callback/", providers.callback, name="provider_callback"),
    path("invitation/<str:token>/<slug:provider>/", providers.accept, name="provider_accept"),
    path("providers/<slug:provider>/link/", providers.link, name="provider_link"),
    path("providers/<int:pk>/unlink/", providers.unlink, name="provider_unlink"),
    path("providers/<slug:provider>/confirm/", providers.prove, name="provider_prove"),
    path("carry-on/", providers.carry_on, name="carry_on"),
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
    path("password/change/", for_local_sign_in(password_change), name="account_change_password"),
    path("password/set/", for_local_sign_in(password_set), name="account_set_password"),
    # allauth.urls by its parts, without its own pages of providers: signing up, and linking by its own rules.
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
