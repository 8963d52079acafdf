"""`/api/v1/invoices`: invoices and credit notes, with their files."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuedInvoice
from novex_shopify.domain.model.record_id import MAX_ID
from novex_shopify.domain.timing import HOUR
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import Word
from novex_shopify.entrypoints.web.invoice_files import send_archive, send_pdf, send_xml

MAX_INVOICES, DEFAULT_INVOICES = 500, 100
_FILTERS = ("kind", "shop", "order_id", "series", "from", "to")


class IssueBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`order_id` is the ERP's."""

    order_id: Word


def list_invoices(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Newest first. `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, (*_FILTERS, "limit", "after"))
    limit = parse_number(query, "limit", MAX_INVOICES) or DEFAULT_INVOICES
    before_id = parse_number(query, "after", MAX_ID)
    found = container.find_invoices()(limit + 1, _build_filter(query), before_id=before_id)
    listed = found[:limit]
    return {
        "invoices": [_serialize(invoice) for invoice in listed],
        "next": str(listed[-1].id) if len(found) > limit else None,
    }


def issue_invoice(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: what the order has already is in the answer again."""
    issued = container.issue_invoice()(parse_body(body, IssueBody).order_id)
    return {"invoices": [_serialize(invoice) for invoice in issued]}


def show_invoice(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """With all that the invoice says."""
    shown = container.show_invoice()(_read_number(request))
    subject = AuditSubject(AuditedKind.INVOICE, shown.invoice.number)
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, at_most_every=HOUR)
    content = shown.invoice.content
    return {**_serialize(shown.invoice), "content": json.loads(content) if content else None}


def get_pdf(container: Container, request: Request, _: bytes) -> Response:
    return send_pdf(container, _read_number(request))


def get_xml(container: Container, request: Request, _: bytes) -> Response:
    return send_xml(container, _read_number(request))


def get_archive(container: Container, request: Request, _: bytes) -> Response:
    return send_archive(container, _build_filter(read_query(request, _FILTERS)))


def verify_invoices(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    return {"faults": container.verify_invoices()()}


def _build_filter(query: dict[str, str]) -> InvoiceFilter:
    kind = query.get("kind")
    if kind is not None and kind not in set(InvoiceKind):
        raise MalformedBody(f"`kind` is none of {', '.join(InvoiceKind)}.")
    return InvoiceFilter(
        InvoiceKind(kind) if kind else None,
        query.get("shop"),
        [_parse_order_id(query)] if "order_id" in query else None,
        query.get("series"),
        _parse_day(query, "from"),
        _parse_day(query, "to"),
    )


def _parse_order_id(query: dict[str, str]) -> str:
    return str(parse_number(query, "order_id", MAX_ID))


def _parse_day(query: dict[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(query[key]) if key in query else None
    except ValueError:
        raise MalformedBody(f"`{key}` is no day such as 2026-11-26.") from None


def _read_number(request: Request) -> str:
    # Not every database accepts U+0000 in a query, and no number contains it.
    return str(request.path_params["number"]).replace("\0", "")


def _serialize(invoice: IssuedInvoice) -> Mapping[str, Any]:
    return {
        "number": invoice.number,
        "kind": invoice.kind,
        "series": invoice.series,
        "position": invoice.position,
        "shop": invoice.shop_domain,
        "order_id": invoice.order_id,
        "order_name": invoice.order_name,
        "total": str(invoice.total.amount),
        "currency": invoice.total.currency,
        "issued_on": invoice.issued_on,
        "issued_at": invoice.issued_at,
        "issued_by": invoice.actor.name,
        "corrects": invoice.invoice_number,
        "kept_until": invoice.kept_until,
        "erased_at": invoice.erased_at,
        "previous_hash": invoice.previous_hash,
        "hash": invoice.hash,
    }


# No number is in lower case, so none is `archive` or `verify`.
routes = [
    Route("/invoices", build_endpoint(list_invoices, 200), methods=["GET"]),
    Route("/invoices", build_endpoint(issue_invoice, 200), methods=["POST"]),
    Route("/invoices/archive", build_endpoint(get_archive, 200), methods=["GET"]),
    Route("/invoices/verify", build_endpoint(verify_invoices, 200), methods=["GET"]),
    Route("/invoices/{number}", build_endpoint(show_invoice, 200), methods=["GET"]),
    Route("/invoices/{number}/pdf", build_endpoint(get_pdf, 200), methods=["GET"]),
    Route("/invoices/{number}/xml", build_endpoint(get_xml, 200), methods=["GET"]),
]
