"""Whose site this is: its name, pictures, colours, languages, who answers for it, and how all of it was before.

It imports names and nothing else of ours, so that pages, mails and files of every app can ask it. Start reading at
``models``, then ``current`` (what everybody asks) and ``changing`` (the one verb). The form is in desk.
"""
