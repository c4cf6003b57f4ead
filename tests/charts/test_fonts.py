"""Pictures and PDFs are set in the fonts of the project, on a machine without any font too."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest

from charts import Card, draw_card
from charts import png as pngs
from charts.fonts import font_files
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parents[2]
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
WORDS = {"Latin": "Bézier", "Arabic": "مكتمل", "mixed": "مكتمل · GTA"}


def picture(text: str, weight: str = "400") -> bytes:
    word = f'<text x="5" y="40" font-size="30" font-weight="{weight}">{text}</text>'
    return pngs._rendered(f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">{word}</svg>', 200, 60)


@pytest.fixture
def asked(monkeypatch) -> list[dict]:
    """What resvg was told, while it still draws."""
    calls: list[dict] = []
    draw = pngs.resvg_py.svg_to_bytes

    class Listening:
        @staticmethod
        def svg_to_bytes(**words):
            calls.append(words)
            return draw(**words)

    monkeypatch.setattr(pngs, "resvg_py", Listening)
    return calls


def test_the_fonts_are_installed_with_the_project() -> None:
    assert {"Noto Sans", "Noto Sans Arabic"} == set(font_files())
    assert all(Path(sys.prefix).resolve() in path.resolve().parents for path in font_files().values())


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_letters_leave_marks_without_a_font_of_the_machine(asked, text: str) -> None:
    shown = [picture(text), picture(text, "700"), picture(text[1:]), picture("\ue000" * len(text)), picture("")]
    assert len(set(shown)) == 5, "a word, the same in bold, another word, boxes and nothing are five pictures"
    assert [one["skip_system_fonts"] for one in asked] == [True, True, True, False, True]
    assert {tuple(one["font_files"]) for one in asked} == {tuple(map(str, font_files().values()))}


def test_other_scripts_are_looked_for_on_the_machine(asked) -> None:
    picture("ไทย")
    assert asked[0]["skip_system_fonts"] is False


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("address", ["/charts/status.png", "/charts/areas.png", "/cards/dashboard.png"])
def test_charts_and_cards_need_no_font_of_the_machine(client, world: World, asked, address: str, language: str) -> None:
    assert client.get(address, {"lang": language}).status_code == 200
    assert [one["skip_system_fonts"] for one in asked] == [True]


def test_a_card_in_arabic_is_set_in_one_font(asked) -> None:
    pngs.png(draw_card(Card("Site", "مكتمل", "مكتمل · GTA"), rtl=True), scale=1)
    assert asked[0]["svg_string"].count('font-family="Noto Sans Arabic"') == 2


def test_a_pdf_needs_no_font_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(NO_FONTS)
    program = (
        "import sys, django; django.setup()\n"
        "from opendata.packs.pdf import written\n"
        "sys.stdout.buffer.write(written(sys.argv[1]))\n"
    )
    page = (
        "<!doctype html><html lang=en><title>T</title><body><p>Bézier</p><h2>Heading</h2><p><code>a1b2</code></p>"
        "<p lang=ar dir=rtl>مكتمل <b>التزام</b></p></body></html>"
    )
    environment = os.environ | {
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "DJANGO_SETTINGS_MODULE": "gta.settings",
        "XDG_CACHE_HOME": str(tmp_path),
    }
    made = subprocess.run(
        [sys.executable, "-c", program, page], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    paper = pypdf.PdfReader(io.BytesIO(made.stdout)).pages[0]
    names = {str(font["/BaseFont"]).partition("+")[2] for font in paper["/Resources"]["/Font"].values()}
    assert names == {"Pack", "Pack-Semi-Bold", "Pack-Arabic", "Pack-Arabic-Bold"}
    text = unicodedata.normalize("NFKC", paper.extract_text())
    assert all(word in text for word in ("Bézier", "Heading", "a1b2"))
    assert any(letter in text for letter in "مكتل")
