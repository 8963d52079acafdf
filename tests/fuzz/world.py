"""The product as a process, on SQLite or a given database, with one connected store, a password and an API token."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from cryptography.fernet import Fernet

from novex_shopify.config.console_password import hash_password
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.secret import Secret
from tests.builders import SHOP, a_shop
from tests.process_cluster import run_process_cluster
from tests.servers import find_free_port

__all__ = ["SHOP"]

SECRET = "secret-of-the-fuzzed-app-0123456789"
API_TOKEN = "token-of-the-fuzzed-api-0123456789"
PASSWORD = "password of the fuzzed console"
ORDER_ID = "gid://shopify/Order/1"
SHOPIFY_URL = "http://127.0.0.1:9"
"""Nothing answers there: no request of the fuzzer may reach Shopify."""


@dataclass(frozen=True, slots=True)
class World:
    """`session` is the token of a person who is signed in."""

    port: int
    session: str
    process: psutil.Process
    container: Container
    log: Path

    def get_resident_megabytes(self) -> float:
        return self.process.memory_info().rss / 2**20

    def count_shops(self) -> int:
        with self.container.read_transaction() as tx:
            return len(tx.shops.list_all())

    def find_secrets_in_log(self) -> list[str]:
        text = self.log.read_text(errors="replace")
        return [secret for secret in (SECRET, API_TOKEN, PASSWORD, self.session) if secret in text]

    def list_tracebacks(self) -> list[str]:
        """The lines of the log with an error that was not foreseen."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if "Traceback" in line]


@contextmanager
def run_world(folder: Path, database_url: str | None = None) -> Generator[World]:
    port = find_free_port()
    environment = {
        "SHOPIFY_CLIENT_ID": "fuzzed",
        "SHOPIFY_CLIENT_SECRET": SECRET,
        "SHOPIFY_BASE_URL": SHOPIFY_URL,
        "SHOPIFY_SHOPS": "*",
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "API_TOKENS": API_TOKEN,
        "CONSOLE_PASSWORD_HASH": hash_password(Secret(PASSWORD)),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'fuzz.db'}",
    }
    container = Container(settings=Settings.model_validate({name.lower(): each for name, each in environment.items()}))
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    with run_process_cluster(environment, folder / "log") as cluster:
        cluster.fork("web", "serve")
        cluster.wait_until_reachable(f"http://127.0.0.1:{port}/healthz")
        process = psutil.Process(cluster.processes["web"].pid)
        yield World(port, _sign_in(port), process, container, cluster.log)
    container.engine().dispose()


def _sign_in(port: int) -> str:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/console", trust_env=False) as browser:
        csrf_token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/sign-in").text)
        assert csrf_token
        browser.post("/sign-in", data={"csrf": csrf_token[1], "password": PASSWORD})
        return browser.cookies["novex"]
