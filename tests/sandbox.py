"""Runs the sandbox in a thread of the test's process."""

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import httpx
import uvicorn
from cryptography.fernet import Fernet

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.polling import wait_until
from tests.servers import find_free_port


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The running sandbox and its control API; actions of one shop are in `ShopClient` too."""

    url: str
    http: httpx.Client
    client_id: str
    client_secret: str

    def build_environment(self, database_url: str) -> dict[str, str]:
        """Build the settings of a product that uses this sandbox as Shopify."""
        return {
            "SHOPIFY_CLIENT_ID": self.client_id,
            "SHOPIFY_CLIENT_SECRET": self.client_secret,
            "SHOPIFY_BASE_URL": self.url,
            "DATABASE_URL": database_url,
            "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        }

    def get_shop(self, shop: str) -> ShopClient:
        return ShopClient(self.http, shop)

    def create_token(self, shop: str) -> str:
        """Create a permanent token."""
        request = {"scopes": sorted(ALL_SCOPES.handles)}
        answer = self.http.post(f"/sandbox/shops/{shop}/tokens", json=request)
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def fail_next_call(self, shop: str, operation_name: str, kind: str, **options: Any) -> None:
        """Make the next call of an operation fail; `options` are fields of the sandbox's `ApiFault`."""
        fault = {"operation_name": operation_name, "kind": kind, **options}
        self._send_request("POST", shop, "/faults", fault)

    def add_secret(self, secret: str) -> None:
        """Add a client secret beside the existing ones."""
        self.http.post("/sandbox/client-secrets", json={"secret": secret}).raise_for_status()

    def revoke_oldest_secret(self) -> None:
        self.http.delete("/sandbox/client-secrets").raise_for_status()

    def set_drop_rate(self, shop: str, rate: float) -> None:
        """Drop a share of the webhooks instead of sending them."""
        self._send_request("POST", shop, "/drop-rate", {"drop_rate": rate})

    def delete_order(self, shop: str, order_id: int) -> None:
        self._send_request("DELETE", shop, f"/orders/{order_id}")

    def fail_next_bulk_operation(self, shop: str, **options: Any) -> None:
        """Make the next bulk operation fail; `options` are fields of the sandbox's `BulkFault`."""
        self._send_request("POST", shop, "/bulk-faults", options)

    def add_customers(self, shop: str, count: int, addresses: int = 1) -> None:
        """Add customers without sending webhooks."""
        self._send_request("POST", shop, "/customers/batch", {"count": count, "addresses_per_customer": addresses})

    def update_customer(self, shop: str, customer_id: int, **changed: Any) -> None:
        """Change name, email address, phone or note."""
        self._send_request("PATCH", shop, f"/customers/{customer_id}", changed)

    def set_marketing_consent(self, shop: str, customer_id: int, channel: str, state: str) -> None:
        """Set the consent to marketing by `email` or `sms`."""
        self._send_request("POST", shop, f"/customers/{customer_id}/consent", {"channel": channel, "state": state})

    def delete_customer(self, shop: str, customer_id: int) -> None:
        self._send_request("DELETE", shop, f"/customers/{customer_id}")

    def list_products(self, shop: str) -> list[dict[str, Any]]:
        """List products with their variants."""
        found: list[dict[str, Any]] = self._send_request("GET", shop, "/products")["products"]
        return found

    def add_products(self, shop: str, count: int, variants: int = 1) -> None:
        """Add products without sending webhooks."""
        self._send_request("POST", shop, "/products/batch", {"count": count, "variants_per_product": variants})

    def add_product(self, shop: str, title: str, *variants: dict[str, Any]) -> dict[str, Any]:
        """Add a product; a variant has title, sku, barcode and price."""
        return self._send_request("POST", shop, "/products", {"title": title, "variants": variants})

    def update_product(self, shop: str, product_id: int, **changed: Any) -> None:
        """Change title, vendor or status."""
        self._send_request("PATCH", shop, f"/products/{product_id}", changed)

    def delete_product(self, shop: str, product_id: int) -> None:
        self._send_request("DELETE", shop, f"/products/{product_id}")

    def update_variant(self, shop: str, variant_id: int, **changed: Any) -> None:
        """Change title, SKU, barcode or price."""
        self._send_request("PATCH", shop, f"/variants/{variant_id}", changed)

    def delete_variant(self, shop: str, variant_id: int) -> None:
        self._send_request("DELETE", shop, f"/variants/{variant_id}")

    def _send_request(self, method: str, shop: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.http.request(method, f"/sandbox/shops/{shop}{path}", json=body)
        content: dict[str, Any] = answer.raise_for_status().json()
        return content


def build_shop_domain(test_name: str) -> ShopDomain:
    """Name a shop by its test, so that it is the same in every run and can be found in logs."""
    slug = re.sub(r"[^a-z0-9]+", "-", test_name.lower()).strip("-")
    # Shopify's names are short: the checksum keeps tests apart whose names begin alike.
    return ShopDomain(f"{slug[:40]}-{crc32(test_name.encode())}.myshopify.com")


@contextmanager
def run_sandbox(client_id: str, client_secret: str, **settings: Any) -> Generator[Sandbox]:
    """Run the sandbox; `settings` are fields of `SandboxSettings`."""
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
