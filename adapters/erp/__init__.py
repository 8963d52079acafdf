"""The built-in ERP: tables of its own in the same database, written in the same transaction."""
