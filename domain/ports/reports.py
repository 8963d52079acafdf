"""Reports that an ERP computes in its database. An ERP that has its own lacks the whole capability (`Erp.reports`)."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

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


class Reports(Protocol):
    """Sums over orders and lots. Test orders and deleted orders are in none of them.

    Cancelled orders are only in the fulfillment breakdown. Rows with the greatest total come first, `limit` of them.
    """

    def sum_sales(self, period: ReportPeriod) -> Sequence[SalesTotal]:
        """Sum all sales, by currency: what the rows of the two reports about sales add up to."""
        ...

    def list_customer_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[CustomerSales]: ...

    def list_product_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[ProductSales]: ...

    def count_by_stage(self, period: ReportPeriod) -> Sequence[FulfillmentCount]:
        """Count the orders placed in the period, by currency and stage."""
        ...

    def count_promises(self, period: ReportPeriod) -> Sequence[PromiseCount]:
        """Count the orders that were promised for days of the period, by day; days without one are left out."""
        ...

    def measure_steps(self, period: ReportPeriod) -> Sequence[StepTiming]:
        """Measure the steps of the orders placed in the period, in the order of `LifecycleStep`, to the second."""
        ...

    def sum_taxes(self, period: ReportPeriod) -> Sequence[TaxSum]:
        """Sum the stated taxes by country, title, rate and liability, in this order."""
        ...

    def sum_shipping_costs(self, period: ReportPeriod) -> Sequence[ShippingCost]:
        """Sum what labels cost, by day, carrier, service and currency, in this order; a refund is of the day it was
        asked for.

        They are in `Transaction.label_purchases`, not in the ERP. An ERP outside this database returns nothing.
        """
        ...

    def list_expiring_lots(self, until: date, limit: int | None = None) -> Sequence[ExpiringLot]:
        """List the lots in the warehouse that expire until this day or have expired, those that expire first first."""
        ...
