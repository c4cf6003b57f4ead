"""A mail backend that breaks in the middle of its one step."""

from django.core.mail.backends.base import BaseEmailBackend


class BrokenBackend(BaseEmailBackend):
    """Whether it passed the mail on before it broke, nobody knows."""

    def send_messages(self, email_messages) -> int:
        raise ConnectionResetError("half way")
