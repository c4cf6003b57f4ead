"""Query parameters that make no sense: one exception that the 400 page can explain."""

from django.core.exceptions import BadRequest


class BadParameter(BadRequest):
    """A query parameter has a value that the page cannot use; answered with a 400 page that names it.

    ``name`` is the parameter, ``value`` what came, ``message`` says what would be right, in the reader's language.
    """

    def __init__(self, name: str, value: str, message: str) -> None:
        super().__init__(f"{name}={value!r}: {message}")
        self.name = name
        self.value = value
        self.message = message
