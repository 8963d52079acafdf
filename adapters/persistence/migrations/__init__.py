"""Alembic's environment; the steps are in `versions`."""
