"""A client of the control API: what a merchant and the customers of one shop do."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class ShopClient:
    http: httpx.Client
    domain: str

    def fetch_shop(self) -> dict[str, Any]:
        return self._send_request("GET", "")

    def list_unique_skus(self) -> list[str]:
        """List the SKUs that only one variant has, sorted."""
        variants = [
            variant for product in self._send_request("GET", "/products")["products"] for variant in product["variants"]
        ]
        counts = Counter(variant["sku"] for variant in variants if variant["sku"])
        return sorted(sku for sku, count in counts.items() if count == 1)

    def count_variants(self) -> int:
        return sum(len(product["variants"]) for product in self._send_request("GET", "/products")["products"])

    def count_customers(self) -> int:
        return len(self._send_request("GET", "/customers")["customers"])

    def place_order(self, *skus: str) -> dict[str, Any]:
        """Place an order of two units of each SKU."""
        return self._send_request("POST", "/orders", {"lines": [{"sku": sku, "quantity": 2} for sku in skus]})

    def place_custom_order(self, body: dict[str, Any]) -> dict[str, Any]:
        """Place an order with any field of the sandbox's `OrderRequest`."""
        return self._send_request("POST", "/orders", body)

    def refund_order(self, order_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Refund the given lines; without lines and shipping, everything that is left."""
        return self._send_request("POST", f"/orders/{order_id}/refunds", body)

    def create_return(self, order_id: int, body: dict[str, Any]) -> int:
        """Create a return of shipped lines with any field of the sandbox's `ReturnRequest`; returns its id."""
        found: int = self._send_request("POST", f"/orders/{order_id}/returns", body)["id"]
        return found

    def change_return(self, order_id: int, return_id: int, action: str) -> None:
        """Approve, decline, cancel, process, close or reopen a return."""
        self._send_request("POST", f"/orders/{order_id}/returns/{return_id}/{action}", {})

    def cancel_order(self, order_id: int) -> dict[str, Any]:
        return self._send_request("POST", f"/orders/{order_id}/cancel", {})

    def change_note(self, order_id: int, note: str) -> dict[str, Any]:
        return self._send_request("PATCH", f"/orders/{order_id}", {"note": note})

    def list_levels(self, sku: str) -> list[dict[str, Any]]:
        """List the inventory levels of a SKU: `inventory_item_id`, `location_id` and `quantities` by name."""
        found: list[dict[str, Any]] = self._send_request("GET", f"/inventory?sku={sku}")["levels"]
        return found

    def fetch_level(self, item_id: int, location_id: int) -> dict[str, Any]:
        """Fetch one inventory level."""
        return self._send_request("GET", f"/inventory/{item_id}/{location_id}")

    def count_stock(self, item_id: int, location_id: int, **quantities: int) -> None:
        """Set quantities of a level, such as `on_hand`, as a person who counted in Shopify's admin."""
        self._send_request("PUT", f"/inventory/{item_id}/{location_id}", quantities)

    def stop_stocking(self, item_id: int, location_id: int) -> None:
        """Disconnect an inventory item from a location."""
        self._send_request("DELETE", f"/inventory/{item_id}/{location_id}")

    def set_tracked(self, item_id: int, *, tracked: bool) -> None:
        self._send_request("PATCH", f"/inventory-items/{item_id}", {"tracked": tracked})

    def list_locations(self) -> list[dict[str, Any]]:
        """List all locations, also inactive ones and those of fulfillment services."""
        found: list[dict[str, Any]] = self._send_request("GET", "/locations")["locations"]
        return found

    def change_location(self, location_id: int, **changes: Any) -> None:
        """Change `name` or `is_active` of a location."""
        self._send_request("PATCH", f"/locations/{location_id}", changes)

    def refuse_inventory_row(self, code: str, row: int = 0) -> None:
        """Refuse a row of the next inventorySetQuantities with one of Shopify's codes."""
        self._send_request("POST", "/inventory-refusals", {"code": code, "row": row})

    def fetch_order(self, order_id: int) -> dict[str, Any]:
        """Fetch an order with its fulfillment orders, fulfillments and emails to the customer."""
        return self._send_request("GET", f"/orders/{order_id}")

    def find_webhook_id(self, topic: str, resource_id: int) -> str:
        deliveries = self._send_request("GET", f"/deliveries?topic={topic}")["deliveries"]
        found: str = next(d["webhook_id"] for d in deliveries if str(d["resource_id"]) == str(resource_id))
        return found

    def redeliver(self, webhook_id: str, **options: bool) -> tuple[str, int]:
        """Send a webhook again; returns its webhook id and the status code of the app's answer."""
        sent = self._send_request("POST", f"/deliveries/{webhook_id}/redeliver", options)
        return sent["webhook_id"], sent["status_code"]

    def _send_request(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = self.http.request(method, f"/sandbox/shops/{self.domain}{path}", json=body)
        response.raise_for_status()
        content: dict[str, Any] = response.json()
        return content
