"""The lock files: a hash for every package, no registry's address, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(r"([a-z0-9][a-z0-9.-]*)==(\S+?)(?: ; [^\\]+?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _asked(lock: str) -> set[str]:
    asked = [*PROJECT["project"]["dependencies"]]
    asked += [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]
    return {_name(one) for one in asked + (PROJECT["dependency-groups"]["dev"] if lock == "dev" else [])}


def _pinned(lock: str) -> dict[str, str]:
    return {match[1]: match[2] for match in PINNED.finditer((ROOT / "requirements" / f"{lock}.txt").read_text())}


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_every_line_is_a_pin_with_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    rest = re.sub(r"^ *#.*\n", "", PINNED.sub("", text), flags=re.MULTILINE)
    assert rest.strip() == ""
    assert "://" not in text


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_everything_asked_for_is_locked(lock: str) -> None:
    assert _asked(lock) - set(_pinned(lock)) == set()


def test_what_is_no_longer_asked_for_is_gone() -> None:
    """Each pin says who asks for it; one that only we asked for must still be in pyproject.toml."""
    text = (ROOT / "requirements" / "dev.txt").read_text()
    ours = re.findall(r"^([a-z0-9.-]+)==(?:.|\n )*?# via recommendations-tracker \(pyproject", text, re.MULTILINE)
    assert len(ours) > 20
    assert set(ours) - _asked("dev") == set()


def test_both_locks_agree() -> None:
    base, dev = _pinned("base"), _pinned("dev")
    assert {name: dev.get(name) for name in base} == base
