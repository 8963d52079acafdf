"""A real installation for tests with real processes: its settings, and a database with a store ready for orders."""

from cryptography.fernet import Fernet

from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.entrypoints.demo.environment import find_free_port
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SECRET, SHOP, a_shop, a_variant, an_item


def build_environment(database_url: str, redis_url: str) -> dict[str, str]:
    """Settings with a port of one's own."""
    port = find_free_port()
    return {
        "SHOPIFY_CLIENT_ID": "app",
        "SHOPIFY_CLIENT_SECRET": SECRET.value,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def seed_database() -> Connector:
    """Migrated, with a connected store and its only product mapped. The settings are those of this process."""
    container = Container(settings=read_settings())
    migrate_database(container)
    container.engine().dispose()
    connector = Connector.from_env()
    connector.put_items([an_item()])
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.mappings.save(ProductMapping(SHOP, a_variant(), "ART-1", MatchedBy.SKU))
        tx.commit()
    return connector
