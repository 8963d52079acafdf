"""How far orders are, whether promises were kept, and how long it took, computed in the database."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.report_functions import local_day, nearest_rank, seconds_between, sum_amounts
from novex_shopify.adapters.erp.report_scope import IS_REAL, IS_SOLD, ORDERS, is_of_shops, is_ordered_in
from novex_shopify.adapters.erp.warehouse_states import WarehouseStateRow
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.report import (
    FulfillmentCount,
    FulfillmentStage,
    LifecycleStep,
    PromiseCount,
    ReportPeriod,
    ShopPeriod,
    StepTiming,
)
from novex_shopify.domain.policies.report_rows import FRACTIONS, STEP_MOMENTS, add_promises

_STATES = get_columns(WarehouseStateRow)


@dataclass(frozen=True, slots=True)
class OrderReports:
    """The part of `Reports` about how orders are fulfilled."""

    session: Session

    def count_by_stage(self, period: ReportPeriod) -> Sequence[FulfillmentCount]:
        stage = _build_stage().label("stage")
        statement = select(
            stage, ORDERS["currency"], func.count().label("orders"), sum_amounts(ORDERS["total"]).label("total")
        ).select_from(OrderRow)
        statement = statement.outerjoin(WarehouseStateRow, _STATES["order_id"] == ORDERS["id"])
        statement = statement.where(IS_REAL, is_ordered_in(period)).group_by(stage, ORDERS["currency"])
        rows = self.session.connection().execute(statement).all()
        counts = [FulfillmentCount(FulfillmentStage(row.stage), row.currency, row.orders, row.total) for row in rows]
        return sorted(counts, key=lambda each: (each.currency, list(FulfillmentStage).index(each.stage)))

    def count_promises(self, period: ReportPeriod) -> Sequence[PromiseCount]:
        by_zone: dict[str, list[ShopPeriod]] = defaultdict(list)
        for each in period.shops:
            by_zone[each.time_zone].append(each)
        counts = [each for zone, shops in by_zone.items() for each in self._count_in_zone(period, zone, shops)]
        return add_promises(counts, lambda day: (day, day))

    def _count_in_zone(self, period: ReportPeriod, zone: str, shops: Sequence[ShopPeriod]) -> Sequence[PromiseCount]:
        promised_on, shipped_at = _STATES["promised_on"], _STATES["shipped_at"]
        is_on_time = local_day(shipped_at, zone) <= promised_on
        is_over = promised_on < period.now.astimezone(ZoneInfo(zone)).date()
        statement = select(
            promised_on,
            _count_if(is_on_time),
            _count_if(~is_on_time),
            _count_if(and_(shipped_at.is_(None), is_over)),
            _count_if(and_(shipped_at.is_(None), ~is_over)),
        ).join_from(WarehouseStateRow, OrderRow, ORDERS["id"] == _STATES["order_id"])
        is_promised = and_(promised_on.between(period.first, period.last), promised_on < date.max)
        statement = statement.where(IS_SOLD, is_of_shops(shops), is_promised).group_by(promised_on)
        return [PromiseCount(row[0], *row) for row in self.session.connection().execute(statement)]

    def measure_steps(self, period: ReportPeriod) -> Sequence[StepTiming]:
        moments = {"ordered_at": ORDERS["ordered_at"], **_STATES}
        seconds = {step: seconds_between(moments[start], moments[end]) for step, (start, end) in STEP_MOMENTS.items()}
        columns = [
            column
            for each in seconds.values()
            for column in (func.count(each), *(nearest_rank(fraction, each) for fraction in FRACTIONS))
        ]
        statement = select(*columns).join_from(OrderRow, WarehouseStateRow, _STATES["order_id"] == ORDERS["id"])
        row = self.session.connection().execute(statement.where(IS_SOLD, is_ordered_in(period))).one()
        return [
            StepTiming(step, row[3 * place], *map(_to_duration, row[3 * place + 1 : 3 * place + 3]))
            for place, step in enumerate(LifecycleStep)
        ]


def _build_stage() -> ColumnElement[str]:
    """Of an order that was not settled yet, Shopify's word."""
    fulfillment, stated = _STATES["fulfillment"], ORDERS["fulfillment_status"]
    return case(
        (ORDERS["cancelled_at"].is_not(None), FulfillmentStage.CANCELLED.value),
        (fulfillment.is_not(None), fulfillment),
        (stated == "fulfilled", FulfillmentStage.FULFILLED.value),
        (stated == "partial", FulfillmentStage.PARTIALLY_FULFILLED.value),
        else_=FulfillmentStage.UNFULFILLED.value,
    )


def _count_if(condition: Any) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _to_duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=int(seconds))
