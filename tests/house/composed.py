"""docker-compose.yml as compose reads it, run as processes of this machine: variables filled in from an .env file, and
in place of the containers' ports, folders and names those that are given. Nothing else is changed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.processes import last_lines, start, stop
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "deploy" / "example.env"
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<words>[^}]*))?\}")


def example_env() -> dict[str, str]:
    """What deploy/example.env sets, its blanks included."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def filled_in(value: Any, env: Mapping[str, str]) -> Any:
    """A part of the file with its variables, by the rules of compose. Raises ``KeyError`` with what it asks for."""
    if isinstance(value, dict):
        return {key: filled_in(each, env) for key, each in value.items()}
    if isinstance(value, list):
        return [filled_in(each, env) for each in value]
    return VARIABLE.sub(lambda found: _variable(found, env), value) if isinstance(value, str) else value


def _variable(found: re.Match[str], env: Mapping[str, str]) -> str:
    if found[0] == "$$":
        return "$"
    if value := env.get(found["name"]):
        return value
    if found["kind"] == "?":
        raise KeyError(found["words"])
    return found["words"] or ""


def _image() -> tuple[list[str], dict[str, str]]:
    """The command and the environment that the Dockerfile gives to a container."""
    stage = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2].replace("\\\n", " ")
    environment = [pair for line in re.findall(r"^ENV (.+)$", stage, re.MULTILINE) for pair in line.split()]
    return json.loads(re.findall(r"^CMD (.+)$", stage, re.MULTILINE)[-1]), dict(
        pair.split("=", 1) for pair in environment
    )


@dataclass(frozen=True)
class Composed:
    """The services with ``env`` as their .env. ``here``: what stands in place of each text of the two files."""

    env: Mapping[str, str]
    here: Mapping[str, str]
    log: Path

    def environment(self, name: str) -> dict[str, str]:
        """All that a process of the service gets; nothing comes from this test's own but where programs are."""
        own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        return {**self._moved(_image()[1]), **self.env, **self._service(name)["environment"], **own}

    def command(self, name: str) -> list[str]:
        return self._service(name).get("command") or self._moved(_image()[0])

    def start(self, *command: str, service: str) -> subprocess.Popen[str]:
        """Begin a command with what the service's processes get."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, env=self.environment(service), cwd=ROOT, **pipes)

    def run(self, *command: str, service: str) -> str:
        """The same to its end: what it says."""
        process = self.start(*command, service=service)
        said = process.communicate()[0]
        assert process.returncode == 0, said
        return said

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """The service as a process, until the block ends."""
        process = start(self.command(name), log=self.log / name, environment=self.environment(name))
        try:
            yield
            assert process.poll() is None, last_lines(self.log / name)
        finally:
            stop(process, within=60)

    def becomes_healthy(self, name: str) -> bool:
        """Wait until the service's own health check says yes."""
        kind, *test = self._service(name)["healthcheck"]["test"]
        check = ["sh", "-c", *test] if kind == "CMD-SHELL" else test

        def passes() -> bool:
            process = self.start(*check, service=name)
            process.communicate()
            return process.returncode == 0

        return until(passes)

    def _service(self, name: str) -> dict[str, Any]:
        whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        return filled_in(self._moved(whole["services"][name]), self.env)

    def _moved(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._moved(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._moved(each) for each in value]
        there = "|".join(map(re.escape, self.here))
        return re.sub(there, lambda found: self.here[found[0]], value) if isinstance(value, str) else value
