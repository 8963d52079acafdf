"""The part of the contract of `Reports` about what labels cost."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from novex_shopify.domain.model.label import CostKind, LabelCost, RefundState
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.report import ReportPeriod, ShippingCost
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import OTHER_SHOP, SHOP
from tests.contracts.test_label_purchases import PARCEL, POSTAGE
from tests.contracts.test_reports import BERLIN, a_period, get_reports

LAST_MINUTE = datetime.fromisoformat("2026-03-28T22:59+00:00")  # 23:59 in Berlin
COSTS = (
    LabelCost(CostKind.POSTAGE, Money(Decimal("7.50"), "USD")),
    LabelCost(CostKind.FEE, Money(Decimal("0.08"), "USD")),
)


def buy(tx: Transaction, parcel: str, at: datetime, *, shop: str = SHOP, voided_at: datetime | None = None) -> None:
    added = tx.label_purchases.add(BERLIN if shop == SHOP else OTHER_SHOP, replace(PARCEL, id=parcel), at)
    bought = replace(added, state=PurchaseState.BOUGHT, postage=replace(POSTAGE, costs=COSTS), sent_at=at)
    assert tx.label_purchases.save(bought)
    if voided_at:
        assert tx.label_purchases.save(replace(bought, voided_at=voided_at, refund=RefundState.REFUNDED))


def sum_costs(tx: Transaction, period: ReportPeriod) -> list[ShippingCost]:
    return list(get_reports(tx).sum_shipping_costs(period))


def a_sum(day: int, labels: int, postage: str, fees: str, refunded: str = "0") -> ShippingCost:
    amounts = (Decimal(postage), Decimal(0), Decimal(fees), Decimal(refunded))
    on = date(2026, 3, day)
    return ShippingCost(on, on, "USPS", "Priority", "USD", labels, *amounts)


def test_labels_cost_on_the_day_they_were_bought_in_the_store_and_come_back_when_they_are_void(
    unit_of_work: UnitOfWork,
) -> None:
    minute = timedelta(minutes=1)
    with unit_of_work() as tx:
        buy(tx, "A", LAST_MINUTE)
        buy(tx, "B", LAST_MINUTE, voided_at=LAST_MINUTE + minute)
        buy(tx, "C", LAST_MINUTE + minute)
        buy(tx, "D", LAST_MINUTE + timedelta(days=1, minutes=1))
        buy(tx, "E", LAST_MINUTE, shop=OTHER_SHOP)
        tx.commit()
    with unit_of_work.read() as tx:
        assert sum_costs(tx, a_period()) == [a_sum(28, 2, "15.00", "0.16"), a_sum(29, 1, "7.50", "0.08", "7.58")]


def test_the_same_state_stored_again_costs_nothing_more(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        buy(tx, "A", LAST_MINUTE)
        [known] = tx.label_purchases.list_latest(1)
        assert tx.label_purchases.save(replace(known, ship_error="no lots"))
        assert sum_costs(tx, a_period()) == [a_sum(28, 1, "7.50", "0.08")]
