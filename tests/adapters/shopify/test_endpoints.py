"""URLs of shops and of the sandbox."""

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from tests.builders import SHOP


def test_a_shop_is_called_at_its_own_domain() -> None:
    endpoints = ShopEndpoints()
    assert endpoints.build_api_url(SHOP, "/admin") == f"https://{SHOP}/admin"
    assert endpoints.build_headers(SHOP) == {}
    assert endpoints.build_page_url(SHOP, "/admin", {"a": "b c"}) == f"https://{SHOP}/admin?a=b+c"


def test_the_sandbox_stands_in_for_every_shop() -> None:
    endpoints = ShopEndpoints("http://127.0.0.1:8001")
    assert endpoints.build_api_url(SHOP, "/admin") == "http://127.0.0.1:8001/admin"
    assert endpoints.build_headers(SHOP) == {"X-Sandbox-Shop": SHOP}
    assert endpoints.build_page_url(SHOP, "/admin", {}) == f"http://127.0.0.1:8001/admin?sandbox_shop={SHOP}"
