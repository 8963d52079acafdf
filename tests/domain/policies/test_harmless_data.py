"""A stored payload is shown without what could be personal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.webhooks.order_document import encode_order
from novex_shopify.domain.policies.harmless_data import mask_unless_harmless
from novex_shopify.domain.policies.personal_data import MASK, list_personal_texts
from tests.builders import a_complete_order, a_customer_body, an_order_body
from tests.full_bodies import FULL_BODIES
from tests.sample_bodies import SAMPLES

ADDRESS = {"name": "Ada Lovelace", "address1": "12 St James's Square", "zip": "SW1Y", "country_code": "GB"}
PERSON = "Ada Lovelace"


def test_the_content_of_an_order_is_shown_and_the_person_is_not() -> None:
    body = json.loads(an_order_body(email="ada@example.com", shipping_address=ADDRESS, browser_ip="10.0.0.1"))
    shown = mask_unless_harmless(body)
    assert (shown["name"], shown["total_price"], shown["line_items"]) == ("#1001", "15.71", body["line_items"])
    assert (shown["email"], shown["browser_ip"]) == (MASK, MASK)
    assert shown["shipping_address"] == {**dict.fromkeys(ADDRESS, MASK), "country_code": "GB"}


def test_of_a_customer_ids_and_states_are_shown() -> None:
    shown = mask_unless_harmless(json.loads(a_customer_body()) | {"name": PERSON, "state": "enabled", "city": "London"})
    assert (shown["id"], shown["state"]) == (7, "enabled")
    assert {shown[key] for key in ("email", "first_name", "name", "city")} == {MASK}


@pytest.mark.parametrize(
    "hidden",
    [
        {"referring_site": "https://example.com/?q=ada"},
        {"properties": [{"name": "Engraving", "value": PERSON}]},
        {"note_attributes": [{"name": PERSON, "value": PERSON}]},
        {"localized_fields": [{"key": "TAX_CREDENTIAL_IT", "title": "Codice fiscale", "value": "LVLD"}]},
        {"gift_app": {"title": f"For {PERSON}", "id": 7, PERSON: PERSON}},
        {"transactions": [{"receipt": {"name": PERSON}, "payment_details": {"credit_card_name": PERSON}}]},
        {"added_at": PERSON, "shop_owner": PERSON, "tags": PERSON},
    ],
    ids=lambda hidden: str(next(iter(hidden))),
)
def test_what_is_not_known_to_be_harmless_is_hidden_and_what_is_beside_it_is_not(hidden: dict[str, Any]) -> None:
    shown = mask_unless_harmless({**hidden, "id": 1, "lineItems": [{**hidden, "sku": "TEA"}]})
    assert (shown["id"], shown["lineItems"][0]["sku"]) == (1, "TEA")
    assert not list_texts(hidden) & list_texts(shown)


@given(st.text(), st.sampled_from(["", "order", "line_items", "x"]))
def test_a_key_that_is_not_listed_shows_nothing(key: str, container: str) -> None:
    unknown = {f"app_{key}": {"title": PERSON, "id": [PERSON]}, f"{key} ": PERSON}
    assert PERSON not in json.dumps(mask_unless_harmless({container: [unknown]} if container else unknown))


def test_nothing_that_an_erasure_would_remove_is_shown_of_any_body() -> None:
    full_bodies, own_document = (
        (build() for build in FULL_BODIES.values()),
        json.loads(encode_order(a_complete_order())),
    )
    for body in (*SAMPLES.values(), *full_bodies, own_document):
        personal = {text for text in list_personal_texts(body) if len(text) > 3}
        assert not personal & list_texts(mask_unless_harmless(body))


def test_an_email_address_is_not_shown_in_a_title_either() -> None:
    assert mask_unless_harmless({"title": "For ada.l+tea@mail.example.co.uk"}) == {"title": f"For {MASK}"}


def test_what_is_empty_and_whether_there_is_something_stay() -> None:
    body: dict[str, Any] = {"phone": None, "note": "", "tags": [], "customer": {}, "verified_email": True}
    assert mask_unless_harmless(body) == body


@pytest.mark.parametrize("body", [[PERSON], [{"name": "#1"}], PERSON, 7])
def test_a_body_that_is_no_object_is_hidden(body: Any) -> None:
    assert not list_texts(body) & list_texts(mask_unless_harmless(body))


def list_texts(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(list_texts, value.values()))
    return set().union(*map(list_texts, value)) if isinstance(value, list) else {str(value)}
