"""Forty pages a language, on a small phone and on a desk: no text is cut, none lies over another, none leaves the page.

Words are a third longer in French and Spanish than in English, and Arabic runs the other way: what fits in one language
may not fit in the next.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.matrix.ground import Things
from tests.matrix.roles import Visitors
from tests.matrix.test_small_screens import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORTY = 40
SIZES = ((320, 640), (1280, 800))
# Texts as they are drawn: what is hidden from the eye, ends in an ellipsis or floats over the page is left out.
LOOK = """() => {
  const floats = node => node && node !== document.body
    && (["fixed", "sticky"].includes(getComputedStyle(node).position) || floats(node.parentElement));
  // What is only for screen readers has the size of a point, or is cut away.
  const cutAway = style => style.clipPath === "inset(50%)";
  const unseen = node => node && node !== document.body && (node.matches("[aria-hidden=true], option, noscript")
    || cutAway(getComputedStyle(node)) || (node instanceof HTMLElement && node.offsetWidth === 1)
    || unseen(node.parentElement));
  const short = text => text.trim().replace(/\\s+/g, " ").slice(0, 60);
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth} px`);
  for (const node of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(node);
    const across = ["hidden", "clip"].includes(style.overflowX) && node.scrollWidth > node.clientWidth + 1;
    const down = ["hidden", "clip"].includes(style.overflowY) && node.scrollHeight > node.clientHeight + 2;
    if ((across || down) && node.clientWidth > 1 && node.innerText?.trim() && style.textOverflow !== "ellipsis"
        && !unseen(node) && !node.closest("svg")) found.push(`cut: ${short(node.innerText)}`);
  }
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || unseen(parent) || floats(parent)) continue;
    if (!parent.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      // The lines of a font reach into each other; its letters do not.
      const spare = box.height * 0.22;
      if (box.width > 2) boxes.push({text, left: box.left, right: box.right, top: box.top + spare,
        bottom: box.bottom - spare});
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (other.top >= one.bottom - 1) break;
      const shared = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (shared > 2 && one.text !== other.text) {
        found.push(`over: ${short(one.text.data)} / ${short(other.text.data)}`);
      }
    }
  });
  return [...new Set(found)].slice(0, 5);
}"""


def spread(addresses: list[str], number: int) -> list[str]:
    """So many of them, as far from each other as they can be."""
    return [addresses[index * len(addresses) // number] for index in range(number)]


def look_at(page: Page, addresses: list[str], base: str) -> dict[str, list[str]]:
    """What is wrong with each page in each size."""
    wrong = {}
    for address in addresses:
        page.goto(base + address, wait_until="load")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if found := page.evaluate(LOOK):
                wrong[f"{address} at {width} px"] = found
    return wrong


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_no_text_is_cut_or_covered(
    browser: Browser, live_server, ground: Things, visitors: Visitors, language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    for role in ("anonymous", "focal point", "curator"):
        context = browser.new_context()
        if role != "anonymous":
            session = visitors.client(role).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        with translation.override(language):
            found = [one for one in pages(role, ground) if one not in seen]
        # Half of them are public, half those of one's work; from all over the site.
        some = spread(found, FORTY // 2 if role == "anonymous" else FORTY // 4)
        seen.update(some)
        wrong |= look_at(context.new_page(), some, live_server.url)
        context.close()
    assert len(seen) == FORTY
    assert not wrong, "\n".join(f"{place}: {found}" for place, found in wrong.items())


def test_a_cut_and_a_covered_text_are_found(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(
        '<p style="overflow: hidden; width: 4rem; white-space: nowrap">Recommandations</p><p>Below</p>'
        '<p style="position: absolute; top: 4rem; margin: 0">Ministry</p>'
        '<p style="position: absolute; top: 4rem; margin: 0">Engagements</p><p style="width: 30rem">Wide</p>'
    )
    assert page.evaluate(LOOK) == ["scrolls sideways: 488 px", "cut: Recommandations", "over: Ministry / Engagements"]
    page.set_content("<p>Below</p><p>Each on its own line</p>")
    assert page.evaluate(LOOK) == []
