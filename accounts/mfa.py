"""Second factors: secrets encrypted at rest, and what the factor's owner reads."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from identity.current import site_name


def _cipher() -> MultiFernet:
    """Encrypts with ``SECRET_KEY``; still reads what older keys (``SECRET_KEY_FALLBACKS``) encrypted."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    digest = hashlib.pbkdf2_hmac("sha256", key.encode(), b"accounts.second-factor", 1)  # the key is random already
    return base64.urlsafe_b64encode(digest)


class MFAAdapter(DefaultMFAAdapter):
    """A stolen copy of the database does not give away the secrets of authenticator apps."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not correct or has been used already. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises ``InvalidToken`` when no known key wrote it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white, so that it can be read in dark mode too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def get_totp_issuer(self) -> str:
        """The site as an authenticator app names it."""
        return site_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as the person's device names it."""
        return super().get_public_key_credential_rp_entity() | {"name": site_name()}

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:
        """A name to start from; its owner may change it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My passkey") if not count else gettext("Passkey %(number)s") % {"number": count + 1}
