"""A carrier's day is looked at, closed and printed in the console."""

import re

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.label_purchase import LabelPurchase
from tests.audited_world import list_entries
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.shipping.test_label_pages import (
    choose_cheapest,
    console,
    container,
    get_carriers,
    purchase,
)

__all__ = ["console", "container", "purchase"]

PATH = "/console/manifests"


def test_a_day_is_closed_and_its_manifest_printed_and_printed_again(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    assert "No labels for this day" in console.get(PATH).text
    choose_cheapest(container, console, purchase)
    page = console.get(PATH).text
    assert all(text in page for text in ("USPS", "300 g", "6.07", "1 parcel not yet", "1 Main St"))
    form = {name: re.findall(f'name="{name}" value="([^"]+)"', page)[-1] for name in ("key", "day")}
    for _ in range(2):
        assert send_form(console, f"{PATH}/close", form)[0] in {200, 303}
    assert list_entries(container)[0].action is AuditAction.DAY_CLOSED
    while container.process_manifest().run_next():
        pass
    page = console.get(PATH).text
    assert all(text in page for text in ("Ready", "All"))
    assert "Close day" not in page
    for _ in range(2):
        printed = console.get(f"{PATH}/1/file")
        assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    assert get_carriers(container).calls["create_manifest"] == 1
    assert console.get(f"{PATH}/2/file").status_code == 404


def test_a_carrier_without_manifests_is_named(
    container: Container, console: TestClient, purchase: LabelPurchase
) -> None:
    rate = next(each.id for each in purchase.rates if each.carrier == "UPS")
    send_form(console, f"/console/labels/{purchase.id}/buy", {"rate": rate})
    while container.process_label_purchase().run_next():
        pass
    page = console.get(PATH).text
    assert "UPS has no manifests" in page
    assert "Close day" not in page
    day = container.clock().now().date()
    [found] = container.list_carrier_days()(day)
    status, text = send_form(console, f"{PATH}/close", {"key": found.carrier_day.key, "day": day.isoformat()})
    assert (status, "UPS has no manifests" in text) == (422, True)
