"""Addresses: ``api`` for programs, ``pages`` for people."""
