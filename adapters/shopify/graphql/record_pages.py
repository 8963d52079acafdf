"""Pages of records, each decoded on its own: a malformed one does not make its page unreadable."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.adapters.shopify.record_decoder import decode_record
from novex_shopify.domain.errors import UnreadablePayload, describe
from novex_shopify.domain.ports.shopify_admin import Page, UnreadableRecord

Node = TypeVar("Node")
Record = TypeVar("Record")

_MISMATCH = "Shopify's record is not what its schema states"


class _Identity(GraphQLStruct):
    """What names a record whose other fields cannot be read."""

    id: str | None = None
    legacy_resource_id: str | None = None


def build_page(
    connection: Connection[msgspec.Raw], node_type: type[Node], map_node: Callable[[Node], Record]
) -> Page[Record]:
    records: list[Record] = []
    unreadable: list[UnreadableRecord] = []
    for node in map(bytes, connection.nodes):
        try:
            records.append(decode_record(node, node_type, map_node, _MISMATCH))
        except UnreadablePayload as error:
            unreadable.append(UnreadableRecord(_find_id(node), describe(error)))
    return Page(tuple(records), connection.page_info.next_cursor, tuple(unreadable))


def _find_id(node: bytes) -> int | None:
    try:
        identity = decode_record(node, _Identity, lambda decoded: decoded, _MISMATCH)
        return parse_gid(identity.id or identity.legacy_resource_id or "")
    except (UnreadablePayload, ValueError):
        return None
