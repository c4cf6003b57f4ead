"""What the mails say. Each asks again, at the moment of sending, whether there is anything to say."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from following import filters, links, news, verbs, weekly
from following.models import Follower
from identity.current import in_offered_language, mail_frame, with_header
from outbox import kinds
from outbox.models import Message

MOST = 40  # commitments in one mail; the rest is counted


def _content(name: str, context: dict[str, object], *, unsubscribe: str = "") -> kinds.EmailContent:
    context = context | {
        **mail_frame(),
        "site": settings.SITE_URL,
        "language": translation.get_language(),
        "bidi": translation.get_language_bidi(),
    }
    return kinds.EmailContent(
        subject=" ".join(render_to_string(f"following/mail/{name}_subject.txt", context).split()),
        text=with_header(render_to_string(f"following/mail/{name}.txt", context)),
        html=render_to_string(f"following/mail/{name}.html", context),
        unsubscribe_url=unsubscribe,
    )


@in_offered_language
def question(message: Message) -> kinds.EmailContent | None:
    """Asks whether it was they who want to follow what waits; tells who follows it already so. None for nobody."""
    follower = Follower.objects.filter(pk=message.payload["follower"]).first()
    if follower is None:
        return None
    waiting = [one for row in follower.follows.waiting() if (one := filters.kept(row.query))]
    if not waiting and not follower.follows.confirmed().exists():
        return None
    context = {
        "waiting": waiting,
        "days": links.CONFIRM_WITHIN.days,
        "address": links.confirm_address(follower) if waiting else links.own_address(follower),
        "privacy": settings.SITE_URL + reverse("dashboard:privacy"),
    }
    return _content("confirm", context)


def _items(follower: Follower, *, since: datetime.date, week: datetime.date) -> list[news.Item]:
    """What is new to this follower, by commitment, each with the names of what they follow it through."""
    happened = news.between(since, week)
    found: set[news.Change] = set()
    through: dict[int, list[str]] = defaultdict(list)
    for row in follower.follows.confirmed():
        one = filters.kept(row.query)
        own = list(weekly.concerned(row, happened, since=since))
        if one is None or not own:
            continue
        chosen = news.chosen_by(one, {change.commitment for change in own}, since=since)
        found.update(change for change in own if change.commitment in chosen)
        for key in chosen:
            through[key].append(one.title)
    items = news.items(sorted(found, key=lambda change: change.at), since=since)
    return [replace(item, through=through[item.commitment.pk]) for item in items]


@in_offered_language
def summary(message: Message) -> kinds.EmailContent | None:
    """The news of a week; None without any, or for whoever has left."""
    follower = Follower.objects.following().filter(pk=message.payload["follower"]).first()
    if follower is None:
        return None
    since, week = (datetime.date.fromisoformat(message.payload[name]) for name in ("since", "week"))
    items = _items(follower, since=since, week=week)
    if not items:
        return None
    own = links.own_address(follower)
    context = {
        "items": items[:MOST],
        "more": len(items) - MOST if len(items) > MOST else 0,
        "number": len(items),
        "follows_several": follower.follows.confirmed().count() > 1,
        "since": since,
        "until": news.day_before(week),
        "own": own,
        "reports": settings.SITE_URL + reverse("dashboard:reports"),
    }
    return _content("summary", context, unsubscribe=own)


def register() -> None:
    """Register the kinds of mail with the outbox."""
    kinds.register(
        verbs.SUMMARY,
        summary,
        about=_("Following by email: at most one email a week about changes in what you follow."),
        can_be_stopped=True,
        tells_of_bounces=False,
    )
    kinds.register(
        verbs.CONFIRM,
        question,
        about=_("Following by email: a link to confirm that you asked for it, at most once a day."),
        tells_of_bounces=False,
    )
