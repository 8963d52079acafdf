"""GraphQL returns to the domain's `Return`."""

from collections.abc import Sequence
from datetime import datetime

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import return_responses as responses
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money
from novex_shopify.adapters.shopify.variant_title import build_variant_title
from novex_shopify.domain.model.order_return import ExchangeLine, Return, ReturnLine


def map_return(pages: Sequence[responses.Return], read_at: datetime) -> Return:
    """A return with the line items of all its pages."""
    found = pages[0]
    return Return(
        id=parse_gid(found.id),
        order_id=parse_gid(found.order.id),
        name=found.name,
        status=found.status.lower(),
        created_at=found.created_at,
        read_at=read_at,
        closed_at=found.closed_at,
        lines=tuple(_map_line(line) for page in pages for line in page.return_line_items.nodes),
        exchange_lines=tuple(map(_map_exchange_line, found.exchange_line_items.nodes)),
        shipping_fees=tuple(map_money(fee.amount_set) for fee in found.return_shipping_fees),
        refund_ids=tuple(sorted(parse_gid(refund.id) for refund in found.refunds.nodes)),
        decline_reason=lower_enum_value(found.decline.reason) if found.decline else None,
        decline_note=(found.decline.note or None) if found.decline else None,
    )


def _map_line(line: responses.ReturnLineItem) -> ReturnLine:
    fulfilled, reason, fee = line.fulfillment_line_item, line.return_reason_definition, line.restocking_fee
    return ReturnLine(
        id=parse_gid(line.id),
        line_item_id=parse_gid(fulfilled.line_item.id) if fulfilled else None,
        quantity=line.quantity,
        processed_quantity=line.processed_quantity,
        refunded_quantity=line.refunded_quantity,
        reason=reason.handle if reason else None,
        note=line.return_reason_note or None,
        customer_note=line.customer_note or None,
        restocking_fee=map_money(fee.amount_set) if fee else None,
    )


def _map_exchange_line(line: responses.ExchangeLineItem) -> ExchangeLine:
    return ExchangeLine(
        id=parse_gid(line.id),
        quantity=line.quantity,
        processed_quantity=line.processed_quantity,
        variant_id=parse_gid(line.variant_id) if line.variant_id else None,
        sku=line.variant_sku or None,
        title=build_variant_title(line.title, line.variant_title) if line.title else None,
        line_item_ids=tuple(parse_gid(each.id) for each in line.line_items or ()),
    )
