"""`POST /webhooks/shopify`: the response to each kind of request."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from novex_shopify.config.container import Container
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, IntakeOutcome, WebhookEvent
from novex_shopify.entrypoints.web.app import create_app
from novex_shopify.entrypoints.web.webhook_bodies import MAX_BODY_BYTES
from tests.entrypoints.conftest import MONITORING, PREVIOUS_SECRET, SECRET

SHOP = ShopDomain("tea-and-paper.myshopify.com")
BODY = json.dumps({"id": 820982911946154508, "name": "#1001", "financial_status": "paid"}).encode()


@pytest.fixture(autouse=True)
def a_connected_shop(container: Container) -> None:
    """A connected store."""
    with container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", datetime(2026, 11, 1, tzinfo=UTC)))
        tx.commit()


def build_headers(
    body: bytes = BODY, secret: str = SECRET, changes: Mapping[str, str | None] = MappingProxyType({})
) -> dict[str, str]:
    """Shopify's headers; a change to None leaves one out."""
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    sent: dict[str, str | None] = {
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": "webhook-1",
        "X-Shopify-Event-Id": "event-1",
        "X-Shopify-Triggered-At": "2026-11-23T10:00:00.123456789Z",
        **{f"X-Shopify-{name.replace('_', '-')}": value for name, value in changes.items()},
    }
    return {name: value for name, value in sent.items() if value is not None}


def post_delivery(web: TestClient, sent: bytes = BODY, **changes: str | None) -> int:
    """Deliver; returns the status."""
    return web.post("/webhooks/shopify", content=sent, headers=build_headers(sent, changes=changes)).status_code


@pytest.mark.parametrize("secret", [SECRET, PREVIOUS_SECRET])
def test_headers_of_the_newer_family_are_read_and_verified_the_same(
    web: TestClient, container: Container, secret: str
) -> None:
    headers = {name.removeprefix("X-"): value for name, value in build_headers(secret=secret).items()}
    assert web.post("/webhooks/shopify", content=BODY, headers=headers).status_code == 200
    assert web.post("/webhooks/shopify", content=BODY + b" ", headers=headers).status_code == 401
    (event,) = list_events(container)
    assert (event.topic, event.webhook_id, event.event_id) == ("orders/create", "webhook-1", "event-1")


def list_events(container: Container) -> Sequence[WebhookEvent]:
    """The inbox."""
    with container.unit_of_work()() as tx:
        return tx.events.list_latest(10)


def test_a_genuine_delivery_is_stored_unchanged(web: TestClient, container: Container) -> None:
    assert post_delivery(web) == 200
    (event,) = list_events(container)
    assert event.body == BODY
    assert (event.topic, event.webhook_id, event.status) == ("orders/create", "webhook-1", EventStatus.PENDING)
    assert event.resource_key == "order:820982911946154508"
    assert event.triggered_at == datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)


def test_the_previous_secret_is_accepted_during_a_rotation(web: TestClient, container: Container) -> None:
    assert web.post("/webhooks/shopify", content=BODY, headers=build_headers(secret=PREVIOUS_SECRET)).status_code == 200
    assert len(list_events(container)) == 1


def test_a_repeated_delivery_is_accepted_and_stored_once(web: TestClient, container: Container) -> None:
    assert [post_delivery(web), post_delivery(web)] == [200, 200]
    assert len(list_events(container)) == 1


def test_two_topics_of_one_event_are_two_deliveries(web: TestClient, container: Container) -> None:
    post_delivery(web)
    post_delivery(web, Topic="orders/paid", Webhook_Id="webhook-2")
    assert len(list_events(container)) == 2


@pytest.mark.parametrize("signature", ["", "not base64", "AAAA", None])
def test_a_forged_delivery_is_refused_and_not_stored(
    web: TestClient, container: Container, signature: str | None
) -> None:
    assert post_delivery(web, Hmac_Sha256=signature) == 401
    assert list_events(container) == []


def test_a_signature_that_is_no_text_is_refused(web: TestClient) -> None:
    sent = [(name.encode(), value.encode()) for name, value in build_headers(changes={"Hmac_Sha256": None}).items()]
    sent.append((b"X-Shopify-Hmac-Sha256", "ü".encode()))
    assert web.post("/webhooks/shopify", content=BODY, headers=sent).status_code == 401


def test_a_body_changed_in_transit_is_refused(web: TestClient, container: Container) -> None:
    answer = web.post("/webhooks/shopify", content=BODY + b" ", headers=build_headers(BODY))
    assert answer.status_code == 401
    assert list_events(container) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"Topic": None},
        {"Topic": ""},
        {"Webhook_Id": None},
        {"Webhook_Id": "x" * 300},
        {"Shop_Domain": None},
        {"Shop_Domain": "tea-and-paper.myshopify.com.evil.example"},
        {"Triggered_At": "yesterday"},
        {"Triggered_At": "0001-01-01T00:00:00+05:00"},
        {"Triggered_At": "9999-12-31T23:59:59-05:00"},
        {"Triggered_At": "1970-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_missing_or_malformed_headers_are_refused(
    web: TestClient, container: Container, changes: dict[str, str | None]
) -> None:
    answer = web.post("/webhooks/shopify", content=BODY, headers=build_headers(changes=changes))
    assert answer.status_code == 400
    assert list_events(container) == []


def test_a_delivery_of_an_unknown_shop_is_accepted_and_not_stored(web: TestClient, container: Container) -> None:
    assert post_delivery(web, Shop_Domain="unknown-shop.myshopify.com") == 200
    assert list_events(container) == []


def test_a_signed_body_that_is_no_json_object_is_refused(web: TestClient, container: Container) -> None:
    """Such as an OAuth query, which Shopify signs with the same secret."""
    assert post_delivery(web, b"code=1&host=2&shop=tea-and-paper.myshopify.com&state=3&timestamp=4") == 400
    assert list_events(container) == []


def test_a_body_over_the_size_limit_is_refused(web: TestClient, container: Container) -> None:
    assert post_delivery(web, b" " * (MAX_BODY_BYTES + 1)) == 413
    assert list_events(container) == []


def test_only_post_is_allowed(web: TestClient) -> None:
    assert web.get("/webhooks/shopify").status_code == 405


def test_a_delivery_that_cannot_be_stored_gets_a_status_on_which_shopify_retries(container: Container) -> None:
    def no_database(_deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        raise ConnectionError("the database is away")

    container.ingest_webhook.override(providers.Object(no_database))
    with TestClient(create_app(container, with_worker=False)) as web:
        assert post_delivery(web) == 503


def test_the_metrics_count_deliveries_by_outcome(web: TestClient) -> None:
    post_delivery(web)
    metrics = web.get("/metrics", headers=MONITORING).text
    assert 'novex_webhook_deliveries_total{outcome="stored"}' in metrics
    assert 'novex_webhook_events{status="pending"} 1.0' in metrics


def test_a_delivery_in_another_api_version_is_stored_and_logged(web: TestClient) -> None:
    def count_deliveries() -> float:
        (line,) = re.findall(
            r"^novex_webhook_api_version_mismatches_total (.+)$",
            web.get("/metrics", headers=MONITORING).text,
            re.MULTILINE,
        )
        return float(line)

    before = count_deliveries()
    assert post_delivery(web, API_Version="2026-10") == 200
    assert count_deliveries() == before
    with capture_logs() as logs:
        for number in range(2):
            assert post_delivery(web, API_Version="2027-01", Webhook_Id=f"other-{number}") == 200
    assert count_deliveries() == before + 2
    (logged,) = (log for log in logs if log["event"] == "webhook.api_version_mismatch")
    assert (logged["shop"], logged["delivered_version"], logged["expected_version"]) == (SHOP, "2027-01", "2026-10")
