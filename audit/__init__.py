"""One log of who did what, when and why, over all that the other apps record by themselves.

It may import every app below it; only the project and the demo stand above. It listens to the rows in which those apps
record what happened, and writes an entry in the same transaction. Start reading at ``models``, then ``recording`` and
``sources``.
"""
