"""Stands in for ``allauth.mfa`` in the settings: a name that the languages of the site can say.

A module of its own, because Django takes any default configuration that it finds in ``accounts.apps``.
"""

from allauth.mfa.apps import MFAConfig as AllauthConfig
from django.utils.translation import gettext_lazy as _


class MFAConfig(AllauthConfig):
    """allauth's second factor; its own Arabic name is that of a foreign ministry."""

    verbose_name = _("Two-step verification")
