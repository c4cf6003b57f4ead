"""``make sbom``: the software bill of materials names all that the site runs on, and nothing that only tests need."""

import json
import re
from collections import defaultdict

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.version import Version

from scripts import sbom

from .conftest import ROOT

#: Locked for other systems or other Pythons, so that they are not installed here.
ELSEWHERE = {"async-timeout", "colorama", "brotlicffi"}


@pytest.fixture(scope="module")
def made() -> dict:
    return sbom.document()


def test_it_is_a_valid_document_of_cyclonedx(made: dict) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None


def test_it_names_every_locked_package_with_a_locked_version(made: dict) -> None:
    locked = defaultdict(set)  # a package may be locked twice, for older and newer Pythons
    lock = (ROOT / "requirements" / "base.txt").read_text()
    for name, version in re.findall(r"^([\w.-]+)==([^ ;]+)", lock, re.MULTILINE):
        locked[sbom.canonical(name)].add(Version(version))
    named = {sbom.canonical(part["name"]): Version(part["version"]) for part in made["components"]}
    assert locked.keys() - named.keys() <= ELSEWHERE
    assert named.keys() - locked.keys() == {"htmx-org"}
    assert not {name for name in named.keys() & locked.keys() if named[name] not in locked[name]}


def test_what_only_tests_need_is_left_out(made: dict) -> None:
    assert not {"pytest", "mypy", "cyclonedx-bom"} & {part["name"] for part in made["components"]}
    refs = {part["bom-ref"] for part in made["components"]} | {sbom.ROOT_COMPONENT}
    assert {ref for entry in made["dependencies"] for ref in (entry["ref"], *entry["dependsOn"])} <= refs


def test_the_script_that_pages_load_is_among_them(made: dict) -> None:
    htmx = next(part for part in made["components"] if part["name"] == "htmx.org")
    assert re.fullmatch(r"2\.\d+\.\d+", htmx["version"])
    assert htmx["purl"].endswith(htmx["version"])
