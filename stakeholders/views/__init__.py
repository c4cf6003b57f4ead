"""Signed-in pages of organisations and commitments, a file a subject. Each fetches and authorises in one step."""
