"""Report packs: the published reports behind some filters as one document, to read as a page or to keep as a PDF.

``contents`` says what a pack holds, ``bounds`` how large it may be. A PDF takes seconds and much memory, so no web
process makes one: ``jobs`` is where it is asked for, claimed and forgotten, ``making`` runs the process that makes it,
``pdf`` knows WeasyPrint. docs/decisions/dashboard-report-packs.md says why.
"""
