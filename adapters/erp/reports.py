"""The reports of the built-in ERP."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from novex_shopify.adapters.erp.catalog import ItemRow
from novex_shopify.adapters.erp.lot_row import LotRow
from novex_shopify.adapters.erp.order_reports import OrderReports
from novex_shopify.adapters.erp.report_functions import prepare_connection
from novex_shopify.adapters.erp.sales_reports import SalesReports
from novex_shopify.adapters.erp.shipping_cost_report import ShippingCostReport
from novex_shopify.adapters.erp.stock_ledger import StockRow
from novex_shopify.adapters.erp.tax_report import TaxReport
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.report import (
    CustomerSales,
    ExpiringLot,
    FulfillmentCount,
    ProductSales,
    PromiseCount,
    ReportPeriod,
    SalesTotal,
    ShippingCost,
    StepTiming,
    TaxSum,
)

_LOTS, _STOCK, _ITEMS = get_columns(LotRow), get_columns(StockRow), get_columns(ItemRow)


class SqlReports:
    """The port `Reports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sum_sales(self, period: ReportPeriod) -> Sequence[SalesTotal]:
        return self._sales.sum_sales(period)

    def list_customer_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[CustomerSales]:
        return self._sales.list_customer_sales(period, limit)

    def list_product_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[ProductSales]:
        return self._sales.list_product_sales(period, limit)

    def count_by_stage(self, period: ReportPeriod) -> Sequence[FulfillmentCount]:
        return self._orders.count_by_stage(period)

    def count_promises(self, period: ReportPeriod) -> Sequence[PromiseCount]:
        return self._orders.count_promises(period)

    def measure_steps(self, period: ReportPeriod) -> Sequence[StepTiming]:
        return self._orders.measure_steps(period)

    def sum_taxes(self, period: ReportPeriod) -> Sequence[TaxSum]:
        return TaxReport(self._prepare()).sum_taxes(period)

    def sum_shipping_costs(self, period: ReportPeriod) -> Sequence[ShippingCost]:
        return ShippingCostReport(self._prepare()).sum_shipping_costs(period)

    def list_expiring_lots(self, until: date, limit: int | None = None) -> Sequence[ExpiringLot]:
        on_hand = func.sum(_STOCK["free"] + _STOCK["assigned"] + _STOCK["held"])
        key = [_LOTS["item_id"], _ITEMS["name"], _LOTS["code"], _LOTS["expires_on"]]
        statement = select(*key, on_hand, func.sum(_STOCK["free"]))
        statement = statement.join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
        statement = statement.outerjoin(ItemRow, _ITEMS["id"] == _LOTS["item_id"])
        statement = statement.where(_LOTS["expires_on"] <= until).group_by(_LOTS["id"], *key).having(on_hand > 0)
        ordered = statement.order_by(_LOTS["expires_on"], _LOTS["item_id"], _LOTS["code"]).limit(limit)
        rows = self._session.connection().execute(ordered).all()
        return [ExpiringLot(*row[:4], int(row[4]), int(row[5])) for row in rows]

    @property
    def _sales(self) -> SalesReports:
        return SalesReports(self._prepare())

    @property
    def _orders(self) -> OrderReports:
        return OrderReports(self._prepare())

    def _prepare(self) -> Session:
        prepare_connection(self._session)
        return self._session
