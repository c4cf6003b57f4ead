"""The way to each curators' page, for its breadcrumbs."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Trail = list[tuple[str, str | Promise]]


def to_curate() -> Trail:
    return [(reverse("recommendations:curate"), _("Manage"))]


def to_catalogue() -> Trail:
    return [*to_curate(), (reverse("recommendations:curate-catalogue"), _("Catalogue"))]


def to_vocabulary() -> Trail:
    return [*to_curate(), (reverse("recommendations:curate-vocabulary"), _("Vocabulary"))]


def to_crosswalk() -> Trail:
    return [*to_curate(), (reverse("recommendations:curate-crosswalk"), _("Crosswalk"))]


def to_imports() -> Trail:
    return [*to_curate(), (reverse("imports:list"), _("Imports"))]
