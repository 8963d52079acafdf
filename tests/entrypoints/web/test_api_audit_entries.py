"""Every call of the API that changes something says so in the audit log, with the token's name."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.entrypoints.web.api import routes
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import LOCATION_ID, build_world, list_entries
from tests.builders import LINE_ID, ORDER_ID, SHOP

TOKEN = "token-of-the-warehouse-0123456789"
SHIPMENT = {"id": "SHIP-3", "order_id": "1", "lines": [{"line_item_id": str(LINE_ID), "quantity": 1}]}
ORDER = {"shop": SHOP, "shopify_id": str(ORDER_ID)}
ORDER_PATH = f"/stores/{SHOP}/orders/{ORDER_ID}"
RECORDED = {
    ("POST", "/shipments"): ("/shipments", SHIPMENT),
    ("PUT", "/shipments/{shipment:path}/quantities"): (
        "/shipments/SHIP-1/quantities",
        {"lines": [{"line_item_id": LINE_ID, "quantity": 1}], "reason": "a mistake"},
    ),
    ("PUT", "/shipments/{shipment:path}/tracking"): ("/shipments/SHIP-1/tracking", {"number": "JD-NEW"}),
    ("POST", "/shipments/{shipment:path}/retry"): ("/shipments/SHIP-2/retry", None),
    ("POST", "/shipments/{shipment:path}/elsewhere"): ("/shipments/SHIP-3/elsewhere", {"reason": "by hand"}),
    ("DELETE", "/shipments/{shipment:path}"): ("/shipments/SHIP-1", None),
    ("POST", "/invoices"): ("/invoices", {"order_id": "1"}),
    ("PUT", "/documents/{seller}"): ("/documents/tea", {"accent_color": "#1a5632"}),
    ("POST", "/reports/schedules"): (
        "/reports/schedules",
        {"report": "taxes", "every": "daily", "recipients": ["anna@example.com"]},
    ),
    ("DELETE", "/reports/schedules/{schedule}"): ("/reports/schedules/1", None),
    ("POST", "/holds"): ("/holds", {"orders": [ORDER], "reason": "a call"}),
    ("POST", "/holds/release"): ("/holds/release", {"orders": [ORDER], "reason": "paid"}),
    ("POST", "/stores/{shop}/orders/{order}/comments"): (f"{ORDER_PATH}/comments", {"text": "Call back"}),
    ("DELETE", "/stores/{shop}/orders/{order}/comments/{comment}"): (f"{ORDER_PATH}/comments/2", None),
    ("PUT", "/stores/{shop}/hold-rules/{rule}"): (
        f"/stores/{SHOP}/hold-rules/Big",
        {"kind": "amount_above", "values": ["900"]},
    ),
    ("DELETE", "/stores/{shop}/hold-rules/{rule}"): (f"/stores/{SHOP}/hold-rules/Big", None),
    **{
        ("POST", f"/issues/{action}"): (f"/issues/{action}", {"ids": ["1"], **body})
        for action, body in (
            ("acknowledge", {}),
            ("assign", {"owner": None}),
            ("ignore", {"until_more_orders": True}),
            ("resolve", {}),
            ("reopen", {}),
        )
    },
    ("POST", "/issues/{issue}/comments"): ("/issues/1/comments", {"text": "a comment"}),
    ("POST", "/notifications/channels"): (
        "/notifications/channels",
        {"name": "Team", "kind": "teams", "url": "https://teams.example/hook"},
    ),
    **{
        ("POST", f"/notifications/channels/{{channel}}/{action}"): (f"/notifications/channels/1/{action}", None)
        for action in ("test", "retry", "pause", "resume")
    },
    ("POST", "/notifications/rules"): ("/notifications/rules", {"channels": ["1"], "cause": "critical"}),
    ("PUT", "/notifications/rules/{rule}"): ("/notifications/rules/1", {"channels": [1], "cause": "data_check"}),
    ("DELETE", "/notifications/rules/{rule}"): ("/notifications/rules/1", None),
    ("PUT", "/notifications/settings"): ("/notifications/settings", {"time_zone": "Europe/Berlin"}),
    ("DELETE", "/notifications/channels/{channel}"): ("/notifications/channels/1", None),
    ("POST", "/stores/{shop}/stock/push"): (f"/stores/{SHOP}/stock/push", {"item_id": "ART-1"}),
    ("POST", "/stores/{shop}/stock/pause"): (f"/stores/{SHOP}/stock/pause", {"reason": "a count"}),
    ("POST", "/stores/{shop}/stock/resume"): (f"/stores/{SHOP}/stock/resume", None),
    ("PUT", "/stores/{shop}/locations/{location}"): (
        f"/stores/{SHOP}/locations/{LOCATION_ID}",
        {"storage_locations": ["Rack"], "takes_rest": True},
    ),
    ("PUT", "/safety-stock"): ("/safety-stock", {"units": 5, "item_id": "ART-1"}),
    ("DELETE", "/safety-stock"): ("/safety-stock?item_id=ART-2", None),
    ("POST", "/lots/{item}/{code:path}/hold"): ("/lots/ART-1/L1/hold", {"reason": "smells odd"}),
    ("POST", "/lots/{item}/{code:path}/release"): ("/lots/ART-1/L1/release", {"reason": "fine"}),
}
IN_THE_LEDGER = {
    ("POST", "/orders/{order}/assignments"),
    ("DELETE", "/orders/{order}/assignments"),
    ("PUT", "/assignments/{assignment}"),
    ("POST", "/assignments/{assignment}/correct"),
    ("POST", "/lots"),
}
"""The ledger of stock names the token: tests/entrypoints/web/test_api_stock.py."""

OF_FAILURES = {("POST", "/notifications/channels/{channel}/dismiss")}
"""Needs a message that was given up: tests/domain/use_cases/notifications."""

OF_LABELS = {
    ("POST", "/labels"),
    ("POST", "/labels/return"),
    ("POST", "/labels/many"),
    ("POST", "/labels/many/buy"),
    ("POST", "/orders/{order}/verify-address"),
    ("POST", "/manifests"),
    *(("POST", f"/labels/{{label}}/{action}") for action in ("buy", "check", "give-up", "ship-again", "void")),
}
"""Each needs a purchase in a state of its own: tests/entrypoints/web/test_api_labels.py."""

CHANGES_NOTHING = {
    ("POST", "/orders/{order}/propose"),
    ("POST", "/search"),
    ("POST", "/stores/{shop}/locations/read"),
}


@pytest.fixture
def container() -> Container:
    """An installation with a token for the API."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    build_world(container)
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    """A program with the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def test_every_call_that_changes_something_is_in_the_audit_log(api: TestClient, container: Container) -> None:
    writing = {(method, route.path) for route in routes for method in (route.methods or set()) - {"GET", "HEAD"}}
    assert writing == RECORDED.keys() | IN_THE_LEDGER | OF_FAILURES | OF_LABELS | CHANGES_NOTHING
    count = len(list_entries(container))
    for (method, _), (path, body) in RECORDED.items():
        answer = api.request(method, f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text
        entries = list_entries(container)
        assert (path, len(entries)) == (path, count + 1)
        assert entries[0].actor == Actor(ActorKind.API_TOKEN, "warehouse")
        count += 1
