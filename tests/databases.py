"""Databases in tests."""

import psycopg
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.domain.model.secret import Secret

CIPHER = TokenCipher([Secret(Fernet.generate_key().decode())])


def truncate_tables(engine: Engine) -> None:
    """Empty the tables that have rows: TRUNCATE makes new files for each table, which is slow for all of them."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            is_filled = " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in METADATA.tables
            )
            if filled := connection.exec_driver_sql(is_filled).scalars().all():
                connection.exec_driver_sql(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
            # What was rolled back or deleted has used numbers too.
            used = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND last_value > 0"
            for name in connection.exec_driver_sql(used).scalars().all():
                connection.exec_driver_sql(f"ALTER SEQUENCE {name} RESTART")
            return
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())


def set_read_only(url: str, value: str) -> None:
    """Let a PostgreSQL database behave as on a standby: sessions that begin from here on cannot write."""
    address, writable = url.replace("+psycopg", "", 1), "-c default_transaction_read_only=off"
    with psycopg.connect(address, autocommit=True, options=writable) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}'.encode())


def cut_sessions(url: str) -> None:
    """As a restart of the server does."""
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
