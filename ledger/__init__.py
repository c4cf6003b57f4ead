"""What stood when: counts by scope, day and state, kept as a bookkeeper keeps them.

May import none of ours: scopes, days and states come from outside. Start reading at ``models``; ``posting`` writes,
``counting`` reads, ``balances`` keeps the sums short.
"""
