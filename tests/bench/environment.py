"""The environment of a benchmark: a PostgreSQL with fsync, a Redis and one connected store."""

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
    container: Container
    variables: dict[str, str]
    processes: ProcessCluster

    @property
    def port(self) -> int:
        return int(self.variables["PORT"])

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        address = self.variables["BENCH_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def open_redis(self) -> Redis:
        return Redis.from_url(self.variables["REDIS_URL"])


@contextmanager
def open_environment(*, embedded: bool = False) -> Generator[BenchEnvironment]:
    """Start the environment; `BENCH_DATABASE_URL` and `BENCH_REDIS_URL` can name other servers.

    `embedded` is the installation in one process: SQLite, without Redis.
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
    """Compress the baselines' column in the same way as ours."""
    ((setting,),) = env.execute(
        "SELECT attcompression FROM pg_attribute"
        " WHERE attrelid = 'shopify_webhook_events'::regclass AND attname = 'body'"
    )
    return "COMPRESSION lz4" if setting in ("l", b"l") else ""


def _find_system_postgres() -> Path | None:
    """Find the machine's own PostgreSQL, which has lz4, unlike the one of the wheel."""
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None
