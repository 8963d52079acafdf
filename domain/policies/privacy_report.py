"""The report for a customer who asks for their data."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.sales_order import SalesOrder


def build_privacy_report(customer: Customer | None, orders: Sequence[SalesOrder]) -> str:
    """Return the customer's record and orders as JSON; times in ISO 8601, amounts as stored."""
    known = {"customer": asdict(customer) if customer else None, "orders": [asdict(order) for order in orders]}
    return json.dumps(known, default=_to_json, ensure_ascii=False, indent=2)


def _to_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
