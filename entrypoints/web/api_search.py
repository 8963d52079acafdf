"""`/api/v1/search`: one search for everything. A POST, because addresses stay in the logs of proxies."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.search_terms import MAX_TEXT_LENGTH
from novex_shopify.domain.use_cases.search.found_record import FoundRecord
from novex_shopify.domain.use_cases.search.search_records import ALL_KINDS, MAX_FOUND
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_schemas import parse_body

DEFAULT_FOUND = 10


class SearchBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`limit` is of each kind."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT_LENGTH)]
    shop: str | None = None
    kinds: Annotated[tuple[RecordKind, ...], msgspec.Meta(min_length=1)] = ALL_KINDS
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_FOUND)] = DEFAULT_FOUND


def search(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted = parse_body(body, SearchBody)
    shop = parse_shop_domain(wanted.shop) if wanted.shop else None
    found = container.search_records()(wanted.text, shop=shop, kinds=wanted.kinds, limit=wanted.limit)
    return {"found": [serialize_record(record) for record in found]}


def serialize_record(record: FoundRecord) -> Mapping[str, Any]:
    """People are masked, as in the console."""
    return {
        "kind": record.key.kind,
        "id": record.key.id,
        "shop": record.key.shop,
        "title": record.title,
        "match": record.rank.name.lower(),
        "notes": list(record.notes),
        "customer": record.contact.name or record.contact.email,
        "amount": str(record.amount) if record.amount else None,
        "day": record.day.isoformat() if record.day else None,
        "order_id": str(record.order[1]) if record.order else None,
    }


routes = [Route("/search", build_endpoint(search, 200, only_reads=True), methods=["POST"])]
