"""``manage.py setup``: the first run of a body's own site, asked on a terminal or said in options; safe to repeat."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.setting_up import GTA_2021, Done, FirstRun, empty_edition, has_administrator, set_up
from identity import pictures, setup_links
from identity.models import Identity
from recommendations.catalogue_file import CatalogueDocument, read_catalogue
from recommendations.imports import ImportStoppedError
from recommendations.positioned_json import FileRefusedError

TEXTS = {
    "name": "Name of the site",
    "name_fr": "Its name in French",
    "name_es": "Its name in Spanish",
    "name_ar": "Its name in Arabic",
    "short_name": "Short name, up to 16 characters",
    "accent_light": "Colour on light pages, such as #0b5a6f",
    "accent_dark": "Colour on dark pages, such as #7cc4d6",
    "lead_en": "Text of the front page",
    "mail_header": "First line of emails",
    "mail_footer": "Last lines of emails",
    "languages": "Languages, of en fr es ar",
    "controller": "Who answers for personal data",
    "contact": "Contact address",
    "processors": "Who handles personal data for you",
}
ASKED = ("name", "languages", "controller", "contact")
PEOPLE = {"email": "Email of the administrator", "person": "Name of the administrator"}


class Command(BaseCommand):
    """Asks what no option says, where there is a terminal; without one the options are all."""

    help = "Say whose site this is: name, languages, administrator, catalogue. Repeating it changes what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--link", action="store_true", help="print a link to the page /setup/, good for a day")
        parser.add_argument("--json", help="a file with these options as one object; - is standard input")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")
        for name, words in {**TEXTS, **PEOPLE}.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)
        parser.add_argument("--logo", help="a PNG, JPEG or WebP file")
        parser.add_argument("--icon", help="the same, square")
        parser.add_argument("--curator", action="store_true", help="the administrator is a curator as well")
        parser.add_argument("--catalogue", help="a catalogue file, or gta-2021")
        parser.add_argument("--edition", help="an empty edition instead: its code and title, ROADS-2026=Safe roads")
        parser.add_argument("--time-zone", help="compared with TIME_ZONE, which the environment sets")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, or carry out the run and say what it did."""
        if options["link"]:
            return self._print_link()
        said = {name: value for name, value in options.items() if value not in (None, False)}
        said |= _object(options["json"]) if options["json"] else {}
        if not options["no_input"] and self._is_asked():
            self._ask(said)
        try:
            done = set_up(first=_first_run(said), at=timezone.now())
        except ValidationError as refusal:
            raise CommandError(_in_lines(refusal)) from refusal
        except FileRefusedError as refusal:
            raise CommandError("\n".join(map(str, refusal.errors))) from refusal
        except ImportStoppedError as stopped:
            raise CommandError("\n".join(question.message for question in stopped.questions)) from stopped
        self._report(done, said)

    def _print_link(self) -> None:
        if has_administrator():
            raise CommandError("There is an administrator: sign in as them, and open /curate/identity/.")
        self.stdout.write(setup_links.make(at=timezone.now()))

    def _is_asked(self) -> bool:
        return sys.stdin.isatty()

    def _ask(self, said: dict[str, Any]) -> None:
        """Ask for what is not there yet; an empty answer leaves it."""
        row = Identity.objects.first() or Identity()
        wanted = {name: TEXTS[name] for name in ASKED} | ({} if has_administrator() else PEOPLE)
        for name, words in wanted.items():
            if name not in said and (answer := input(f"{words} [{getattr(row, name, '')}]: ").strip()):
                said[name] = answer
        if "catalogue" not in said and "edition" not in said:
            answer = input("Catalogue: a file, gta-2021, or CODE=Title for an empty edition []: ").strip()
            if answer:
                said["edition" if "=" in answer else "catalogue"] = answer

    def _report(self, done: Done, said: dict[str, Any]) -> None:
        out = self.stdout.write
        out(f"Identity: version {done.identity.version} saved." if done.identity else "Identity: as it was.")
        if done.notice:
            out(f"Cookie notice {done.notice} published: it names another controller, so everybody is asked again.")
        if done.link:
            out(f"Administrator {said['email']} added. They choose a password here: {done.link}")
        elif done.administrator:
            out(f"Administrator {done.administrator.email}: as they were.")
        if done.catalogue:
            result = done.catalogue
            out(
                f"Catalogue {result.edition_code}: {len(result.created)} created, {len(result.changed)} changed, "
                f"{len(result.unchanged)} unchanged."
            )
        zone = said.get("time_zone")
        if zone and zone != settings.TIME_ZONE:
            out(f"The site’s day is that of {settings.TIME_ZONE}. Set TIME_ZONE={zone} and restart it.")


def _object(name: str) -> dict[str, Any]:
    try:
        whole = json.load(sys.stdin) if name == "-" else json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{name} cannot be read as JSON: {error}") from error
    known = {*TEXTS, *PEOPLE, "logo", "icon", "curator", "catalogue", "edition", "time_zone"}
    if not isinstance(whole, dict) or set(whole) - known:
        raise CommandError(f"{name} must be one JSON object with some of: {', '.join(sorted(known))}.")
    return whole


def _first_run(said: dict[str, Any]) -> FirstRun:
    values = {name: str(said[name]).strip() for name in TEXTS if name in said}
    for name, keep in (("logo", pictures.keep_logo), ("icon", pictures.keep_icon)):
        if name in said:
            with _opened(said[name]) as file:
                values[name] = keep(file)  # type: ignore[assignment]  # a picture among texts
    return FirstRun(
        identity=values,
        reason="First run",
        email=str(said.get("email", "")),
        name=str(said.get("person", "")),
        is_curator=bool(said.get("curator")),
        catalogue=_catalogue(said),
    )


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def _catalogue(said: dict[str, Any]) -> CatalogueDocument | None:
    if edition := said.get("edition"):
        code, _sign, title = str(edition).partition("=")
        publisher = str(said.get("controller") or said.get("name") or title)
        year = timezone.now().year
        return empty_edition(code=code.strip(), title=title.strip(), publisher=publisher, year=year)
    if name := said.get("catalogue"):
        with _opened(str(GTA_2021) if name == "gta-2021" else name) as file:
            return read_catalogue(file.read())
    return None


def _in_lines(refusal: ValidationError) -> str:
    if hasattr(refusal, "error_dict"):
        return "\n".join(f"{name}: {' '.join(found)}" for name, found in refusal.message_dict.items())
    return " ".join(refusal.messages)
