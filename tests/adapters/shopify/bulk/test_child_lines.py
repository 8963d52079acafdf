"""The buffer for child lines."""

from novex_shopify.adapters.shopify.bulk.child_lines import ChildLine, ChildLineBuffer

LINES = [ChildLine(1, 7, b"a"), ChildLine(2, 8, b"b"), ChildLine(5, 7, b"c"), ChildLine(6, 9, b"d")]


def test_children_are_returned_by_parent_in_the_order_of_the_file() -> None:
    with ChildLineBuffer() as buffer:
        buffer.add(reversed(LINES))
        assert buffer.get_children([7, 8, 404]) == {7: [b"a", b"c"], 8: [b"b"]}


def test_children_whose_parent_was_never_asked_for_are_orphans() -> None:
    with ChildLineBuffer() as buffer:
        buffer.add(LINES)
        buffer.get_children([7, 404])
        buffer.get_children([7])
        assert sorted(buffer.find_orphan_lines()) == [2, 6]


def test_without_children_there_are_no_orphans() -> None:
    with ChildLineBuffer() as buffer:
        buffer.add([])
        assert buffer.get_children([1]) == {}
        assert buffer.find_orphan_lines() == []
