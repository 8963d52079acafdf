"""Notifications by e-mail, Slack, Microsoft Teams and signed webhooks."""
