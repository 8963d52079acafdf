"""Kills a worker at every point between a shipment's intent and its stored result, one point after the other.

Run by `test_every_point.py` in a process of its own, since it forks. At each point a child is killed by SIGKILL, before
and after every commit and every call to Shopify; then the parent goes on where the child stopped, and looks at both
sides. It ends when a child comes to its own end, so that no point is left out.
"""

import sys
from datetime import timedelta
from typing import Any

import httpx
from dependency_injector import providers

from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.store import Store
from tests.builders import NOON, SHOP
from tests.chaos.mortality import Death, MortalPort, MortalUnitOfWork, dies

AT_ONCE = timedelta()
STORIES = ("ship", "correct", "cancel")


def work_until_killed(death: Death) -> None:
    """What the child does."""
    container = patient(Connector.from_env())
    container.unit_of_work.override(providers.Object(MortalUnitOfWork(container.unit_of_work(), death)))
    container.admin.override(providers.Object(MortalPort(container.admin(), death)))
    while container.send_fulfillments().run_next():
        pass


def patient(connector: Connector) -> Any:
    """The sandbox is done when it says so, so nobody needs to wait for unclear outcomes."""
    container = connector.container
    container.send_fulfillments.add_kwargs(unclear_for=AT_ONCE)
    container.rescue_claims.add_kwargs(unclear_for=AT_ONCE)
    return container


def go_on(connector: Connector) -> None:
    """What other workers do about it."""
    container = patient(connector)
    container.rescue_claims()()
    while container.send_fulfillments().run_next():
        pass


def tell(connector: Connector, store: Store, story: str, number: int) -> tuple[int, int]:
    """Ship an order from two locations, with one tracking; gives the order and how many fulfillments that is."""
    order = store.place_order(*store.unique_skus())
    eventually(lambda: store.order(order["id"])["fulfillment_orders"], 10, "routing")
    with connector.transaction() as tx:
        tx.order_links.save([ResourceLink(SHOP, order["id"], str(order["id"]), StateVersion(NOON))])
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in order["line_items"])
    connector.push_fulfillment(Shipment(f"SHIP-{number}", str(order["id"]), lines, Tracking(f"JD{number}")))
    if story != "ship":
        go_on(connector)
    if story == "correct":
        connector.correct_tracking(f"SHIP-{number}", Tracking(f"JD{number}-2", "UPS"))
    if story == "cancel":
        connector.cancel_shipment(f"SHIP-{number}")
    return order["id"], len(store.order(order["id"])["fulfillment_orders"])


def look(connector: Connector, store: Store, story: str, number: int, order: tuple[int, int]) -> None:
    """Both sides agree, and nothing is doubled."""
    order_id, expected = order
    made = store.order(order_id)["fulfillments"]
    push = connector.push(f"SHIP-{number}")
    assert len(made) == expected > 1, made
    assert push.plan is not None
    known = sorted(int(gid.rpartition("/")[2]) for gid in push.plan.fulfillment_ids)
    assert known == sorted(each["id"] for each in made), (known, made)
    tracking = f"JD{number}-2" if story == "correct" else f"JD{number}"
    assert {each["number"] for parcel in made for each in parcel["tracking"]} == {tracking}
    cancelled = story == "cancel"
    assert {each["status"] for each in made} == {"cancelled" if cancelled else "success"}
    assert push.status is (PushStatus.CANCELLED if cancelled else PushStatus.PUSHED)


def main() -> None:
    """Every point of one story; writes how many there are."""
    story, sandbox = sys.argv[1], sys.argv[2]
    connector = Connector.from_env()
    with httpx.Client(base_url=sandbox, timeout=30, trust_env=False) as http:
        store, point, killed = Store(http, SHOP), 0, True
        while killed:
            point += 1
            order = tell(connector, store, story, point)
            connector.close()
            killed = dies(work_until_killed, point)
            connector = Connector.from_env()
            go_on(connector)
            look(connector, store, story, point, order)
    connector.close()
    sys.stdout.write(f"{point - 1}\n")


if __name__ == "__main__":
    main()
