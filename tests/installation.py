"""Real installations for tests with real processes: settings, a seeded database, the product beside the sandbox."""

import secrets
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SECRET, SHOP, a_shop, a_variant, an_item
from tests.process_cluster import run_process_cluster
from tests.servers import find_free_port

RETRY_SPEED = 20
SCOPES = [
    "read_products",
    "read_customers",
    "read_orders",
    "read_payment_terms",
    "read_fulfillments",
    "read_locations",
    "write_merchant_managed_fulfillment_orders",
    "read_returns",
    "read_inventory",
    "write_inventory",
]


@dataclass(frozen=True, slots=True)
class Installation:
    """The product and the sandbox as processes; `environment` holds the settings of both."""

    product_url: str
    sandbox_url: str
    environment: Mapping[str, str]
    log: Path


@contextmanager
def run_installation(
    folder: Path, *, serve_command: Sequence[str] | None = None, settings: Mapping[str, str] | None = None
) -> Generator[Installation]:
    """Run the product beside the sandbox, on a SQLite file in `folder` unless `settings` name another database."""
    product_port, sandbox_port = find_free_port(), find_free_port()
    product_url, sandbox_url = f"http://127.0.0.1:{product_port}", f"http://127.0.0.1:{sandbox_port}"
    environment = {
        "SHOPIFY_CLIENT_ID": "app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "SHOPIFY_BASE_URL": sandbox_url,
        "SHOPIFY_SHOPS": "*",
        "APP_URL": product_url,
        "PORT": str(product_port),
        "DATABASE_URL": f"sqlite:///{folder / 'novex-shopify.db'}",
        **(settings or {}),
    }
    with run_process_cluster(environment, folder / "log") as cluster:
        cluster.fork("sandbox", "sandbox", "--port", str(sandbox_port), "--retry-speed", str(RETRY_SPEED))
        if serve_command:
            cluster.start_command("product", serve_command)
        else:
            cluster.fork("product", "serve")
        cluster.wait_until_ready(f"{sandbox_url}/sandbox")
        cluster.wait_until_ready(f"{product_url}/readyz")
        yield Installation(product_url, sandbox_url, environment, cluster.log)


def build_environment(database_url: str, redis_url: str) -> dict[str, str]:
    """Build settings with a free port."""
    port = find_free_port()
    return {
        "SHOPIFY_CLIENT_ID": "app",
        "SHOPIFY_CLIENT_SECRET": SECRET.value,
        "SHOPIFY_SHOPS": "*",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def seed_database() -> Connector:
    """Migrate the database of this process's settings, connect a store and map its only product."""
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
