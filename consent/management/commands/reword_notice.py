"""``manage.py reword_notice``: draft the next notice with plainer English, and nothing else changed."""

from typing import Any

from django.core.management.base import BaseCommand

from consent import rewording


class Command(BaseCommand):
    help = "Drafts the next notice with plainer English. An administrator previews and publishes it."

    def handle(self, *args: Any, **options: Any) -> None:
        draft = rewording.draft_plainer()
        self.stdout.write(
            "A draft is under “Notices” in the administration: preview it, then publish it. Nobody is asked again."
            if draft
            else "Nothing to draft: the notice in force does not have the words of the first one."
        )
