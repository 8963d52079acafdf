"""What an order says beside amounts: where it was placed, when it is due, who taxes it, and what the customer wrote."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnreadField:
    """A field that has a value that could not be read. `name` is the domain's; the reason does not have the value."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and a value that a customer, a theme or an app added, such as an engraving or a delivery date.

    A value that is not text is JSON. Anything can be in it, so it is personal data.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class LocalizedField:
    """A field that some countries require, such as a tax number (`tax_credential_it`) or one for customs."""

    key: str
    country_code: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class OrderSource:
    """Where an order was placed. `location_id` is the store of a retail order.

    `name` is `web`, `pos` or a channel's name; `identifier` is the order's number there, such as that of a receipt.
    """

    name: str | None = None
    identifier: str | None = None
    app_id: int | None = None
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentSchedule:
    """One payment that is due."""

    due_at: datetime | None = None
    issued_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an order has to be paid. `kind` is `net`, `fixed`, `receipt` or `fulfillment`."""

    name: str
    kind: str | None = None
    due_in_days: int | None = None
    schedules: tuple[PaymentSchedule, ...] = ()

    @property
    def due_at(self) -> datetime | None:
        """When the next open payment is due; when the last one was due, if all are made."""
        still_open = [each.due_at for each in self.schedules if each.due_at and not each.completed_at]
        made = [each.due_at for each in self.schedules if each.due_at and each.completed_at]
        return min(still_open) if still_open else max(made, default=None)


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """Who taxes an order. `merchant_entity_id` is the merchant's legal entity that sells.

    `merchant_of_record_app_id` is the app that collects and remits the tax instead of the merchant.
    """

    exempt: bool = False
    estimated: bool = False
    merchant_entity_id: str | None = None
    merchant_of_record_app_id: int | None = None


@dataclass(frozen=True, slots=True)
class LineItemGroup:
    """The bundle that a line is a part of. Lines with the same `id` belong together."""

    id: int
    title: str | None = None
    quantity: int | None = None
    variant_id: int | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class SellingPlan:
    """The subscription, pre-order or try-before-you-buy plan that a line was bought with."""

    name: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """How the customer wants to get the order. `code` names the rate, `source` who computed it.

    `carrier_id` is the carrier service of an app; `delivery_category` is Shopify's class of the method.
    """

    code: str | None = None
    source: str | None = None
    carrier_id: str | None = None
    delivery_category: str | None = None
