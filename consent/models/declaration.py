"""What the site stores on a visitor's device, and what for: the working copy that the next notice is made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..categories import ALL, FUNCTIONAL
from ..one_line import one_line


class CategoryKey(models.TextChoices):
    """The four fixed categories."""

    FUNCTIONAL = "functional", _("Functional")
    PREFERENCES = "preferences", _("Preferences")
    STATISTICS = "statistics", _("Statistics")
    MARKETING = "marketing", _("Marketing")


class Category(models.Model):
    """One of the four categories; only the functional one is always on. Its words belong to each notice."""

    key = models.CharField(_("key"), max_length=11, choices=CategoryKey, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    required = models.BooleanField(_("always active"), default=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(condition=models.Q(key__in=ALL), name="consent_category_is_one_of_four"),
            models.CheckConstraint(
                condition=models.Q(key=FUNCTIONAL, required=True)
                | ~models.Q(key=FUNCTIONAL) & models.Q(required=False),
                name="consent_only_functional_is_required",
            ),
        ]

    def __str__(self) -> str:
        return str(CategoryKey(self.key).label)


class Kind(models.TextChoices):
    """How something gets onto, or is read from, a device."""

    COOKIE = "cookie", _("Cookie")
    LOCAL = "local", _("Local storage")
    SESSION = "session", _("Session storage")
    IDB = "idb", _("Database in the browser")
    PIXEL = "pixel", _("Count of a visit")


class Lifetime(models.TextChoices):
    """How long an item stays."""

    NONE = "none", _("Nothing stays on the device")
    SESSION = "session", _("Until the browser is closed")
    FIXED = "fixed", _("For a fixed time")
    UNTIL_REMOVED = "until_removed", _("Until you remove it")


class DeclaredItem(models.Model):
    """One cookie, storage key or count that the site uses.

    ``name`` may hold ``*``. A cookie's ``__Host-`` or ``__Secure-`` prefix is left out: it says how the browser
    guards the cookie, not which cookie it is. ``third_parties`` and ``data_types`` are lists; null means "not stated
    yet", which a notice cannot be published with, and an empty list of third parties means "nobody else".
    """

    key = models.SlugField(_("key"), unique=True, help_text=_("A short name that never changes."))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items", verbose_name=_("category"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.COOKIE)
    name = models.CharField(
        _("name"), max_length=120, validators=[one_line], help_text=_("As the browser shows it; * stands for any text.")
    )
    domain = models.CharField(
        _("domain"), max_length=253, blank=True, validators=[one_line], help_text=_("Empty: this site's own host.")
    )
    path = models.CharField(_("path"), max_length=200, default="/", validators=[one_line])
    provider = models.CharField(
        _("provider"), max_length=200, blank=True, validators=[one_line], help_text=_("Empty: the controller.")
    )
    lifetime = models.CharField(_("lifetime"), max_length=13, choices=Lifetime, blank=True)
    lifetime_seconds = models.PositiveIntegerField(_("lifetime in seconds"), null=True, blank=True)
    data_types = models.JSONField(_("kinds of data"), null=True, blank=True)
    third_parties = models.JSONField(_("recipients besides the controller"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared item")
        verbose_name_plural = _("declared items")
        ordering = ["category__order", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "domain", "path"], name="consent_item_declared_once"),
            models.CheckConstraint(
                condition=models.Q(lifetime="fixed")
                & models.Q(lifetime_seconds__isnull=False)
                & models.Q(lifetime_seconds__gt=0)
                | ~models.Q(lifetime="fixed") & models.Q(lifetime_seconds__isnull=True),
                name="consent_item_fixed_lifetime_has_seconds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class DeclaredItemText(models.Model):
    """What an item is for and which data it holds, in the words of one language."""

    item = models.ForeignKey(DeclaredItem, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    purpose = models.TextField(_("purpose"), max_length=500)
    data = models.TextField(_("data"), max_length=500)

    class Meta:
        verbose_name = _("words on a declared item")
        verbose_name_plural = _("words on declared items")
        ordering = ["item", "language"]
        constraints = [models.UniqueConstraint(fields=["item", "language"], name="consent_item_text_per_language")]

    def __str__(self) -> str:
        return f"{self.item_id}, {self.language}"
