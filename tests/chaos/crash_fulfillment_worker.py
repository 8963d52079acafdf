"""Kills a worker at the points between recording a shipment and storing its result, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every commit
and every call to Shopify. At each one a child dies by SIGKILL; then the parent continues where the child stopped and
compares both sides. It ends when a child is not killed.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import NOON, SHOP
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingUnitOfWork,
    CrashInjector,
    build_worker,
    choose_start,
    run_and_crash,
)
from tests.polling import wait_until

NO_DELAY = timedelta()
SCENARIOS = ("ship", "split", "correct", "cancel")
SPLIT_LINE = {"quantity": 3, "delivery_methods": {"PICK_UP": 1, "LOCAL": 1}}


def run_child(engine: Engine, injector: CrashInjector) -> None:
    container = disable_unclear_wait(build_worker(engine))
    container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), injector)))
    container.shopify_admin.override(providers.Object(CrashingPort(container.shopify_admin(), injector)))
    while container.send_fulfillments().run_next():
        pass


def disable_unclear_wait(container: Any) -> Any:
    """The sandbox has finished a request when it answers, so no attempt needs to wait for an unknown outcome."""
    container.send_fulfillments.add_kwargs(outcome_unknown_for=NO_DELAY)
    container.rescue_claims.add_kwargs(outcome_unknown_for=NO_DELAY)
    return container


def finish_pushes(connector: Connector) -> None:
    """Continue as another worker would."""
    container: Any = connector.container
    container.rescue_claims()()
    while container.send_fulfillments().run_next():
        pass


def push_shipment(connector: Connector, shop: ShopClient, scenario: str, number: int) -> tuple[int, int]:
    """Ship an order and return its id and the number of fulfillments.

    It is shipped from two locations with one tracking number. A split order is shipped, picked up and delivered locally
    without one, the same quantity by each method, so that only their fulfillment orders distinguish the fulfillments.
    """
    skus, is_split = shop.list_unique_skus(), scenario == "split"
    order = (
        shop.place_custom_order({"lines": [{"sku": skus[0], **SPLIT_LINE}]}) if is_split else shop.place_order(*skus)
    )
    wait_until(lambda: shop.fetch_order(order["id"])["fulfillment_orders"], 10, "routing")
    with connector.transaction() as tx:
        tx.order_links.save([ResourceLink(SHOP, order["id"], str(order["id"]), StateVersion(NOON))])
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in order["line_items"])
    tracking = None if is_split else Tracking(f"JD{number}")
    connector.push_fulfillment(Shipment(f"SHIP-{number}", str(order["id"]), lines, tracking))
    if scenario in ("correct", "cancel"):
        finish_pushes(connector)
    if scenario == "correct":
        connector.update_tracking(f"SHIP-{number}", Tracking(f"JD{number}-2", "UPS"))
    if scenario == "cancel":
        connector.cancel_shipment(f"SHIP-{number}")
    return order["id"], len(shop.fetch_order(order["id"])["fulfillment_orders"])


def check_both_sides(
    connector: Connector, shop: ShopClient, scenario: str, number: int, order: tuple[int, int]
) -> None:
    """Both sides agree, and nothing was done twice."""
    order_id, expected = order
    made = shop.fetch_order(order_id)["fulfillments"]
    push = connector.get_fulfillment_push(f"SHIP-{number}")
    assert len(made) == expected > 1, made
    assert push.plan is not None
    known = sorted(int(gid.rpartition("/")[2]) for gid in push.plan.fulfillment_ids)
    assert known == sorted(each["id"] for each in made), (known, made)
    tracking = {"correct": {f"JD{number}-2"}, "split": set()}.get(scenario, {f"JD{number}"})
    assert {each["number"] for fulfillment in made for each in fulfillment["tracking"]} == tracking
    cancelled = scenario == "cancel"
    assert {each["status"] for each in made} == {"cancelled" if cancelled else "success"}
    assert push.status is (PushStatus.CANCELLED if cancelled else PushStatus.PUSHED)


def find_last_crash_point(scenario: str, sandbox: str) -> int:
    """Go through every point of one scenario; returns the last one."""
    connector = Connector.from_env()
    disable_unclear_wait(connector.container)
    with httpx.Client(base_url=sandbox, timeout=30, trust_env=False) as http:
        shop, point, killed = ShopClient(http, SHOP), choose_start(), True
        while killed:
            point += STEP
            order = push_shipment(connector, shop, scenario, point)
            engine = connector.container.engine()
            engine.dispose()
            killed = run_and_crash(partial(run_child, engine), point)
            finish_pushes(connector)
            check_both_sides(connector, shop, scenario, point, order)
    connector.close()
    return point - STEP
