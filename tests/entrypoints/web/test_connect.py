"""A merchant connects a store; an attacker tries to."""

import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.use_cases import connect_shop
from tests.entrypoints.conftest import PREVIOUS_SECRET, SECRET
from tests.entrypoints.shopify import ScriptedShopify

SHOP = "tea-and-paper.myshopify.com"


def signed(secret: str = SECRET, **query: str) -> dict[str, str]:
    """A query with the signature that Shopify would put on it."""
    message = "&".join(f"{name}={query[name]}" for name in sorted(query))
    return {**query, "hmac": hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}


def begin(web: TestClient, shop: str = SHOP) -> str:
    """Open the install link; gives the state."""
    answer = web.get("/shopify/install", params={"shop": shop})
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))["state"]


def callback(state: str, **changes: str) -> dict[str, str]:
    """The query of a callback, before it is signed."""
    now = str(int(time.time()))
    return {"code": "code-1", "shop": SHOP, "state": state, "timestamp": now, "host": "YWRtaW4", **changes}


def shops(container: Container) -> list[Shop]:
    """What is stored."""
    with container.unit_of_work()() as tx:
        return list(tx.shops.all())


def test_the_install_link_leads_to_the_stores_own_consent_page(web: TestClient) -> None:
    location = urlsplit(web.get("/shopify/install", params={"shop": "Tea-And-Paper.myshopify.com"}).headers["location"])
    query = dict(parse_qsl(location.query))
    assert (location.scheme, location.netloc, location.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert query["redirect_uri"] == "https://erp.example.com/shopify/callback"
    assert query["client_id"] == "app-1"
    assert "read_orders" in query["scope"].split(",")
    assert len(query["state"]) >= 32


@pytest.mark.parametrize("secret", [SECRET, PREVIOUS_SECRET])
def test_a_signed_callback_connects_the_store(
    web: TestClient, container: Container, shopify: ScriptedShopify, secret: str
) -> None:
    page = web.get("/shopify/callback", params=signed(secret, **callback(begin(web))))
    assert page.status_code == 200
    assert f"{SHOP} is connected" in page.text
    assert [shop.domain for shop in shops(container)] == [SHOP]
    assert str(shopify.requests[0].url) == f"https://{SHOP}/admin/oauth/access_token"
    assert shopify.form == {"client_id": "app-1", "client_secret": SECRET, "code": "code-1", "expiring": "1"}


def test_the_tokens_are_encrypted_at_rest(web: TestClient, container: Container) -> None:
    web.get("/shopify/callback", params=signed(**callback(begin(web))))
    with container.engine().connect() as connection:
        row = connection.exec_driver_sql("SELECT access_token, refresh_token FROM shopify_shops").one()
    assert all(b"planted" not in column for column in row)
    with container.unit_of_work()() as tx:
        credentials = tx.shops.credentials(ShopDomain(SHOP))
    assert credentials is not None
    assert credentials.access_token.value == "shpat_planted_access_token"


def refused(web: TestClient, container: Container, query: dict[str, str], status: int, because: str) -> None:
    """The callback is refused with a page of its own, and nothing is stored."""
    page = web.get("/shopify/callback", params=query)
    assert page.status_code == status
    assert because in page.text
    assert shops(container) == []


def test_a_forged_callback_is_refused(web: TestClient, container: Container) -> None:
    query = signed("the secret of another app", **callback(begin(web)))
    refused(web, container, query, 401, "not signed by Shopify for this app")


def test_a_parameter_added_behind_the_signature_is_refused(web: TestClient, container: Container) -> None:
    refused(web, container, {**signed(**callback(begin(web))), "extra": "1"}, 401, "not signed by Shopify")


def test_a_callback_without_a_signature_is_refused(web: TestClient, container: Container) -> None:
    refused(web, container, callback(begin(web)), 401, "not signed by Shopify")


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
def test_a_callback_for_a_host_that_is_no_store_is_refused(web: TestClient, container: Container, host: str) -> None:
    refused(web, container, signed(**callback(begin(web), shop=host)), 400, "not a Shopify store")


def test_an_old_callback_is_refused(web: TestClient, container: Container) -> None:
    an_hour_ago = str(int(time.time()) - 3600)
    refused(web, container, signed(**callback(begin(web), timestamp=an_hour_ago)), 400, "too old")


def test_a_state_that_was_never_given_is_refused(web: TestClient, container: Container) -> None:
    refused(web, container, signed(**callback("made-up")), 400, "not begun here")


def test_a_state_of_another_store_is_refused(web: TestClient, container: Container) -> None:
    state = begin(web, "other-store.myshopify.com")
    refused(web, container, signed(**callback(state)), 400, "begun for another store")


def test_a_state_is_good_once(web: TestClient, container: Container, shopify: ScriptedShopify) -> None:
    query = signed(**callback(begin(web)))
    shopify.status = 400
    refused(web, container, query, 502, "did not give a token")
    shopify.status = 200
    refused(web, container, query, 400, "used already")


def test_a_state_that_was_begun_too_long_ago_is_refused(
    web: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect_shop, "STATE_LIFETIME", -connect_shop.STATE_LIFETIME / 2)
    refused(web, container, signed(**callback(begin(web))), 400, "begun too long ago")


def test_scopes_that_the_merchant_took_away_are_named(
    web: TestClient, container: Container, shopify: ScriptedShopify
) -> None:
    shopify.scope = "read_products,read_customers,read_fulfillments,read_locations"
    query = signed(**callback(begin(web)))
    refused(web, container, query, 403, "read_orders, write_merchant_managed_fulfillment_orders")


def test_a_store_that_does_not_answer_can_be_tried_again(
    web: TestClient, container: Container, shopify: ScriptedShopify
) -> None:
    shopify.status = 503
    refused(web, container, signed(**callback(begin(web))), 503, "answered a token request with 503")


def test_an_install_link_that_shopify_signed_wrongly_is_refused(web: TestClient) -> None:
    answer = web.get("/shopify/install", params={**signed(shop=SHOP, timestamp="1"), "timestamp": "2"})
    assert answer.status_code == 401


def test_an_install_link_for_no_store_is_refused(web: TestClient) -> None:
    assert web.get("/shopify/install").status_code == 400


def test_no_page_can_be_framed_kept_or_told_on(web: TestClient) -> None:
    headers = web.get("/shopify/install").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
