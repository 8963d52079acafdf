"""The sandbox, in a thread of the test's process."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from cryptography.fernet import Fernet

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.polling import wait_until
from tests.servers import find_free_port


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where it is, and how to reach behind its counter."""

    url: str
    http: httpx.Client
    client_id: str
    client_secret: str

    def build_environment(self, database_url: str) -> dict[str, str]:
        """The settings of a product in one process that takes this for Shopify."""
        return {
            "SHOPIFY_CLIENT_ID": self.client_id,
            "SHOPIFY_CLIENT_SECRET": self.client_secret,
            "SHOPIFY_BASE_URL": self.url,
            "DATABASE_URL": database_url,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        }

    def get_shop(self, shop: str) -> ShopClient:
        """One of its stores."""
        return ShopClient(self.http, shop)

    def create_token(self, shop: str) -> str:
        """A permanent token for a store."""
        wish = {"scopes": sorted(ALL_SCOPES.handles)}
        answer = self.http.post(f"/sandbox/shops/{shop}/tokens", json=wish)
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def fail_next_call(self, shop: str, operation_name: str, kind: str, **options: Any) -> None:
        """Have the next call of a document go wrong."""
        fault = {"operation_name": operation_name, "kind": kind, **options}
        self._send_request("POST", shop, "/faults", fault)

    def add_secret(self, secret: str) -> None:
        """The app gets another client secret beside those that it has."""
        self.http.post("/sandbox/client-secrets", json={"secret": secret}).raise_for_status()

    def revoke_oldest_secret(self) -> None:
        """One of them ends."""
        self.http.delete("/sandbox/client-secrets").raise_for_status()

    def set_drop_rate(self, shop: str, rate: float) -> None:
        """Have a share of the webhooks never be sent."""
        self._send_request("POST", shop, "/drop-rate", {"drop_rate": rate})

    def delete_order(self, shop: str, order_id: int) -> None:
        """The merchant deletes an order."""
        self._send_request("DELETE", shop, f"/orders/{order_id}")

    def fail_next_bulk_operation(self, shop: str, **options: Any) -> None:
        """Have the next bulk operation go wrong; how, says `BulkFault` of the sandbox."""
        self._send_request("POST", shop, "/bulk-faults", options)

    def add_customers(self, shop: str, count: int, addresses: int = 1) -> None:
        """Have many customers who have always been there: nobody is told."""
        self._send_request("POST", shop, "/customers/batch", {"count": count, "addresses_per_customer": addresses})

    def update_customer(self, shop: str, customer_id: int, **changed: Any) -> None:
        """A customer's name, mail address, phone or note changes."""
        self._send_request("PATCH", shop, f"/customers/{customer_id}", changed)

    def set_marketing_consent(self, shop: str, customer_id: int, channel: str, state: str) -> None:
        """A customer says yes or no to advertising by `email` or `sms`."""
        self._send_request("POST", shop, f"/customers/{customer_id}/consent", {"channel": channel, "state": state})

    def delete_customer(self, shop: str, customer_id: int) -> None:
        """The merchant deletes a customer."""
        self._send_request("DELETE", shop, f"/customers/{customer_id}")

    def list_products(self, shop: str) -> list[dict[str, Any]]:
        """The store's products with their variants."""
        found: list[dict[str, Any]] = self._send_request("GET", shop, "/products")["products"]
        return found

    def add_products(self, shop: str, count: int, variants: int = 1) -> None:
        """Have many products that have always been there: nobody is told."""
        self._send_request("POST", shop, "/products/batch", {"count": count, "variants_per_product": variants})

    def add_product(self, shop: str, title: str, *variants: dict[str, Any]) -> dict[str, Any]:
        """The merchant adds a product; a variant has title, sku, barcode and price."""
        return self._send_request("POST", shop, "/products", {"title": title, "variants": variants})

    def update_product(self, shop: str, product_id: int, **changed: Any) -> None:
        """The merchant changes a product's title, vendor or status."""
        self._send_request("PATCH", shop, f"/products/{product_id}", changed)

    def delete_product(self, shop: str, product_id: int) -> None:
        """The merchant deletes a product."""
        self._send_request("DELETE", shop, f"/products/{product_id}")

    def update_variant(self, shop: str, variant_id: int, **changed: Any) -> None:
        """The merchant changes a variant's title, SKU, barcode or price."""
        self._send_request("PATCH", shop, f"/variants/{variant_id}", changed)

    def delete_variant(self, shop: str, variant_id: int) -> None:
        """The merchant deletes a variant."""
        self._send_request("DELETE", shop, f"/variants/{variant_id}")

    def _send_request(self, method: str, shop: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.http.request(method, f"/sandbox/shops/{shop}{path}", json=body)
        content: dict[str, Any] = answer.raise_for_status().json()
        return content


@contextmanager
def run_sandbox(client_id: str, client_secret: str, **settings: Any) -> Generator[Sandbox]:
    """Start it, and stop it at the end."""
    port = find_free_port()
    app = create_sandbox(SandboxSettings(client_id=client_id, client_secret=client_secret, **settings))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started, 10, "the sandbox")
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
            yield Sandbox(address, http, client_id, client_secret)
    finally:
        server.should_exit = True
        thread.join()
