"""Channels, rules and the outbox of notifications."""
