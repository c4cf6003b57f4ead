"""Translations: ``scripts/messages.py update`` brings the .po files up to date, ``compile`` writes the .mo files.

The consent app has its own, in consent/locale: another project takes them along with it. All else is in locale/.

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
LANGUAGES = ("ar", "es", "fr")
SOURCES = (
    "accounts",
    "audit",
    "charts",
    "dashboard",
    "demo",
    "desk",
    "following",
    "gta",
    "identity",
    "imports",
    "ledger",
    "names",
    "notifications",
    "opendata",
    "outbox",
    "pages",
    "progress",
    "recommendations",
    "search",
    "stakeholders",
    "submissions",
    "templates",
    "manage.py",
)
# Where the .po files lie, and the texts that they are of.
CATALOGUES = {"locale": SOURCES, "consent/locale": ("consent", "templates/consent")}
LEFT = {"__pycache__", "data", "locale"}
DATED = ("POT-Creation-Date", "PO-Revision-Date")


def compile_all() -> None:
    """Write the .mo file beside each .po file that is newer than it."""
    for source in (path for folder in CATALOGUES for path in (ROOT / folder).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            written = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(written))
            written.replace(target)  # whole or not at all: another process may be reading


def update(root: Path = ROOT) -> None:
    """Write under ``root`` the .po files that the texts in the code now ask for; translations are kept."""
    for folder, sources in CATALOGUES.items():
        _update(folder, sources, root)


def _update(folder: str, sources: tuple[str, ...], root: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for source in sources:
            _copy(
                source, copy / source, leave=[other for other in CATALOGUES["consent/locale"] if other not in sources]
            )
        shutil.copytree(ROOT / folder, copy / "locale", ignore=shutil.ignore_patterns("*.mo"))
        for language in LANGUAGES:
            (copy / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
        command += [part for language in LANGUAGES for part in ("--locale", language)]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.DEVNULL)
        for language in LANGUAGES:
            name = Path(language, "LC_MESSAGES", "django.po")
            (root / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (root / folder / name).write_text(_steady(copy / "locale" / name, language))


def files() -> list[Path]:
    """Every .po file, from the root."""
    return [Path(folder, language, "LC_MESSAGES", "django.po") for folder in CATALOGUES for language in LANGUAGES]


def outdated() -> list[str]:
    """The .po files that ``update`` would change."""
    with tempfile.TemporaryDirectory() as temporary:
        new = Path(temporary)
        update(new)
        return [
            str(name)
            for name in files()
            if not (ROOT / name).exists() or (ROOT / name).read_text() != (new / name).read_text()
        ]


def _copy(source: str, target: Path, *, leave: list[str]) -> None:
    """Copy a source without what needs no translation, and without the folders that belong to another catalogue."""

    def left(folder: str, names: list[str]) -> set[str]:
        here = Path(folder).relative_to(ROOT)
        return {name for name in names if name in LEFT or name.endswith(".mo") or str(here / name) in leave}

    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, target, ignore=left)
    else:
        shutil.copy(ROOT / source, target)


def _steady(path: Path, language: str) -> str:
    """The file's text sorted and without the dates, which would differ on each run and hide what changed."""
    messages = polib.pofile(str(path), wrapwidth=0)
    for name in DATED:
        messages.metadata.pop(name, None)
    messages.metadata["Language"] = language
    messages.header = ""
    messages.metadata_is_fuzzy = False
    for entry in messages.fuzzy_entries():  # a guess by likeness is no translation
        entry.flags.remove("fuzzy")
        entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    messages.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return str(messages).rstrip() + "\n"


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
