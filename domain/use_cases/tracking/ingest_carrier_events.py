"""Receives EasyPost's webhooks."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable, UnreadablePayload, to_log_fields
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_event import CarrierEvent
from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain
from novex_shopify.domain.model.webhook_event import CarrierDelivery, Delivery, EventStatus, IntakeOutcome, NewEvent
from novex_shopify.domain.model.webhook_topic import CARRIER_TOPICS, Subject
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import verify_carrier_webhook
from novex_shopify.domain.ports.carrier_event_reader import CarrierEventReader
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import label_key, tracker_key, unhandled_key

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IngestCarrierEvents:
    """Verifies deliveries by the secrets of the accounts, stores each event once, and notifies a worker.

    What it reports as stored is committed. The secret that made the signature names the account. Without one nothing is
    stored, and neither is an event of the other mode: a test of a label says nothing about a label that was paid for.
    """

    unit_of_work: UnitOfWork
    reader: CarrierEventReader
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, deliveries: Sequence[CarrierDelivery]) -> list[IntakeOutcome]:
        """Store a batch in one transaction; returns the outcome of each delivery, in order.

        If that fails, each delivery gets a transaction of its own, and only those at fault are `NOT_STORED`.
        """
        try:
            outcomes = self._store(deliveries)
        except DatabaseUnavailable as error:
            _log.warning("carrier_event.not_stored", extra=to_log_fields(error))
            return [IntakeOutcome.NOT_STORED] * len(deliveries)
        except Exception as error:  # one that the database rejects must not fail the others
            if len(deliveries) == 1:
                _log.exception("carrier_event.not_stored", exc_info=error)
                return [IntakeOutcome.NOT_STORED]
            return [outcome for each in deliveries for outcome in self([each])]
        if IntakeOutcome.STORED in outcomes:
            self.notifier.notify(Work.EVENTS)
        return outcomes

    def _store(self, deliveries: Sequence[CarrierDelivery]) -> list[IntakeOutcome]:
        with self.unit_of_work() as tx:
            accounts = tx.carrier_accounts.list_all()
            built = [self._build(tx, accounts, delivery) for delivery in deliveries]
            events = [each for each in built if isinstance(each, NewEvent)]
            stored = tx.events.add_of_carriers(events) if events else set[tuple[ShopDomain, str]]()
            tx.commit()
        return [each if isinstance(each, IntakeOutcome) else _take_outcome(each, stored) for each in built]

    def _build(
        self, tx: Transaction, accounts: Sequence[CarrierAccount], delivery: CarrierDelivery
    ) -> NewEvent | IntakeOutcome:
        signing = _list_signing(accounts, delivery)
        if not signing:
            return IntakeOutcome.BAD_SIGNATURE
        try:
            event = self.reader.parse_event(delivery.body)
        except UnreadablePayload:
            return IntakeOutcome.NO_JSON_OBJECT
        shops = [account.shop_domain for account in signing if account.mode is event.mode]
        if not shops:
            return IntakeOutcome.WRONG_MODE
        return _build_event(event, delivery.body, _choose_shop(tx, event, shops), self.clock)


def _list_signing(accounts: Sequence[CarrierAccount], delivery: CarrierDelivery) -> Sequence[CarrierAccount]:
    """The accounts that an event is from. Stores with the same key share one account, which signs with one secret."""
    keys = {account.api_key for account in accounts if _is_signed_by(account, delivery)}
    return [account for account in accounts if account.api_key in keys]


def _is_signed_by(account: CarrierAccount, delivery: CarrierDelivery) -> bool:
    secret = account.webhook_secret
    if secret is None or not secret.value:  # anybody could sign with it
        return False
    return verify_carrier_webhook(secret, delivery.body, delivery.signature)


def _choose_shop(tx: Transaction, event: CarrierEvent, shops: Sequence[ShopDomain | None]) -> ShopDomain:
    """The store of the parcel, if the account may speak of it; None among the stores stands for all."""
    owner = _find_shop(tx, event)
    return owner if None in shops or owner in shops else next(shop for shop in shops if shop)


def _find_shop(tx: Transaction, event: CarrierEvent) -> ShopDomain:
    purchase = tx.label_purchases.find_by_shipment(event.shipment_id) if event.shipment_id else None
    if purchase:
        return purchase.shop_domain
    shipment_id = tx.trackers.find_shipment(event.tracker_id) if event.tracker_id else None
    push = tx.pushes.get(shipment_id) if shipment_id else None
    return push.shop_domain if push and push.shop_domain else NO_SHOP


def _build_event(event: CarrierEvent, body: bytes, shop: ShopDomain, clock: Clock) -> NewEvent:
    now, key = clock.now(), _find_resource_key(event)
    delivery = Delivery(shop, event.topic, event.id, "", body, triggered_at=event.created_at)
    if key is not None:
        return NewEvent(delivery, key, now)
    # Nothing would ever read the body, and it may hold personal data.
    without_body = Delivery(shop, event.topic, event.id, "", b"", triggered_at=event.created_at)
    return NewEvent(without_body, unhandled_key(event.id), now, EventStatus.IGNORED, f"{event.topic} is not handled")


def _find_resource_key(event: CarrierEvent) -> str | None:
    """Events with the same key are applied one after the other."""
    topic = CARRIER_TOPICS.get(event.topic)
    if topic is None:
        return None
    if topic.subject is Subject.TRACKER:
        return tracker_key(event.tracker_id or event.id)
    return label_key(event.shipment_id or event.id)


def _take_outcome(event: NewEvent, stored: set[tuple[ShopDomain, str]]) -> IntakeOutcome:
    key = (event.delivery.shop_domain, event.delivery.webhook_id)
    if key not in stored:
        return IntakeOutcome.DUPLICATE
    stored.remove(key)  # so that an equal delivery of the same batch is a duplicate
    return IntakeOutcome.STORED
