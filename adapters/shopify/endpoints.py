"""URLs of a shop, or of the sandbox that stands in for all shops."""

from dataclasses import dataclass
from urllib.parse import urlencode

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class ShopEndpoints:
    """Builds URLs at the shop's own domain, or at `sandbox_url` if it is set."""

    sandbox_url: str | None = None

    def build_api_url(self, shop: ShopDomain, path: str) -> str:
        return f"{self.sandbox_url or f'https://{shop}'}{path}"

    def build_headers(self, shop: ShopDomain) -> dict[str, str]:
        """The header that names the shop to the sandbox; empty for Shopify."""
        return {"X-Sandbox-Shop": shop} if self.sandbox_url else {}

    def build_page_url(self, shop: ShopDomain, path: str, query: dict[str, str]) -> str:
        """The URL of a page that a browser opens."""
        # A link cannot carry a header, so the sandbox reads the shop from the query.
        parameters = query | ({"sandbox_shop": shop} if self.sandbox_url else {})
        return f"{self.build_api_url(shop, path)}?{urlencode(parameters)}"
