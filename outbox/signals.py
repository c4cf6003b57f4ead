"""What the outbox tells whoever planned a mail, without knowing them."""

from django.dispatch import Signal

#: The mail server took a mail; sent once its row says so. Arguments: ``message``.
message_sent = Signal()
