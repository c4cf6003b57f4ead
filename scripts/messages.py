"""Translations: ``scripts/messages.py update`` brings locale/*.po up to date, ``compile`` writes the .mo files.

Only .po files are in the repository. They are compiled by a small library, as Django's own command needs
gettext's programs, which a bare machine and the container lack; ``update`` does need them (xgettext).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("ar", "es", "fr")
SOURCES = (
    "accounts",
    "consent",
    "dashboard",
    "demo",
    "gta",
    "outbox",
    "progress",
    "publishing",
    "recommendations",
    "stakeholders",
)
DATED = ("POT-Creation-Date", "PO-Revision-Date")


def compile_all() -> None:
    """Write the .mo file beside each .po file that is newer than it."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            written = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(written))
            written.replace(target)  # whole or not at all: another process may be reading


def update(folder: Path = LOCALE) -> None:
    """Write into ``folder`` the .po files that the texts in the code now ask for; translations are kept."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for source in (*SOURCES, "templates", "locale", "manage.py"):
            _copy(ROOT / source, copy / source)
        for language in LANGUAGES:
            (copy / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
        command += [part for language in LANGUAGES for part in ("--locale", language)]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.DEVNULL)
        for language in LANGUAGES:
            name = Path(language, "LC_MESSAGES", "django.po")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(_steady(copy / "locale" / name, language))


def outdated() -> list[str]:
    """The languages whose .po file ``update`` would change."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        update(folder)
        names = [Path(language, "LC_MESSAGES", "django.po") for language in LANGUAGES]
        return [
            name.parts[0]
            for name in names
            if not (LOCALE / name).exists() or (LOCALE / name).read_text() != (folder / name).read_text()
        ]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "data"))
    else:
        shutil.copy(source, target)


def _steady(path: Path, language: str) -> str:
    """The file's text sorted and without the dates, which would differ on each run and hide what changed."""
    messages = polib.pofile(str(path), wrapwidth=0)
    for name in DATED:
        messages.metadata.pop(name, None)
    messages.metadata["Language"] = language
    messages.header = ""
    messages.metadata_is_fuzzy = False
    messages.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return str(messages).rstrip() + "\n"


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
