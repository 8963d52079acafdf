"""Files of bulk operations: complete, cut off and with broken lines."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.bulk.jsonl_reader import MAX_LINE_BYTES, JsonlReader
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine


def build_customer_line(number: int, **fields: Any) -> bytes:
    return json.dumps({"id": f"gid://shopify/Customer/{number}", **fields}).encode() + b"\n"


def build_address_line(number: int, customer_id: int) -> bytes:
    """A child line."""
    return build_customer_line(number, __parentId=f"gid://shopify/Customer/{customer_id}")


def read_lines(
    content: bytes, expected_lines: int | None = None, salt: bytes = b""
) -> list[BulkRecord[Any] | RefusedLine]:
    lines = JsonlReader(BytesIO(content), lambda body, children: (body, list(children)), salt, expected_lines)
    return list(lines.iter_records_with_children())


def read_records(content: bytes) -> list[tuple[int, int, Sequence[bytes]]]:
    """The records of a file: line, id, children."""
    return [(each.line, each.id, each.read()[1]) for each in read_lines(content) if isinstance(each, BulkRecord)]


def find_refused_lines(content: bytes, expected_lines: int | None = None) -> list[RefusedLine]:
    return [each for each in read_lines(content, expected_lines) if isinstance(each, RefusedLine)]


def test_children_find_their_parents_wherever_they_are() -> None:
    first, second, third = (
        build_address_line(1, customer_id=1),
        build_address_line(2, customer_id=2),
        build_address_line(3, customer_id=1),
    )
    content = first + build_customer_line(1) + build_customer_line(2) + build_customer_line(3) + second + third
    assert read_records(content) == [(2, 1, [first, third]), (3, 2, [second]), (4, 3, [])]


def test_a_file_without_children_is_read_in_one_pass() -> None:
    lines = JsonlReader(BytesIO(build_customer_line(1) + b"oops\n" + build_customer_line(2)), lambda body, _: body, b"")
    found = list(lines.iter_records())
    assert [each.line for each in found] == [1, 2, 3]
    assert found[1] == RefusedLine(2, "the line is not a JSON object with an id")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{\n", "the line is not a JSON object with an id"),
        (b"[]\n", "the line is not a JSON object with an id"),
        (b"\n", "the line is not a JSON object with an id"),
        (b'{"no": "id"}\n', "the line is not a JSON object with an id"),
        (b'{"id": "gid://shopify/Customer/x"}\n', "the id is invalid"),
        (b'{"id": "gid://shopify/Customer/\xff"}\n', "the line is not UTF-8"),
        (build_customer_line(9, note="x" * MAX_LINE_BYTES), f"the line is longer than {MAX_LINE_BYTES} bytes"),
        (build_address_line(1, customer_id=5), "its parent record is not in the file"),
        (build_customer_line(2**63), "the id is invalid"),
        (build_address_line(1, customer_id=2**63), "the id is invalid"),
        (build_customer_line(9, deep=0).replace(b"0", b"[" * 5000 + b"]" * 5000), "the line is nested too deeply"),
    ],
    ids=["cut", "list", "empty", "no id", "no number", "latin-1", "very long", "orphan", "huge", "of huge", "deep"],
)
def test_a_broken_line_is_reported_and_the_rest_is_read(line: bytes, reason: str) -> None:
    content = build_customer_line(1) + line + build_customer_line(2)
    assert find_refused_lines(content)[0] == RefusedLine(2, reason)
    assert [number for _, number, _ in read_records(content)] == [1, 2]


def test_a_file_that_is_cut_off_is_reported_with_its_last_line() -> None:
    content = build_customer_line(1) + build_customer_line(2)[:-9]
    assert find_refused_lines(content, expected_lines=3) == [
        RefusedLine(2, "the line is cut off", file_is_cut=True),
        RefusedLine(3, "the file has 2 lines, but Shopify counted 3", file_is_cut=True),
    ]


def test_a_last_line_without_a_newline_is_complete() -> None:
    assert find_refused_lines(build_customer_line(1) + build_customer_line(2).rstrip(), expected_lines=2) == []


def test_half_of_an_emoji_does_not_cost_its_line() -> None:
    line = build_customer_line(1).replace(b'"id"', b'"firstName":"\\ud83d","id"', 1)
    assert find_refused_lines(line, expected_lines=1) == []


def test_more_lines_than_shopify_counted_are_reported() -> None:
    assert find_refused_lines(build_customer_line(1), expected_lines=0) == [
        RefusedLine(2, "the file has 1 lines, but Shopify counted 0", file_is_cut=True)
    ]


def test_a_complete_file_without_a_final_newline_is_complete() -> None:
    content = (build_customer_line(1) + build_address_line(2, customer_id=1)).rstrip()
    assert is_first_record_complete(content, expected_lines=2)
    assert not is_first_record_complete(content[:-3], expected_lines=2)


def test_a_record_says_whether_some_of_its_children_may_be_missing() -> None:
    complete = build_customer_line(1) + build_address_line(2, customer_id=1)
    assert [is_first_record_complete(complete, expected_lines) for expected_lines in (2, 3, None)] == [
        True,
        False,
        False,
    ]
    assert not is_first_record_complete(complete + b'{"__parentId"\n', expected_lines=3)
    assert not is_first_record_complete(complete[:-4], expected_lines=2)


def is_first_record_complete(content: bytes, expected_lines: int | None) -> bool:
    return next(each.complete for each in read_lines(content, expected_lines) if isinstance(each, BulkRecord))


def test_the_reason_contains_nothing_of_the_line() -> None:
    assert "Ada" not in find_refused_lines(b'{"id": 5, "name": "Ada"}\n')[0].reason


def test_an_unreadable_record_is_still_a_record() -> None:
    (record,) = read_lines(build_customer_line(1, firstName=3))
    assert isinstance(record, BulkRecord)


def read_first_digest(content: bytes, salt: bytes = b"") -> int:
    return next(each.digest for each in read_lines(content, salt=salt) if isinstance(each, BulkRecord))


def test_a_digest_changes_with_the_record_its_children_and_the_query() -> None:
    same = build_customer_line(1) + build_address_line(2, customer_id=1)
    others = [
        build_customer_line(1, a=1) + build_address_line(2, customer_id=1),
        build_customer_line(1) + build_address_line(3, customer_id=1),
        build_customer_line(1),
    ]
    assert read_first_digest(same) == read_first_digest(build_customer_line(5) * 0 + same)
    assert (
        len({read_first_digest(same), *map(read_first_digest, others), read_first_digest(same, b"another query")}) == 5
    )


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), max_size=60), st.randoms())
def test_in_any_order_every_line_is_somewhere_once(children: list[tuple[int, int]], random: Any) -> None:
    parents = [build_customer_line(number) for number in range(1, 11)]
    of_them = [build_address_line(number, customer_id=parent) for number, parent in children]
    mixed = parents + of_them
    random.shuffle(mixed)
    found = read_lines(b"".join(mixed), expected_lines=len(mixed))
    records = [each for each in found if isinstance(each, BulkRecord)]
    orphans = [each for each in found if isinstance(each, RefusedLine)]
    assert sorted(each.id for each in records) == list(range(1, 11))
    joined = [child for each in records for child in each.read()[1]]
    assert len(joined) + len(orphans) == len(children)
    for each in records:
        assert all(json.loads(child)["__parentId"].endswith(f"/{each.id}") for child in each.read()[1])
