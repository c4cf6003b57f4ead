"""Office documents looked at before a library opens them: zip archives of XML, whose claims about themselves count for
nothing.

Imports no app: no models, no settings. Start reading at ``unpacking.py``.
"""
