"""A body is shown without personal data."""

import json

from novex_shopify.domain.policies.personal_data import MASK, mask_personal_data
from tests.builders import a_customer_body, an_order_body

ADDRESS = {"name": "Ada Lovelace", "address1": "12 St James's Square", "zip": "SW1Y", "country_code": "GB"}


def test_no_personal_data_of_an_order_is_shown() -> None:
    body = json.loads(an_order_body(email="ada@example.com", shipping_address=ADDRESS, browser_ip="10.0.0.1"))
    shown = json.dumps(mask_personal_data(body))
    for personal in ("ada@example.com", "Lovelace", "St James", "SW1Y", "10.0.0.1"):
        assert personal not in shown


def test_the_content_of_the_order_is_shown() -> None:
    body = json.loads(an_order_body(shipping_address=ADDRESS))
    shown = mask_personal_data(body)
    assert (shown["name"], shown["total_price"], shown["line_items"]) == ("#1001", "15.71", body["line_items"])
    assert shown["shipping_address"] == {**dict.fromkeys(ADDRESS, MASK), "country_code": "GB"}


def test_empty_values_are_shown_as_empty() -> None:
    assert mask_personal_data({"phone": None, "note": "", "id": 7}) == {"phone": None, "note": "", "id": 7}


def test_no_personal_data_of_a_customer_is_shown() -> None:
    shown = mask_personal_data(json.loads(a_customer_body()))
    assert (shown["id"], shown["email"], shown["first_name"]) == (7, MASK, MASK)


def test_an_email_address_is_not_shown_whatever_its_key() -> None:
    body = {"gift_app": {"to": ["Ada <ada.l+tea@mail.example.co.uk>"], "at": "a @ b", "handle": "@tea"}}
    assert mask_personal_data(body) == {"gift_app": {"to": [f"Ada <{MASK}>"], "at": "a @ b", "handle": "@tea"}}
