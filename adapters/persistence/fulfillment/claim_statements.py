"""The queries by which a worker claims a push."""

from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import is_postgresql
from novex_shopify.adapters.persistence.fulfillment.fulfillment_push_row import FulfillmentPushRow
from novex_shopify.domain.model.fulfillment import MAX_CONCURRENT_PUSHES_PER_SHOP, PushStatus
from novex_shopify.domain.model.work import WorkerId


def select_next_push(worker: WorkerId, now: datetime) -> SelectOfScalar[FulfillmentPushRow]:
    """The oldest due push that is the first unfinished one of its order; locked."""
    return (
        select(FulfillmentPushRow)
        .where(
            FulfillmentPushRow.status == PushStatus.PENDING,
            col(FulfillmentPushRow.next_attempt_at) <= now,
            ~_has_unfinished_push_before(),
            _count_claimed_of_same_shop(worker) < MAX_CONCURRENT_PUSHES_PER_SHOP,
        )
        .order_by(col(FulfillmentPushRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _has_unfinished_push_before() -> ColumnElement[bool]:
    other = aliased(FulfillmentPushRow)
    is_of_same_order = and_(
        col(other.shop_domain) == col(FulfillmentPushRow.shop_domain),
        col(other.shopify_order_id) == col(FulfillmentPushRow.shopify_order_id),
    )
    # An earlier pending push counts too: this transaction cannot see whether another worker has just claimed it.
    is_before = and_(col(other.status) == PushStatus.PENDING, col(other.id) < col(FulfillmentPushRow.id))
    unfinished = or_(col(other.status) == PushStatus.SENDING, is_before)
    return select(other.id).where(is_of_same_order, unfinished).correlate(FulfillmentPushRow).exists()


def _count_claimed_of_same_shop(worker: WorkerId) -> ColumnElement[int]:
    claimed = aliased(FulfillmentPushRow)
    statement = select(func.count()).select_from(claimed)
    of_same_shop = statement.where(
        col(claimed.shop_domain) == col(FulfillmentPushRow.shop_domain), col(claimed.claimed_by) == str(worker)
    )
    return of_same_shop.correlate(FulfillmentPushRow).scalar_subquery()


def is_order_being_sent(session: Session, row: FulfillmentPushRow) -> bool:
    """Whether another worker has claimed a push of the same order since the row was selected."""
    if not is_postgresql(session):  # SQLite has one writer at a time
        return False
    # Until this transaction ends, no other worker gets past this line for the same order.
    order = func.hashtextextended(f"push of {row.shop_domain} {row.shopify_order_id}", 0)
    session.connection().execute(sqlalchemy.select(func.pg_advisory_xact_lock(order)))
    sending = select(FulfillmentPushRow.id).where(
        FulfillmentPushRow.shop_domain == row.shop_domain,
        FulfillmentPushRow.shopify_order_id == row.shopify_order_id,
        FulfillmentPushRow.status == PushStatus.SENDING,
    )
    return session.exec(sending).first() is not None
