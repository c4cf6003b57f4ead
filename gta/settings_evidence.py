"""Settings of evidence: how large, who scans it, and whether links are looked at. docs/settings.md explains them."""

from .environment import Env

_env = Env()

# The limits that the upload form states. Sizes in bytes.
EVIDENCE_MAX_BYTES = _env.int("EVIDENCE_MAX_BYTES", default=10 * 1024 * 1024)
EVIDENCE_MAX_FILES_PER_REPORT = 20

# The virus scanner: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty for none.
CLAMD_URL = _env.str("CLAMD_URL", default="")

# The demo's links lead nowhere, and tests ask nobody.
_IS_REAL = not any(_env.bool(name, default=False) for name in ("DEMO", "TESTING"))
CHECK_LINKS = _env.bool("CHECK_LINKS", default=_IS_REAL)
# Networks that count as public although they are not. For tests, which have no other network: never read from outside.
LINK_CHECK_ALSO_PUBLIC: list[str] = []
