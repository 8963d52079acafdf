"""A merchant connects a store; an attacker tries to."""

import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import ActorKind
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.timing import OAUTH_STATE_LIFETIME
from novex_shopify.domain.use_cases.shops import connect_shop
from tests.audited_world import list_entries
from tests.entrypoints.conftest import PREVIOUS_SECRET, SECRET
from tests.entrypoints.scripted_shopify import ScriptedShopify

SHOP = "tea-and-paper.myshopify.com"


def sign_query(secret: str = SECRET, **query: str) -> dict[str, str]:
    """Sign a query as Shopify does."""
    message = "&".join(f"{name}={query[name]}" for name in sorted(query))
    return {**query, "hmac": hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}


def begin_connect(web: TestClient, shop: str = SHOP) -> str:
    """Open the install link; returns the state."""
    answer = web.get("/shopify/install", params={"shop": shop})
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))["state"]


def build_callback(state: str, **changes: str) -> dict[str, str]:
    """The query of a callback, before it is signed."""
    now = str(int(time.time()))
    return {"code": "code-1", "shop": SHOP, "state": state, "timestamp": now, "host": "YWRtaW4", **changes}


def list_shops(container: Container) -> list[Shop]:
    """The stored shops."""
    with container.unit_of_work()() as tx:
        return list(tx.shops.list_all())


def test_the_install_link_leads_to_the_shops_own_consent_page(web: TestClient) -> None:
    location = urlsplit(web.get("/shopify/install", params={"shop": "Tea-And-Paper.myshopify.com"}).headers["location"])
    query = dict(parse_qsl(location.query))
    assert (location.scheme, location.netloc, location.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert query["redirect_uri"] == "https://erp.example.com/shopify/callback"
    assert query["client_id"] == "app-1"
    assert "read_orders" in query["scope"].split(",")
    assert len(query["state"]) >= 32


@pytest.mark.parametrize("secret", [SECRET, PREVIOUS_SECRET])
def test_a_signed_callback_connects_the_shop(
    web: TestClient, container: Container, shopify: ScriptedShopify, secret: str
) -> None:
    page = web.get("/shopify/callback", params=sign_query(secret, **build_callback(begin_connect(web))))
    assert page.status_code == 200
    assert f"{SHOP} is connected" in page.text
    assert [shop.domain for shop in list_shops(container)] == [SHOP]
    (entry,) = list_entries(container)
    assert (entry.action, entry.actor.kind, entry.subject.shop) == (
        AuditAction.STORE_CONNECTED,
        ActorKind.SHOPIFY,
        SHOP,
    )
    assert str(shopify.requests[0].url) == f"https://{SHOP}/admin/oauth/access_token"
    assert shopify.last_form == {"client_id": "app-1", "client_secret": SECRET, "code": "code-1", "expiring": "1"}


def test_the_tokens_are_encrypted_at_rest(web: TestClient, container: Container) -> None:
    web.get("/shopify/callback", params=sign_query(**build_callback(begin_connect(web))))
    with container.engine().connect() as connection:
        row = connection.exec_driver_sql("SELECT access_token, refresh_token FROM shopify_shops").one()
    assert all(b"planted" not in column for column in row)
    with container.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(ShopDomain(SHOP))
    assert credentials is not None
    assert credentials.access_token.value == "shpat_planted_access_token"


def assert_refused(web: TestClient, container: Container, query: dict[str, str], status: int, because: str) -> None:
    """Assert that the callback is refused with an error page and that nothing is stored."""
    page = web.get("/shopify/callback", params=query)
    assert page.status_code == status
    assert because in page.text
    assert list_shops(container) == []


def test_a_forged_callback_is_refused(web: TestClient, container: Container) -> None:
    query = sign_query("the secret of another app", **build_callback(begin_connect(web)))
    assert_refused(web, container, query, 401, "Shopify did not sign this request for this app")


def test_a_parameter_added_after_the_signature_is_refused(web: TestClient, container: Container) -> None:
    assert_refused(
        web,
        container,
        {**sign_query(**build_callback(begin_connect(web))), "extra": "1"},
        401,
        "Shopify did not sign this request",
    )


def test_a_callback_without_a_signature_is_refused(web: TestClient, container: Container) -> None:
    assert_refused(web, container, build_callback(begin_connect(web)), 401, "Shopify did not sign this request")


@pytest.mark.parametrize(
    "host",
    [
        "tea-and-paper.myshopify.com.evil.example",
        "evil.example/tea-and-paper.myshopify.com",
        "tea-and-paper.myshopify.com\n",
        "tea_and_paper.myshopify.com",
        "",
    ],
)
def test_a_callback_for_a_host_that_is_no_shop_is_refused(web: TestClient, container: Container, host: str) -> None:
    assert_refused(
        web, container, sign_query(**build_callback(begin_connect(web), shop=host)), 400, "not a Shopify store"
    )


def test_an_old_callback_is_refused(web: TestClient, container: Container) -> None:
    an_hour_ago = str(int(time.time()) - 3600)
    assert_refused(
        web, container, sign_query(**build_callback(begin_connect(web), timestamp=an_hour_ago)), 400, "too old"
    )


def test_an_unknown_state_is_refused(web: TestClient, container: Container) -> None:
    assert_refused(web, container, sign_query(**build_callback("made-up")), 400, "was not started here")


def test_a_state_of_another_shop_is_refused(web: TestClient, container: Container) -> None:
    state = begin_connect(web, "other-store.myshopify.com")
    assert_refused(web, container, sign_query(**build_callback(state)), 400, "started for another store")


def test_another_browser_cannot_finish_a_connection(web: TestClient, container: Container) -> None:
    answer = web.get("/shopify/install", params={"shop": SHOP})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-novex-oauth=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))
    query = sign_query(**build_callback(dict(parse_qsl(urlsplit(answer.headers["location"]).query))["state"]))
    web.cookies.clear()
    assert_refused(web, container, query, 400, "not started here and in this browser")


def test_a_state_is_accepted_once(web: TestClient, container: Container, shopify: ScriptedShopify) -> None:
    query = sign_query(**build_callback(begin_connect(web)))
    shopify.status = 400
    assert_refused(web, container, query, 502, "did not issue a token")
    shopify.status = 200
    assert_refused(web, container, query, 400, "was already used")


def test_an_expired_state_is_refused(web: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect_shop, "OAUTH_STATE_LIFETIME", -OAUTH_STATE_LIFETIME / 2)
    assert_refused(web, container, sign_query(**build_callback(begin_connect(web))), 400, "started too long ago")


def test_scopes_that_the_merchant_removed_are_named(
    web: TestClient, container: Container, shopify: ScriptedShopify
) -> None:
    shopify.scope = "read_products,read_customers,read_payment_terms,read_fulfillments,read_locations"
    query = sign_query(**build_callback(begin_connect(web)))
    assert_refused(web, container, query, 403, "read_orders, write_merchant_managed_fulfillment_orders")


def test_a_connected_shop_works_on_without_the_scopes_that_it_did_not_grant(
    web: TestClient, container: Container, shopify: ScriptedShopify
) -> None:
    web.get("/shopify/callback", params=sign_query(**build_callback(begin_connect(web))))
    shopify.scope = "read_products"
    page = web.get("/shopify/callback", params=sign_query(**build_callback(begin_connect(web), code="code-2")))
    assert (page.status_code, "did not grant: " in page.text) == (403, True)
    assert "The store stays connected" in page.text
    assert "Nothing was saved" not in page.text
    (shop,) = list_shops(container)
    assert (shop.connected, str(shop.scopes)) == (True, "read_products")


def test_connecting_can_be_retried_if_shopify_does_not_respond(
    web: TestClient, container: Container, shopify: ScriptedShopify
) -> None:
    shopify.status = 503
    assert_refused(
        web, container, sign_query(**build_callback(begin_connect(web))), 503, "answered a token request with 503"
    )


def test_an_install_link_that_shopify_signed_wrongly_is_refused(web: TestClient) -> None:
    answer = web.get("/shopify/install", params={**sign_query(shop=SHOP, timestamp="1"), "timestamp": "2"})
    assert answer.status_code == 401


def test_an_install_link_for_no_shop_is_refused(web: TestClient) -> None:
    assert web.get("/shopify/install").status_code == 400


def test_no_page_can_be_framed_cached_or_leak_its_referrer(web: TestClient) -> None:
    headers = web.get("/shopify/install").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_store_that_was_not_expected_awaits_approval(web: TestClient, container: Container) -> None:
    shop = "stranger.myshopify.com"
    page = web.get("/shopify/callback", params=sign_query(**build_callback(begin_connect(web, shop), shop=shop)))
    assert (page.status_code, "awaits approval" in page.text) == (200, True)
    assert [each.awaits_approval for each in list_shops(container)] == [True]
