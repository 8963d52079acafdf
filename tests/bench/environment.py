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
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from tests.bench.baselines import SCHEMA
from tests.bench.orders import SECRET, SHOP, VARIANTS
from tests.process_cluster import ProcessCluster, run_process_cluster
from tests.servers import PostgresServer, RedisServer, create_database, find_free_port, get_server_url


@dataclass(frozen=True, slots=True)
class BenchEnvironment:
    """Addresses, and the processes that run there."""

    container: Container
    variables: dict[str, str]
    processes: ProcessCluster

    @property
    def port(self) -> int:
        """Where the product listens."""
        return int(self.variables["PORT"])

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run SQL."""
        address = self.variables["BENCH_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def open_redis(self) -> Redis:
        """The Redis of this run."""
        return Redis.from_url(self.variables["REDIS_URL"])


@contextmanager
def open_environment(*, embedded: bool = False) -> Generator[BenchEnvironment]:
    """Set everything up, and take it down at the end. `BENCH_DATABASE_URL` and `BENCH_REDIS_URL` name servers.

    `embedded` is the installation of one process: SQLite, and no Redis.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="novex-bench-")))
        port = find_free_port()
        environment = {
            "SHOPIFY_CLIENT_ID": "bench",
            "SHOPIFY_CLIENT_SECRET": SECRET.value,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "APP_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            **({"DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"} if embedded else _start_servers(stack)),
        }
        container = Container(settings=Settings(**{name.lower(): value for name, value in environment.items()}))  # type: ignore[arg-type]
        migrate_database(container)
        stack.callback(container.engine().dispose)
        _seed_database(container)
        env = BenchEnvironment(
            container, environment, stack.enter_context(run_process_cluster(environment, folder / "log"))
        )
        if not embedded:
            env.execute(SCHEMA.format(compression=_get_compression_clause(env)))
        yield env


def _start_servers(stack: ExitStack) -> dict[str, str]:
    server = (
        get_server_url("BENCH_DATABASE_URL")
        or stack.enter_context(PostgresServer(fsync=True, programs=_find_system_postgres())).url
    )
    redis = get_server_url("BENCH_REDIS_URL") or stack.enter_context(RedisServer()).url
    database = create_database(server, f"novex_bench_{uuid4().hex}")
    return {"DATABASE_URL": database, "BENCH_DATABASE_URL": database, "REDIS_URL": redis}


def _seed_database(container: Container) -> None:
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(ShopDomain(SHOP), Scopes.parse("read_orders"), "2026-10", container.clock().now()))
        tx.erp.catalog.put(Item(f"ART-{variant}", f"Tea {variant}", f"SKU-{variant}") for variant in VARIANTS)
        for variant in VARIANTS:
            known = Variant(variant + 1_000_000, variant, f"Tea {variant}", f"SKU-{variant}")
            tx.mappings.save(ProductMapping(ShopDomain(SHOP), known, f"ART-{variant}", MatchedBy.SKU))
        tx.commit()


def _get_compression_clause(env: BenchEnvironment) -> str:
    """The rulers' column is compressed in the same way as ours."""
    ((setting,),) = env.execute(
        "SELECT attcompression FROM pg_attribute"
        " WHERE attrelid = 'shopify_webhook_events'::regclass AND attname = 'body'"
    )
    return "COMPRESSION lz4" if setting in ("l", b"l") else ""


def _find_system_postgres() -> Path | None:
    """The machine's own PostgreSQL, if it has one: unlike the one from the wheel it knows lz4."""
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None
