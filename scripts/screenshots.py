"""Pictures of every main page: ``make screenshots`` writes those of KEPT to docs/screenshots/, the rest to var/.

Starts a demo of its own on a free port with a folder of its own, walks PAGES as the person named there, and takes each
in light, dark, at a phone's width and in Arabic. ``scripts/screenshots.py home reports`` takes only those pages, and
an address (``http://127.0.0.1:8000``) a demo that runs already.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.demo import PASSWORD  # noqa: E402
from scripts.processes import end_on_signals  # noqa: E402
from scripts.running_demo import running_demo  # noqa: E402

COMMITTED, OTHERS = ROOT / "docs" / "screenshots", ROOT / "var" / "screenshots"
KEPT = {"home", "my-reporting", "review"}  # what README and documentation show: the repository stays small
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
TALLEST = 1000  # pixels of a page that are kept


class Shot(NamedTuple):
    """One page: the picture's name, its address, who looks (nobody: a visitor), and what is opened from there."""

    name: str
    path: str
    person: str = ""
    opens: str = ""


class Variant(NamedTuple):
    """One way to look at a page."""

    name: str
    width: int
    height: int
    is_dark: bool = False
    prefix: str = ""


REPORTER, FOCAL, CURATOR = "reporter@demo.example", "focal@demo.example", "curator@demo.example"
TWO = "organisation=government-of-kestrana&organisation=government-of-verania"
PAGES = [
    Shot("home", "/"),
    Shot("area", "/areas/technology/"),
    Shot("recommendations", "/recommendations/"),
    Shot("recommendation", "/recommendations/GTA-2021-01/"),
    Shot("organisations", "/organisations/"),
    Shot("organisation", "/organisations/government-of-verania/"),
    Shot("compare", f"/compare/?{TWO}"),
    Shot("commitments", "/commitments/"),
    Shot("commitment", "/commitments/", opens="#results tbody th a"),
    Shot("reports", "/reports/"),
    Shot("report", "/reports/", opens="#results tbody th a"),
    Shot("gaps", "/gaps/"),
    Shot("search", "/search/?q=survivors"),
    Shot("follow", "/follow/?area=technology"),
    Shot("method", "/method/"),
    Shot("data", "/data/"),
    Shot("packs", "/packs/"),
    Shot("about", "/about/"),
    Shot("cookies", "/cookies/"),
    Shot("styleguide", "/styleguide/"),
    Shot("sign-in", "/accounts/login/"),
    Shot("my-reporting", "/reporting/", REPORTER),
    Shot("my-reports", "/reporting/reports/", REPORTER),
    Shot("my-organisation", "/reporting/organisation/", FOCAL),
    Shot("review", "/review/", CURATOR),
    Shot("review-report", "/review/", CURATOR, opens="main tbody a[href*='/review/']"),
    Shot("curate", "/curate/", CURATOR),
    Shot("curate-periods", "/curate/periods/", CURATOR),
    Shot("admin", "/admin/", "admin@demo.example"),
]
VARIANTS = [
    Variant("light", 1280, 800),
    Variant("dark", 1280, 800, is_dark=True),
    Variant("phone", 390, 844),
    Variant("arabic", 1280, 800, prefix="/ar"),
]


def main(names: list[str]) -> None:
    """Take the named pictures, or all; exit 1 when a page does not answer 200."""
    end_on_signals()
    running = next((name.rstrip("/") for name in names if name.startswith("http")), "")
    chosen = [name for name in names if not name.startswith("http")]
    pages = [shot for shot in PAGES if not chosen or shot.name in chosen]
    for folder in (COMMITTED, OTHERS):
        folder.mkdir(parents=True, exist_ok=True)
    with nullcontext(running) if running else running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        wrong = [problem for variant in VARIANTS for problem in _take(browser, address, variant, pages)]
        browser.close()
    if wrong:
        sys.exit("\n".join(wrong))


def _take(browser: Browser, address: str, variant: Variant, pages: list[Shot]) -> Iterator[str]:
    """Take one variant of all pages, a person at a time; yields what went wrong."""
    for person in dict.fromkeys(shot.person for shot in pages):
        context = browser.new_context(
            viewport={"width": variant.width, "height": variant.height},
            color_scheme="dark" if variant.is_dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        _refuse_cookies(page, address)  # the banner would cover a part of every picture
        if person:
            _sign_in(page, address, person)
        for shot in pages:
            if shot.person != person:
                continue
            answer = page.goto(address + variant.prefix + shot.path, wait_until="networkidle")
            if shot.opens:
                way = page.locator(shot.opens).first.get_attribute("href")
                answer = page.goto(address + str(way), wait_until="networkidle")
            if answer is None or answer.status != 200:
                yield f"{variant.prefix}{shot.path} answered {answer and answer.status}"
                continue
            folder = COMMITTED if shot.name in KEPT else OTHERS
            _save(page, variant, folder / f"{shot.name}-{variant.name}.webp")
        context.close()


def _refuse_cookies(page: Page, address: str) -> None:
    page.goto(f"{address}/cookies/")
    page.locator("button[value=refuse_all]").first.click()
    page.wait_for_load_state()


def _sign_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def _save(page: Page, variant: Variant, path: Path) -> None:
    height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": variant.width, "height": max(height, variant.height)}
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]  # a plain dictionary will do
    picture.save(path, "WEBP", quality=55, method=6)
    print(f"{path.relative_to(ROOT)} ({path.stat().st_size // 1024} KB)", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
