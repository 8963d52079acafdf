"""Every form that changes something says so in the audit log."""

from collections.abc import Mapping
from typing import Any

import pytest
from dependency_injector import providers

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.actor import LOCAL_USER
from novex_shopify.entrypoints.web.console.routes import routes
from tests.audited_world import (
    CUSTOMER_ID,
    EXACT_VARIANT,
    FAILED_EVENT,
    FREE_VARIANT,
    LOCATION_ID,
    MAPPED_VARIANT,
    OPEN_RECALL,
    RUNNING_IMPORT,
    WAITING_SHOP,
    build_world,
    list_entries,
)
from tests.builders import LINE_ID, ORDER_ID, SHOP
from tests.entrypoints.web.console.local_console import LOCAL, open_local_console, send_form

FORMS = {route.path.removeprefix("/console") for route in routes if "POST" in (route.methods or ())}

PRODUCTS, STORE, EVENT = f"/products/{SHOP}", f"/stores/{SHOP}", f"/events/{FAILED_EVENT}"
RECALL = f"/recalls/{OPEN_RECALL}"
SHIPMENT, REASON = {"shipment": "SHIP-1"}, {"reason": "a reason"}
DAYS = {"first": "2026-11-22", "last": "2026-11-23"}
CSV = f"variant,item\n{FREE_VARIANT},ART-1\n"

SELLER = {
    "legal_name": "Tea GmbH",
    "prefix": "DE",
    "street": "Domstr. 1",
    "zip": "50667",
    "country_code": "DE",
    "language": "en",
    "time_zone": "UTC",
}

RECORDED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "/events/replay": ("/events/replay", {"retried": "dead"}),
    "/events/{event:id}/replay": (f"{EVENT}/replay", {}),
    "/events/{event:id}/dismiss": (f"{EVENT}/dismiss", REASON),
    "/orders/check-shopify": ("/orders/check-shopify", {"shop": SHOP}),
    "/events/retry": ("/events/retry", {"id": str(FAILED_EVENT)}),
    "/orders/{shop}/{order:id}/map/{variant:id}": (f"/orders/{SHOP}/{ORDER_ID}/map/{FREE_VARIANT}", {"item": "ART-1"}),
    "/orders/{shop}/{order:id}/map": (f"/orders/{SHOP}/{ORDER_ID}/map", {"accept": f"{FREE_VARIANT}:ART-1"}),
    "/orders/{shop}/{order:id}/invoices": (f"/orders/{SHOP}/{ORDER_ID}/invoices", {}),
    "/orders/hold": ("/orders/hold", {"id": f"{SHOP}/{ORDER_ID}", **REASON}),
    "/orders/{shop}/{order:id}/hold": (f"/orders/{SHOP}/{ORDER_ID}/hold", REASON),
    "/orders/{shop}/{order:id}/comments": (f"/orders/{SHOP}/{ORDER_ID}/comments", {"text": "Call back"}),
    "/orders/{shop}/{order:id}/comments/delete": (f"/orders/{SHOP}/{ORDER_ID}/comments/delete", {"comment": "1"}),
    "/settings/holds": ("/settings/holds", {"shop": SHOP, "name": "New", "kind": "first_order"}),
    "/settings/holds/delete": ("/settings/holds/delete", {"shop": SHOP, "name": "Big"}),
    "/orders/retry": ("/orders/retry", {"id": f"{SHOP}/1"}),
    "/orders/release": ("/orders/release", {"id": f"{SHOP}/404", **REASON}),
    "/orders/{shop}/{order:id}/release": (f"/orders/{SHOP}/404/release", REASON),
    "/issues/acknowledge": ("/issues/acknowledge", {"id": "1"}),
    "/issues/assign": ("/issues/assign", {"id": "1"}),
    "/issues/ignore": ("/issues/ignore", {"id": "1", "until": "1d"}),
    "/issues/resolve": ("/issues/resolve", {"id": "1"}),
    "/issues/reopen": ("/issues/reopen", {"id": "2"}),
    "/issues/{issue:id}/comment": ("/issues/1/comment", {"text": "a comment"}),
    "/exceptions/{exception:id}/close": ("/exceptions/3/close", {"note": "a note"}),
    "/exceptions/{exception:id}/confirm": ("/exceptions/2/confirm", {}),
    "/returns/{return:id}/never-came": ("/returns/1/never-came", REASON),
    "/shipments/retry-chosen": ("/shipments/retry-chosen", {"id": "SHIP-2"}),
    "/shipments/quantities": ("/shipments/quantities", {**SHIPMENT, **REASON}),
    "/shipments/elsewhere": ("/shipments/elsewhere", {**SHIPMENT, **REASON}),
    "/shipments/retry": ("/shipments/retry", SHIPMENT),
    "/shipments/tracking": ("/shipments/tracking", {**SHIPMENT, "number": "JD-NEW"}),
    "/shipments/cancel": ("/shipments/cancel", SHIPMENT),
    "/shipments/give-up": ("/shipments/give-up", {**SHIPMENT, **REASON}),
    "/products/match": ("/products/match", {"shop": SHOP}),
    "/products/{shop}/exact-matches": (f"{PRODUCTS}/exact-matches", {"accept": f"{EXACT_VARIANT}:ART-2"}),
    "/products/{shop}/take-over": (f"{PRODUCTS}/take-over", {}),
    "/products/{shop}/import": (f"{PRODUCTS}/import", {"text": CSV, "apply": "yes"}),
    "/products/{shop}/ignore": (f"{PRODUCTS}/ignore", {"id": str(FREE_VARIANT)}),
    "/products/{shop}/unmap": (f"{PRODUCTS}/unmap", {"id": str(MAPPED_VARIANT)}),
    "/products/{shop}/{variant:id}/map": (f"{PRODUCTS}/{FREE_VARIANT}/map", {"item": "ART-1"}),
    "/products/{shop}/{variant:id}/ignore": (f"{PRODUCTS}/{FREE_VARIANT}/ignore", {}),
    "/products/{shop}/{variant:id}/unmap": (f"{PRODUCTS}/{MAPPED_VARIANT}/unmap", {}),
    "/reports/{report}/schedules": ("/reports/taxes/schedules", {"every": "daily", "recipients": "anna@example.com"}),
    "/reports/schedules/{schedule:id}/remove": ("/reports/schedules/1/remove", {}),
    "/items/item": ("/items/item", {"id": "ART-1", "unit": "bag", "date_kind": "use_by"}),
    "/items/import": ("/items/import", {"text": "name,sku\nBiscuit,BIS\n", "apply": "yes"}),
    "/imports": ("/imports", {"shop": SHOP, "kind": "products"}),
    "/imports/{run:id}/run-again": ("/imports/1/run-again", {}),
    "/imports/{run:id}/cancel": (f"/imports/{RUNNING_IMPORT}/cancel", {}),
    "/stores/connect": ("/stores/connect", {"shop": "new.myshopify.com"}),
    "/stores/{shop}/approve": (f"/stores/{WAITING_SHOP}/approve", {}),
    "/stores/{shop}/settings": (
        f"{STORE}/settings",
        {
            "keep_events_days": "30",
            "unmapped_products": "park",
            "auto_assign": "by_hand",
            "min_remaining_days": "0",
            "handling_days": "2",
            "invoices": "by_hand",
            "invoice_numbers": "sequential",
            "no_movement_days": "5",
        },
    ),
    "/stores/{shop}/webhooks/repair": (f"{STORE}/webhooks/repair", {}),
    "/stores/{shop}/disconnect": (f"{STORE}/disconnect", {"confirmation": SHOP}),
    "/stores/{shop}/read-again": (f"{STORE}/read-again", {}),
    "/stores/{shop}/data-check/check": (f"{STORE}/data-check/check", DAYS),
    "/stores/{shop}/data-check/repair": (f"{STORE}/data-check/repair", DAYS),
    "/customers/duplicates/{shop}/{customer:id}/keep-separate": (
        f"/customers/duplicates/{SHOP}/{CUSTOMER_ID}/keep-separate",
        {},
    ),
    "/customers/{customer}/lots": ("/customers/1/lots", {"min_remaining_days": "30"}),
    "/stores/{shop}/data-check/{day}/repair/{order:id}": (f"{STORE}/data-check/2026-11-22/repair/{ORDER_ID}", {}),
    "/orders/{shop}/{order:id}/corrections": (
        f"/orders/{SHOP}/{ORDER_ID}/corrections",
        {"line": str(LINE_ID), "item": "ART-2", **REASON},
    ),
    "/lots/{lot:id}/quarantine": ("/lots/1/quarantine", REASON),
    "/lots/{lot:id}/release": ("/lots/1/release", REASON),
    "/recalls": ("/recalls", {"lot": "1", "class": "class_1", **REASON}),
    "/recalls/{number}/notices": (f"{RECALL}/notices", {"order": "1", "channel": "email"}),
    "/recalls/{number}/notices/{notice:id}": (f"{RECALL}/notices/1", {"note": "sends it back"}),
    "/recalls/{number}/close": (f"{RECALL}/close", {"outcome-2": "scrapped", "conclusion": "all is back"}),
    "/stores/{shop}/stock/push": (f"{STORE}/stock/push", {}),
    "/stores/{shop}/stock/pause": (f"{STORE}/stock/pause", REASON),
    "/stores/{shop}/stock/resume": (f"/stores/{WAITING_SHOP}/stock/resume", {}),
    "/stores/{shop}/locations/{location:id}": (
        f"{STORE}/locations/{LOCATION_ID}",
        {"takes_rest": "yes"},
    ),
    "/shopify-stock/safety": ("/shopify-stock/safety", {"units": "3", "item": "ART-1"}),
    "/shopify-stock/safety/remove": ("/shopify-stock/safety/remove", {}),
    "/settings/locations": ("/settings/locations", {"name": "Freezer"}),
    "/settings/locations/{location:id}": ("/settings/locations/1", {"name": "Rack 1"}),
    "/settings/shipping/boxes": (
        "/settings/shipping/boxes",
        {"code": "M", "name": "Medium", "length_mm": "300", "width_mm": "200", "height_mm": "150"},
    ),
    "/settings/shipping/boxes/delete": ("/settings/shipping/boxes/delete", {"code": "S"}),
    "/settings/shipping/origins": (
        "/settings/shipping/origins",
        {"company": "Tea GmbH", "address1": "Domstr. 1", "zip": "50667", "city": "Köln", "country_code": "DE"},
    ),
    "/settings/shipping/origins/delete": ("/settings/shipping/origins/delete", {"location": ""}),
    "/settings/documents/sellers": ("/settings/documents/sellers", {"changes": "tea", "city": "Bonn", **SELLER}),
    "/settings/carriers": ("/settings/carriers", {"shop": "", "mode": "test", "key": "a-key"}),
    "/settings/printers": ("/settings/printers", {"name": "Table 1", "url": "http://127.0.0.1:9101/print"}),
    "/settings/printers/delete": ("/settings/printers/delete", {"name": "Old"}),
    "/settings/notifications/channels": (
        "/settings/notifications/channels",
        {"kind": "teams", "name": "Team", "url": "https://teams.example/hook"},
    ),
    **{
        f"/settings/notifications/channels/{{channel:id}}/{action}": (
            f"/settings/notifications/channels/1/{action}",
            {},
        )
        for action in ("test", "pause", "remove", "retry", "dismiss")
    },
    "/settings/notifications/rules": (
        "/settings/notifications/rules",
        {"cause": "no_webhooks", "timing": "immediate", "channel": "1"},
    ),
    "/settings/notifications/rules/{rule:id}/remove": ("/settings/notifications/rules/1/remove", {}),
    "/settings/notifications/quiet-hours": ("/settings/notifications/quiet-hours", {"time_zone": "Europe/Berlin"}),
    "/settings/documents": ("/settings/documents", {"seller": "tea", "accent_color": "#1a5632"}),
    "/settings/users": ("/settings/users", {"email": "anna@example.com", "name": "Anna", "role": "admin"}),
    "/settings/users/{user:id}/role": ("/settings/users/1/role", {"role": "packer"}),
    "/settings/users/{user:id}/active": ("/settings/users/1/active", {"active": "yes"}),
    "/settings/users/{user:id}/second-factor/remove": ("/settings/users/1/second-factor/remove", {}),
    "/settings/users/{user:id}/unlink": ("/settings/users/1/unlink", {}),
    "/settings/users/{user:id}/sessions/end": ("/settings/users/1/sessions/end", {}),
    "/settings/api-tokens": ("/settings/api-tokens", {"name": "warehouse", "scope": "write"}),
    "/settings/api-tokens/{token:id}/revoke": ("/settings/api-tokens/1/revoke", {}),
}

NOT_RECORDED_HERE = {
    **dict.fromkeys(
        (
            "/settings/users/{user:id}/reset-password",
            "/account/name",
            "/account/password",
            "/account/sessions/end",
            "/invitation",
        ),
        "needs a user: tests/domain/use_cases/people",
    ),
    **dict.fromkeys(
        (path for path in FORMS if path.startswith(("/account/second-factor", "/sign-in"))),
        "tests/domain/use_cases/people",
    ),
    **dict.fromkeys(
        (
            "/receiving",
            *(
                f"/lots/{{lot:id}}/{action}"
                for action in ("adjust", "count", "convert", "move", "scrap", "hold", "release-held")
            ),
        ),
        "the stock ledger says who, when and why: test_lot_actions.py, test_receiving.py",
    ),
    **dict.fromkeys(
        (
            "/fulfill/assign",
            *(f"/orders/{{shop}}/{{order:id}}/lots/{action}" for action in ("assign", "choose", "change", "unassign")),
        ),
        "the stock ledger says who, when and why: test_order_lots.py",
    ),
    **dict.fromkeys(
        (f"/returns/{{return:id}}/{action}" for action in ("receive", "restock", "scrap")),
        "the stock ledger says who, when and why: test_return_pages.py",
    ),
    "/orders/{shop}/{order:id}/lots/correct": "needs a lot that was named afterwards: test_exception_pages.py",
    "/exceptions/{exception:id}/name-lot": "needs units that left without a lot: test_exception_pages.py",
    **dict.fromkeys(("/preferences", "/store", "/settings/printers/choose"), "kept in the browser"),
    "/orders/{shop}/{order:id}/ship": "needs something to ship: test_ship_page.py",
    **dict.fromkeys(
        (
            "/orders/{shop}/{order:id}/label",
            "/orders/{shop}/{order:id}/verify-address",
            "/orders/{shop}/{order:id}/check-address",
            *(
                f"/labels/{{label:id}}/{action}"
                for action in ("buy", "filing", "check", "ship-again", "give-up", "void")
            ),
        ),
        "needs a parcel: test_label_pages.py and tests/domain/use_cases/labels",
    ),
    **dict.fromkeys(
        (f"/settings/carriers/{{account:id}}/{action}" for action in ("webhook", "remove")),
        "needs an account with a provider: test_carriers_page.py",
    ),
    "/settings/carriers/{account:id}/test": "changes nothing",
    "/settings/notifications/channels/{channel:id}/resume": "needs a paused channel: test_notification_pages.py",
    "/manifests/close": "needs a bought label: test_manifest_pages.py",
    **dict.fromkeys(
        ("/fulfill/labels", "/orders/labels", "/labels/many/buy"), "needs orders to ship: test_many_labels_page.py"
    ),
    "/labels/return": "needs an account with a provider: test_label_pages.py",
    **dict.fromkeys(
        (
            "/packing",
            *(
                f"/packing/{{order:id}}{action}"
                for action in ("", "/take-over", "/swap", "/ship", "/printed", "/verify-address")
            ),
        ),
        "needs an order to pack: test_station_page.py",
    ),
    "/stores/{shop}/locations/read": "reads what Shopify has: tests/domain/use_cases/shop_stock",
    "/orders/unsettled/settle": "has a worker look again; what that moves is in the ledger of stock",
    "/filter": "leads to a list",
    "/settings/documents/preview": "records that personal data was shown: test_design_page.py",
    **dict.fromkeys(("/fulfill/pick-list", "/orders/pick-list"), "leads to a list to print"),
    "/orders/packing-slips": "leads to a file, which records who took it: test_order_actions.py",
    **dict.fromkeys(
        ("/orders/columns", *(f"/orders/views{action}" for action in ("", "/rename", "/delete"))),
        "how a person sees a list concerns no one else",
    ),
    **dict.fromkeys(
        ("/stores/tokens/renew", "/stores/{shop}/token/renew", "/stores/{shop}/token/exchange"),
        "needs a token that Shopify knows: test_token_pages.py",
    ),
    "/moved": "needs an installation that has moved: test_confirm_move.py",
    "/sign-out": "tests/domain/use_cases/people/test_sign_in.py",
    **dict.fromkeys(
        ("/orders", "/search"), "a search, which is sent as a form so that no address contains what was typed"
    ),
    **dict.fromkeys(("/products/{shop}/import/rejected", "/items/import/rejected"), "a download"),
}


@pytest.fixture
def container() -> Container:
    """An installation on this machine, without a sign-in."""
    container = build_in_memory_container()
    container.settings.override(providers.Object(Settings.model_validate({**IN_MEMORY_SETTINGS, **LOCAL})))
    build_world(container)
    return container


def test_every_form_is_in_one_of_the_lists() -> None:
    assert FORMS - RECORDED.keys() - NOT_RECORDED_HERE.keys() == set()
    assert (RECORDED.keys() | NOT_RECORDED_HERE.keys()) - FORMS == set()


@pytest.mark.parametrize("form", RECORDED)
def test_a_form_that_changes_something_is_in_the_audit_log(container: Container, form: str) -> None:
    path, fields = RECORDED[form]
    before = len(list_entries(container))
    with open_local_console(container) as client:
        status, _ = send_form(client, f"/console{path}", fields)
    assert status in {200, 303}
    entries = list_entries(container)
    assert len(entries) > before
    assert {entry.actor for entry in entries[: len(entries) - before]} == {LOCAL_USER}


def test_an_entry_says_what_was_changed(container: Container) -> None:
    settings: dict[str, Any] = {**RECORDED["/stores/{shop}/settings"][1], "carriers": "Post = Deutsche Post"}
    with open_local_console(container) as client:
        send_form(client, f"/console{PRODUCTS}/{MAPPED_VARIANT}/unmap", {})
        send_form(client, f"/console{STORE}/settings", settings)
        send_form(client, "/console/shipments/tracking", {**SHIPMENT, "number": "JD-NEW"})
    tracking, changed, unmapped = list_entries(container)
    assert (unmapped.before, unmapped.after) == ({"item": "ART-1"}, {"item": None})
    assert (changed.before, changed.after) == (
        {"keep_events_days": 90, "carriers": {}},
        {"keep_events_days": 30, "carriers": {"Post": "Deutsche Post"}},
    )
    assert tracking.after == {"tracking_number": "JD-NEW"}
