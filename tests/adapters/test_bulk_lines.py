"""The files of bulk operations, as they should be and as they are when something went wrong."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.bulk_lines import LONGEST_LINE, BulkLines
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine


def customer(number: int, **told: Any) -> bytes:
    """A record's line."""
    return json.dumps({"id": f"gid://shopify/Customer/{number}", **told}).encode() + b"\n"


def address(number: int, of: int) -> bytes:
    """A line that belongs to a record."""
    return customer(number, __parentId=f"gid://shopify/Customer/{of}")


def lines_of(content: bytes, promised: int | None = None, salt: bytes = b"") -> list[BulkRecord[Any] | RefusedLine]:
    """What is in a file, with children."""
    lines = BulkLines(BytesIO(content), lambda body, children: (body, list(children)), salt, promised)
    return list(lines.records_with_children())


def records_of(content: bytes) -> list[tuple[int, int, Sequence[bytes]]]:
    """The records in it: line, id, children."""
    return [(each.line, each.id, each.read()[1]) for each in lines_of(content) if isinstance(each, BulkRecord)]


def refused_in(content: bytes, promised: int | None = None) -> list[RefusedLine]:
    """The lines that cannot be read."""
    return [each for each in lines_of(content, promised) if isinstance(each, RefusedLine)]


def test_children_find_their_parents_wherever_they_are() -> None:
    first, second, third = address(1, of=1), address(2, of=2), address(3, of=1)
    content = first + customer(1) + customer(2) + customer(3) + second + third
    assert records_of(content) == [(2, 1, [first, third]), (3, 2, [second]), (4, 3, [])]


def test_a_file_without_children_is_read_in_one_go() -> None:
    lines = BulkLines(BytesIO(customer(1) + b"oops\n" + customer(2)), lambda body, _: body, b"")
    found = list(lines.records())
    assert [each.line for each in found] == [1, 2, 3]
    assert found[1] == RefusedLine(2, "the line is not a JSON object with an id")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{\n", "the line is not a JSON object with an id"),
        (b"[]\n", "the line is not a JSON object with an id"),
        (b"\n", "the line is not a JSON object with an id"),
        (b'{"no": "id"}\n', "the line is not a JSON object with an id"),
        (b'{"id": "gid://shopify/Customer/x"}\n', "the id is no id"),
        (b'{"id": "gid://shopify/Customer/\xff"}\n', "the line is not UTF-8"),
        (customer(9, note="x" * LONGEST_LINE), f"the line is longer than {LONGEST_LINE} bytes"),
        (address(1, of=5), "the record that it belongs to is not in the file"),
        (customer(2**63), "the id is no id"),
        (address(1, of=2**63), "the id is no id"),
        (customer(9, deep=0).replace(b"0", b"[" * 5000 + b"]" * 5000), "the line is nested too deeply"),
    ],
    ids=["cut", "list", "empty", "no id", "no number", "latin-1", "very long", "orphan", "huge", "of huge", "deep"],
)
def test_a_broken_line_is_named_and_the_rest_is_read(line: bytes, reason: str) -> None:
    content = customer(1) + line + customer(2)
    assert refused_in(content)[0] == RefusedLine(2, reason)
    assert [number for _, number, _ in records_of(content)] == [1, 2]


def test_a_file_that_is_cut_off_says_where() -> None:
    content = customer(1) + customer(2)[:-9]
    assert refused_in(content, promised=3) == [
        RefusedLine(2, "the line is cut off"),
        RefusedLine(3, "the file ends after 2 lines, though Shopify counted 3"),
    ]


def test_a_last_line_without_its_end_is_whole_all_the_same() -> None:
    assert refused_in(customer(1) + customer(2).rstrip(), promised=2) == []


def test_more_than_shopify_counted_is_told_too() -> None:
    assert refused_in(customer(1), promised=0) == [
        RefusedLine(2, "the file ends after 1 lines, though Shopify counted 0")
    ]


def test_a_whole_file_whose_last_line_has_no_end_is_whole() -> None:
    content = (customer(1) + address(2, of=1)).rstrip()
    assert whole(content, promised=2)
    assert not whole(content[:-3], promised=2)


def test_a_record_says_whether_some_of_its_children_may_be_missing() -> None:
    sound = customer(1) + address(2, of=1)
    assert [whole(sound, promised) for promised in (2, 3, None)] == [True, False, False]
    assert not whole(sound + b'{"__parentId"\n', promised=3)
    assert not whole(sound[:-4], promised=2)


def whole(content: bytes, promised: int | None) -> bool:
    """What the first record says."""
    return next(each.whole for each in lines_of(content, promised) if isinstance(each, BulkRecord))


def test_the_reason_tells_nothing_of_the_line() -> None:
    assert "Ada" not in refused_in(b'{"id": 5, "name": "Ada"}\n')[0].reason


def test_a_record_that_cannot_be_read_is_told_from_one_with_no_child() -> None:
    (record,) = lines_of(customer(1, firstName=3))
    assert isinstance(record, BulkRecord)


def digest(content: bytes, salt: bytes = b"") -> int:
    """Of the first record."""
    return next(each.digest for each in lines_of(content, salt=salt) if isinstance(each, BulkRecord))


def test_a_digest_changes_with_the_record_its_children_and_the_question() -> None:
    same = customer(1) + address(2, of=1)
    others = [customer(1, a=1) + address(2, of=1), customer(1) + address(3, of=1), customer(1)]
    assert digest(same) == digest(customer(5) * 0 + same)
    assert len({digest(same), *map(digest, others), digest(same, b"another question")}) == 5


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), max_size=60), st.randoms())
def test_in_any_order_every_line_is_somewhere_once(children: list[tuple[int, int]], random: Any) -> None:
    parents = [customer(number) for number in range(1, 11)]
    of_them = [address(number, of=parent) for number, parent in children]
    mixed = parents + of_them
    random.shuffle(mixed)
    found = lines_of(b"".join(mixed), promised=len(mixed))
    records = [each for each in found if isinstance(each, BulkRecord)]
    orphans = [each for each in found if isinstance(each, RefusedLine)]
    assert sorted(each.id for each in records) == list(range(1, 11))
    joined = [child for each in records for child in each.read()[1]]
    assert len(joined) + len(orphans) == len(children)
    for each in records:
        assert all(json.loads(child)["__parentId"].endswith(f"/{each.id}") for child in each.read()[1])
