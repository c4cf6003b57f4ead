"""What rows refer to, found for many rows at once: organisations by key or name, recommendations by reference."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from names import normal_form
from recommendations.models import Recommendation
from stakeholders.models import Organisation


class NotFound(ValueError):
    """There is no such thing, or more than one; ``str()`` says which."""


class Organisations:
    """Organisations in use. Those that an import will add are remembered by their name."""

    def __init__(self) -> None:
        self._by_slug: dict[str, Organisation] = {}
        self._by_name: dict[str, list[Organisation]] = {}
        self._asked: set[str] = set()
        self.coming: dict[str, Organisation] = {}

    def load(self, texts: Iterable[str]) -> None:
        """Look up those that were not asked for before: two queries at most."""
        new = {text for text in texts if text} - self._asked
        self._asked |= new
        if not new:
            return
        in_use = Organisation.objects.public().select_related("country")
        names = {normal_form(text) for text in new}
        for one in [*in_use.filter(slug__in=new), *in_use.filter(name_key__in=names)]:
            self.remember(one)

    def remember(self, one: Organisation) -> None:
        self._by_slug[one.slug] = one
        named = self._by_name.setdefault(one.name_key, [])
        if one.pk not in {other.pk for other in named}:
            named.append(one)

    def find(self, text: str) -> Organisation | None:
        """The organisation with this key or name; None for none. Raises ``NotFound`` for several of one name."""
        if text in self._by_slug:
            return self._by_slug[text]
        named = self._by_name.get(normal_form(text), [])
        if len(named) > 1:
            raise NotFound(
                _("%(count)s organisations have this name. Use the key on this site instead.") % {"count": len(named)}
            )
        return named[0] if named else self.coming.get(normal_form(text))

    def get(self, text: str) -> Organisation:
        """The same; raises ``NotFound`` where there is none."""
        if (found := self.find(text)) is None:
            raise NotFound(_("There is no organisation with this name. Import the organisations first."))
        return found


class Recommendations:
    """Recommendations that commitments may answer."""

    def __init__(self) -> None:
        self._by_reference = {
            normal_form(one.reference): one for one in Recommendation.objects.public().select_related("edition")
        }

    def get(self, reference: str) -> Recommendation:
        found = self._by_reference.get(normal_form(reference))
        if found is None:
            raise NotFound(
                _("“%(reference)s” is no recommendation that is open to commitments.") % {"reference": reference}
            )
        return found
