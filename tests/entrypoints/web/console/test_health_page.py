"""Each failed check leads to its repair, or says who can make it."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.check_result import CheckResult, CheckStatus
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.doctor.installation_checks import INSTALLATION_CHECKS
from novex_shopify.entrypoints.doctor.shop_checks import SHOP_CHECKS
from novex_shopify.entrypoints.web.console import health_page
from novex_shopify.entrypoints.web.console.health_page import SERVER_CHECKS, find_repair
from tests.builders import ORDER_ID, SHOP, a_sales_order
from tests.entrypoints.web.console.local_console import send_form


def test_every_check_has_a_repair_here_or_is_for_who_runs_the_server() -> None:
    checks = {**dict.fromkeys(INSTALLATION_CHECKS), **dict.fromkeys(SHOP_CHECKS, SHOP)}
    repaired_here = {check for check, shop in checks.items() if find_repair(check, shop)}
    assert repaired_here | SERVER_CHECKS == checks.keys()
    assert repaired_here & SERVER_CHECKS == set()


def test_a_failed_check_is_repaired_and_checked_again(console: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = [
        CheckResult("worker", CheckStatus.BROKEN, "none runs", "start `novex-shopify worker`"),
        CheckResult("subscriptions", CheckStatus.BROKEN, "not subscribed", "run `novex-shopify webhooks repair`", SHOP),
        CheckResult("deliveries", CheckStatus.BROKEN, "none came", "check the app's deliveries", SHOP),
    ]
    monkeypatch.setattr(health_page, "run_checks", lambda *_: failed)
    page = console.get("/console/health/checks").text
    assert "Only who runs the server can repair this: start novex-shopify worker" in page
    assert ("webhooks repair" in page, "Check the app&#39;s deliveries" in page) == (False, True)
    repair = f"/console/stores/{SHOP}/webhooks/repair"
    assert f'action="{repair}"' in page
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    answer = console.post(repair, data={"csrf": token, "next": "/console/health?repaired=yes"})
    assert answer.headers["location"] == "/console/health?repaired=yes"
    assert "delay:4s" in console.get("/console/health?repaired=yes").text


def test_orders_that_could_not_be_settled_are_listed_and_settled_again(
    console: TestClient, container: Container
) -> None:
    with container.transaction() as tx:
        (order_id,) = tx.erp.orders.apply([a_sales_order()])
        states = get_stock(tx).warehouse_states
        states.lock(order_id)
        states.save(WarehouseState(order_id, attempts=8, error="the lot is gone"))
        tx.commit()
    page = console.get("/console/orders/unsettled").text
    assert ("the lot is gone" in page, f'href="/console/orders/{SHOP}/{ORDER_ID}"' in page) == (True, True)
    assert send_form(console, "/console/orders/unsettled/settle", {})[0] == 303
    assert "All orders are settled" in console.get("/console/orders/unsettled").text
