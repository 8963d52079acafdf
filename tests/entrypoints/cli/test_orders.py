"""`novex-shopify orders`."""

import json

from tests.entrypoints.cli.commands import LINE, run_command


def test_orders_and_their_lines_are_shown(an_order: str) -> None:
    (order,) = json.loads(run_command("orders", "list", "--json").stdout)
    assert (order["order_id"], order["name"], order["total"], order["currency"]) == (an_order, "#1001", "11.90", "EUR")
    (line,) = json.loads(run_command("orders", "show", an_order, "--json").stdout)
    assert (line["line_item_id"], line["item_id"], line["total"]) == (LINE, "ART-1", "11.90")
    assert (line["details"], line["properties"]) == ([], [])
    assert "#1001: 11.90 EUR" in run_command("orders", "show", an_order).stdout
