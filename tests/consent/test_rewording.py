"""Plainer English for the notice in force: a new notice, the first one untouched, and nobody asked again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consent import first_notice, notices, rewording
from consent.models import NoticeVersion

pytestmark = pytest.mark.django_db


def test_plainer_words_are_a_new_notice_and_nobody_is_asked_again(client: Client, choose, ada: Any) -> None:
    choose(statistics="on")
    call_command("reword_notice")
    draft = NoticeVersion.objects.get(number=None)
    notices.publish(draft=draft, by=ada, at=timezone.now())
    notices.forget()
    now = notices.current_exactly()
    assert now.number == 2
    assert now.asks_since == notices.published(1).asks_since
    assert "With your yes" not in now.text("en").summary and "If you agree" in now.text("en").summary
    state = client.get("/cookies/state.json").json()
    assert state["decided"] is True
    assert "statistics" in state["granted"]


def test_the_first_notice_and_the_other_languages_keep_their_words(choose, ada: Any) -> None:
    notices.publish(draft=rewording.draft_plainer(), by=ada, at=timezone.now())
    notices.forget()
    first = notices.published(1)
    assert first.text("en").summary == first_notice.words_in("en")["words"]["summary"]
    assert notices.current_exactly().text("fr").summary == first.text("fr").summary


def test_a_site_with_words_of_its_own_keeps_them(publisher) -> None:
    own = dict.fromkeys(("summary", "introduction", "withdrawal", "rights"), "Our own words.")
    publisher.publish(lambda draft: draft.texts.filter(language="en").update(**own))
    assert rewording.draft_plainer() is None
