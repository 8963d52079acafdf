"""Orders of a typical size (7.5 KB), and the requests that deliver them."""

import json
from itertools import count
from random import randrange
from typing import Any

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_webhook

SHOP = "bench.myshopify.com"
SECRET = Secret("bench-secret-of-the-usual-length")
VARIANTS = tuple(range(700_001, 700_401))
LINES = 3
PRICE, TAX, SHIPPING = "19.00", "3.61", "5.00"
TOTAL = "72.83"

_numbers = count(randrange(10**12))  # different in each process


def build_order_body(number: int) -> bytes:
    """Build an order with three taxed lines and shipping, of one of 2,000 customers, with all fields Shopify sends."""
    customer = 5_000_000 + number % 2_000
    order = {
        "id": 6_000_000_000 + number,
        "admin_graphql_api_id": f"gid://shopify/Order/{6_000_000_000 + number}",
        "name": f"#{number}",
        "order_number": number,
        "created_at": "2026-11-23T12:00:00+01:00",
        "updated_at": "2026-11-23T12:00:00+01:00",
        "currency": "EUR",
        "presentment_currency": "EUR",
        "total_price": TOTAL,
        "total_price_set": _build_money_set(TOTAL),
        "taxes_included": False,
        "financial_status": "paid",
        "fulfillment_status": None,
        "test": False,
        "email": f"customer-{customer}@example.com",
        "note": f"Please ring {number} times. " * 40,
        "landing_site": "/products/tea?utm_source=newsletter&utm_campaign=november",
        "tags": "newsletter, returning",
        "customer": {
            "id": customer,
            "email": f"customer-{customer}@example.com",
            "first_name": "Ada",
            "last_name": f"Number {customer}",
            "updated_at": "2026-11-23T11:59:00+01:00",
            "default_address": _build_address(number),
        },
        "billing_address": _build_address(number),
        "shipping_address": _build_address(number),
        "line_items": [_build_line_item(number, position) for position in range(LINES)],
        "shipping_lines": [
            {"id": 900 + number, "title": "Parcel", "price": SHIPPING, "price_set": _build_money_set(SHIPPING)}
        ],
        "client_details": {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) " * 4, "browser_ip": "203.0.113.7"},
    }
    return json.dumps(order).encode()


def build_requests(amount: int) -> list[bytes]:
    """Build whole HTTP requests, each signed and with a new webhook id."""
    return [build_request(body, sign_webhook(SECRET, body)) for body in map(build_order_body, _take_numbers(amount))]


def build_request(body: bytes, signature: str) -> bytes:
    """Build one delivery as bytes on the wire."""
    head = (
        "POST /webhooks/shopify HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"X-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: {SHOP}\r\n"
        f"X-Shopify-Hmac-Sha256: {signature}\r\nX-Shopify-Webhook-Id: bench-{next(_numbers)}\r\n"
        "X-Shopify-Event-Id: bench\r\nX-Shopify-Triggered-At: 2026-11-23T11:00:00.123456789Z\r\n"
        f"X-Shopify-API-Version: 2026-10\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _take_numbers(amount: int) -> list[int]:
    return [next(_numbers) for _ in range(amount)]


def _build_line_item(number: int, position: int) -> dict[str, Any]:
    variant = VARIANTS[(number * LINES + position) % len(VARIANTS)]
    return {
        "id": 7_000_000_000 + number * LINES + position,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{7_000_000_000 + number * LINES + position}",
        "variant_id": variant,
        "product_id": variant + 1_000_000,
        "product_exists": True,
        "sku": f"SKU-{variant}",
        "title": f"Tea number {variant}, first flush",
        "variant_title": "250 g",
        "vendor": "Tea and Paper",
        "quantity": 1,
        "current_quantity": 1,
        "grams": 250,
        "price": PRICE,
        "price_set": _build_money_set(PRICE),
        "total_discount": "0.00",
        "total_discount_set": _build_money_set("0.00"),
        "requires_shipping": True,
        "taxable": True,
        "fulfillable_quantity": 1,
        "fulfillment_service": "manual",
        "properties": [{"name": "engraving", "value": "for my mother"}],
        "tax_lines": [
            {"title": "VAT", "rate": 0.19, "price": TAX, "price_set": _build_money_set(TAX), "channel_liable": False}
        ],
        "discount_allocations": [],
        "duties": [],
        "attributed_staffs": [],
        "origin_location": _build_address(number),
    }


def _build_money_set(amount: str) -> dict[str, Any]:
    money = {"amount": amount, "currency_code": "EUR"}
    return {"shop_money": money, "presentment_money": money}


def _build_address(number: int) -> dict[str, Any]:
    return {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "name": "Ada Lovelace",
        "company": None,
        "address1": f"Lindenstrasse {number % 300}",
        "address2": None,
        "phone": "+49 30 1234567",
        "city": "Berlin",
        "zip": "10969",
        "province": None,
        "country": "Germany",
        "country_code": "DE",
        "latitude": 52.5033,
        "longitude": 13.3953,
    }
