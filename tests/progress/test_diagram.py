"""The picture in the documentation is the table in the code."""

from pathlib import Path

from progress.diagram import mermaid


def test_the_documented_states_are_those_of_the_table():
    documented = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text()
    assert mermaid() in documented
