"""docs/proofs.md names guards and tests that are there, each line with its number."""

from __future__ import annotations

import re

import pytest

from scripts.install import ROOT

ROWS = re.findall(r"^\| (\d+) \| (.+) \| (`.+`) \| (.+) \|$", (ROOT / "docs" / "proofs.md").read_text(), re.MULTILINE)


def test_every_line_has_its_number() -> None:
    assert [int(number) for number, *_rest in ROWS] == list(range(1, 56))


@pytest.mark.parametrize(("number", "where", "proof"), [(number, where, proof) for number, _what, where, proof in ROWS])
def test_what_a_line_names_is_there(number: str, where: str, proof: str) -> None:
    for place in re.findall(r"`([^`]+)`", where):
        assert (ROOT / place).exists(), place
    named_tests = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", proof)
    assert named_tests
    for named in named_tests:
        path, test = ROOT / "tests" / named[0], named[1]
        assert path.exists(), path
        assert not test or f"def {test}(" in path.read_text(), test
