"""What programs take away: API, files, snapshots, linked data, feeds, calendars, embeds and report packs.

May import every app but consent, demo and gta. Start reading at ``urls/``, then ``datasets`` (the columns).
"""
