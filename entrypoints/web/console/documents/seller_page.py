"""`/console/settings/documents/sellers`: the legal entities that invoices name. One is created or changed by a form."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidSeller, NotFound
from novex_shopify.domain.model.seller import LANGUAGES, Seller
from novex_shopify.domain.policies.invoice_retention import get_retention_years
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.entrypoints.web.console.labels import format_language
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

SELLERS_PATH = "/console/settings/documents/sellers"
_TEXTS = (
    "legal_name",
    "prefix",
    "street",
    "zip",
    "city",
    "country_code",
    "vat_id",
    "tax_number",
    "register_entry",
    "iban",
    "bic",
    "email",
    "phone",
    "footer",
    "language",
    "time_zone",
    "merchant_entity_id",
    "exemption_reason",
)
_CAPITALS = ("prefix", "country_code")
_NEW = {**dict.fromkeys(("name", *_TEXTS, "retention_years"), ""), "language": "en", "time_zone": "UTC"}


def show_sellers(request: ConsoleRequest) -> Response:
    """With `seller` in the address, the form is filled in with it."""
    name = request.get_query_param("seller")
    if not name:
        return _render(request, _NEW)
    with request.container.read_transaction() as tx:
        seller = get_invoices(tx).sellers.find(name)
    if seller is None:
        raise NotFound(f"There is no seller {name}.")
    return _render(request, asdict(seller), changes=seller.name)


def save_seller(request: ConsoleRequest) -> Response:
    changes = request.get_form_field("changes")
    values = {name: request.get_form_field(name) for name in ("name", *_TEXTS, "retention_years")}
    values |= {name: values[name].upper() for name in _CAPITALS}
    try:
        saved = _save(request, changes, values)
    except InvalidSeller as refusal:
        return _render(request, values, refusal, changes=changes)
    return redirect(SELLERS_PATH, f"{saved.legal_name} was saved. Issued invoices stay as they are")


def _save(request: ConsoleRequest, changes: str, values: Mapping[str, str]) -> Seller:
    name = changes or values["name"].strip()
    with request.container.read_transaction() as tx:
        known = get_invoices(tx).sellers.find(name)
    if known and not changes:
        raise InvalidSeller(f"There is a seller {known.name} already. Choose it in the list to change it.", "name")
    fields: dict[str, Any] = {field: values[field] for field in _TEXTS}
    return request.container.save_seller()(name, {**fields, "retention_years": _read_years(values["retention_years"])})


def _read_years(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal()):
        raise InvalidSeller("Enter a whole number of years.", "retention_years")
    return int(text[:9]) if text else None


def _render(
    request: ConsoleRequest, values: Mapping[str, Any], refusal: InvalidSeller | None = None, changes: str = ""
) -> Response:
    with request.container.read_transaction() as tx:
        sellers = get_invoices(tx).sellers.list_all()
    return render(
        request,
        "documents/sellers.html",
        422 if refusal else 200,
        sellers=sellers,
        values=values,
        changes=changes,
        refusal=refusal,
        languages=[(each, format_language(each)) for each in LANGUAGES],
        get_retention_years=get_retention_years,
    )
