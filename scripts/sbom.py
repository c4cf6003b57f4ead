"""What the site is made of, as a CycloneDX document: ``make sbom`` writes var/sbom.cdx.json.

It names the packages of requirements/base.txt with the versions and licences that are installed, what each needs, and
the one script from elsewhere that a page loads (htmx, which comes inside django-htmx). What only tests and checks need
is left out. Needs no network.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "sbom.cdx.json"
ROOT_COMPONENT = "root-component"


def canonical(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    """The canonical names of what requirements/base.txt locks."""
    lock = (ROOT / "requirements" / "base.txt").read_text()
    return {canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def document() -> dict[str, Any]:
    """The document as a dictionary. Raises CalledProcessError when the environment cannot be read."""
    names = locked()
    whole = _of_the_environment()
    components = [part for part in whole["components"] if canonical(part["name"]) in names]
    htmx = _htmx()
    kept = {part["bom-ref"] for part in components} | {ROOT_COMPONENT}
    needs = [
        {"ref": entry["ref"], "dependsOn": sorted(set(entry.get("dependsOn", [])) & kept)}
        for entry in whole["dependencies"]
        if entry["ref"] in kept
    ]
    return whole | {
        "components": [*components, htmx],
        "dependencies": [*needs, {"ref": htmx["bom-ref"], "dependsOn": []}],
    }


def _of_the_environment() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "environment.json")
        command = [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--output-reproducible"]
        command += ["--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON", "--sv", "1.6", "-o", str(output)]
        subprocess.run(command, check=True, capture_output=True)
        return json.loads(output.read_text())


def _htmx() -> dict[str, Any]:
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or spec.origin is None:
        sys.exit("django-htmx is not installed: run make check first.")
    text = Path(spec.origin).with_name("static").joinpath("django_htmx", "htmx-2.min.js").read_text()
    version = re.findall(r'version:"([\d.]+)"', text)[0]
    return {
        "bom-ref": f"htmx.org=={version}",
        "type": "library",
        "name": "htmx.org",
        "version": version,
        "purl": f"pkg:npm/htmx.org@{version}",
        "licenses": [{"license": {"id": "0BSD"}}],
        "description": "The one script of another project that pages load; it comes inside django-htmx.",
    }


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    made = document()
    TARGET.write_text(json.dumps(made, indent=2, sort_keys=True) + "\n")
    print(f"{len(made['components'])} components in {TARGET.relative_to(ROOT)}")
