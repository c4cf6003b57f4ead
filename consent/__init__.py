"""Which cookie categories each person has opted into; usable alone, in any Django project.

Imports no other app. Start reading at ``declaration.py`` (what is declared), then ``recording.py`` (what was chosen).
"""
