"""The fakes with which pushes are sent, and steps that add, change and read pushes."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.fulfillment import SendFulfillments
from tests.builders import ORDER_ID, SECOND, SHOP
from tests.domain.use_cases.fakes import Fakes

TIMEOUT = ShopifyUnavailable("no answer")
WORKER = WorkerId("ann", 1)


class PushFakes(Fakes):
    unit_of_work: MemoryUnitOfWork  # its state has the ERP's shipments, which no port reads

    @cached_property
    def send_fulfillments(self) -> SendFulfillments:
        return SendFulfillments(
            unit_of_work=self.unit_of_work,
            admin=self.admin,
            access=self.access,
            retry=RetryPolicy(random=lambda: 0.5),
            notifier=self.notifier,
            clock=self.clock,
            worker=WORKER,
            active_claims=ActiveClaims(),
            metrics=self.metrics,
        )

    def add_push(self, shipment: Shipment, status: PushStatus = PushStatus.PENDING) -> None:
        with self.unit_of_work() as tx:
            tx.pushes.add(shipment, SHOP, ORDER_ID, status, self.clock.now())
            tx.commit()

    def request_again(self, shipment_id: str = "SHIP-1", **changes: Any) -> None:
        """Change the shipment, and make its push due."""
        push = self.get_push(shipment_id)
        with self.unit_of_work() as tx:
            tx.pushes.request_again(push, replace(push.shipment, **changes), self.clock.now())
            tx.commit()

    def send_for_an_hour(self) -> FulfillmentPush:
        """Send what is due within an hour; returns the push `SHIP-1`."""
        for _ in range(60):
            while self.send_fulfillments.run_next():
                pass
            self.clock.advance(60 * SECOND)
        return self.get_push()

    def get_push(self, shipment_id: str = "SHIP-1") -> FulfillmentPush:
        with self.unit_of_work() as tx:
            push = tx.pushes.get(shipment_id)
        assert push is not None
        return push
