"""Settings of people and of signing in, the same everywhere; gta/settings.py takes them over."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # seconds that a reset link lives

# Who lands on /reporting/ after signing in: people with a current row here.
ACCOUNTS_MEMBERSHIP_MODEL = "stakeholders.Membership"
# Names of countries and regions, by which people look for their time zone.
ACCOUNTS_COUNTRY_MODEL = "stakeholders.Country"
# The roles there that can change what is public: with curators and administrators they need a second factor.
ACCOUNTS_PUBLISHING_ROLES = ("focal_point", "alternate")
RECENT_AUTHENTICATION_SECONDS = 60 * 60  # the acts in gta/public_acts.py ask for a proof again after this
INVITATION_DAYS = 7
INVITATIONS_PER_DAY = 200  # by one person

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# What "key" means for login_failed, and why these cannot lock anyone out: docs/decisions/accounts-throttles.md.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "login_failed_anywhere": "30/h/key",
    "reset_password": "20/m/ip",
    "reset_password_mail": "3/15m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up here, so an unconfirmed address can only be a change that its owner began.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "login_webauthn": "accounts.passkey_forms.LoginByPasskeyForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.ReauthenticateByPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
