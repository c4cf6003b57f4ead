# Everything runs from a bare clone with python3 and make: see README.md. The work is done in scripts/.

PORT ?= 8000
BODY ?= gta
export PORT BODY

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bare bench soak faults audit sbom screenshots messages lock format installed installed-dev packages html-checker

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | column -t -s '|'

demo: installed ## the whole site with fictional data on http://127.0.0.1:$PORT (8000); Ctrl-C ends it. BODY=roads: a second fictional body
	@$(PYTHON) scripts/demo.py

demo-reset: installed ## the same, from new: everything in the demo so far is thrown away first
	@$(PYTHON) scripts/demo.py --reset

test: packages installed-dev html-checker ## the whole suite, on SQLite and on PostgreSQL with Redis
	@$(PYTHON) scripts/test.py

check: packages installed-dev ## lint, types, templates, imports, migrations, deployment, translations
	@$(PYTHON) scripts/check.py

bare: ## all of this on bare Debian 12 and 13 (needs root; ONLY=demo or ONLY=deploy for a part)
	@python3 scripts/bare.py

bench: packages installed-dev ## the benchmarks; writes docs/performance.md
	@$(PYTHON) -m benchmarks

soak: packages installed-dev ## an hour of mixed use (SOAK_MINUTES) on this machine alone; fails on errors and on what grows; writes var/soak.md
	@$(PYTHON) -m benchmarks.soak

faults: packages installed-dev ## five storms over the mail and five over the whole site: kills, outages, clocks moved; a line of JSON each
	@$(PYTHON) scripts/services.py run -- $(PYTHON) -m tests.outbox.storm
	@$(PYTHON) -m tests.storm

audit: packages installed-dev ## Lighthouse on eight public pages; writes docs/audit.md
	@python3 scripts/npm.py lighthouse && $(PYTHON) scripts/audit.py

sbom: installed-dev ## what the site is made of (CycloneDX); writes var/sbom.cdx.json
	@$(PYTHON) scripts/sbom.py

screenshots: packages installed-dev ## pictures of the main pages, in docs/screenshots and var/screenshots
	@$(PYTHON) scripts/screenshots.py

messages: packages installed-dev ## bring locale/ up to date with the texts in the code
	@$(PYTHON) scripts/messages.py update

format: installed-dev ## lay out code and templates
	@$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format . && $(PYTHON) scripts/check.py --format-templates

lock: installed-dev ## write requirements/*.txt anew from pyproject.toml
	@$(PYTHON) scripts/lock.py

installed:
	@python3 scripts/install.py base

installed-dev:
	@python3 scripts/install.py dev

packages:
	@python3 scripts/packages.py

html-checker:
	@python3 scripts/npm.py vnu-jar
