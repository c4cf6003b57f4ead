"""``manage.py rebuild_search``: work the search index out again, and say how many rows were wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search import indexing, sql


class Command(BaseCommand):
    """Thin: the work is ``search.indexing.rebuild``."""

    help = "Work the search index out again. Says how many rows it changed: 0 when the index was sound."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, saying on the way how far it came."""
        sql.add_trigrams()
        changed = indexing.rebuild(self._progress if options["verbosity"] > 1 else lambda name, done: None)
        self.stdout.write(f"{changed} rows changed.")

    def _progress(self, name: str, done: int) -> None:
        self.stdout.write(f"{name}: up to number {done:,}")
