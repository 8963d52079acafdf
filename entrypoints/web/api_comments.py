"""`/api/v1/stores/{shop}/orders/{order}/comments`: what people write about an order."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order_comment import MAX_COMMENT, OrderComment
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_order_key import read_order_key
from novex_shopify.entrypoints.web.api_schemas import parse_body

_PATH = "/stores/{shop}/orders/{order}/comments"


class CommentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_COMMENT)]


def list_comments(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Oldest first."""
    shop, order_id = read_order_key(request)
    with container.read_transaction() as tx:
        found = tx.order_comments.list_by_orders(shop, [order_id])
    return {"comments": [serialize_comment(each) for each in found]}


def add_comment(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Not idempotent: what is sent twice is there twice."""
    shop, order_id = read_order_key(request)
    return serialize_comment(container.comment_on_order()(shop, order_id, parse_body(body, CommentBody).text))


def delete_comment(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """A token deletes what was written with it; returns what is left."""
    shop, order_id = read_order_key(request)
    comment_id = parse_id(str(request.path_params["comment"]))
    if comment_id is None:
        raise NotFound("There is no comment with this id.")
    container.delete_comment()(shop, order_id, comment_id)
    return list_comments(container, request, body)


def serialize_comment(comment: OrderComment) -> Mapping[str, Any]:
    return {
        "id": str(comment.id),
        "text": comment.text,
        "written_at": comment.written_at,
        "written_by": {"kind": comment.written_by.kind, "name": comment.written_by.name},
    }


routes = [
    Route(_PATH, build_endpoint(list_comments, 200), methods=["GET"]),
    Route(_PATH, build_endpoint(add_comment, 201), methods=["POST"]),
    Route(f"{_PATH}/{{comment}}", build_endpoint(delete_comment, 200), methods=["DELETE"]),
]
