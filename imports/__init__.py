"""Bringing in what exists in tables: files of any layout, previewed row by row, applied as a whole, undone as a whole.

It writes nothing by itself: it calls the verbs of ``recommendations``, ``stakeholders`` and ``progress``, and their
siblings for many rows. It imports ``opendata`` and what lies below it; the log, the desk and the project may import it.
``tables`` reads files, ``values`` reads cells; neither knows a model. Start reading at ``models``, ``kinds`` and
``previewing``.
"""
