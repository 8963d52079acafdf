"""Writes files as Shopify's bulk operations do."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ADDRESSES_PER_CUSTOMER, VARIANTS_PER_PRODUCT = 2, 3


def write_customers(path: Path, count: int) -> int:
    """Write customers, then all their addresses in random order; returns the number of lines."""
    of_each = [number for number in range(1, count + 1) for _ in range(ADDRESSES_PER_CUSTOMER)]
    random.Random(count).shuffle(of_each)
    with path.open("w") as file:
        for number in range(1, count + 1):
            _write_line(file, _build_customer(number))
        for line, number in enumerate(of_each):
            _write_line(file, _build_address(line, number))
    return count * (1 + ADDRESSES_PER_CUSTOMER)


def write_variants(path: Path, products: int) -> int:
    """Write variants with their products; returns the number of lines."""
    with path.open("w") as file:
        for variant in _iter_variants(products):
            _write_line(file, variant)
    return products * VARIANTS_PER_PRODUCT


def build_sku(number: int) -> str:
    return f"TEA-{number:07d}"


def _iter_variants(products: int) -> Iterator[dict[str, Any]]:
    for number in range(products * VARIANTS_PER_PRODUCT):
        product = number // VARIANTS_PER_PRODUCT + 1
        yield {
            "id": f"gid://shopify/ProductVariant/{40_000_000_000_000 + number}",
            "title": f"{number % VARIANTS_PER_PRODUCT * 100} g",
            "sku": build_sku(number),
            "barcode": f"40{number:011d}",
            "product": {
                "id": f"gid://shopify/Product/{7_000_000_000_000 + product}",
                "title": f"Darjeeling first flush {product}",
                "status": "ACTIVE",
                "updatedAt": "2026-11-20T08:15:30Z",
            },
        }


def _build_customer(number: int) -> dict[str, Any]:
    return {
        "id": _build_customer_gid(number),
        "updatedAt": "2026-11-20T08:15:30Z",
        "firstName": "Augusta",
        "lastName": f"Lovelace {number}",
        "defaultEmailAddress": {
            "emailAddress": f"augusta.{number}@example.com",
            "marketingState": "SUBSCRIBED",
            "marketingOptInLevel": "SINGLE_OPT_IN",
            "marketingUpdatedAt": "2026-10-01T10:00:00Z",
        },
        "defaultPhoneNumber": {
            "phoneNumber": f"+4420{number:08d}",
            "smsMarketingConsent": {"state": "NOT_SUBSCRIBED", "optInLevel": "SINGLE_OPT_IN", "updatedAt": None},
        },
        "companyContactProfiles": [],
    }


def _build_address(line: int, customer: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/MailingAddress/{9_000_000_000_000 + line}?model_name=CustomerAddress",
        "name": f"Augusta Lovelace {customer}",
        "company": None,
        "address1": f"St James's Square {line}",
        "address2": None,
        "zip": "SW1Y 4JH",
        "city": "London",
        "province": "England",
        "country_code": "GB",
        "phone": None,
        "__parentId": _build_customer_gid(customer),
    }


def _build_customer_gid(number: int) -> str:
    return f"gid://shopify/Customer/{6_000_000_000_000 + number}"


def _write_line(file: Any, record: dict[str, Any]) -> None:
    file.write(json.dumps(record, separators=(",", ":")) + "\n")
