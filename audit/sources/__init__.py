"""What the log follows, a file a subject. Each ends in ``registry.follow`` or a signal of the app that it is about."""

from audit.sources import accounts, deletions, editions, histories, mails, organisations, reports


def listen() -> None:
    """Follow everything. Called once, when all models are there."""
    for subject in (histories, editions, reports, organisations, accounts, mails, deletions):
        subject.listen()
