"""Signing in by an organisation's own provider (OpenID Connect).

allauth speaks with the provider; who may come in by what it says is decided here
(docs/decisions/accounts-single-sign-on.md).
"""
