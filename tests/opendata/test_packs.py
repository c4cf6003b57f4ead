"""Report packs: what they hold, how large they may be, how a PDF is asked for and made; nothing leaves the house."""

from __future__ import annotations

import http.server
import importlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from pypdf import PdfReader

from opendata.models import PdfJob
from opendata.packs import bounds
from opendata.packs import pdf as pdf_module
from progress.models import Evidence, ReportingPeriod
from tests.dashboard import world as worlds
from tests.dashboard.world import World

READ = "/packs/read/"
DIGEST = "ab" * 32


def made(folder: Path, query: str, *, language: str = "en") -> PdfReader:
    """The PDF of a query, made in this process."""
    path = folder / f"{language}.pdf"
    call_command("make_pack", query, language=language, output=path)
    return PdfReader(path)


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def filed(world: World) -> World:
    """A report with a file behind it, in a period."""
    report = world.reports["hotline2"]
    Evidence.objects.create(
        report=report, kind="file", title="The audit", file="evidence/aa/x", file_name="audit.pdf", size=2048,
        sha256=DIGEST, received_sha256=DIGEST, added_by=report.author,
    )  # fmt: skip
    period = ReportingPeriod.objects.create(
        name="Autumn 2025", starts_on="2025-07-01", ends_on="2025-12-31", due_on="2026-01-31", state="open"
    )
    type(report).objects.filter(pk=report.pk).update(period=period)
    return world


def test_a_pack_holds_each_report_with_its_state_its_evidence_and_both_voices(client: Client, filed: World) -> None:
    page = client.get(READ, {"organisation": "gov"}).content.decode()
    for name in ("hotline1", "hotline2", "school1", "school2"):
        assert f'id="report-{filed.reports[name].pk}"' in page, name
    assert f'id="report-{filed.reports["fund1"].pk}"' not in page
    for text in (
        "Progress reports: Organisation gov", "Data as of", "22 November 2025", "4 reports", "2 commitments",
        "ED-2021-01", "Independent assessment", "Half of it.", "Limited", "Blocked, alas.", "Funding", DIGEST,
        "audit.pdf", "/evidence/", "https://example.org/record", "Autumn 2025", "How to cite", "as_of=2025-11-22",
        "Creative Commons",
    ):  # fmt: skip
        assert text in page, text
    states = re.findall(r'<p class="tags">(.*?)</p>', page, re.DOTALL)
    assert len(states) >= 6


CHOSEN = [
    {"organisation": "ngo"}, {"area": "alpha"}, {"area": "cross-cutting"}, {"recommendation": "ED-2021-02"},
    {"from": "2025-05-01"}, {"to": "2025-04-30"}, {"from": "2025-04-01", "to": "2025-08-01"}, {"status": "completed"},
    {"as_of": "2025-04-30"}, {},
]  # fmt: skip


def test_a_pack_holds_what_the_list_of_reports_holds(client: Client, filed: World) -> None:
    """Under the same filters; the chooser says how many before it is opened."""
    period = {"period": str(ReportingPeriod.objects.get().pk)}
    for query in [*CHOSEN, period]:
        rows = client.get("/api/v1/reports/", query).json()["results"]
        pack = client.get(READ, query).content.decode()
        assert {int(pk) for pk in re.findall(r'id="report-(\d+)"', pack)} == {row["id"] for row in rows}, query
        count = re.search(r'id="result-count"[^>]*>\s*(\d+) report', client.get("/packs/", query).content.decode())
        assert count and int(count[1]) == len(rows), query
    assert {row["id"] for row in client.get("/api/v1/reports/", period).json()["results"]} == {
        filed.reports["hotline2"].pk
    }


@pytest.mark.parametrize(
    "query",
    ["period=x", "period=99", "period=01", "period=٣", "from=soon", "from=2025-05-02&to=2025-05-01", "page=1",
     "ordering=covers"],
)  # fmt: skip
def test_a_wrong_value_is_named(client: Client, world: World, query: str) -> None:
    name = query.split("=")[-2].split("&")[-1] if "&" in query else query.split("=")[0]
    for path in ("/packs/", READ, "/packs/pdf/", "/packs/pack.pdf"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 400, path
        assert f"<code>{name}</code>" in response.content.decode(), path


def test_a_planned_period_cannot_be_asked_for(client: Client, world: World) -> None:
    planned = ReportingPeriod.objects.create(
        name="Later", starts_on="2027-01-01", ends_on="2027-06-30", due_on="2027-07-31"
    )
    assert client.get("/packs/", {"period": planned.pk}).status_code == 400
    assert b"Later" not in client.get("/packs/").content


def test_what_is_linked_from_the_pages_is_there(client: Client, world: World) -> None:
    for page, query in {
        "/organisations/gov/": "organisation=gov", "/recommendations/ED-2021-01/": "recommendation=ED-2021-01",
        "/areas/alpha/": "edition=ed-2021&amp;area=alpha", "/data/": "",
    }.items():  # fmt: skip
        address = f"/packs/?{query}" if query else "/packs/"
        assert f'href="{address}"' in client.get(page).content.decode(), page
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_a_past_day_leaves_out_what_is_no_longer_for_the_public(client: Client, world: World) -> None:
    """A retracted report keeps its place and its reason; of a commitment made private only the number is told."""
    row = world.reports["retracted"]
    type(row).objects.filter(pk=row.pk).update(retracted_at="2025-06-05T12:00Z")
    type(world.commitments["fund"]).objects.filter(pk=world.commitments["fund"].pk).update(visibility="private")
    page = client.get(READ, {"as_of": "2025-06-03"}).content.decode()
    assert f'id="report-{row.pk}"' in page and "Counted twice." in page
    assert worlds.CANARY not in page
    assert "Withdrawn." not in page and "1 report that was public on that day" in page


@pytest.mark.parametrize("bound", ["MOST_REPORTS", "MOST_CHARACTERS"])
def test_more_than_a_pack_holds_is_refused_with_narrower_ones(client: Client, world, monkeypatch, bound) -> None:
    monkeypatch.setattr(bounds, bound, 3)
    chooser = client.get("/packs/")
    assert chooser.status_code == 200
    assert b"too much for one pack" in chooser.content
    assert b'href="/packs/?area=alpha"' in chooser.content and b'href="/data/"' in chooser.content
    for path in (READ, "/packs/pdf/"):
        response = client.get(path)
        assert (response.status_code, b"too much for one pack" in response.content) == (400, True)
    assert client.post("/packs/pdf/").status_code == 400
    assert not PdfJob.objects.exists()
    with pytest.raises(CommandError, match="more than a pack"):
        call_command("make_pack", "", output=Path("never.pdf"))


def test_an_empty_pack_says_so_and_makes_no_pdf(client: Client, world: World) -> None:
    query = {"from": "2025-11-20"}
    assert b"No published reports match" in client.get(READ, query).content
    client.post("/packs/pdf/?from=2025-11-20")
    assert not PdfJob.objects.exists()


# --- The PDF --------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_titled_paged_and_has_bookmarks(filed: World, tmp_path: Path) -> None:
    reader = made(tmp_path, "organisation=gov")
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Progress reports: Organisation gov"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        "en", True, True,
    )  # fmt: skip
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    bookmarks = {one.title: one for one in reader.outline if not isinstance(one, list)}
    assert list(bookmarks) == ["Contents", "hotline promise", "school promise", "How to cite"]
    text = words(reader)
    for part in ("Data as of 22 November 2025", "Half of it.", DIGEST, "Blocked, alas.", f"2 / {len(reader.pages)}"):
        assert part in text, part
    # The running head names the commitment of the page, and the contents the page where it stands.
    place = reader.get_destination_page_number(bookmarks["school promise"])
    assert re.search(rf"school promise {place + 1}\b", " ".join(reader.pages[1].extract_text().split()))
    assert worlds.CANARY not in text


def test_the_pdf_runs_from_right_to_left_where_the_language_does(filed: World, tmp_path: Path) -> None:
    page = made(tmp_path, "organisation=gov", language="ar").pages[-1]
    places: dict[str, float] = {}
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: places.setdefault(text.strip(), tm[4]))
    number = next(x for text, x in places.items() if re.search(r"\d+ / \d+|/", text))
    assert number < float(page.mediabox.width) / 2


@pytest.fixture
def listener() -> Iterator[list[str]]:
    """A web server that hears whether anything is fetched: its address, then every path asked for."""
    heard: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Ear) as server:
        heard.append(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield heard
        server.shutdown()


def test_no_text_makes_the_maker_ask_anybody_anything(world: World, tmp_path: Path, listener: list[str]) -> None:
    base, report = listener[0], world.reports["fund1"]
    narrative = (
        f"![one]({base}/1.png) <img src='{base}/2.png'> <link rel=stylesheet href='{base}/3.css'>\n\n"
        f"<style>@import '{base}/4.css'</style> [a link]({base}/5) <iframe src='file:///etc/passwd'></iframe>"
    )
    type(report).objects.filter(pk=report.pk).update(narrative=narrative)
    assert "a link" in words(made(tmp_path, "organisation=firm"))
    assert listener == [base]


@pytest.mark.parametrize("address", ["{}/x.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
def test_the_fetcher_refuses_every_address(listener: list[str], address: str) -> None:
    source = address.format(listener[0])
    html = pdf_module.weasyprint.HTML(
        string=f"<img src='{source}'>", url_fetcher=pdf_module.NothingFromOutside(), base_url="http://127.0.0.1"
    )
    with pytest.raises(pdf_module.FatalURLFetchingError, match="nothing from elsewhere"):
        html.write_pdf()
    assert len(listener) == 1


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """WeasyPrint cannot be imported, as on a site without the extra."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setitem(sys.modules, "weasyprint.urls", None)
    importlib.reload(pdf_module)
    yield
    monkeypatch.undo()
    importlib.reload(pdf_module)


def test_without_the_extra_there_is_the_page_and_a_plain_word(client: Client, world: World, without_the_extra) -> None:
    chooser = client.get("/packs/").content.decode()
    assert "print it to a PDF from your browser" in chooser and "/packs/pdf/" not in chooser
    assert "/packs/pdf/" not in client.get(READ).content.decode()
    refused = client.get("/packs/pdf/")
    assert refused.status_code == 503
    assert "print it to a PDF from your browser" in refused.content.decode()
    with pytest.raises(RuntimeError, match="not installed"):
        pdf_module.pdf({})


def test_no_web_process_imports_what_only_a_pdf_needs() -> None:
    program = "import gta.wsgi, gta.urls, opendata.views.packs, sys; print('weasyprint' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=site_settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
