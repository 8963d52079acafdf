"""The list of mappings that people work with: what most parked orders wait for comes first."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, or_, select, true
from sqlmodel import Session

from novex_shopify.adapters.persistence.bulk import columns_of, one_of
from novex_shopify.adapters.persistence.product_mapping_row import (
    MAPPING_COLUMNS,
    ProductMappingRow,
    to_mapping,
)
from novex_shopify.adapters.persistence.webhook_event_row import WebhookEventRow
from novex_shopify.adapters.persistence.webhook_queue import is_in
from novex_shopify.domain.errors import variant_of
from novex_shopify.domain.model.product import ARCHIVED, ListedMapping, MappingFilter, MappingStatus, Place
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus

_C = columns_of(ProductMappingRow)
_SELECT = select(*(_C[name] for name in MAPPING_COLUMNS)).order_by(_C["variant_id"])

ON_SALE = (_C["deleted_at"].is_(None), _C["product_status"].is_distinct_from(ARCHIVED))


def page_of(
    session: Session, shop: ShopDomain, which: MappingFilter, limit: int, after: Place | None
) -> Sequence[ListedMapping]:
    """A page: of those that orders wait for, and then of the others by variant id."""
    waiting = _waiting(session, shop)
    fitting = _SELECT.where(*_fitting(shop, which))
    page = _waited_for(session, fitting, waiting, after)[:limit] if after is None or after.waiting else []
    if len(page) < limit:
        begin = after.variant_id if after and not after.waiting else 0
        others = ~one_of(session, ProductMappingRow, "variant_id", waiting) if waiting else true()
        page += _listed(session, fitting.where(_C["variant_id"] > begin, others).limit(limit - len(page)), waiting)
    return page


def _waited_for(
    session: Session, fitting: Select[Any], waiting: Counter[int], after: Place | None
) -> list[ListedMapping]:
    """Those that orders wait for, after a place. There are no more of them than of parked orders' lines."""
    these = one_of(session, ProductMappingRow, "variant_id", waiting)
    listed = sorted(_listed(session, fitting.where(these), waiting), key=lambda each: _order(each.place))
    return [each for each in listed if after is None or _order(each.place) > _order(after)]


def _listed(session: Session, statement: Select[Any], waiting: Counter[int]) -> list[ListedMapping]:
    mappings = map(to_mapping, session.connection().execute(statement).all())
    return [ListedMapping(mapping, waiting[mapping.variant.variant_id]) for mapping in mappings]


def _order(place: Place) -> tuple[int, int]:
    return (-place.waiting, place.variant_id)


def _waiting(session: Session, shop: ShopDomain) -> Counter[int]:
    """How many parked orders wait for each variant, however many events of an order do."""
    events = columns_of(WebhookEventRow)
    parked = select(events["resource_key"], events["waiting_for"]).where(
        events["shop_domain"] == shop, is_in(EventStatus.PARKED), events["waiting_for"].is_not(None)
    )
    waiting = {(order, key) for order, keys in session.connection().execute(parked) for key in keys.split()}
    variants = (variant_of(key) for _, key in waiting)
    return Counter(variant_id for variant_id in variants if variant_id is not None)


def _fitting(shop: ShopDomain, which: MappingFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_C["shop_domain"] == shop]
    if which.status:
        conditions.append(_C["status"] == which.status)
    if which.status is MappingStatus.UNMAPPED and not which.retired:
        conditions += ON_SALE
    if which.text is not None:
        within = [_C[name].icontains(which.text, autoescape=True) for name in ("title", "sku", "barcode")]
        conditions.append(
            or_(*within, cast(_C["variant_id"], String) == which.text, _C["erp_product_id"] == which.text)
        )
    return conditions
