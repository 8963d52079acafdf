"""Webhooks arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, IntakeOutcome, NewEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import webhook_is_genuine
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups


@dataclass(frozen=True, slots=True)
class IngestWebhook:
    """Verifies deliveries, stores each one once, and wakes a worker. What it reports as stored is committed."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader
    wakeups: Wakeups
    clock: Clock
    client_secrets: tuple[Secret, ...]

    def __call__(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        """Take a batch in one transaction; the outcomes are in the order of the deliveries."""
        genuine = [
            delivery
            for delivery in deliveries
            if webhook_is_genuine(self.client_secrets, delivery.body, delivery.signature)
        ]
        outcomes = self._store(genuine) if genuine else {}
        if IntakeOutcome.STORED in outcomes.values():
            self.wakeups.wake(Work.EVENTS)
        return [outcomes.get(id(delivery), IntakeOutcome.BAD_SIGNATURE) for delivery in deliveries]

    def _store(self, deliveries: Sequence[Delivery]) -> dict[int, IntakeOutcome]:
        """Outcomes by the identity of the delivery, since equal deliveries may stand in one batch."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            known = tx.shops.known({delivery.shop_domain for delivery in deliveries})
            events = [self._event(delivery, now) for delivery in deliveries if delivery.shop_domain in known]
            stored = tx.events.add(events) if events else set()
            tx.commit()
        outcomes = {}
        for delivery in deliveries:
            key = (delivery.shop_domain, delivery.webhook_id)
            if delivery.shop_domain not in known:
                outcomes[id(delivery)] = IntakeOutcome.UNKNOWN_SHOP
            elif key in stored:
                stored.discard(key)
                outcomes[id(delivery)] = IntakeOutcome.STORED
            else:
                outcomes[id(delivery)] = IntakeOutcome.DUPLICATE
        return outcomes

    def _event(self, delivery: Delivery, now: datetime) -> NewEvent:
        try:
            resource_key = self.payloads.resource_key(delivery.topic, delivery.body)
        except UnreadablePayload as error:
            return NewEvent(delivery, f"unreadable:{delivery.webhook_id}", now, EventStatus.DEAD, str(error))
        if resource_key is None:
            reason = f"nothing is done for {delivery.topic}"
            return NewEvent(delivery, f"unhandled:{delivery.webhook_id}", now, EventStatus.IGNORED, reason)
        return NewEvent(delivery, resource_key, now)
