"""The database: one file for each repository with its table, and the transaction around them."""
