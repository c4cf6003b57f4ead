"""Static files have names that change with their content, and a name that was not collected is a fault."""

from pathlib import Path

import pytest

from gta.static_files import StaticFiles


@pytest.fixture
def collected(tmp_path: Path, settings) -> StaticFiles:
    settings.DEBUG = False
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "page.css").write_text("main { color: black }")
    target.mkdir()
    (target / "page.css").write_text("main { color: black }")
    files = StaticFiles(location=str(target), base_url="/static/")
    assert {stored for _name, stored, _done in files.post_process({"page.css": (files, "page.css")})}
    return StaticFiles(location=str(target), base_url="/static/")


def test_a_name_leads_to_the_content_it_had_when_it_was_collected(collected: StaticFiles) -> None:
    address = collected.url("page.css")
    assert address.startswith("/static/page.") and address.endswith(".css") and address != "/static/page.css"
    assert collected.exists(address.removeprefix("/static/"))
    assert collected.url("page.css") == address
    for _time in range(2):
        with pytest.raises(ValueError, match=r"nothing\.css"):
            collected.url("nothing.css")
