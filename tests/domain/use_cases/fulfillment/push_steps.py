"""Shared steps: send due pushes, and read them."""

from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.state import State
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import FulfillmentPush

TIMEOUT = ShopifyUnavailable("no answer")


def send_pushes(container: Container, clock: ManualClock, hours: int = 1) -> FulfillmentPush:
    """Send due pushes for several hours; returns the push `SHIP-1`."""
    until = clock.now() + timedelta(hours=hours)
    while clock.now() < until:
        while container.send_fulfillments().run_next():
            pass
        clock.advance(timedelta(minutes=1))
        container.rescue_claims()()
    return get_push(container)


def get_state(container: Container) -> State:
    """Return the committed content of the in-memory database, which includes the fake ERP."""
    unit_of_work = container.unit_of_work()
    assert isinstance(unit_of_work, MemoryUnitOfWork)
    return unit_of_work.state


def get_push(container: Container, shipment_id: str = "SHIP-1") -> FulfillmentPush:
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(shipment_id)
    assert push is not None
    return push
