"""`novex-shopify orders`."""

import json

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.entrypoints.cli.session import open_container
from tests.builders import NOON, a_shipment
from tests.entrypoints.cli.commands import LINE, run_command


def test_orders_and_their_lines_are_shown(an_order: str) -> None:
    (order,) = json.loads(run_command("orders", "list", "--json").stdout)
    assert (order["order_id"], order["name"], order["total"], order["currency"]) == (an_order, "#1001", "11.90", "EUR")
    (line,) = json.loads(run_command("orders", "show", an_order, "--json").stdout)
    assert (line["line_item_id"], line["item_id"], line["total"]) == (LINE, "ART-1", "11.90")
    assert (line["details"], line["properties"]) == ([], [])
    assert "#1001: 11.90 EUR" in run_command("orders", "show", an_order).stdout


def test_the_parcels_of_an_order_are_shown_with_their_state(an_order: str) -> None:
    with open_container() as container, container.unit_of_work()() as tx:
        order = tx.erp.orders.get(an_order)
        assert order
        shop, order_id = ShopDomain(order.shop_domain), order.shopify_order_id
        tx.pushes.add(a_shipment(order_id=an_order), shop, order_id, PushStatus.PUSHED, NOON)
        tx.trackers.save("SHIP-1", Tracker("trk_1", "JD01", "DHL", TrackerStatus.DELIVERED, NOON))
        tx.commit()
    shown = run_command("orders", "show", an_order).stdout
    assert f"Delivered: {NOON:%Y-%m-%d %H:%M} UTC" in shown
    assert "JD01" in shown
