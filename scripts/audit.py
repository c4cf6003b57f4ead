"""Lighthouse on eight public pages of a demo of its own: ``make audit`` writes docs/audit.md.

Each page is measured RUNS times as Lighthouse does by default, a phone on a slow line; its median run counts. Exits 1
when a page is below LEAST. ``scripts/audit.py http://127.0.0.1:8000`` takes a demo that runs already; pages that are
named (``/gaps/``) are measured alone, and nothing is written.

All is measured as on a first visit but accessibility, for which the question about cookies is answered before: a link
of which its edge covers a part counts as too small to hit, whichever that happens to be.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.npm import modules  # noqa: E402
from scripts.processes import end_on_signals  # noqa: E402
from scripts.running_demo import running_demo  # noqa: E402

TARGET = ROOT / "docs" / "audit.md"
LIGHTHOUSE = modules("lighthouse") / "lighthouse" / "cli" / "index.js"
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
RUNS = 3
LEAST = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = [
    "/",
    "/areas/technology/",
    "/recommendations/",
    "/recommendations/GTA-2021-01/",
    "/organisations/government-of-verania/",
    "/commitments/",
    "/gaps/",
    "/data/",
]
# What is written beside the scores: Lighthouse's name, ours, and how to write its number.
FIGURES = {
    "first-contentful-paint": ("first paint", lambda value: f"{value / 1000:.1f} s"),
    "largest-contentful-paint": ("largest paint", lambda value: f"{value / 1000:.1f} s"),
    "total-blocking-time": ("blocked", lambda value: f"{value:.0f} ms"),
    "cumulative-layout-shift": ("shift", lambda value: f"{value:.3f}"),
    "total-byte-weight": ("bytes", lambda value: f"{value / 1024:.0f} KB"),
}
TEXT = """# What Lighthouse says

Written by `make audit` on {day}: Lighthouse {lighthouse} on Debian's Chromium {chromium}, against the demo. As it does
by default it simulates a phone with a fourth of this machine's speed on a line of 1.6 Mbit/s with 150 ms of delay;
each page's median of {runs} runs counts. All but accessibility is of a first visit, with the question about cookies.
Asked for at least: {least}. Performance is {mean:.0f} in the mean.

{table}
"""
Report = dict[str, Any]


def main(words: list[str]) -> None:
    """Measure, say how each page did, and write it down when all were asked for."""
    end_on_signals()
    running = next((word.rstrip("/") for word in words if word.startswith("http")), "")
    pages = [word for word in words if word.startswith("/")] or PAGES
    with nullcontext(running) if running else running_demo() as address, TemporaryDirectory() as profile:
        _refuse_cookies(address, profile)
        reports = {page: measured(address + page, profile) for page in pages}
    if pages == PAGES:
        TARGET.write_text(written(reports))
    low = [problem for page, report in reports.items() for problem in problems(page, report)]
    if low:
        sys.exit("\n".join(low))


def _refuse_cookies(address: str, profile: str) -> None:
    """Answer the question about cookies in a profile of Chromium's."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=_chromium(), args=CHROMIUM.split()
        )
        page = context.new_page()
        page.goto(f"{address}/cookies/")
        page.locator("button[value=refuse_all]").first.click()
        page.wait_for_load_state()
        context.close()


def _chromium() -> str:
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")


def measured(address: str, profile: str) -> Report:
    """The median of some runs by performance, with accessibility as it is in a profile that has been asked."""
    first_visit = [name for name in LEAST if name != "accessibility"]
    found = sorted((_run(address, first_visit) for _each in range(RUNS)), key=lambda one: score(one, "performance"))
    report = found[len(found) // 2]
    again = _run(address, ["accessibility"], profile)
    report["categories"].update(again["categories"])
    report["audits"].update(again["audits"])
    print(address, {name: score(report, name) for name in LEAST}, flush=True)
    return report


def _run(address: str, categories: list[str], profile: str = "") -> Report:
    flags = f"{CHROMIUM} --user-data-dir={profile}" if profile else CHROMIUM
    command = ["node", str(LIGHTHOUSE), address, "--output=json", "--output-path=stdout", "--quiet"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(categories)}", "--no-enable-error-reporting"]
    answer = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": _chromium()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        sys.exit(f"Lighthouse could not measure {address}:\n{answer.stderr[-2000:]}")
    return json.loads(answer.stdout)


def score(report: Report, category: str) -> int:
    """Of a hundred; what Lighthouse could not tell counts as nothing."""
    return round(100 * (report["categories"][category]["score"] or 0))


def problems(page: str, report: Report) -> list[str]:
    """What keeps the page from what is asked of it, with the audits that say why."""
    found = []
    for category, least in LEAST.items():
        if score(report, category) >= least:
            continue
        weights = {one["id"]: one["weight"] for one in report["categories"][category]["auditRefs"] if one["weight"]}
        failed = [name for name in weights if (report["audits"][name]["score"] or 0) < 0.9]
        found.append(f"{page}: {category} {score(report, category)} of {least} ({', '.join(failed)})")
    return found


def written(reports: Mapping[str, Report]) -> str:
    """docs/audit.md."""
    first = next(iter(reports.values()))
    head = ["page", *LEAST, *(name for name, _write in FIGURES.values())]
    rows = []
    for page, report in reports.items():
        figures = [write(report["audits"][name]["numericValue"]) for name, (_name, write) in FIGURES.items()]
        rows.append([f"`{page}`", *(str(score(report, name)) for name in LEAST), *figures])
    table = "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
    mean = statistics.fmean(score(report, "performance") for report in reports.values())
    return TEXT.format(
        day=datetime.now(UTC).date().isoformat(),
        lighthouse=first["lighthouseVersion"],
        chromium=first["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(" ")[0],
        runs=RUNS,
        least=", ".join(f"{name} {least}" for name, least in LEAST.items()),
        mean=mean,
        table=table,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
