"""`/api/v1/labels/many`: the labels of many orders at once."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.use_cases.packing import RateChoice
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import Word

MAX_ORDERS = 200


class OrdersBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    order_ids: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=MAX_ORDERS)]


class ChoiceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Word
    rate_id: Word


class ChoicesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    labels: Annotated[tuple[ChoiceBody, ...], msgspec.Meta(min_length=1, max_length=MAX_ORDERS)]


def ask_for_rates(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: an order whose parcel waits for its label answers with that one."""
    order_ids = dict.fromkeys(parse_body(body, OrdersBody).order_ids)
    asked = container.label_many_orders().ask(list(order_ids))
    return {
        "orders": [
            {
                "order_id": each.order_id,
                "label_ids": [str(purchase.id) for purchase in each.purchases],
                "problem": each.problem,
            }
            for each in asked
        ]
    }


def buy_labels(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: the same choices again buy nothing."""
    choices = [_to_choice(each) for each in parse_body(body, ChoicesBody).labels]
    problems = container.label_many_orders().buy(choices)
    return {"problems": [{"id": str(number), "problem": problem} for number, problem in problems.items()]}


def _to_choice(body: ChoiceBody) -> RateChoice:
    purchase_id = parse_id(body.id)
    if not purchase_id:
        raise MalformedBody("An `id` in `labels` is no number of a label purchase.")
    return RateChoice(purchase_id, body.rate_id)


routes = [
    Route("/labels/many", build_endpoint(ask_for_rates, 202), methods=["POST"]),
    Route("/labels/many/buy", build_endpoint(buy_labels, 202), methods=["POST"]),
]
