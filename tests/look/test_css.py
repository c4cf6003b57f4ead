"""The stylesheet: small, readable in light and dark, and without left or right."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages.utils import get_level_tags

from charts import palette

CSS_FOLDER = Path(settings.BASE_DIR) / "static" / "css"
SHEET = (CSS_FOLDER / "tracker.css").read_text()
SHEETS = sorted(CSS_FOLDER.rglob("*.css"))

# Words in declarations that know left from right, or a page's top and bottom by another name than the text's.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    r"|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)


def without_comments_and_queries(css: str) -> str:
    """Declarations only: media queries speak of widths rightly."""
    return re.sub(r"@media[^{]*", "@media ", re.sub(r"/\*.*?\*/", "", css, flags=re.S))


def theme(start: str) -> dict[str, str]:
    """The colour tokens of the block that begins with ``start``."""
    block = SHEET[SHEET.index(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


LIGHT = theme(":root {")
DARK = theme(':root:not([data-theme="light"]) {')


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    channels = [int(pair, 16) / 255 for pair in re.findall("..", digits)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STATES = [
    "completed", "in-progress", "not-started", "withdrawn", "superseded",
    "on-track", "at-risk", "off-track", "blocked",
]  # fmt: skip


def test_contrast_is_computed_as_the_guidelines_do():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("background", ["paper", "surface"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "danger"])
def test_text_is_readable(colours, text, background):
    assert contrast(colours[text], colours[background]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("ink", "wash"),
        ("soft", "wash"),
        ("ink", "ins"),
        ("ink", "del"),
        ("accent", "mark"),
        ("soft", "mark"),
        ("accent-ink", "accent"),
        ("danger-ink", "danger"),
        ("paper", "ink"),
        ("band-ink", "band"),
    ],
)
def test_text_on_other_grounds_is_readable(colours, text, background):
    assert contrast(colours[text], colours[background]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mark", ["edge", "focus", *STATES])
def test_what_must_be_seen_stands_out(colours, mark):
    assert contrast(colours[mark], colours["paper"]) >= 3
    assert contrast(colours[mark], colours["surface"]) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_numbers_inside_bars_are_readable(colours, state):
    assert contrast(colours[state], colours["paper"]) >= 4.5


def test_both_ways_into_the_dark_theme_are_the_same():
    assert theme(':root[data-theme="dark"] {') == DARK
    # The light theme also holds what themes share, but no colour that the dark one lacks.
    assert set(LIGHT) == set(DARK)


def test_downloaded_charts_have_the_colours_of_the_light_theme():
    tokens = {key: LIGHT[key.replace("_", "-")] for key in palette.COLOURS if key != "none"}
    assert {key: value for key, value in palette.COLOURS.items() if key != "none"} == tokens
    plain = (palette.PAPER, palette.INK, palette.SOFT, palette.RULE, palette.EDGE, palette.WASH)
    assert plain == tuple(LIGHT[key] for key in ("paper", "ink", "soft", "rule", "edge", "wash"))


def test_every_series_has_its_classes():
    for key in palette.COLOURS:
        assert f".f-{key} " in SHEET
        assert f".l-{key} " in SHEET


def test_what_a_page_loads_is_under_sixteen_kilobytes():
    # The style page's own sheet is loaded by no other page.
    loaded = [path for path in SHEETS if path.name != "styleguide.css"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < 16_500


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_sheet_knows_left_from_right(path):
    assert PHYSICAL.findall(without_comments_and_queries(path.read_text())) == []


@pytest.mark.parametrize("rule", ["margin-left: 1px", "{left: 0", "text-align: right", "{ width: 3px", "max-height: 1"])
def test_the_search_for_physical_properties_finds_them(rule):
    assert PHYSICAL.search(rule)


def test_a_message_takes_no_class_of_another_thing():
    tags = [tag for tag in get_level_tags().values() if tag]
    assert not [tag for tag in tags if re.search(rf"(?<!\.message)\.{tag}(?![\w-])", SHEET)]
