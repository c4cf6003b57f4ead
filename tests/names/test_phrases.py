"""Words put together: each language has its own comma and its own way to set a colon."""

import pytest
from django.utils.translation import override

from names.phrases import labelled, listed

LANGUAGES = [
    ("en", "one, two", "Country: Norvinia"),
    ("fr", "one, two", "Country\u00a0: Norvinia"),
    ("es", "one, two", "Country: Norvinia"),
    ("ar", "one، two", "Country: Norvinia"),
]


@pytest.mark.parametrize(("language", "in_a_list", "with_a_label"), LANGUAGES)
def test_each_language_sets_its_own_comma_and_colon(language: str, in_a_list: str, with_a_label: str) -> None:
    with override(language):
        assert listed(["one", "two"]) == in_a_list
        assert labelled("Country", "Norvinia") == with_a_label
