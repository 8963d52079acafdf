"""The walk finds every personal key, wherever it stands and however it is written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.policies import personal_data
from novex_shopify.domain.policies.personal_data import (
    list_personal_texts,
    mask_personal_data,
    remove_personal_data,
)

PERSONAL_KEYS = sorted(personal_data._PERSONAL_KEYS)
SECRET = "zq-secret"
secrets = st.recursive(
    st.just(SECRET),
    lambda parts: st.lists(parts, min_size=1, max_size=2) | st.dictionaries(st.sampled_from("abc"), parts, min_size=1),
    max_leaves=4,
)


def to_camel_case(key: str) -> str:
    first, *words = key.split("_")
    return first + "".join(map(str.title, words))


def nest(value: Any, path: list[str | None]) -> Any:
    """Put the value below these keys; None is a list."""
    for key in path:
        value = [value, 1] if key is None else {key: value, "quantity": 2}
    return value


@given(
    st.sampled_from(PERSONAL_KEYS),
    st.sampled_from([str, to_camel_case]),
    secrets,
    st.lists(st.none() | st.sampled_from(["order", "lines", "x"]), max_size=5),
)
def test_no_personal_key_is_missed_at_any_depth(key: str, spell: Any, secret: Any, path: list[str | None]) -> None:
    body = nest({spell(key): secret, "id": 1, "total": "9.00"}, path)
    assert SECRET not in json.dumps(remove_personal_data(body))
    assert SECRET not in json.dumps(mask_personal_data(body))
    assert remove_personal_data(body) == nest({"id": 1, "total": "9.00"}, path)
    assert list_personal_texts(body) == {SECRET}


@pytest.mark.parametrize(
    "body",
    [
        {"name": "#1001", "tags": "vip", "line_items": [{"name": "Tea", "vendor": "Tea Ltd"}]},
        {"company": {"id": 3, "location_id": 4}, "verified_email": True, "tracking_company": "DHL"},
        {"price": "4.50", "quantity": 2, "province_code": "ON", "source_name": "web"},
    ],
)
def test_what_is_not_about_a_person_stays(body: Any) -> None:
    assert remove_personal_data(body) == mask_personal_data(body) == body


def test_a_name_is_personal_beside_a_part_of_an_address_or_of_a_name() -> None:
    for sign in ("address1", "city", "zip", "first_name", "last_name", "firstName"):
        assert remove_personal_data({"name": "Ada", "displayName": "Ada", sign: None}) == {}


def test_whether_there_is_something_is_not_personal() -> None:
    assert remove_personal_data({"phone": True, "email": False}) == {"phone": True, "email": False}


def test_ids_and_the_country_of_a_person_are_shown() -> None:
    customer = {"id": 7, "email": "ada@example.com", "default_address": {"country_code": "GB", "province": "Kent"}}
    shown = mask_personal_data({"customer": customer})["customer"]
    assert (shown["id"], shown["default_address"]["country_code"]) == (7, "GB")
    assert "ada" not in json.dumps(shown)
    assert "Kent" not in json.dumps(shown)
