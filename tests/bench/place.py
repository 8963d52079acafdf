"""Where the measurements take place: one PostgreSQL that really flushes, one Redis, one connected store."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from cryptography.fernet import Fernet
from redis import Redis

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.start import migrate_database
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.entrypoints.demo.servers import free_port
from tests.bench.orders import SECRET, SHOP, VARIANTS
from tests.bench.rulers import SCHEMA
from tests.plant import Plant, plant
from tests.servers import PostgresServer, RedisServer, given, new_database


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses, and the processes that run there."""

    container: Container
    environment: dict[str, str]
    processes: Plant

    @property
    def port(self) -> int:
        """Where the product listens."""
        return int(self.environment["PORT"])

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run SQL."""
        address = self.environment["BENCH_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def redis(self) -> Redis:
        """The Redis of this run."""
        return Redis.from_url(self.environment["REDIS_URL"])


@contextmanager
def place(*, embedded: bool = False) -> Generator[Place]:
    """Set everything up, and take it down at the end. `BENCH_DATABASE_URL` and `BENCH_REDIS_URL` name servers.

    `embedded` is the installation of one process: SQLite, and no Redis.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="novex-bench-")))
        port = free_port()
        environment = {
            "SHOPIFY_CLIENT_ID": "bench",
            "SHOPIFY_CLIENT_SECRET": SECRET.value,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "APP_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            **({"DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"} if embedded else _servers(stack)),
        }
        container = Container(settings=Settings(**{name.lower(): value for name, value in environment.items()}))  # type: ignore[arg-type]
        migrate_database(container)
        stack.callback(container.engine().dispose)
        _furnish(container)
        here = Place(container, environment, stack.enter_context(plant(environment, folder / "log")))
        if not embedded:
            here.execute(SCHEMA.format(compression=_compression(here)))
        yield here


def _servers(stack: ExitStack) -> dict[str, str]:
    server = given("BENCH_DATABASE_URL") or stack.enter_context(PostgresServer(fsync=True, programs=_system())).url
    redis = given("BENCH_REDIS_URL") or stack.enter_context(RedisServer()).url
    database = new_database(server, f"novex_bench_{uuid4().hex}")
    return {"DATABASE_URL": database, "BENCH_DATABASE_URL": database, "REDIS_URL": redis}


def _furnish(container: Container) -> None:
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(ShopDomain(SHOP), Scopes.parse("read_orders"), "2026-10", container.clock().now()))
        tx.erp.catalog.put(Item(f"ART-{variant}", f"Tea {variant}", f"SKU-{variant}") for variant in VARIANTS)
        for variant in VARIANTS:
            known = Variant(variant + 1_000_000, variant, f"Tea {variant}", f"SKU-{variant}")
            tx.mappings.save(ProductMapping(ShopDomain(SHOP), known, f"ART-{variant}", MatchedBy.SKU))
        tx.commit()


def _compression(here: Place) -> str:
    """The rulers' column is compressed in the same way as ours."""
    ((setting,),) = here.execute(
        "SELECT attcompression FROM pg_attribute"
        " WHERE attrelid = 'shopify_webhook_events'::regclass AND attname = 'body'"
    )
    return "COMPRESSION lz4" if setting in ("l", b"l") else ""


def _system() -> Path | None:
    """The machine's own PostgreSQL, if it has one: unlike the one from the wheel it knows lz4."""
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None
