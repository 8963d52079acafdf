"""Where a store answers: at its own address, or at the sandbox."""

from dataclasses import dataclass
from urllib.parse import urlencode

from novex_shopify.domain.errors import ShopClosed, ShopPaused
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class ShopEndpoints:
    """Builds addresses of stores. With `sandbox` set, one local server stands in for all of them."""

    sandbox_url: str | None = None

    def build_api_url(self, shop: ShopDomain, path: str) -> str:
        """Where a call for this store goes."""
        return f"{self.sandbox_url or f'https://{shop}'}{path}"

    def build_headers(self, shop: ShopDomain) -> dict[str, str]:
        """Tells the sandbox which store is meant."""
        return {"X-Sandbox-Shop": shop} if self.sandbox_url else {}

    def build_page_url(self, shop: ShopDomain, path: str, query: dict[str, str]) -> str:
        """Where a browser is sent. It cannot be given a header, so the sandbox reads the store from the query."""
        parameters = query | ({"sandbox_shop": shop} if self.sandbox_url else {})
        return f"{self.build_api_url(shop, path)}?{urlencode(parameters)}"


def check_shop_is_available(shop: ShopDomain, status: int, call: str) -> None:
    """Raise `ShopPaused` or `ShopClosed` where Shopify answers so for any call (Shopify: API response status codes)."""
    if status in (402, 423):
        raise ShopPaused(shop, status)
    if status == 404:
        raise ShopClosed(shop, call)
