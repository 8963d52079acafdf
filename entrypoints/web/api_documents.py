"""`/api/v1/documents`: how the documents of a seller look, and a preview of them."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.document_design import MAX_TEXT_LENGTH, DesignText, DocumentDesign
from novex_shopify.domain.model.record_id import MAX_ID
from novex_shopify.domain.model.seller import LANGUAGES
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.domain.timing import HOUR
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.invoices.save_design import find_seller
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, Text, parse_body

_MAX_TEXTS = len(DesignText) * len(LANGUAGES)


class TextBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty `text` is removed."""

    place: DesignText
    language: Text
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT_LENGTH)]


class DesignBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is, and what is empty is removed. `logo` is a file in base64."""

    accent_color: Text | None = None
    head_color: Text | None = None
    logo: bytes | None = None
    hides_logo: bool | None = None
    texts: Annotated[tuple[TextBody, ...], msgspec.Meta(max_length=_MAX_TEXTS)] = ()

    def to_changes(self) -> DesignChanges:
        texts = {(each.place, each.language): each.text for each in self.texts}
        return DesignChanges(self.accent_color, self.head_color, self.logo, texts, self.hides_logo)


def show_design(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    shop = _parse_shop(read_query(request, ("shop",)))
    with container.read_transaction() as tx:
        seller = find_seller(tx, _read_seller(request))
        return _serialize(seller.name, get_invoices(tx).designs.get(seller.id, shop or ""))


def change_design(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    shop, seller = _parse_shop(read_query(request, ("shop",))), _read_seller(request)
    return _serialize(seller, container.save_design()(seller, parse_body(body, DesignBody).to_changes(), shop))


def preview(container: Container, request: Request, _: bytes) -> Response:
    """A PDF of a real order as the design is now; it is recorded who took it."""
    query = read_query(request, ("shop", "order_id", "kind", "language"))
    order_id, kind = parse_number(query, "order_id", MAX_ID), query.get("kind", PreviewKind.INVOICE)
    language = query.get("language")
    if kind not in set(PreviewKind):
        raise MalformedBody(f"`kind` is none of {', '.join(PreviewKind)}.")
    if language not in (None, *LANGUAGES):
        raise MalformedBody(f"`language` is none of {', '.join(LANGUAGES)}.")
    design = PreviewedDesign(_read_seller(request), shop=_parse_shop(query), language=language)
    drawn = container.preview_document()(design, str(order_id) if order_id else None, PreviewKind(kind))
    subject = AuditSubject(AuditedKind.SELLER, design.seller_name)
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": "preview"}, at_most_every=HOUR)
    return Response(drawn.data, media_type="application/pdf", headers={"Cache-Control": "no-store"})


def _read_seller(request: Request) -> str:
    # Not every database accepts U+0000 in a query, and no name contains it.
    return str(request.path_params["seller"]).replace("\0", "")


def _parse_shop(query: dict[str, str]) -> ShopDomain | None:
    return parse_shop_domain(query["shop"]) if "shop" in query else None


def _serialize(seller: str, design: DocumentDesign) -> Mapping[str, Any]:
    return {
        "seller": seller,
        "shop": design.shop_domain or None,
        "version": design.version,
        "accent_color": design.accent_color,
        "head_color": design.head_color,
        "logo": {"format": design.logo.format, "sha256": design.logo.sha256} if design.logo else None,
        "hides_logo": design.hides_logo,
        "texts": [{"place": each.place, "language": each.language, "text": each.text} for each in design.texts],
    }


routes = [
    Route("/documents/{seller}", build_endpoint(show_design, 200), methods=["GET"]),
    Route("/documents/{seller}", build_endpoint(change_design, 200), methods=["PUT"]),
    Route("/documents/{seller}/preview", build_endpoint(preview, 200), methods=["GET"]),
]
