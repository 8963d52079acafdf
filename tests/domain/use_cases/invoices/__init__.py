"""Use cases of invoices."""
