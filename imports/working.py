"""Doing what imports wait for, in a worker; small files are read and previewed at once."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from imports import applying, how_far, jobs, previewing, undoing, uploads
from imports.models import Import, Task
from imports.tables import TableRefusedError
from stakeholders.errors import Refused

logger = logging.getLogger(__name__)

DOING = {
    Task.READ: uploads.read,
    Task.PREVIEW: previewing.preview,
    Task.APPLY: applying.apply,
    Task.UNDO: undoing.undo,
}


def work() -> int:
    """Do what waits, one after the other; how many were done. Another worker's turn ends this one's at once."""
    jobs.sweep()
    done = 0
    while (upload := jobs.claim()) is not None:
        do(upload)
        done += 1
    return done


def do(upload: Import) -> None:
    """Do the task of an import that was claimed. What goes wrong is noted on it, in words; nothing was written then."""
    with translation.override(upload.language):
        try:
            DOING[Task(upload.task)](upload)
        except jobs.Ended:
            return
        except (Refused, TableRefusedError, PermissionDenied) as refusal:
            jobs.fail(upload, str(refusal))
        except ValidationError as refusal:
            jobs.fail(upload, " ".join(refusal.messages))
        except IntegrityError:
            logger.exception("Import %s met a constraint", upload.pk)
            jobs.fail(
                upload, _("Something else changed the same things at the same time. Nothing was written. Try again.")
            )
        except Exception:
            logger.exception("Import %s failed", upload.pk)
            jobs.fail(
                upload,
                _("This did not work, and nothing was written. The server’s log says why: ask an administrator."),
            )
        finally:
            how_far.forget(upload)


def soon(upload: Import) -> None:
    """Do it now where it is small, else have a worker do it. Where another import is under way, it waits.

    Side effect: ``upload`` says then how far it is.
    """
    if uploads.is_small(upload) and jobs.take(upload):
        do(upload)
        upload.refresh_from_db()
    else:
        jobs.wake()
