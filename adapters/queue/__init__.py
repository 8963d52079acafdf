"""Dramatiq: notifies workers. The work itself waits in the database."""
