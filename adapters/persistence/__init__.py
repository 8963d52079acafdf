"""The database: one file per repository, each with its table, and the transaction around them."""
