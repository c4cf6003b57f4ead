"""Stands in for ``django.contrib.admin`` in the settings: ``admin.site`` becomes a site with our own sign-in.

A module of its own, because Django takes any default configuration that it finds in ``accounts.apps``.
"""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin as ``accounts.admin_site.AdminSite``."""

    default_site = "accounts.admin_site.AdminSite"
