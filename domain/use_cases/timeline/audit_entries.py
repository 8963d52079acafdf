"""What people, programs and jobs did to an order, its shipments, labels and products: what the audit log has of it."""

from collections.abc import Iterable, Iterator, Mapping

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditEntry, AuditSubject, AuditValues
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory

_MAX_ENTRIES = 500

_TITLES: Mapping[AuditAction, tuple[TimelineKind, str]] = {
    AuditAction.VARIANT_MAPPED: (TimelineKind.MAPPING, "Product mapped to {item}: {title}"),
    AuditAction.VARIANT_IGNORED: (TimelineKind.MAPPING, "Product not to be mapped: {title}"),
    AuditAction.VARIANT_UNMAPPED: (TimelineKind.MAPPING, "Mapping removed: {title}"),
    AuditAction.EVENT_DISMISSED: (TimelineKind.WEBHOOK, "Event dismissed"),
    AuditAction.LOT_NAMED: (TimelineKind.LOTS, "Lot {lot} named after its units had left"),
    AuditAction.LOT_CORRECTED: (TimelineKind.LOTS, "Lot corrected to {lot}"),
    AuditAction.RETURN_NEVER_CAME: (TimelineKind.RETURN, "Return given up: it never came"),
    AuditAction.PACKING_TAKEN_OVER: (TimelineKind.LABEL, "Packing taken over"),
    AuditAction.PACKED_SHORT: (TimelineKind.LABEL, "Parcel packed without all of its items"),
    AuditAction.SHIPMENT_RECORDED: (TimelineKind.SHIPMENT, "Shipment {subject} recorded"),
    AuditAction.SHIPMENT_CHANGED: (TimelineKind.SHIPMENT, "Shipment {subject} changed"),
    AuditAction.SHIPMENT_CANCELLED: (TimelineKind.SHIPMENT, "Shipment {subject} cancelled"),
    AuditAction.SHIPMENT_RETRIED: (TimelineKind.SHIPMENT, "Shipment {subject} retried"),
    AuditAction.SHIPMENT_GIVEN_UP: (TimelineKind.SHIPMENT, "Shipment {subject} given up"),
    AuditAction.SHIPPED_ELSEWHERE: (TimelineKind.SHIPMENT, "Shipment {subject} marked as shipped elsewhere"),
    AuditAction.LABEL_REQUESTED: (TimelineKind.LABEL, "Rates asked for"),
    AuditAction.LABEL_BOUGHT: (TimelineKind.LABEL, "Label ordered"),
    AuditAction.LABEL_CHECKED: (TimelineKind.LABEL, "Label checked again"),
    AuditAction.LABEL_GIVEN_UP: (TimelineKind.LABEL, "Label given up"),
    AuditAction.LABEL_VOIDED: (TimelineKind.LABEL, "Label voided"),
    AuditAction.COMMENT_DELETED: (TimelineKind.COMMENT, "Comment of {written_by} deleted"),
}
"""The kind and the title of what no other source tells. Who saw personal data is in the audit log alone."""

_DETAILS = {
    "reason": "{}",
    "note": "{}",
    "tracking_number": "Tracking number {}",
    "carrier": "{}",
    "service": "{}",
    "quantity": "{} units",
}


def list_audit_entries(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    lines = history.state.line_items if history.state else ()
    products = {str(line.variant_id): line.title for line in lines if line.variant_id is not None}
    for entry in tx.audit_log.list_about(_list_subjects(history, products), _MAX_ENTRIES):
        if entry.action in _TITLES:
            yield _describe(entry, products)


def _list_subjects(history: OrderHistory, products: Mapping[str, str]) -> list[AuditSubject]:
    dismissed = [event.id for event in history.events if event.status is EventStatus.IGNORED]
    ids: Mapping[AuditedKind, Iterable[object]] = {
        AuditedKind.ORDER: [history.order_id],
        AuditedKind.SHIPMENT: [push.shipment.id for push in history.pushes],
        AuditedKind.LABEL: [purchase.id for purchase in history.labels],
        AuditedKind.VARIANT: products,
        AuditedKind.EVENT: dismissed,
    }
    return [AuditSubject(kind, str(each), history.shop) for kind, of_kind in ids.items() for each in of_kind]


def _describe(entry: AuditEntry, products: Mapping[str, str]) -> TimelineEntry:
    kind, title = _TITLES[entry.action]
    values = {**entry.before, **entry.after}
    named = {name: values.get(name) or "another" for name in ("item", "lot", "written_by")}
    product = products.get(entry.subject.id, entry.subject.id)
    return TimelineEntry(
        entry.at,
        f"audit-{entry.id}",
        kind,
        title.format(subject=entry.subject.id, title=product, **named),
        tuple(_list_details(entry.after)),
        actor=entry.actor,
        about=None if entry.subject.kind is AuditedKind.ORDER else entry.subject,
    )


def _list_details(after: AuditValues) -> Iterator[str]:
    for name, text in _DETAILS.items():
        if (value := after.get(name)) not in (None, ""):
            yield text.format(value)
