"""Receives EasyPost's webhooks."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
            verified = [self._verify(accounts, delivery) for delivery in deliveries]
            owners = _find_owners(tx, [each.event for each in verified if isinstance(each, _SignedEvent)])
            now = self.clock.now()
            built = [each if isinstance(each, IntakeOutcome) else _build_event(each, owners, now) for each in verified]
            events = [each for each in built if isinstance(each, NewEvent)]
            stored = tx.events.add_of_carriers(events) if events else set[tuple[ShopDomain, str]]()
            tx.commit()
        return [each if isinstance(each, IntakeOutcome) else _take_outcome(each, stored) for each in built]

    def _verify(self, accounts: Sequence[CarrierAccount], delivery: CarrierDelivery) -> "_SignedEvent | IntakeOutcome":
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
        return _SignedEvent(event, delivery.body, shops)


@dataclass(frozen=True, slots=True)
class _SignedEvent:
    """`shops` are those whose accounts it may be from; None among them stands for all."""

    event: CarrierEvent
    body: bytes
    shops: Sequence[ShopDomain | None]

    def choose_shop(self, owner: ShopDomain) -> ShopDomain:
        """The store of the parcel, if the account may speak of it."""
        return owner if None in self.shops or owner in self.shops else next(shop for shop in self.shops if shop)


def _list_signing(accounts: Sequence[CarrierAccount], delivery: CarrierDelivery) -> Sequence[CarrierAccount]:
    """The accounts that an event is from. Stores with the same key share one account, which signs with one secret."""
    keys = {account.api_key for account in accounts if _is_signed_by(account, delivery)}
    return [account for account in accounts if account.api_key in keys]


def _is_signed_by(account: CarrierAccount, delivery: CarrierDelivery) -> bool:
    secret = account.webhook_secret
    if secret is None or not secret.value:  # anybody could sign with it
        return False
    return verify_carrier_webhook(secret, delivery.body, delivery.signature)


def _find_owners(tx: Transaction, events: Sequence[CarrierEvent]) -> Mapping[str, ShopDomain]:
    """The stores of the parcels, by event. One of a parcel that is not known here is left out."""
    by_shipment = tx.label_purchases.find_shops({each.shipment_id for each in events if each.shipment_id})
    others = [each for each in events if each.shipment_id not in by_shipment and each.tracker_id]
    by_tracker = tx.trackers.find_shops({each.tracker_id for each in others if each.tracker_id}) if others else {}
    found = (
        (each.id, by_shipment.get(each.shipment_id or "") or by_tracker.get(each.tracker_id or "")) for each in events
    )
    return {event_id: shop for event_id, shop in found if shop}


def _build_event(signed: _SignedEvent, owners: Mapping[str, ShopDomain], now: datetime) -> NewEvent:
    event, key = signed.event, _find_resource_key(signed.event)
    shop = signed.choose_shop(owners.get(event.id, NO_SHOP))
    delivery = Delivery(shop, event.topic, event.id, "", signed.body, triggered_at=event.created_at)
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
