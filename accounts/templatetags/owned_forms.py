"""``{% csrf_token %}`` as everywhere in Django; on a signed-in page it also says whose form it is.

A built-in of our templates (settings.TEMPLATES), so that no form can forget it: a form that arrives after its session
ended is then shown again to the same account alone (accounts.kept_forms).
"""

from django import template
from django.forms import HiddenInput
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode

from accounts.kept_forms import OWNER, owner_token

register = template.Library()


class OwnedFormNode(CsrfTokenNode):
    """Django's hidden field, and the one that names the account."""

    def render(self, context: Context) -> str:
        token = super().render(context)
        request = context.get("request")
        # A page that is open to all never looks at who asks for it.
        signed_in_page = (
            request and request.resolver_match and getattr(request.resolver_match.func, "login_required", True)
        )
        if not (token and request and signed_in_page and request.user.is_authenticated):
            return token
        return token + HiddenInput().render(OWNER, owner_token(request.user))


@register.tag
def csrf_token(parser, token) -> OwnedFormNode:
    """The hidden fields of a form."""
    return OwnedFormNode()
