"""Who answers: organisations, memberships, responses, commitments, milestones, indicators.

May import recommendations, accounts and names. Start reading at ``models/``, then ``commitments.py`` (the verbs).
"""
