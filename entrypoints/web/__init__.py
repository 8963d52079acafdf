"""HTTP: webhooks, OAuth, the API, health, metrics and pages."""
