"""The column `details` of `erp_order_refunds`."""

from decimal import Decimal

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction


class MoneyDocument(Struct, frozen=True):
    amount: Decimal
    currency: str


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


class RefundDocument(Document, frozen=True):
    order_id: int
    lines: tuple[RefundLineDocument, ...]
    adjustments: tuple[RefundAdjustmentDocument, ...]
    transactions: tuple[RefundTransactionDocument, ...]


_DECODER = msgspec.json.Decoder(RefundDocument)


def encode_refund_details(refund: Refund) -> str:
    return to_json(
        RefundDocument(
            refund.order_id,
            tuple(map(_to_line_document, refund.lines)),
            tuple(map(_to_adjustment_document, refund.adjustments)),
            tuple(map(_to_transaction_document, refund.transactions)),
        )
    )


def decode_refund_details(
    text: str,
) -> tuple[int, tuple[RefundLine, ...], tuple[RefundAdjustment, ...], tuple[RefundTransaction, ...]]:
    """The order's id, and the lines, adjustments and transactions of the refund."""
    document = _DECODER.decode(text)
    return (
        document.order_id,
        tuple(map(_to_line, document.lines)),
        tuple(map(_to_adjustment, document.adjustments)),
        tuple(map(_to_transaction, document.transactions)),
    )


def _to_line(document: RefundLineDocument) -> RefundLine:
    return RefundLine(
        document.line_item_id,
        document.quantity,
        _to_money(document.subtotal),
        _to_money(document.tax),
        document.restock_type,
        document.location_id,
        _to_optional_money(document.presentment_subtotal),
        _to_optional_money(document.presentment_tax),
    )


def _to_adjustment(document: RefundAdjustmentDocument) -> RefundAdjustment:
    return RefundAdjustment(
        document.kind,
        _to_money(document.amount),
        _to_money(document.tax),
        _to_optional_money(document.presentment_amount),
        _to_optional_money(document.presentment_tax),
    )


def _to_transaction(document: RefundTransactionDocument) -> RefundTransaction:
    return RefundTransaction(
        document.id,
        document.gateway,
        _to_optional_money(document.amount),
        document.status,
        _to_optional_money(document.presentment),
    )


def _to_line_document(line: RefundLine) -> RefundLineDocument:
    return RefundLineDocument(
        line.line_item_id,
        line.quantity,
        _to_money_document(line.subtotal),
        _to_money_document(line.tax),
        line.restock_type,
        line.location_id,
        _to_optional_money_document(line.presentment_subtotal),
        _to_optional_money_document(line.presentment_tax),
    )


def _to_adjustment_document(adjustment: RefundAdjustment) -> RefundAdjustmentDocument:
    return RefundAdjustmentDocument(
        adjustment.kind,
        _to_money_document(adjustment.amount),
        _to_money_document(adjustment.tax),
        _to_optional_money_document(adjustment.presentment_amount),
        _to_optional_money_document(adjustment.presentment_tax),
    )


def _to_transaction_document(transaction: RefundTransaction) -> RefundTransactionDocument:
    return RefundTransactionDocument(
        transaction.id,
        transaction.gateway,
        _to_optional_money_document(transaction.amount),
        transaction.status,
        _to_optional_money_document(transaction.presentment),
    )


def _to_money_document(money: Money) -> MoneyDocument:
    return MoneyDocument(money.amount, money.currency)


def _to_money(document: MoneyDocument) -> Money:
    return Money(document.amount, document.currency)


def _to_optional_money_document(money: Money | None) -> MoneyDocument | None:
    return _to_money_document(money) if money else None


def _to_optional_money(document: MoneyDocument | None) -> Money | None:
    return _to_money(document) if document else None
