"""Dramatiq: the bell that wakes workers. The work itself waits in the database."""
