"""`/console/settings/documents`: how documents look, with a preview of a real order."""

from collections.abc import Mapping, Sequence

from starlette.responses import PlainTextResponse, Response

from novex_shopify.domain.errors import InvalidDesign, NotFound, NovexError
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.seller import LANGUAGES, Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.domain.timing import HOUR
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.entrypoints.web.client_messages import describe_to_client
from novex_shopify.entrypoints.web.console.documents.design_form import list_text_fields, read_changes
from novex_shopify.entrypoints.web.console.formatting import format_shop_name
from novex_shopify.entrypoints.web.console.labels import format_language
from novex_shopify.entrypoints.web.console.pdf_answer import FRAMED_HEADERS, send_pdf
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

_PATH = "/console/settings/documents"
_FIELDS = ("logo", "accent_color", "head_color")
_KINDS = [
    (PreviewKind.INVOICE.value, "Invoice"),
    (PreviewKind.CREDIT_NOTE.value, "Credit note"),
    (PreviewKind.PACKING_SLIP.value, "Packing slip"),
]
_LANGUAGES = [("", "The customer's"), *((each, format_language(each)) for each in LANGUAGES)]


def show_design(request: ConsoleRequest) -> Response:
    return _render(request, request.get_query_param("seller"), request.get_query_param("shop"))


def save_design(request: ConsoleRequest) -> Response:
    seller, shop = request.get_form_field("seller"), request.get_form_field("shop")
    changes = read_changes(request)
    try:
        saved = request.container.save_design()(seller, changes, ShopDomain(shop) if shop else None)
    except InvalidDesign as refusal:
        return _render(request, seller, shop, changes, refusal)
    message = f"Version {saved.version} was saved. Documents that are issued from now on look like it"
    return redirect(_PATH + build_query(seller=seller, shop=shop), message)


def preview_design(request: ConsoleRequest) -> Response:
    """A PDF of a real order by what the form says, for a frame of the page; what is wrong as a text."""
    shop, kind = request.get_form_field("shop"), request.get_form_field("kind")
    language = request.get_form_field("language")
    try:
        design = PreviewedDesign(
            request.get_form_field("seller"),
            read_changes(request),
            ShopDomain(shop) if shop else None,
            language if language in LANGUAGES else None,
        )
        wanted = PreviewKind(kind) if kind in set(PreviewKind) else PreviewKind.INVOICE
        drawn = request.container.preview_document()(design, _find_order_id(request), wanted)
    except NovexError as error:
        return PlainTextResponse(describe_to_client(error), 422, FRAMED_HEADERS)
    subject = AuditSubject(AuditedKind.SELLER, design.seller_name)
    request.container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": "preview"}, at_most_every=HOUR)
    return send_pdf("preview.pdf", drawn.data, framed=True)


def _find_order_id(request: ConsoleRequest) -> str | None:
    """The order that was typed, by number or the ERP's id; None for the newest."""
    text = request.get_form_field("order")
    if not text:
        return None
    with request.container.read_transaction() as tx:
        found = tx.erp.orders.search(text, 1)
    if not found:
        raise NotFound(f"There is no order {text}.")
    return found[0].id


def _render(
    request: ConsoleRequest,
    seller_name: str,
    shop: str,
    changes: DesignChanges | None = None,
    refusal: InvalidDesign | None = None,
) -> Response:
    with request.container.read_transaction() as tx:
        invoices = get_invoices(tx)
        sellers = invoices.sellers.list_all()
        seller = _choose(sellers, seller_name)
        shops = [each.domain for each in tx.shops.list_all()]
        if seller is None:
            return render(request, "documents/design.html", seller=None, error={})
        shop = shop if shop in shops else ""
        design = invoices.designs.get(seller.id, shop)
    return render(
        request,
        "documents/design.html",
        422 if refusal else 200,
        seller=seller,
        seller_names=[(each.name, each.name) for each in sellers],
        shop_names=[("", "All stores"), *((each, format_shop_name(each)) for each in shops)],
        shop=shop,
        design=design,
        accent_color=(changes.accent_color if changes else design.accent_color) or "",
        head_color=(changes.head_color if changes else design.head_color) or "",
        hides_logo=changes.hides_logo if changes else design.hides_logo,
        texts=list_text_fields(design, changes),
        kinds=_KINDS,
        languages=_LANGUAGES,
        error=_place_error(refusal),
    )


def _place_error(refusal: InvalidDesign | None) -> Mapping[str, str]:
    """The refusal at its field; one of a text stands above all texts."""
    none = dict.fromkeys((*_FIELDS, "text"), "")
    if refusal is None:
        return none
    return none | {refusal.field if refusal.field in _FIELDS else "text": str(refusal)}


def _choose(sellers: Sequence[Seller], name: str) -> Seller | None:
    return next((each for each in sellers if each.name == name), sellers[0] if sellers else None)
