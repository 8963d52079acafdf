"""ERP code in its own process, beside a running product and the sandbox."""

import os
import subprocess
import sys
from pathlib import Path

import httpx

from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.installation import SCOPES, run_installation
from tests.polling import wait_until

SCRIPT = Path(__file__).with_name("erp_script.py")
SHOP = "erp-script.myshopify.com"


def test_an_erp_script_connects_a_shop_receives_an_order_and_ships_it(tmp_path: Path) -> None:
    with (
        run_installation(tmp_path) as installation,
        httpx.Client(base_url=installation.sandbox_url, timeout=10) as sandbox,
    ):
        shop = ShopClient(sandbox, SHOP)
        sku = shop.list_unique_skus()[0]
        token = sandbox.post(f"/sandbox/shops/{SHOP}/tokens", json={"scopes": SCOPES}).json()["access_token"]
        script = subprocess.Popen(
            [sys.executable, SCRIPT, SHOP, token, sku],
            env={**os.environ, **installation.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        wait_until(lambda: shop.fetch_shop()["subscriptions"], 20, "the subscriptions")
        placed = shop.place_order(sku)
        output, _ = script.communicate(timeout=60)
        found = shop.fetch_order(placed["id"])
    assert script.returncode == 0, output
    assert f"connected {SHOP}" in output
    assert f"received {placed['name']} {placed['total_price']} EUR ['ART-{sku}', None]" in output
    assert "shipped pushed" in output
    assert [made["tracking"][0]["number"] for made in found["fulfillments"]] == ["00340434161094042557"]
