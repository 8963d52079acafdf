"""Connections: pages of a list, with cursors that stay valid while the list grows."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from graphql import GraphQLError

from novex_shopify.entrypoints.sandbox.graphql.context import Node

Record = TypeVar("Record")
SortKey = Callable[[Record], tuple[str | int, ...]]

MAX_PAGE_SIZE = 250
# Only a bulk operation can request this many: GraphQL's Int ends far below.
UNLIMITED = 2**63 - 1


def build_connection(
    items: Iterable[Record],
    build_node: Callable[[Record], Node],
    *,
    key: SortKey[Record],
    first: int | None = None,
    after: str | None = None,
    reverse: bool | None = False,
) -> Node:
    """Build the page after a cursor. Raises a GraphQL error for an invalid `first` or cursor."""
    ordered = sorted(items, key=key, reverse=bool(reverse))
    if first == UNLIMITED:
        return _build_complete_connection(ordered, build_node, key)
    start = _find_start_index(ordered, key, after, reverse=bool(reverse))
    rest = ordered[start:]
    shown = rest[: _validate_page_size(first)]
    edges = [{"node": build_node(item), "cursor": _encode_cursor(key(item))} for item in shown]
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


def _build_complete_connection(
    ordered: list[Record], build_node: Callable[[Record], Node], key: SortKey[Record]
) -> Node:
    """Build one page of everything; nodes are created only on demand, because there may be 100,000."""
    info = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    edges = ({"node": build_node(item), "cursor": _encode_cursor(key(item))} for item in ordered)
    return {"edges": edges, "nodes": (build_node(item) for item in ordered), "pageInfo": info}


def _validate_page_size(first: int | None) -> int:
    if first is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if not 0 <= first <= MAX_PAGE_SIZE:
        raise GraphQLError(f"first must be between 0 and {MAX_PAGE_SIZE}", extensions={"code": "BAD_REQUEST"})
    return first


def _find_start_index(ordered: list[Record], key: SortKey[Record], after: str | None, *, reverse: bool) -> int:
    if after is None:
        return 0
    last = _decode_cursor(after)
    passed = [key(item) >= last if reverse else key(item) <= last for item in ordered]
    return sum(passed)


def _encode_cursor(value: tuple[str | int, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _decode_cursor(cursor: str) -> tuple[str | int, ...]:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(cursor)))
    except (ValueError, TypeError) as error:
        raise GraphQLError(f"Invalid cursor '{cursor}'", extensions={"code": "BAD_REQUEST"}) from error


def by_id(item: Any) -> tuple[str | int, ...]:
    return (int(item.id),)


def by_created_at(item: Any) -> tuple[str | int, ...]:
    return (int(item.created_at.timestamp()), int(item.id))


def by_updated_at(item: Any) -> tuple[str | int, ...]:
    return (int(item.updated_at.timestamp()), int(item.id))
