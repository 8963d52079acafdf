"""The report for a customer who asks for their data."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.recall import RecallNotice
from novex_shopify.domain.model.sales_order import SalesOrder


def build_privacy_report(
    customer: Customer | None,
    orders: Sequence[SalesOrder],
    notices: Sequence[RecallNotice] = (),
    invoices: Sequence[IssuedInvoice] = (),
    comments: Sequence[OrderComment] = (),
) -> str:
    """Return the customer's record, orders, answers to recalls, invoices as they were issued, and comments, as JSON.

    Times are in ISO 8601, amounts as stored.
    """
    known: dict[str, Any] = {
        "customer": asdict(customer) if customer else None,
        "orders": [asdict(order) for order in orders],
    }
    if notices:
        known["recall_notices"] = [_describe_notice(notice) for notice in notices]
    if issued := [json.loads(invoice.content) for invoice in invoices if invoice.content]:
        known["invoices"] = issued
    if comments:
        known["order_comments"] = [_describe_comment(comment) for comment in comments]
    return json.dumps(known, default=_to_json, ensure_ascii=False, indent=2)


def _describe_notice(notice: RecallNotice) -> dict[str, Any]:
    """Without the person of the store who notified the customer."""
    names = ("order_id", "channel", "notified_at", "answered_at", "note", "returned")
    return {name: getattr(notice, name) for name in names}


def _describe_comment(comment: OrderComment) -> dict[str, Any]:
    """Without the person of the store who wrote it."""
    return {name: getattr(comment, name) for name in ("order_id", "text", "written_at")}


def _to_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
