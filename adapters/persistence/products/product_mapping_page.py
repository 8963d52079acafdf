"""The list of mappings in the console: the variants that most parked orders wait for come first."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, true
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import is_none_of, is_one_of
from novex_shopify.adapters.persistence.products.product_mapping_row import (
    MAPPING_COLUMNS,
    ProductMappingRow,
    to_product_mapping,
)
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow, has_status
from novex_shopify.domain.model.product import ARCHIVED, MappingCursor, MappingFilter, MappingStatus, MappingWithDemand
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.resource_keys import parse_variant_key

_COLUMNS = get_columns(ProductMappingRow)
_SELECT_MAPPINGS = select(*(_COLUMNS[name] for name in MAPPING_COLUMNS)).order_by(_COLUMNS["variant_id"])

IS_SELLABLE = (_COLUMNS["deleted_at"].is_(None), _COLUMNS["product_status"].is_distinct_from(ARCHIVED))


def fetch_page(
    session: Session, shop: ShopDomain, mapping_filter: MappingFilter, limit: int, after: MappingCursor | None
) -> Sequence[MappingWithDemand]:
    """First the mappings that orders wait for, then the others by variant id."""
    waiting = _count_waiting_orders(session, shop)
    matching = _SELECT_MAPPINGS.where(*_build_conditions(shop, mapping_filter))
    page = _fetch_awaited(session, matching, waiting, after)[:limit] if after is None or after.waiting_orders else []
    if len(page) < limit:
        begin = after.variant_id if after and not after.waiting_orders else 0
        others = is_none_of(session, ProductMappingRow, "variant_id", waiting) if waiting else true()
        page += _fetch_with_demand(
            session, matching.where(_COLUMNS["variant_id"] > begin, others).limit(limit - len(page)), waiting
        )
    return page


def count_mappings(session: Session, shop: ShopDomain, mapping_filter: MappingFilter, limit: int) -> int:
    found = select(_COLUMNS["variant_id"]).where(*_build_conditions(shop, mapping_filter)).limit(limit)
    return session.connection().execute(select(func.count()).select_from(found.subquery())).scalar_one()


def _fetch_awaited(
    session: Session, matching: Select[Any], waiting: Counter[int], after: MappingCursor | None
) -> list[MappingWithDemand]:
    # Sorted here: there are at most as many as the parked orders have lines.
    awaited = is_one_of(session, ProductMappingRow, "variant_id", waiting)
    listed = sorted(
        _fetch_with_demand(session, matching.where(awaited), waiting), key=lambda each: _build_sort_key(each.cursor)
    )
    return [each for each in listed if after is None or _build_sort_key(each.cursor) > _build_sort_key(after)]


def _fetch_with_demand(session: Session, statement: Select[Any], waiting: Counter[int]) -> list[MappingWithDemand]:
    mappings = map(to_product_mapping, session.connection().execute(statement).all())
    return [MappingWithDemand(mapping, waiting[mapping.variant.variant_id]) for mapping in mappings]


def _build_sort_key(cursor: MappingCursor) -> tuple[int, int]:
    return (-cursor.waiting_orders, cursor.variant_id)


def _count_waiting_orders(session: Session, shop: ShopDomain) -> Counter[int]:
    """Orders by variant id; an order counts once, however many of its events are parked."""
    events = get_columns(WebhookEventRow)
    parked = select(events["resource_key"], events["waiting_for"]).where(
        events["shop_domain"] == shop, has_status(EventStatus.PARKED), events["waiting_for"].is_not(None)
    )
    waiting = {(order, key) for order, keys in session.connection().execute(parked) for key in keys.split()}
    variants = (parse_variant_key(key) for _, key in waiting)
    return Counter(variant_id for variant_id in variants if variant_id is not None)


def _build_conditions(shop: ShopDomain, mapping_filter: MappingFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_COLUMNS["shop_domain"] == shop]
    if mapping_filter.status:
        conditions.append(_COLUMNS["status"] == mapping_filter.status)
    if mapping_filter.status is MappingStatus.UNMAPPED and not mapping_filter.include_archived:
        conditions += IS_SELLABLE
    if mapping_filter.text is not None:
        within = [
            _COLUMNS[name].icontains(mapping_filter.text, autoescape=True) for name in ("title", "sku", "barcode")
        ]
        conditions.append(
            or_(
                *within,
                cast(_COLUMNS["variant_id"], String) == mapping_filter.text,
                _COLUMNS["erp_item_id"] == mapping_filter.text,
            )
        )
    return conditions
