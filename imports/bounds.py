"""How much an import may hold. The reader of files has its own bounds (``imports.tables``)."""

import datetime

#: Files that wait for somebody at once: a curator discards what nobody needs.
MOST_OPEN = 30
#: Files up to this size, and with so few rows, are read and previewed at once; others by a worker.
SOON_BYTES = 200 * 1024
SOON_ROWS = 200
#: A column with more different values than this is text, and is not listed value by value.
MOST_VALUES = 200
LONGEST_VALUE = 200
#: Rows that are planned, and written, together: memory stays the same for any number of rows.
BATCH = 500
#: Whoever began a piece of work and was not heard of for so long is given up. It wrote nothing: see ``jobs``.
ABANDONED = datetime.timedelta(minutes=2)
UNDO_DAYS = 30
FORGOTTEN_AFTER = datetime.timedelta(days=60)
