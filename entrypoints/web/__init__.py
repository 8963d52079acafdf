"""HTTP: webhooks, OAuth, health and pages."""
