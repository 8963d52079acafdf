"""Applies orders from events to the ERP's documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import OrderTotalMismatch, ProductsNotMapped, ProductsRefused
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.hold_rules import is_over
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.domain.policies.refund_merge import merge_refunds
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.policies.stated_fields import (
    ERASURE,
    choose_fields,
    erase_fields,
    get_field_versions,
    is_from_before_erasure,
)
from novex_shopify.domain.policies.unread_fields import (
    describe_unread,
    drop_current_versions,
    get_readable_versions,
)
from novex_shopify.domain.policies.unstated_facts import add_known_returns
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import order_key, parse_order_key
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.holds.hold_by_rules import hold_by_rules
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_booked_orders
from novex_shopify.domain.use_cases.indexing.index_records import index_orders
from novex_shopify.domain.use_cases.invoices.mark_invoices_due import mark_invoices_due, note_additions
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.add_older_states import add_older_states
from novex_shopify.domain.use_cases.orders.order_state import OrderState, keep_unstated_fields
from novex_shopify.domain.use_cases.orders.read_order import build_reading, lacks_graphql_facts

_OF_ANOTHER_STORE = (
    "The order's status page is of the store with the id {}, and this store's id is {}. If this store has the order, it"
    " is read from Shopify."
)


@dataclass(frozen=True, slots=True)
class _Booking:
    """The document that is to be written for a state, and the one that the ERP has.

    Of the fields that a state may leave out, `known_fields` are those of earlier states, and this one decides `fields`.
    `is_to_read`: the order is read by GraphQL too.
    """

    state: OrderState
    document: SalesOrder
    known: SalesOrder | None
    known_fields: Mapping[str, FieldVersion]
    fields: Mapping[str, FieldVersion]
    is_to_read: bool


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """Writes the orders of every order topic to the ERP.

    A state that is older than what was applied adds only what newer states leave out. `by_graphql`: the events are
    orders that were read by GraphQL, and not webhooks.
    """

    payloads: PayloadReader
    clock: Clock
    mark_due: MarkDue
    by_graphql: bool = False

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different orders."""
        outcomes = EventOutcomes()
        states = [OrderState(event, order, self.by_graphql) for event, order in outcomes.parse(events, self._parse)]
        states, foreign = self._separate_foreign(tx, shop, states, outcomes)
        links = tx.order_links.lock_many(shop, [state.order.id for state in states])
        versions = _get_field_versions(tx, shop, states, links)
        states = [self._remove_erased(state, versions[state.order.id]) for state in states]
        newest, older = _sort_by_age(states, links, outcomes)
        store = tx.shops.get_with_settings(shop)
        settings = store[1]
        bookings = self._add_raw_orders(
            _build_bookings(tx, shop, newest, links, versions=versions, settings=settings, outcomes=outcomes)
        )
        erp_ids = _write(tx, shop, bookings)
        written = dict(zip(erp_ids, (each.document for each in bookings), strict=True))
        known = [each.known for each in bookings if each.known]
        mark_invoices_due(tx, written, settings, self.clock.now())
        note_additions(tx, written, known, settings)
        to_read = [
            *foreign,
            *_list_unexplained(newest, outcomes),
            *(each.state for each in bookings if each.is_to_read),
        ]
        if to_read:
            tx.events.add([build_reading(state) for state in to_read])
        add_older_states(tx, shop, older, links)
        changed = [*erp_ids, *(links[each.order.id].erp_id for each in older)]
        self.mark_due(tx, shop, changed, settings, described=erp_ids)
        describe_booked_orders(tx, store, written, [each.shopify_order_id for each in known], self.clock.now())
        _hold(tx, shop, [*written.values()], older, settings, now=self.clock.now())
        # What was parked of these orders is either superseded or possible by now.
        tx.events.release_resources(shop, [order_key(each.state.order.id) for each in bookings], self.clock.now())
        for booking in bookings:
            outcomes.settle(booking.state.event, EventStatus.DONE, describe_unread(booking.state.order.unread))
        return outcomes

    def _parse(self, body: bytes) -> Order:
        return self.payloads.deserialize_order(body) if self.by_graphql else self.payloads.parse_order(body)

    def _separate_foreign(
        self, tx: Transaction, shop: ShopDomain, states: Sequence[OrderState], outcomes: EventOutcomes
    ) -> tuple[list[OrderState], list[OrderState]]:
        """Return the orders of this store, and those that name another store; settle the latter."""
        # Only the body is signed. If it is this store's order all the same, it is booked as Shopify states it.
        known = tx.shops.get(shop)
        shop_id = known.profile.shopify_id if known else None
        if self.by_graphql or shop_id is None:
            return list(states), []
        own: list[OrderState] = []
        foreign: list[OrderState] = []
        for state in states:
            stated = self.payloads.parse_order_shop_id(state.event.body)
            if stated in (None, shop_id):
                own.append(state)
                continue
            tx.events.overwrite(replace(state.event, body=b""))  # it may hold personal data of another store
            outcomes.settle(state.event, EventStatus.IGNORED, _OF_ANOTHER_STORE.format(stated, shop_id))
            foreign.append(state)
        return own, foreign

    def _remove_erased(self, state: OrderState, known: Mapping[str, FieldVersion]) -> OrderState:
        if not is_from_before_erasure(state.version, known):
            return state
        body = self.payloads.remove_personal_data(state.event.body)
        return replace(state, event=replace(state.event, body=body), order=self._parse(body))

    def _add_raw_orders(self, bookings: Sequence[_Booking]) -> Sequence[_Booking]:
        if self.by_graphql:
            return bookings
        return [
            replace(each, document=replace(each.document, raw=self.payloads.read_raw_order(each.state.event.body)))
            for each in bookings
        ]


def _hold(
    tx: Transaction,
    shop: ShopDomain,
    written: Sequence[SalesOrder],
    older: Sequence[OrderState],
    settings: ShopSettings,
    *,
    now: datetime,
) -> None:
    """Hold orders before anything else can be done with them, and end the holds of those that are over.

    They are read again: the ERP has what a state leaves out, and what an older one has added. It comes after `MarkDue`,
    which locks them in one order.
    """
    rules = settings.hold_rules
    changed = [each.shopify_order_id for each in written if rules or is_over(each)]
    changed += [state.order.id for state in older] if rules else []
    if changed and (rules or tx.order_holds.list_by_orders(shop, changed, only_open=True)):
        hold_by_rules(tx, shop, tx.erp.orders.get_many(shop, changed, with_fulfillments=False), rules, now)


def _get_field_versions(
    tx: Transaction, shop: ShopDomain, states: Sequence[OrderState], links: Mapping[int, ResourceLink]
) -> Mapping[int, Mapping[str, FieldVersion]]:
    """Return what is known of the fields of each order; of one that is new, whether it was to be erased."""
    new = [order_key(state.order.id) for state in states if state.order.id not in links]
    erasures = tx.privacy.find_erasures(shop, new) if new else {}
    versions = {state.order.id: get_field_versions(links, state.order.id) for state in states}
    for key, at in erasures.items():
        versions[parse_order_key(key) or 0] = erase_fields([ERASURE], at)
    return versions


def _sort_by_age(
    states: Sequence[OrderState], links: Mapping[int, ResourceLink], outcomes: EventOutcomes
) -> tuple[list[OrderState], list[OrderState]]:
    """Return the newest states and the older ones; settle the latter, and those of deleted orders."""
    newest, older = [], []
    for state in states:
        link = links.get(state.order.id)
        if link and link.deleted:
            outcomes.settle(state.event, EventStatus.SUPERSEDED, "the order was deleted")
        elif is_stale(state.version, link.version if link else None):
            outcomes.settle(state.event, EventStatus.SUPERSEDED)
            older.append(state)
        else:
            newest.append(state)
    return newest, older


def _build_bookings(
    tx: Transaction,
    shop: ShopDomain,
    states: Sequence[OrderState],
    links: Mapping[int, ResourceLink],
    *,
    versions: Mapping[int, Mapping[str, FieldVersion]],
    settings: ShopSettings,
    outcomes: EventOutcomes,
) -> list[_Booking]:
    variants = {line.variant_id for state in states for line in state.order.line_items if line.variant_id is not None}
    mapped = tx.mappings.get_items(shop, variants)
    known = _get_known_documents(tx, shop, states, links)
    bookings = []
    for state in states:
        with outcomes.catch_errors(state.event):
            before = known.get(state.order.id)
            order = add_known_returns(state.order, before)
            try:
                document = _build_document(shop, order, mapped, _list_booked_items(before), settings.unmapped_products)
            except OrderTotalMismatch:
                if not _has_totals(before, links.get(order.id), state):
                    raise
                outcomes.settle(state.event, EventStatus.SUPERSEDED, "the ERP has these totals from another state")
                continue
            known_fields = versions[state.order.id]
            fields = choose_fields(state.find_fields(known_fields), known_fields)
            known_fields = {**known_fields, **get_readable_versions(links.get(state.order.id), state.order)}
            is_to_read = settings.read_orders and lacks_graphql_facts(state, before, known_fields)
            bookings.append(_Booking(state, document, before, known_fields, fields, is_to_read))
    return bookings


def _has_totals(known: SalesOrder | None, link: ResourceLink | None, state: OrderState) -> bool:
    """Return whether the ERP has the totals of this state, because it was read by GraphQL, which may state more."""
    if known is None or link is None or link.version.updated_at != state.version.updated_at:
        return False
    return (known.total, known.current_total) == (state.order.total, state.order.totals.current)


def _list_booked_items(document: SalesOrder | None) -> Mapping[int, MappedItem]:
    """Return the items of the booked lines, by line item."""
    if document is None:
        return {}
    return {
        line.line_item_id: MappedItem(line.item_id, line.pieces)
        for line in document.lines
        if line.kind is LineKind.ITEM
    }


def _build_document(
    shop: ShopDomain,
    order: Order,
    mapped: Mapping[int, MappedItem],
    booked: Mapping[int, MappedItem],
    unmapped: UnmappedProducts,
) -> SalesOrder:
    # A cancelled order needs no items, and the ERP must learn of the cancellation.
    placeholders = unmapped is UnmappedProducts.PLACEHOLDER or order.cancelled_at is not None
    try:
        return build_sales_order(shop, order, mapped, booked, placeholders=placeholders)
    except ProductsNotMapped as error:
        if unmapped is UnmappedProducts.REFUSE:
            raise ProductsRefused(error) from error
        raise


def _get_known_documents(
    tx: Transaction, shop: ShopDomain, states: Sequence[OrderState], links: Mapping[int, ResourceLink]
) -> Mapping[int, SalesOrder]:
    """Return the ERP's documents of the orders that are booked, by Shopify's id of the order."""
    order_ids = [state.order.id for state in states if state.order.id in links]
    documents = tx.erp.orders.get_many(shop, order_ids, with_fulfillments=False) if order_ids else ()
    return {each.shopify_order_id: each for each in documents}


def _write(tx: Transaction, shop: ShopDomain, bookings: Sequence[_Booking]) -> Sequence[str]:
    """Return the ERP's ids of the documents."""
    customer_ids = _get_customer_ids(tx, shop, bookings)
    documents = [_complete_document(*each) for each in zip(bookings, customer_ids, strict=True)]
    erp_ids = tx.erp.orders.apply(documents)
    known = [booking.known for booking in bookings if booking.known]
    index_orders(tx, dict(zip(erp_ids, documents, strict=True)), known)
    tx.order_links.save(
        [
            ResourceLink(
                shop,
                each.state.order.id,
                erp_id,
                each.state.version,
                field_versions=drop_current_versions({**each.known_fields, **each.fields}, each.state.version),
            )
            for each, erp_id in zip(bookings, erp_ids, strict=True)
        ]
    )
    return erp_ids


def _get_customer_ids(tx: Transaction, shop: ShopDomain, bookings: Sequence[_Booking]) -> Sequence[str | None]:
    """Return the ERP's customers of the orders, in the same order."""
    customers = [booking.state.order.customer for booking in bookings if booking.state.order.customer]
    erp_ids = get_or_create_customer_ids(tx, shop, customers)
    return [_choose_customer_id(booking, erp_ids) for booking in bookings]


def _choose_customer_id(booking: _Booking, erp_ids: Mapping[int, str]) -> str | None:
    if "customer" not in booking.fields:
        return booking.known.customer_id if booking.known else None
    customer = booking.state.order.customer
    return erp_ids[customer.id] if customer else None


def _complete_document(booking: _Booking, customer_id: str | None) -> SalesOrder:
    known = booking.known
    return replace(
        keep_unstated_fields(booking.document, known, booking.state, booking.fields),
        customer_id=customer_id,
        refunds=merge_refunds(known.refunds if known else (), booking.document.refunds),
    )


def _list_unexplained(states: Sequence[OrderState], outcomes: EventOutcomes) -> list[OrderState]:
    """Return the states of webhooks that do not add up. GraphQL also states returns, whose fees may be missing."""
    webhooks = [state for state in states if not state.by_graphql]
    return [state for state in webhooks if isinstance(outcomes.get(state.event.id), OrderTotalMismatch)]
