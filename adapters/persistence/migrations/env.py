"""Runs migrations on the connection given by `migrate.py`, inside its transaction."""

from alembic import context

from novex_shopify.adapters.persistence.schema_version import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], render_as_batch=True, version_table=VERSION_TABLE)
context.run_migrations()
