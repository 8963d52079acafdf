"""Where a store answers: at its own address, or at the sandbox."""

from dataclasses import dataclass
from urllib.parse import urlencode

from novex_shopify.domain.errors import ShopClosed, ShopPaused
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class StoreAddresses:
    """Builds addresses of stores. With `sandbox` set, one local server stands in for all of them."""

    sandbox: str | None = None

    def api(self, shop: ShopDomain, path: str) -> str:
        """Where a call for this store goes."""
        return f"{self.sandbox or f'https://{shop}'}{path}"

    def headers(self, shop: ShopDomain) -> dict[str, str]:
        """Tells the sandbox which store is meant."""
        return {"X-Sandbox-Shop": shop} if self.sandbox else {}

    def page(self, shop: ShopDomain, path: str, query: dict[str, str]) -> str:
        """Where a browser is sent. It cannot be given a header, so the sandbox reads the store from the query."""
        parameters = query | ({"sandbox_shop": shop} if self.sandbox else {})
        return f"{self.api(shop, path)}?{urlencode(parameters)}"


def check_the_store_is_served(shop: ShopDomain, status: int, call: str) -> None:
    """Raise `ShopPaused` or `ShopClosed` where Shopify answers so for any call (Shopify: API response status codes)."""
    if status in (402, 423):
        raise ShopPaused(shop, status)
    if status == 404:
        raise ShopClosed(shop, call)
