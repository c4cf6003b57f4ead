"""Organisations that are called after a person who is erased: their address and what finds them say the name too."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.text import slugify

from names import normal_form
from names.erased import NAME
from progress.erasing.texts import Mention, mentions, write
from stakeholders.models import Organisation
from stakeholders.organisations import free_slug
from stakeholders.signals import organisation_changed


def rename(replaced: Iterable[Mention], needles: list[str], *, at: datetime.datetime) -> None:
    """After texts were replaced: bring the organisations whose name was among them to what they are called now.

    An address that holds the name goes everywhere: where it leads to would tell who is meant.
    """
    said = {one.pk for one in replaced if one.column.label == "stakeholders.Organisation.name"}
    slugs = [slug for needle in needles if (slug := slugify(needle))]
    for organisation in Organisation.objects.filter(pk__in=said).order_by("pk"):
        if any(slug in organisation.slug for slug in slugs):
            _move(organisation, to=free_slug(organisation.name))
        Organisation.objects.filter(pk=organisation.pk).update(name_key=normal_form(organisation.name))
        for row in organisation.history.filter(name__contains=NAME):
            organisation.history.filter(pk=row.pk).update(name_key=normal_form(row.name))
        organisation_changed.send(Organisation, organisation=organisation, at=at)


def _move(organisation: Organisation, *, to: str) -> None:
    """Give it another address, wherever the one that it had is written."""
    before, organisation.slug = organisation.slug, to
    for mention in mentions([before]):
        write(mention, [before], to)
