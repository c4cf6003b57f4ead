"""Labels, names and titles are one line: no line breaks, tabs, control characters or marks that turn the direction."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

one_line = RegexValidator(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]",
    message=_("Write this on one line, without tabs or hidden characters."),
    code="one_line",
    inverse_match=True,
)
