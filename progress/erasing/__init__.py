"""Erasing a person: name and addresses go everywhere, and what they did stays as done by a former member.

``texts`` finds the columns that mention them, by introspection; ``chained`` knows which of those the public history
holds a digest of; ``verbs`` does it all in one transaction.
"""
