"""The sandbox, in a thread of the test's process."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from cryptography.fernet import Fernet

from novex_shopify.adapters.memory.store import ALL_SCOPES
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.servers import free_port
from novex_shopify.entrypoints.demo.store import Store
from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where it is, and how to reach behind its counter."""

    address: str
    http: httpx.Client
    client_id: str
    client_secret: str

    def environment(self, database_url: str) -> dict[str, str]:
        """The settings of a product in one process that takes this for Shopify."""
        return {
            "SHOPIFY_CLIENT_ID": self.client_id,
            "SHOPIFY_CLIENT_SECRET": self.client_secret,
            "SHOPIFY_BASE_URL": self.address,
            "DATABASE_URL": database_url,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        }

    def store(self, shop: str) -> Store:
        """One of its stores."""
        return Store(self.http, shop)

    def token(self, shop: str) -> str:
        """A permanent token for a store."""
        wish = {"scopes": sorted(ALL_SCOPES.handles)}
        answer = self.http.post(f"/sandbox/shops/{shop}/tokens", json=wish)
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def go_wrong(self, shop: str, document: str, kind: str, **how: Any) -> None:
        """Have the next call of a document go wrong."""
        wish = {"document": document, "kind": kind, **how}
        self.http.post(f"/sandbox/shops/{shop}/faults", json=wish).raise_for_status()


@contextmanager
def a_sandbox(client_id: str, client_secret: str, **settings: Any) -> Generator[Sandbox]:
    """Start it, and stop it at the end."""
    port = free_port()
    app = create_sandbox(SandboxSettings(client_id=client_id, client_secret=client_secret, **settings))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    eventually(lambda: server.started, 10, "the sandbox")
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
        yield Sandbox(address, http, client_id, client_secret)
    server.should_exit = True
    thread.join()
