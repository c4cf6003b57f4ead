"""The kinds of actor that a recommendation may be addressed to and that an organisation may be: rows of the site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import kept_history
from .named import NamedInLanguages

#: How many characters a key may have wherever it is kept.
LONGEST_CODE = 32
PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*\Z"
CODE = RegexValidator(PATTERN, _("Use small letters, digits and single underscores."))


class ActorTypeQuerySet(models.QuerySet["ActorType"]):
    """Named questions about actor types."""

    def answers_for(self) -> dict[str, frozenset[str]]:
        """For every actor type those that its commitments answer for, itself among them. One query."""
        return {code: frozenset((code, *others)) for code, others in self.values_list("code", "answers_for")}


class ActorType(NamedInLanguages):
    """One kind of actor: what it is called, and which others are answered where it has made a commitment.

    Its key stands in addresses, files and other rows, and never changes.
    """

    code = models.CharField(
        _("key"),
        max_length=LONGEST_CODE,
        unique=True,
        validators=[CODE],
        help_text=_("Stands in addresses and files, such as “road_authority”. It cannot be changed later."),
    )
    answers_for = models.JSONField(
        _("answers for"),
        default=list,
        blank=True,
        help_text=_("A request to one of these is answered by a commitment of this actor type as well."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    history: Any = kept_history()
    objects = ActorTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor type")
        verbose_name_plural = _("actor types")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(code="") & ~models.Q(name_en=""), name="actor_type_has_its_name")
        ]

    def clean(self) -> None:
        """A list of other actor types, in their order; every type answers for itself without being listed."""
        wanted = self.answers_for
        others = list(ActorType.objects.exclude(code=self.code).values_list("code", flat=True))
        if not isinstance(wanted, list) or any(value not in others for value in wanted):
            raise ValidationError({"answers_for": _("Choose among the other actor types.")})
        self.answers_for = [value for value in others if value in wanted]
