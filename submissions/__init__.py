"""What organisations hand in without the form: from their own systems (a write API), and as a spreadsheet.

It writes nothing of reports by itself: it calls the verbs of ``progress``, and binds its forms. It imports opendata and
what lies below it; only the project may import it. Start reading at ``tokens``, ``once`` and ``sheets/plan``.
"""
