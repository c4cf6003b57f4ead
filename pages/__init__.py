"""What a body says in its own words on the pages about the site: about, method, privacy, accessibility.

It imports recommendations and accounts, and what lies below them. Start reading at ``models``, then ``publishing``. The
public pages that show it are in dashboard, the curators' editor in desk.
"""
