"""Who a mail goes to, asked when it is sent: a person has the address and the language of that moment."""

from __future__ import annotations

from outbox import claims, kinds
from outbox.models import Message


def bring_up_to_date(message: Message, kind: kinds.Kind) -> bool:
    """Give a claimed message the person, address and language that it must have now; False when nobody is left.

    A message without a person (``Draft.user``) goes to the address that it was planned for. A user model may say which
    language a person wants to be written to in (``mail_language``). Side effect: the row says where the mail goes.
    """
    if message.user_id is None and kind.goes_to is None:
        return True
    person = kind.goes_to(message) if kind.goes_to else message.user
    if person is None or not person.is_active:
        return False
    address = getattr(person, person.get_email_field_name())
    language = getattr(person, "mail_language", message.language)
    if (message.user_id, message.recipient, message.language) != (person.pk, address, language):
        claims.readdress(message, person, address, language)
    return True
