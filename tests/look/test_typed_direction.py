"""What is typed runs in its own direction, whatever the language of the page."""

from __future__ import annotations

import pytest
from django import forms


class Form(forms.Form):
    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    link = forms.URLField(assume_scheme="https")
    address = forms.EmailField()
    own = forms.CharField(widget=forms.TextInput(attrs={"dir": "rtl"}))


@pytest.mark.parametrize(
    ("name", "direction"), [("title", "auto"), ("text", "auto"), ("link", "ltr"), ("address", "ltr"), ("own", "rtl")]
)
def test_a_field_says_which_way_its_text_runs(name: str, direction: str) -> None:
    assert str(Form()[name]).count(" dir=") == 1
    assert f'dir="{direction}"' in str(Form()[name])


def test_a_text_begins_where_it_was_typed() -> None:
    assert "\nline" in str(Form({"text": "\nline"})["text"])
