"""The finding of a page, over a table of situations."""

from __future__ import annotations

import datetime

import pytest
from django.utils.translation import override

from dashboard.findings import thing_sentences
from dashboard.statistics import Breakdown, Gap
from recommendations.models import Recommendation

DAY = datetime.date(2025, 10, 1)


def counts(total: int, completed: int = 0, overdue: int = 0) -> Breakdown:
    found = Breakdown(total=total, overdue=overdue)
    found.status["completed"] = completed
    return found


def gap(asked: int, missing: int) -> Gap:
    types = [f"type {number}" for number in range(asked)]
    return Gap(Recommendation(), types, {one: [] if at < missing else [one] for at, one in enumerate(types)}, [])


ANSWERING = [
    (0, 0, "It has no public commitment yet."),
    (1, 0, "One commitment contributes to it; it is not reported as completed."),
    (1, 1, "One commitment contributes to it; it is reported as completed."),
    (2, 2, "Two commitments contribute to it; both are reported as completed."),
    (3, 3, "Three commitments contribute to it; all are reported as completed."),
    (7, 0, "Seven commitments contribute to it; none is reported as completed."),
    (7, 1, "Seven commitments contribute to it. One is reported as completed."),
    (1234, 40, "1,234 commitments contribute to it. 40 are reported as completed."),
]
ASKED = [
    (1, 1, "The actor type it addresses has made no commitment."),
    (1, 0, "The actor type it addresses has made a commitment."),
    (2, 2, "Neither of the two actor types it addresses has made a commitment."),
    (2, 0, "Both actor types it addresses have made commitments."),
    (3, 0, "All three actor types it addresses have made commitments."),
    (10, 10, "None of the ten actor types it addresses has made a commitment."),
    (10, 6, "Six of the ten actor types it addresses have made no commitment."),
    (4, 1, "One of the four actor types it addresses has made no commitment."),
]
PROMISED = [
    (1, 0, "One public commitment; it is not reported as completed."),
    (1, 1, "One public commitment; it is reported as completed."),
    (2, 2, "Two public commitments; both are reported as completed."),
    (5, 0, "Five public commitments; none is reported as completed."),
    (5, 1, "Five public commitments. One is reported as completed."),
    (5, 5, "Five public commitments; all are reported as completed."),
]


@pytest.mark.parametrize(("total", "completed", "expected"), ANSWERING)
def test_how_many_commitments_answer_a_recommendation(total: int, completed: int, expected: str) -> None:
    assert thing_sentences.of_recommendation(counts(total, completed), gap(0, 0)) == expected


@pytest.mark.parametrize(("asked", "missing", "expected"), ASKED)
def test_who_was_asked_and_has_not_answered(asked: int, missing: int, expected: str) -> None:
    answering = "Seven commitments contribute to it; none is reported as completed."
    assert thing_sentences.of_recommendation(counts(7), gap(asked, missing)) == f"{answering} {expected}"


@pytest.mark.parametrize(("total", "completed", "expected"), PROMISED)
def test_what_an_organisation_has_promised(total: int, completed: int, expected: str) -> None:
    text = thing_sentences.of_organisation(counts(total, completed), DAY)
    assert text == f"{expected} The latest report was published on 1 October 2025."


def test_an_organisation_that_is_late_or_silent() -> None:
    assert thing_sentences.of_organisation(counts(0), None) == "It has no public commitment."
    text = thing_sentences.of_organisation(counts(5, 1, overdue=2), None)
    assert text.endswith("One is reported as completed. Two are overdue. No report has been published yet.")
    assert "One is overdue." in thing_sentences.of_organisation(counts(5, 1, overdue=1), None)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_situation_has_its_words_in_every_language(language: str) -> None:
    """No plural form is missing, and none holds the place of a number open."""
    with override(language):
        for total in (0, 1, 2, 3, 11, 100, 1234):
            for completed in {0, 1, 2, total} & set(range(total + 1)):
                for asked, missing in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (10, 0), (10, 3), (11, 11)):
                    text = thing_sentences.of_recommendation(counts(total, completed), gap(asked, missing))
                    text += thing_sentences.of_organisation(
                        counts(total, completed, completed), DAY if missing else None
                    )
                    assert text and "%(" not in text
