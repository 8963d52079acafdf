"""A timeline is read newest first, page by page, without repetitions."""

from dataclasses import replace
from urllib.parse import quote

from novex_shopify.domain.model.order_timeline import (
    TimelineEntry,
    TimelineKind,
    TimelinePosition,
    build_page,
    parse_timeline_position,
)
from tests.builders import HOUR, NOON

UPDATED = TimelineEntry(NOON, "event-1", TimelineKind.WEBHOOK, "Order updated")


def at(hour: int, name: str, entry: TimelineEntry = UPDATED) -> TimelineEntry:
    return replace(entry, at=NOON + hour * HOUR, id=name)


def test_pages_follow_each_other_without_a_gap_also_at_one_moment() -> None:
    entries = [replace(at(0, f"event-{number}"), title=str(number)) for number in range(5)]
    first = build_page(entries, 2)
    second = build_page(entries, 2, first.next)
    third = build_page(entries, 2, second.next)
    pages = [[each.title for each in page.entries] for page in (first, second, third)]
    assert (pages, third.next) == ([["4", "3"], ["2", "1"], ["0"]], None)


def test_what_is_repeated_is_one_entry_with_its_count_and_comments_never_are() -> None:
    comment = replace(UPDATED, kind=TimelineKind.COMMENT, comment_id=1)
    entries = [at(0, "a"), at(1, "b"), at(2, "c"), at(3, "d", comment), at(4, "e", comment), at(5, "f")]
    shown = build_page(entries, 9).entries
    assert [(each.id, each.count) for each in shown] == [("f", 1), ("e", 1), ("d", 1), ("c", 3)]
    assert shown[-1].since == NOON


def test_a_position_stands_in_an_address() -> None:
    position = TimelinePosition(NOON, "event-1_2")
    assert parse_timeline_position(str(position)) == position
    assert quote(str(position), safe=":") == str(position)
    for text in ("", "x", "2026-01-01_event-1", str(NOON)):
        assert parse_timeline_position(text) is None
