"""What must not be in the repository: other machines' paths, registries' addresses, secrets, inline style or script,
files that are too long to read at one sitting.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 400  # lines
BINARY = {".png", ".webp", ".ico", ".woff2", ".xlsx", ".xls", ".ods", ".pdf", ".zip", ".mo", ".jpg", ".gif", ".docx"}

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package registry's address": re.compile(r"https?://[\w.-]*(?:py" + r"pi|python" + r"hosted|npm" + r"js)\.\w+"),
    "an index option": re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links|--trusted" + r"-host"),
    "a path of somebody's machine": re.compile(
        r"(?<![\w.$}])/(?:ho" + r"me|Us" + r"ers|wo" + r"rk|ro" + r"ot)/[\w.-]+"
    ),
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY-----"),
    "a cloud or service token": re.compile(
        r"\b(?:AK" + r"IA[0-9A-Z]{16}|gh" + r"[pousr]_\w{36}|xox" + r"[bp]-\w{10,})"
    ),
    "a conflict mark": re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE),
    "something left to do": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"),
}
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"']", re.IGNORECASE),
    "an event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/)[^>]*>", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']javascript:", re.IGNORECASE),
}


def _files() -> list[Path]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def _found(patterns: dict[str, re.Pattern[str]], files: list[Path]) -> list[str]:
    texts = ((path.relative_to(ROOT), path.read_text(errors="replace")) for path in files)
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {name}: {match[0].strip()[:60]}"
        for path, text in texts
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
    ]


def test_no_package_lies_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in listed if name.endswith((".whl", ".tar.gz", ".egg"))] == []


def test_no_file_is_longer_than_one_sitting_reads() -> None:
    ours = [path for path in _files() if path.suffix in {".py", ".html"} and "migrations" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ours}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_nothing_forbidden_is_in_any_file() -> None:
    files = _files()
    assert len(files) > 100
    assert _found(FORBIDDEN, files) == []


def test_pages_hold_neither_style_nor_script() -> None:
    """The security policy would block it. Mails are no pages: their readers know no stylesheet but a style element."""
    pages = [path for path in _files() if path.suffix in {".html", ".svg"}]
    pages = [path for path in pages if not {"mail", "email", "tests"} & set(path.parts)]
    assert _found(INLINE, pages) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a package registry's address", "https://files.python" + "hosted.org/packages/x.whl"),
        ("an index option", "pip install --index" + "-url x"),
        ("a path of somebody's machine", 'open("/ho' + 'me/ana/x")'),
        ("a private key", "-----BEGIN RSA PRIV" + "ATE KEY-----"),
        ("a cloud or service token", "AK" + "IA0123456789ABCDEF"),
        ("something left to do", "# TO" + "DO later"),
        ("a style attribute", '<p style="color:red">'),
        ("an event handler", '<a onclick="x()">'),
        ("a script in the page", "<script>x()</script>"),
    ],
)
def test_the_search_finds_what_it_looks_for(name: str, text: str) -> None:
    assert (FORBIDDEN | INLINE)[name].search(text)


def test_a_script_of_our_own_address_is_allowed() -> None:
    assert not INLINE["a script in the page"].search('<script src="/static/x.js" defer></script>')


def test_every_decision_is_dated_and_says_why() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert records
    for record in records:
        text = record.read_text()
        assert re.match(r"# \S", text), f"{record.name} has no title"
        assert len(text.splitlines()) <= 60, f"{record.name} is longer than a short record"
