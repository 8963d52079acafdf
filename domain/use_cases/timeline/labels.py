"""When labels of an order were bought. Who asked for them and who voided one is in the audit log."""

from collections.abc import Iterator

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_labels(_: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for purchase in history.labels:
        if purchase.bought_at and purchase.postage:
            rate, number = purchase.postage.rate, purchase.postage.tracking_number
            yield TimelineEntry(
                purchase.bought_at,
                f"label-{purchase.id}",
                TimelineKind.LABEL,
                f"{'Return label' if purchase.reverse else 'Label'} sold by the carrier: {purchase.postage.charged}",
                (f"{rate.carrier} {rate.service}, {number}",),
                TimelineTone.GOOD,
                about=AuditSubject(AuditedKind.LABEL, str(purchase.id), purchase.shop_domain),
            )
