"""Connections: pages of a list, with cursors that stay good while the list grows."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from graphql import GraphQLError

from novex_shopify.entrypoints.sandbox.graphql.access import Node

Item = TypeVar("Item")
SortKey = Callable[[Item], tuple[str | int, ...]]

LARGEST_PAGE = 250
# What a bulk operation asks for and nobody else can: GraphQL's Int ends far below.
EVERYTHING = 2**63 - 1


def connection(
    items: Iterable[Item],
    view: Callable[[Item], Node],
    *,
    key: SortKey[Item],
    first: int | None = None,
    after: str | None = None,
    reverse: bool | None = False,
) -> Node:
    """Cut out the page after a cursor. Raises a GraphQL error for a missing or too large `first`, or a bad cursor."""
    ordered = sorted(items, key=key, reverse=bool(reverse))
    if first == EVERYTHING:
        return _whole(ordered, view, key)
    start = _start(ordered, key, after, reverse=bool(reverse))
    rest = ordered[start:]
    shown = rest[: _page_size(first)]
    edges = [{"node": view(item), "cursor": _cursor(key(item))} for item in shown]
    return {
        "edges": edges,
        "nodes": [edge["node"] for edge in edges],
        "pageInfo": {
            "hasNextPage": len(rest) > len(shown),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _whole(ordered: list[Item], view: Callable[[Item], Node], key: SortKey[Item]) -> Node:
    """Answer all of it, each node made only when it is looked at: there may be a hundred thousand."""
    info = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    edges = ({"node": view(item), "cursor": _cursor(key(item))} for item in ordered)
    return {"edges": edges, "nodes": (view(item) for item in ordered), "pageInfo": info}


def _page_size(first: int | None) -> int:
    if first is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if not 0 <= first <= LARGEST_PAGE:
        raise GraphQLError(f"first must be between 0 and {LARGEST_PAGE}", extensions={"code": "BAD_REQUEST"})
    return first


def _start(ordered: list[Item], key: SortKey[Item], after: str | None, *, reverse: bool) -> int:
    if after is None:
        return 0
    last = _read_cursor(after)
    passed = [key(item) >= last if reverse else key(item) <= last for item in ordered]
    return sum(passed)


def _cursor(value: tuple[str | int, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _read_cursor(cursor: str) -> tuple[str | int, ...]:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(cursor)))
    except (ValueError, TypeError) as error:
        raise GraphQLError(f"Invalid cursor '{cursor}'", extensions={"code": "BAD_REQUEST"}) from error


def by_id(item: Any) -> tuple[str | int, ...]:
    return (int(item.id),)


def by_creation(item: Any) -> tuple[str | int, ...]:
    return (int(item.created_at.timestamp()), int(item.id))


def by_update(item: Any) -> tuple[str | int, ...]:
    return (int(item.updated_at.timestamp()), int(item.id))
