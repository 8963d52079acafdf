"""The refunds of a stored order."""

from datetime import datetime

from msgspec import Struct

from novex_shopify.adapters.shopify.webhooks.money_document import MoneyDocument


class RefundLineDocument(Struct, frozen=True):
    line_item_id: int
    quantity: int
    subtotal: MoneyDocument
    tax: MoneyDocument
    restock_type: str | None
    location_id: int | None
    presentment_subtotal: MoneyDocument | None = None
    presentment_tax: MoneyDocument | None = None


class RefundAdjustmentDocument(Struct, frozen=True):
    kind: str
    amount: MoneyDocument
    tax: MoneyDocument
    presentment_amount: MoneyDocument | None = None
    presentment_tax: MoneyDocument | None = None


class RefundTransactionDocument(Struct, frozen=True):
    id: int
    gateway: str | None
    amount: MoneyDocument | None
    status: str | None
    presentment: MoneyDocument | None


class RefundDocument(Struct, frozen=True):
    id: int
    order_id: int
    refunded_at: datetime
    lines: tuple[RefundLineDocument, ...]
    adjustments: tuple[RefundAdjustmentDocument, ...]
    transactions: tuple[RefundTransactionDocument, ...]
    note: str | None = None
