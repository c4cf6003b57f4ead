"""What this room asks of the ones above it."""

from django.dispatch import Signal

# Sent with ``day``. The one receiver answers with a ``publishing.archive.Contents``: the room that knows how the data
# is written stands above this one, and only reads.
contents_wanted = Signal()
