"""Tell the workers to look into the queue. It carries no fact: losing it costs a minute at most."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

DELIVER = "outbox.tasks.deliver"


def wake() -> None:
    """Ask for a delivery run now. A broker that is down is noted in the log and otherwise ignored."""
    try:
        current_app.send_task(DELIVER, retry=False, expires=60)
    except Exception as error:  # whatever a broker may raise: the row is there, beat looks every minute
        logger.warning("Could not wake the mail workers, they will look within a minute: %s", error)


def wake_after_commit() -> None:
    """Ask for a delivery run once the running transaction is committed; once, however many mails it plans."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is wake for entry in waiting):
        transaction.on_commit(wake)
