"""Fictional data by the thousand or the million, to see how the site bears it. ``loading.load`` is the way in.

Unlike the demo, which walks the real verbs, a sample writes rows in bulk: what the verbs would have left behind is
worked out here, and ``rebuild_rollups`` and ``verify_history`` must find nothing wrong with it.
"""
