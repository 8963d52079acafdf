"""What labels cost, summed in the database."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session

from novex_shopify.adapters.erp.report_functions import local_day
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.shipping.label_costs import LabelCostRow
from novex_shopify.domain.model.label import CostKind, LabelCost
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.report import ReportPeriod, ShippingCost, ShopPeriod
from novex_shopify.domain.policies.label_costs import from_minor_units
from novex_shopify.domain.policies.report_rows import add_shipping_costs, build_shipping_cost

_COSTS = get_columns(LabelCostRow)


@dataclass(frozen=True, slots=True)
class ShippingCostReport:
    """The part of `Reports` about what labels cost."""

    session: Session

    def sum_shipping_costs(self, period: ReportPeriod) -> Sequence[ShippingCost]:
        by_range: dict[tuple[datetime, datetime, str], list[ShopPeriod]] = defaultdict(list)
        for each in period.shops:
            by_range[each.since, each.until, each.time_zone].append(each)
        sums = [cost for shops in by_range.values() for cost in self._sum_in_zone(shops)]
        return add_shipping_costs(sums, lambda day: (day, day))

    def _sum_in_zone(self, shops: Sequence[ShopPeriod]) -> Sequence[ShippingCost]:
        """`shops` have the same range of time, and days of the same zone."""
        since, until, zone = shops[0].since, shops[0].until, shops[0].time_zone
        names = [_COSTS[name] for name in ("carrier", "service", "currency", "kind")]
        is_counted = and_(
            _COSTS["shop_domain"].in_([each.shop for each in shops]), _COSTS["at"] >= since, _COSTS["at"] < until
        )
        each = select(local_day(_COSTS["at"], zone).label("day"), *names, _COSTS["amount"]).where(is_counted).subquery()
        key = [each.c.day, each.c.carrier, each.c.service, each.c.currency, each.c.kind]
        statement = select(*key, func.sum(each.c.amount).label("units"), func.count().label("labels")).group_by(*key)
        return [_to_cost(row) for row in self.session.connection().execute(statement)]


def _to_cost(row: Any) -> ShippingCost:
    amount = Money(from_minor_units(int(row.units), row.currency), row.currency)
    return build_shipping_cost(row.day, row.carrier, row.service, LabelCost(CostKind(row.kind), amount), row.labels)
