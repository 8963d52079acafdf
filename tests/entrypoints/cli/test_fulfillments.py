"""`novex-shopify fulfillments`."""

import json

from tests.entrypoints.cli.commands import LINE, SHOP, run_command


def test_a_shipment_is_pushed_once(an_order: str) -> None:
    ship = (
        "fulfillments",
        "push",
        an_order,
        "--shipment",
        "SHIP-1",
        "--line",
        f"{LINE}=1",
        "--tracking-number",
        "JD01",
    )
    assert "SHIP-1 is pending" in run_command(*ship).stdout
    assert "SHIP-1 is pending" in run_command(*ship).stdout
    (push,) = json.loads(run_command("fulfillments", "list", "--json").stdout)
    assert (push["shipment_id"], push["shop"], push["status"], push["tracking_numbers"]) == (
        "SHIP-1",
        SHOP,
        "pending",
        ["JD01"],
    )


def test_a_shipment_of_a_non_shopify_order_is_not_pushed() -> None:
    result = run_command("fulfillments", "push", "777", "--shipment", "SHIP-1", "--line", "1=1")
    assert "is not from Shopify" in result.stdout


def test_a_line_without_a_quantity_is_refused(an_order: str) -> None:
    result = run_command("fulfillments", "push", an_order, "--shipment", "SHIP-1", "--line", "866")
    assert result.exit_code == 2
    assert "is not LINE_ITEM_ID=QUANTITY" in result.stderr
