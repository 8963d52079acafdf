"""Fetches what only the sales of an order state: which line items are tips, and which additional fees were refunded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from novex_shopify.adapters.shopify.field_types import Decisive
from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql import order_responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, MoneyBag, Reference
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import ShopAccess


class Sale(GraphQLStruct):
    """`line_item` of a tip, `total_amount` of an additional fee, and neither of any other sale."""

    line_item: Decisive[Reference | None] = None
    total_amount: Decisive[MoneyBag | None] = None


class SalesAgreement(GraphQLStruct):
    """What was agreed on when the order was placed, edited or refunded."""

    sales: Connection[Sale]
    refund: Decisive[Reference | None] = None


class Order(GraphQLStruct):
    agreements: Connection[SalesAgreement]


class OrderSalesResponse(GraphQLStruct):
    """`orderSales`. The order is null if the app may not read its agreements."""

    order: Order | None = None


@dataclass(frozen=True, slots=True)
class OrderSales:
    """The line items that are tips, and the refunded additional fees by refund."""

    tip_line_ids: frozenset[int] = frozenset()
    refunded_fees: Mapping[int, Sequence[Money]] = field(default_factory=dict)


NO_SALES = OrderSales()


def fetch_order_sales(
    client: GraphQLClient,
    access: ShopAccess,
    order: order_responses.Order,
    lines: Iterable[order_responses.LineItem],
) -> OrderSales:
    """The sales of an order, if it has a tip that may be a line item, or refunds that may return a fee."""
    if not _may_have_tip_lines(order, lines) and not _may_have_refunded_fees(order):
        return NO_SALES
    tip_line_ids, refunded_fees = set[int](), defaultdict[int, list[Money]](list)
    for agreement in _fetch_agreements(client, access, parse_gid(order.legacy_resource_id)):
        for sale in agreement.sales.nodes:
            if sale.line_item:
                tip_line_ids.add(parse_gid(sale.line_item.id))
            if sale.total_amount and agreement.refund:
                refunded_fees[parse_gid(agreement.refund.id)].append(-map_money(sale.total_amount))
    return OrderSales(frozenset(tip_line_ids), refunded_fees)


def _may_have_tip_lines(order: order_responses.Order, lines: Iterable[order_responses.LineItem]) -> bool:
    if not order.total_tip_received_set.shop_money.amount:
        return False
    return any(not (line.variant or line.is_gift_card or line.requires_shipping) for line in lines)


def _may_have_refunded_fees(order: order_responses.Order) -> bool:
    fees = order.original_total_additional_fees_set or order.current_total_additional_fees_set
    return bool(order.refunds and fees)


def _fetch_agreements(client: GraphQLClient, access: ShopAccess, order_id: int) -> Iterator[SalesAgreement]:
    # One agreement in a page, because its sales have pages of their own.
    def fetch_agreement(cursor: str | None) -> Sequence[Connection[SalesAgreement]]:
        return list(fetch_pages(lambda sales_cursor: fetch_page(cursor, sales_cursor), _get_sales))

    def fetch_page(cursor: str | None, sales_cursor: str | None) -> Connection[SalesAgreement]:
        gid = build_gid("Order", order_id)
        answer = client.execute(access, "orderSales", OrderSalesResponse, id=gid, after=cursor, salesAfter=sales_cursor)
        return answer.order.agreements if answer.order else Connection([])

    for pages in fetch_pages(fetch_agreement, lambda pages: pages[0]):
        for page in pages:
            yield from page.nodes


def _get_sales(page: Connection[SalesAgreement]) -> Connection[Sale]:
    return page.nodes[0].sales if page.nodes else Connection([])
