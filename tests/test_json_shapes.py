"""The comparison of recorded answers finds what differs."""

from typing import Any

import pytest

from tests.json_shapes import compare

ADDRESS = {"id": f"adr_{'0' * 32}", "object": "Address", "created_at": "2026-11-26T10:00:00+00:00", "name": None}


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"id": f"shp_{'0' * 32}"}, "Address.id: id of shp instead of id of adr"),
        ({"created_at": "2026-11-26T10:00:00Z"}, "Address.created_at: time ending in Z instead of time with an offset"),
        ({"phone": "1"}, "Address.phone: only here"),
        ({"rate": 6.07}, "Address.rate: only here"),
        ({"created_at": None}, "Address.created_at: null instead of time with an offset"),
        ({"name": "Jack"}, None),
    ],
)
def test_a_changed_value_is_named_by_its_object_and_key(changed: dict[str, Any], difference: str | None) -> None:
    found = list(compare({"address": ADDRESS}, {"address": ADDRESS | changed}, nullable=frozenset(("name",))))
    assert found == ([difference] if difference else [])


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        (["6.07"], ["10.20"], []),
        (["6.07"], [6.07], ["[]: number instead of amount with two decimals"]),
        ([{"a": 1}], [{"b": 1}, {"a": 2}], []),
        ([{"a": 1}], [], [": 0 elements instead of 1"]),
        ({"a": 1}, {}, [".a: missing"]),
    ],
)
def test_each_element_of_a_list_needs_one_of_its_shape(expected: Any, actual: Any, differences: list[str]) -> None:
    assert list(compare(expected, actual, nullable=frozenset())) == differences
