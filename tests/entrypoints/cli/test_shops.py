"""`novex-shopify shops`."""

import json
from dataclasses import replace

import pytest

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import SHOP, run_command


@pytest.mark.usefixtures("an_order")
def test_shops_are_listed() -> None:
    (shop,) = json.loads(run_command("shops", "list", "--json").stdout)
    assert (shop["shop"], shop["connection"], shop["subscription_count"]) == (SHOP, "connected", 0)
    assert SHOP in run_command("shops", "list").stdout


def test_the_install_link_is_printed() -> None:
    assert run_command("shops", "connect", SHOP).stdout.strip() == f"http://localhost:8000/shopify/install?shop={SHOP}"


@pytest.mark.usefixtures("an_order")
def test_a_shop_is_approved(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
        assert shop
        tx.shops.save(replace(shop, awaits_approval=True))
        tx.commit()
    assert run_command("shops", "approve", SHOP).stdout.strip() == f"{SHOP} is approved."
    assert run_command("shops", "approve", SHOP).stdout.strip() == f"{SHOP} needs no approval."


@pytest.mark.usefixtures("an_order")
def test_a_shop_is_disconnected_by_hand() -> None:
    run_command("shops", "disconnect", SHOP)
    (shop,) = json.loads(run_command("shops", "list", "--json").stdout)
    assert shop["connection"] == "disconnected"


@pytest.mark.usefixtures("an_order")
def test_each_shop_has_settings_of_its_own(connector: Connector) -> None:
    run_command("shops", "settings", SHOP, "--keep-events-days", "30")
    shown = json.loads(run_command("shops", "settings", SHOP, "--unmapped-products", "placeholder", "--json").stdout)
    assert shown == [
        {
            "shop": SHOP,
            "keep_events_days": 30,
            "unmapped_products": "placeholder",
            "ship_test_orders": False,
            "move_to_shipping_location": False,
            "carriers": {},
            "create_missing_items": False,
            "customer_group": "",
            "read_orders": False,
            "stock_since": None,
            "auto_assign": "by_hand",
            "min_remaining_days": 0,
            "handling_days": 2,
            "prefer_whole_lots": False,
            "invoices": "by_hand",
            "invoices_since": "",
            "invoice_seller": "",
            "invoice_prefix": "",
            "invoice_numbers": "sequential",
            "shipping_phone": "",
            "customs_signer": "",
            "rate_rule": "by_hand",
            "transit_days": 3,
            "chilled_hours": 48,
            "no_movement_days": 5,
            "track_shipments": False,
            "hold_hours": 24,
            "push_stock": "off",
            "correct_drift": False,
            "safety_stock": 0,
            "hold_rules": [],
        }
    ]
    with connector.container.unit_of_work()() as tx:
        assert tx.shops.get_settings(SHOP) == ShopSettings(30, UnmappedProducts.PLACEHOLDER)


@pytest.mark.usefixtures("an_order")
def test_stock_moves_since_a_moment_or_not_at_all() -> None:
    def read_moment(*options: str) -> str | None:
        (shown,) = json.loads(run_command("shops", "settings", SHOP, *options, "--json").stdout)
        moment: str | None = shown["stock_since"]
        return moment

    assert read_moment("--stock-since", "2026-11-25T08:00+01:00") == "2026-11-25T07:00:00+00:00"
    assert read_moment("--handling-days", "1") == "2026-11-25T07:00:00+00:00"
    assert read_moment("--stock-since", "off") is None
    assert read_moment("--stock-since", "now") is not None
    with pytest.raises(InvalidShopSetting, match="offset from UTC"):
        run_command("shops", "settings", SHOP, "--stock-since", "2026-11-25T08:00")
