"""Databases in tests."""

from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.domain.model.secret import Secret

CIPHER = TokenCipher([Secret(Fernet.generate_key().decode())])


def truncate_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(METADATA.tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
