"""Two ways of doing it that look right and are not. The storm must catch both, or it proves nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def _as_it_is() -> None:
    pass


def _answer_first() -> None:
    """Say that a report is published, and publish it a moment later: what dies in between has promised too much."""
    from progress import workflow

    publish = workflow.publish

    def later(*, report: Any, **given: Any) -> Any:
        threading.Timer(0.3, publish, kwargs={"report": report, **given}).start()
        return report

    workflow.publish = later  # type: ignore[assignment]


def _done_before_its_file() -> None:
    """Note that a preview is there, and write its file afterwards: what dies in between leaves a row without one."""
    from django.core.files.base import ContentFile

    from progress.evidence_jobs import previews
    from progress.models import PreviewState

    def put(job: Any, content: bytes, width: int, height: int) -> None:
        ready = {"state": PreviewState.READY, "file": job.file_name, "width": width, "height": height}
        if previews.settle(job, **ready, reason="", attempts=0, due_at=None):
            job.file.storage.save(job.file_name, ContentFile(content))

    previews._put = put


DESIGNS: dict[str, Callable[[], None]] = {
    "as it is": _as_it_is,
    "answer first": _answer_first,
    "done before its file": _done_before_its_file,
}
