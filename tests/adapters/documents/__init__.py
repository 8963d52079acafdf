"""Files of invoices."""
