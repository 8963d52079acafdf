"""Shipments with their rates, labels and fees."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.model.tracker import Tracker

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """An offer of a carrier account; `delivery_date` is a text as EasyPost writes it."""

    id: str
    shipment_id: str
    carrier: str
    carrier_account_id: str
    service: str
    amount: Decimal
    list_amount: Decimal
    retail_amount: Decimal
    days: int
    delivery_date: str | None
    billing_type: str
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class PostageLabel:
    """`urls` are by file format: PNG, PDF, ZPL, EPL2."""

    id: str
    created_at: datetime
    updated_at: datetime
    label_date: datetime
    file_format: str
    size: str
    urls: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Fee:
    type: str
    amount: Decimal
    charged: bool = True
    refunded: bool = False


@dataclass(slots=True, kw_only=True)
class Shipment:
    """`is_being_bought` while a purchase runs. Addresses, parcel, customs data and forms are EasyPost's JSON."""

    id: str
    mode: str
    created_at: datetime
    updated_at: datetime
    reference: str | None
    to_address: JsonObject
    from_address: JsonObject
    return_address: JsonObject
    buyer_address: JsonObject
    parcel: JsonObject
    customs_info: JsonObject | None
    options: JsonObject
    is_return: bool
    carrier_account_ids: tuple[str, ...]
    usps_zone: int
    rates: list[Rate] = field(default_factory=list)
    messages: list[JsonObject] = field(default_factory=list)
    selected_rate: Rate | None = None
    label: PostageLabel | None = None
    tracker: Tracker | None = None
    insurance: Decimal | None = None
    refund_status: str | None = None
    refund_submitted_at: datetime | None = None
    scan_form: JsonObject | None = None
    batch_id: str | None = None
    batch_status: str | None = None
    batch_message: str | None = None
    forms: list[JsonObject] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    is_being_bought: bool = False

    @property
    def tracking_code(self) -> str | None:
        return self.tracker.tracking_code if self.tracker else None

    @property
    def recipient(self) -> JsonObject:
        """Where the parcel travels to: a return has the addresses of the outbound shipment."""
        return self.from_address if self.is_return else self.to_address

    @property
    def sender(self) -> JsonObject:
        return self.to_address if self.is_return else self.from_address

    @property
    def is_international(self) -> bool:
        return bool(self.to_address["country"] != self.from_address["country"])
