"""The stored shape of an order that was read from Shopify."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.webhooks import (
    customer_document,
    money_document,
    order_document,
    refund_document,
    return_document,
)
from novex_shopify.adapters.shopify.webhooks.body_erasure import remove_personal_data
from novex_shopify.adapters.shopify.webhooks.order_document import decode_order, encode_order
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.order import Company, Order
from novex_shopify.domain.policies.personal_data import mask_personal_data
from tests.builders import a_complete_order

DOCUMENTS: dict[str, Any] = {
    name: document
    for module in (customer_document, money_document, order_document, refund_document, return_document)
    for name, document in vars(module).items()
}
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 2**63 - 1),
    str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    Decimal: st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=6),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Every value that a field with this type may have, with each field of each class stated."""
    if hint in SCALARS:
        return SCALARS[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{name: values_of(hints[name]) for name in list_stated_fields(hint)})
    parts = [values_of(part) for part in get_args(hint) if part is not Ellipsis]
    if get_origin(hint) is UnionType:
        return st.one_of(parts)
    assert get_origin(hint) is tuple, f"say here which values {hint} has"
    return st.lists(parts[0], max_size=2).map(tuple) if Ellipsis in get_args(hint) else st.tuples(*parts)


def list_classes(hint: Any) -> Iterator[type]:
    """The class, and those of all its parts."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in (
        [get_type_hints(hint)[name] for name in list_stated_fields(hint)] if is_dataclass(hint) else get_args(hint)
    ):
        yield from list_classes(part)


def list_stated_fields(part: Any) -> list[str]:
    """The fields that Shopify states; those that are not compared are computed from them."""
    return [field.name for field in fields(part) if field.compare]


@given(values_of(Order))
def test_every_field_of_any_order_survives(order: Order) -> None:
    assert decode_order(encode_order(order)) == order


@pytest.mark.parametrize("part", sorted(set(list_classes(Order)), key=str))
def test_each_part_of_an_order_has_a_document_with_all_its_fields(part: Any) -> None:
    document = DOCUMENTS[f"{part.__name__}Document"]
    assert list_stated_fields(part) == list(document.__struct_fields__)


def test_the_recorded_order_has_a_value_in_every_field() -> None:
    order = a_complete_order()
    assert [field.name for field in fields(order) if getattr(order, field.name) == field.default] == ["unread"]


def test_an_order_without_its_personal_data_stays_readable() -> None:
    order = a_complete_order()
    body = remove_personal_data(encode_order(order))
    erased = decode_order(body)
    assert (erased.id, erased.total) == (order.id, order.total)
    assert erased.line_items == tuple(replace(line, properties=()) for line in order.line_items)
    assert (erased.note_attributes, erased.localized_fields, erased.company) == ((), (), Company(881, 991))
    assert (erased.customer, erased.email, erased.phone, erased.note) == (None, None, None, None)
    assert (erased.shipping_address, erased.billing_address) == (None, None)
    assert b"Ada" not in body


def test_the_console_masks_the_personal_data_of_the_body() -> None:
    shown = json.dumps(mask_personal_data(json.loads(encode_order(a_complete_order()))))
    for secret in (
        "Ada",
        "Lovelace",
        "ada@example.com",
        "St James",
        "London",
        "+4420",
        "Ring twice",
        "Many happy",
        "LVLD",
        "DE8",
    ):
        assert secret not in shown
    assert "Earl Grey" in shown


def test_a_body_of_an_unknown_version_is_not_misread() -> None:
    body = encode_order(a_complete_order()).replace(b'"version":1', b'"version":2')
    with pytest.raises(UnreadablePayload, match="version"):
        decode_order(body)
