"""What was typed into a form whose session had ended: held through the sign-in, then shown in the form again.

Every form of a signed-in page says, signed, whose it is (``csrf_token`` adds that, see templatetags/owned_forms.py).
When such a form arrives without a session, its fields are put into the anonymous session that the sign-in then goes on
with. Only the same account, on the same site, sees them again, within ``KEPT_FOR``. Files and secrets are never kept.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

OWNER = "form_owner"
SESSION_KEY = "kept_forms"
OWNER_AGE = datetime.timedelta(days=7)  # a form may stay open over a weekend
KEPT_FOR = datetime.timedelta(hours=2)
MOST_FORMS = 5
MOST_CHARACTERS = 400_000  # of one form: four texts at their limit, in any script
SECRETS = ("password", "credential", "code", "secret", "csrfmiddlewaretoken", OWNER)
# Fields that a form carries for itself: nobody typed them.
HIDDEN = ("version", "change_version", "seen", "opened_with", "action", "fingerprint", "to", "confirmed", "id")
OF_A_FORMSET = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")

_signer = signing.TimestampSigner(salt="accounts.kept_forms")


@dataclass
class KeptForm:
    """What was typed. ``action``: where it was sent; ``page``: where the form is; ``in_form``: a form shows it."""

    action: str
    page: str
    at: datetime.datetime
    data: QueryDict
    files: list[str]
    in_form: bool = False

    def take(self, action: str) -> QueryDict | None:
        """The fields, for a form that is sent to ``action``; None when they were typed into another one."""
        if action != self.action:
            return None
        self.in_form = True
        return self.data

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Name and text of each field, for a page whose form does not show them itself."""
        return _typed(self.data)


def owner_token(user) -> str:
    """What a form carries to say whose it is."""
    return _signer.sign(str(user.pk))


def keep(request: HttpRequest) -> KeptForm | None:
    """Hold the fields of a form that arrived without its session; None when that cannot be done.

    Side effect: a session, so that the sign-in can go on with it.
    """
    owner, fields = _owner(request), _fields(request)
    encoded = fields.urlencode()
    if owner is None or not fields or len(encoded) > MOST_CHARACTERS:
        return None
    entry = {
        "owner": owner,
        "action": request.path,
        "page": page_of(request),
        "at": timezone.now().isoformat(),
        "fields": encoded,
        "files": [upload.name for name in request.FILES for upload in request.FILES.getlist(name)],
    }
    others = [one for one in request.session.get(SESSION_KEY, []) if one["action"] != request.path]
    request.session[SESSION_KEY] = [*others, entry][-MOST_FORMS:]
    return _read(entry)


def keep_of_this_person(request: HttpRequest) -> KeptForm | None:
    """The same for a form that came with an old token after its owner had signed in again in another tab."""
    own = request.user.is_authenticated and _owner(request) == str(request.user.pk)
    return keep(request) if own and _from_this_site(request) else None


def is_ours(request: HttpRequest) -> bool:
    """Did one of our forms, of whichever account and however old, send this? A stranger's program cannot say so."""
    try:
        _signer.unsign(request.POST.get(OWNER, ""))
    except signing.BadSignature:
        return False
    return True


def typed_by_this_person(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and text of each field of this person's own form, for a page that says why it could not be saved."""
    if request.method != "POST" or not request.user.is_authenticated or _owner(request) != str(request.user.pk):
        return []
    return _typed(_fields(request))


def typed_without_session(request: HttpRequest) -> list[tuple[str, str]]:
    """The same where the session cannot be read: shown to whoever sent one of our forms from a page of this site."""
    if request.method != "POST" or not _from_this_site(request):
        return []
    try:
        return _typed(_fields(request)) if is_ours(request) else []
    except OSError:  # the upload itself did not fit onto the disk, so that its fields were not read
        return []


def find(request: HttpRequest) -> KeptForm | None:
    """What this person typed before, into a form of the page that is asked for."""
    mine = [one for one in request.session.get(SESSION_KEY, []) if _is_fresh(one, request.user)]
    return next((_read(one) for one in reversed(mine) if request.path in (one["page"], one["action"])), None)


def forget(request: HttpRequest, action: str) -> None:
    """Drop what was kept for ``action``, and everything that is old or of another account."""
    kept = request.session.get(SESSION_KEY)
    if kept is not None:
        rest = [one for one in kept if one["action"] != action and _is_fresh(one, request.user)]
        if rest != kept:
            request.session[SESSION_KEY] = rest


def typed_before(request: HttpRequest, action: str = "") -> QueryDict | None:
    """On a GET, the fields that this person had sent to ``action`` (this page's own address) without a session."""
    kept = getattr(request, "kept_form", None)
    return kept.take(action or request.path) if kept else None


def notice(kept: KeptForm | None) -> str:
    """What the sign-in page says about it."""
    if kept is None:
        return _("Your session had ended, so nothing was saved. Go back in your browser to copy what you typed.")
    said = _(
        "Your session had ended, so nothing has been saved yet. Sign in with the same account. We keep what you typed "
        "for 2 hours and show it again in the form."
    )
    return " ".join([said, _("Files must be chosen again.")]) if kept.files else said


def page_of(request: HttpRequest) -> str:
    """The page that the form stands on: where the browser came from, if it is of this site."""
    return urlsplit(request.headers.get("referer", "")).path if _referred_here(request) else request.path


def _typed(fields: QueryDict) -> list[tuple[str, str]]:
    """Name and text of the fields that a person fills in, as far as they are filled in; what was written comes before
    what was chosen.
    """
    own = [name for name in fields if name.rpartition("-")[2] not in (*HIDDEN, *OF_A_FORMSET)]
    typed = [(_words(name), text) for name in own for text in fields.getlist(name) if text]
    return sorted(typed, key=lambda pair: len(pair[1].split()) < 2)


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _owner(request: HttpRequest) -> str | None:
    try:
        return _signer.unsign(request.POST.get(OWNER, ""), max_age=OWNER_AGE)
    except signing.BadSignature:
        return None


def _fields(request: HttpRequest) -> QueryDict:
    fields = request.POST.copy()
    for name in list(fields):
        if any(word in name.lower() for word in SECRETS):
            del fields[name]
    return fields


def _referred_here(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("referer", "")).netloc == request.get_host()


def _from_this_site(request: HttpRequest) -> bool:
    origin = request.headers.get("origin")
    return urlsplit(origin).netloc == request.get_host() if origin else _referred_here(request)


def _is_fresh(entry: dict, user) -> bool:
    at = datetime.datetime.fromisoformat(entry["at"])
    return entry["owner"] == str(user.pk) and timezone.now() - at < KEPT_FOR


def _read(entry: dict) -> KeptForm:
    at = datetime.datetime.fromisoformat(entry["at"])
    return KeptForm(entry["action"], entry["page"], at, QueryDict(entry["fields"]), entry["files"])
