"""The store in the sandbox, as its merchant and its customers use it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class ShopClient:
    """Calls to the sandbox's own controls."""

    http: httpx.Client
    domain: str

    def fetch_shop(self) -> dict[str, Any]:
        """The store's state."""
        return self._send_request("GET", "")

    def list_unique_skus(self) -> list[str]:
        """SKUs that stand for one variant each, by name."""
        variants = [
            variant for product in self._send_request("GET", "/products")["products"] for variant in product["variants"]
        ]
        counts = Counter(variant["sku"] for variant in variants if variant["sku"])
        return sorted(sku for sku, count in counts.items() if count == 1)

    def count_variants(self) -> int:
        """How many variants the store sells."""
        return sum(len(product["variants"]) for product in self._send_request("GET", "/products")["products"])

    def count_customers(self) -> int:
        """How many customers it has."""
        return len(self._send_request("GET", "/customers")["customers"])

    def place_order(self, *skus: str) -> dict[str, Any]:
        """A customer buys two pieces of each."""
        return self._send_request("POST", "/orders", {"lines": [{"sku": sku, "quantity": 2} for sku in skus]})

    def place_custom_order(self, body: dict[str, Any]) -> dict[str, Any]:
        """A customer buys what is wished for."""
        return self._send_request("POST", "/orders", body)

    def refund_order(self, order_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """The merchant gives money back, and takes goods; everything that is left, if nothing is named."""
        return self._send_request("POST", f"/orders/{order_id}/refunds", body)

    def cancel_order(self, order_id: int) -> dict[str, Any]:
        """The merchant cancels an order."""
        return self._send_request("POST", f"/orders/{order_id}/cancel", {})

    def change_note(self, order_id: int, note: str) -> dict[str, Any]:
        """The merchant writes a note on an order."""
        return self._send_request("PATCH", f"/orders/{order_id}", {"note": note})

    def fetch_order(self, order_id: int) -> dict[str, Any]:
        """An order with its fulfillments and the mails to its customer."""
        return self._send_request("GET", f"/orders/{order_id}")

    def find_webhook_id(self, topic: str, resource_id: int) -> str:
        """The webhook id under which the store told us of something."""
        deliveries = self._send_request("GET", f"/deliveries?topic={topic}")["deliveries"]
        found: str = next(d["webhook_id"] for d in deliveries if str(d["resource_id"]) == str(resource_id))
        return found

    def redeliver(self, webhook_id: str, **options: bool) -> tuple[str, int]:
        """Send a webhook again; gives the webhook id it went under, and our answer."""
        sent = self._send_request("POST", f"/deliveries/{webhook_id}/redeliver", options)
        return sent["webhook_id"], sent["status_code"]

    def _send_request(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = self.http.request(method, f"/sandbox/shops/{self.domain}{path}", json=body)
        response.raise_for_status()
        content: dict[str, Any] = response.json()
        return content
