"""What this app asks of the ones above it."""

from django.dispatch import Signal

# Sent with ``day``. The one receiver answers with a ``publishing.archive.Contents``: the app that knows how the data
# is written stands above this one, and only reads.
contents_wanted = Signal()
