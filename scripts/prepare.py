"""Bring a database and the static files to what the code needs; with ``--demo`` fill it once with the demo's data.

One process for all of it, as starting Django costs a second. Safe to run again: data is kept.
"""

import hashlib
import os
import sys
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")

from scripts.messages import compile_all  # noqa: E402


def main(*, is_demo: bool) -> None:
    """Compile the translations, then migrate and collect; each step says what it does only when it takes a while."""
    compile_all()

    import django  # after the translations, so that the first process finds them

    django.setup()

    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command

    var = Path(settings.VAR_DIR)
    is_new = is_demo and not (var / "demo-loaded").exists()
    if is_new:
        print("Preparing the database …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _collect_static(Path(settings.STATIC_ROOT))
    if is_new:
        from demo.bodies import BODIES, bring_in

        body = os.environ.get("BODY") or "gta"
        print(f"Importing the catalogue {BODIES[body].edition} …", flush=True)
        try:
            bring_in(BODIES[body])
            if not get_user_model().objects.exists():  # all of the demo's data comes in one transaction
                print("Loading fictional organisations, commitments and reports …", flush=True)
                call_command("load_demo", body=body, verbosity=0)
                call_command("make_snapshot", stdout=StringIO())  # the scheduler would make one only after an hour
        except CommandError as error:
            sys.exit(str(error))
        (var / "demo-loaded").touch()  # last: a start that was broken off begins again


def _collect_static(folder: Path) -> None:
    """Collect and compress the static files, unless none has changed: compressing costs several seconds."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from gta.apps import StaticFilesConfig

    unused = StaticFilesConfig.ignore_patterns
    paths = (storage.path(name) for finder in get_finders() for name, storage in finder.list(unused))
    files = sorted((path, os.stat(path).st_mtime_ns) for path in paths)
    fingerprint = hashlib.sha256(repr(files).encode()).hexdigest()
    mark = folder / ".collected"
    if not mark.exists() or mark.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0, clear=folder.exists())
        mark.write_text(fingerprint)


if __name__ == "__main__":
    main(is_demo="--demo" in sys.argv)
