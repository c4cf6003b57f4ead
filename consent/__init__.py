"""Which categories of storage each person has opted into, provably.

May import: ``hash_chain``, so that both can be used alone. Start reading at ``choice.py``, then ``recording.py`` (the
verbs) and ``gate.py`` (``request.consent``).
"""
