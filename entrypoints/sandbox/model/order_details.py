"""What an order says beside amounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The bundle that lines are parts of."""

    id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingPlan:
    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """Net terms: one payment, a number of days after the order."""

    id: int
    due_in_days: int
    issued_at: datetime

    @property
    def name(self) -> str:
        return f"Net {self.due_in_days}"

    @property
    def due_at(self) -> datetime:
        return self.issued_at + timedelta(days=self.due_in_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSource:
    """The channel of an order; `location_id` is the store of a retail order."""

    name: str = "web"
    app_id: int = 580111
    identifier: str | None = None
    location_id: int | None = None


WEB = OrderSource()
POINT_OF_SALE_APP_ID = 129785
