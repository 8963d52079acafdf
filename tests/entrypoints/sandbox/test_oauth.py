"""The merchant's consent and the token endpoint."""

import base64
import hashlib
import hmac

import pytest

from tests.entrypoints.sandbox.harness import CALLBACK_URL, CLIENT_ID, SECRET, SHOP, SandboxShop


def test_the_consent_page_names_the_shop_the_app_and_the_scopes_in_plain_words(store: SandboxShop) -> None:
    query = {"client_id": CLIENT_ID, "scope": "read_products,write_orders", "redirect_uri": CALLBACK_URL, "state": "x"}
    page = store.client.get("/admin/oauth/authorize", params=query, headers={"X-Sandbox-Shop": SHOP})
    assert page.status_code == 200
    for words in (SHOP, "Novex Shopify", "See products and their variants", "See and change orders"):
        assert words in page.text


def test_install_sends_the_browser_back_with_a_query_that_the_secret_vouches_for(store: SandboxShop) -> None:
    query = store.grant_consent(state="abc-123")
    claimed = query.pop("hmac")
    message = "&".join(f"{name}={query[name]}" for name in sorted(query))
    assert set(query) == {"code", "host", "shop", "state", "timestamp"}
    assert claimed == hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()
    assert (query["shop"], query["state"]) == (SHOP, "abc-123")


def test_the_host_is_base64_without_padding(store: SandboxShop) -> None:
    host = store.grant_consent()["host"]
    assert "=" not in host
    assert base64.b64decode(host + "=" * (-len(host) % 4)) == b"admin.shopify.com/store/tea-house"


def test_a_code_is_traded_for_a_token_that_opens_the_api(store: SandboxShop) -> None:
    answer = store.request_token(code=store.grant_consent()["code"]).json()
    assert set(answer) == {"access_token", "scope"}
    store.token = answer["access_token"]
    assert store.query("{ shop { myshopifyDomain } }") == {"shop": {"myshopifyDomain": SHOP}}


def test_json_serves_as_well_as_a_form(store: SandboxShop) -> None:
    body = {"client_id": CLIENT_ID, "client_secret": SECRET, "code": store.grant_consent()["code"]}
    answer = store.client.post("/admin/oauth/access_token", json=body, headers={"X-Sandbox-Shop": SHOP})
    assert answer.json()["access_token"].startswith("shpat_")


def test_a_code_works_once(store: SandboxShop) -> None:
    code = store.grant_consent()["code"]
    store.request_token(code=code)
    again = store.request_token(code=code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_request"


def test_a_code_works_for_its_own_shop_only(store: SandboxShop) -> None:
    code = store.grant_consent()["code"]
    stranger = SandboxShop(store.client, "other-house.myshopify.com")
    assert stranger.request_token(code=code).status_code == 400
    assert store.request_token(code=code).status_code == 200


def test_the_merchant_can_grant_less_than_was_asked(store: SandboxShop) -> None:
    query = store.grant_consent("read_products", requested=("read_products", "read_orders"))
    assert store.request_token(code=query["code"]).json()["scope"] == "read_products"


def test_a_read_scope_beside_its_write_scope_is_left_out_of_the_answer(store: SandboxShop) -> None:
    query = store.grant_consent(requested=("read_orders", "write_orders", "read_products"))
    assert store.request_token(code=query["code"]).json()["scope"] == "write_orders,read_products"


def test_cancel_grants_nothing(store: SandboxShop) -> None:
    form = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK_URL, "sandbox_shop": SHOP, "decision": "cancel"}
    answer = store.client.post("/admin/oauth/authorize", data=form, follow_redirects=False)
    assert answer.headers["location"] == f"/sandbox/stores/{SHOP}"
    assert store.call_control_api("GET")["installed"] is False


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"client_id": "someone-else"}, "client_id"),
        ({"redirect_uri": ""}, "redirect_uri is missing"),
        ({"redirect_uri": "http://erp.example/callback"}, "not whitelisted"),
    ],
)
def test_a_wrong_link_gets_a_page_that_says_so(store: SandboxShop, changed: dict[str, str], words: str) -> None:
    query = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK_URL, "sandbox_shop": SHOP, **changed}
    page = store.client.get("/admin/oauth/authorize", params=query)
    assert page.status_code == 400
    assert words in page.text


@pytest.mark.parametrize(
    "domain", ["evil.example", "a.myshopify.com.evil.example", "-a.myshopify.com", "é.myshopify.com"]
)
def test_a_malformed_shop_does_not_exist(store: SandboxShop, domain: str) -> None:
    page = store.client.get("/admin/oauth/authorize", params={"client_id": CLIENT_ID, "sandbox_shop": domain})
    assert page.status_code == 404


def test_a_wrong_secret_is_refused(store: SandboxShop) -> None:
    code = store.grant_consent()["code"]
    assert store.request_token(code=code, client_secret="wrong").status_code == 401
    assert store.request_token(code=code, client_id="wrong").status_code == 400
