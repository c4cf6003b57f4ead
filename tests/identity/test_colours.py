"""The site's own colours: the measure is that of WCAG, the grounds are the stylesheet's, the suggestion can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity import colours

CSS = (Path(__file__).resolve().parents[2] / "static" / "css" / "tracker.css").read_text()


@pytest.mark.parametrize(("theme", "start"), [(colours.LIGHT, ":root {"), (colours.DARK, ':root[data-theme="dark"] {')])
def test_a_theme_is_the_stylesheets(theme: colours.Theme, start: str) -> None:
    block = CSS[CSS.index(start) :].partition("}")[0]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
    long = {name: re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", value) for name, value in found.items()}
    assert (long["accent"], long["accent-ink"]) == (theme.accent, theme.ink)
    assert (long["paper"], long["surface"], long["wash"]) == theme.grounds
    assert colours.measured(theme.accent, theme) >= colours.NEEDED, "the built-in colour can be read"


def test_contrast_is_that_of_the_standard() -> None:
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48


@settings(max_examples=25)
@given(st.from_regex(r"\A#[0-9a-f]{6}\Z"), st.sampled_from([colours.LIGHT, colours.DARK]))
def test_what_is_suggested_can_be_read(colour: str, theme: colours.Theme) -> None:
    assert colours.measured(colours.suggestion(colour, theme), theme) >= colours.NEEDED
