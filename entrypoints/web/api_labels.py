"""`/api/v1/labels`: rates, purchases of labels, and their files."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import LabelOptions, Signature
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import Money, is_amount
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.record_id import MAX_ID, parse_id
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.label_costs import list_costs, sum_costs, to_minor_units
from novex_shopify.domain.timing import HOUR
from novex_shopify.domain.use_cases.labels import NewParcel
from novex_shopify.domain.use_cases.labels.records import get_order
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_path_id, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, Quantity, ShopifyId, Text, parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import Word
from novex_shopify.entrypoints.web.label_files import send_customs_form, send_label

MAX_PURCHASES, DEFAULT_PURCHASES = 200, 50


class ParcelLineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`quantity` is in sold units; with a `lot`, the code of one, it is in base units of the item."""

    line_item_id: ShopifyId
    quantity: Quantity
    lot: Text | None = None


class OptionsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`label_date` has an offset; `dry_ice_g` in grams; `insured_value` in US dollars, as text."""

    label_date: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    signature: Signature = Signature.NONE
    saturday_delivery: bool = False
    dry_ice_g: Annotated[int, msgspec.Meta(ge=0, le=10**6)] = 0
    incoterm: Text | None = None
    insured_value: Decimal | None = None
    printed_texts: Annotated[tuple[Text, ...], msgspec.Meta(max_length=3)] = ()
    filing: Text | None = None

    def to_domain(self) -> LabelOptions:
        """Raises `MalformedBody` for an insured value that is no number."""
        if self.insured_value is not None and not is_amount(self.insured_value):
            raise MalformedBody('`options.insured_value` is no amount, such as `"249.99"`.')
        return LabelOptions(
            label_date=self.label_date,
            signature=self.signature,
            saturday_delivery=self.saturday_delivery,
            dry_ice_g=self.dry_ice_g,
            incoterm=self.incoterm,
            insured_value=Money(self.insured_value, "USD") if self.insured_value is not None else None,
            printed_texts=self.printed_texts,
            filing=self.filing,
        )


class ParcelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`id` is that of the shipment that the parcel becomes. `return` asks for a label for the way back."""

    id: Word
    order_id: Word
    lines: Annotated[tuple[ParcelLineBody, ...], msgspec.Meta(max_length=1000)]
    box: Text | None = None
    weight_g: Annotated[int, msgspec.Meta(ge=1, le=10**6)] | None = None
    is_return: bool = msgspec.field(name="return", default=False)
    options: OptionsBody = OptionsBody()

    def to_domain(self) -> NewParcel:
        lines = tuple(PackedLine(int(each.line_item_id), each.quantity, each.lot) for each in self.lines)
        return NewParcel(self.id, self.order_id, lines, self.box, self.weight_g)


class ReturnBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shipment_id: Word


class BuyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rate_id: Word


class ReasonBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Word


def list_purchases(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Newest first. `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, ("shop", "state", "limit", "after"))
    limit = parse_number(query, "limit", MAX_PURCHASES) or DEFAULT_PURCHASES
    shop, states = query.get("shop"), _parse_states(query)
    with container.read_transaction() as tx:
        found = tx.label_purchases.list_latest(
            limit + 1, states, parse_shop_domain(shop) if shop else None, parse_number(query, "after", MAX_ID)
        )
    listed = found[:limit]
    return {
        "labels": [_serialize(each) for each in listed],
        "next": str(listed[-1].id) if len(found) > limit else None,
    }


def request_rates(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    parsed = parse_body(body, ParcelBody)
    purchase = container.pack_parcel()(parsed.to_domain(), parsed.options.to_domain(), reverse=parsed.is_return)
    return {**_serialize(purchase), "warnings": container.find_address_warnings()(parsed.order_id)}


def request_return_label(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize(container.request_return_label()(parse_body(body, ReturnBody).shipment_id))


def get_purchase(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    purchase_id = read_path_id(request, "label")
    with container.read_transaction() as tx:
        purchase = tx.label_purchases.get(purchase_id)
    if purchase is None:
        raise NotFound(f"There is no label purchase {purchase_id}.")
    return _serialize(purchase)


def show_shipping_costs(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """What the labels of an order cost, one amount for each currency."""
    order_id = str(request.path_params["order"])
    with container.read_transaction() as tx:
        get_order(tx, order_id)
        purchases = tx.label_purchases.list_for_orders([order_id])
    labels = [{"id": str(each.id), "costs": _serialize(each)["costs"]} for each in purchases if each.postage]
    return {"totals": [_serialize_money(each) for each in sum_costs(purchases)], "labels": labels}


def verify_address(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """What the provider's directory says of an order's address. The answer has the address, so it is recorded."""
    order_id = str(request.path_params["order"])
    checked = container.verify_address()(order_id)
    subject = AuditSubject(AuditedKind.ORDER, order_id)
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"part": "address"}, at_most_every=HOUR)
    return asdict(checked)


def buy_label(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: the same rate again answers with the same purchase."""
    return _serialize(container.buy_label()(read_path_id(request, "label"), parse_body(body, BuyBody).rate_id))


def void_label(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize(container.void_label()(read_path_id(request, "label"), parse_body(body, ReasonBody).reason))


def check_again(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return _serialize(container.resolve_purchase().check_again(read_path_id(request, "label")))


def ship_again(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return _serialize(container.resolve_purchase().ship_again(read_path_id(request, "label")))


def give_up(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize(
        container.resolve_purchase().give_up(read_path_id(request, "label"), parse_body(body, ReasonBody).reason)
    )


def get_file(container: Container, request: Request, _: bytes) -> Response:
    return send_label(container, read_path_id(request, "label"), request.path_params["format"])


def get_customs_form(container: Container, request: Request, _: bytes) -> Response:
    return send_customs_form(container, read_path_id(request, "label"), parse_id(request.path_params["number"]) or 0)


def _parse_states(query: dict[str, str]) -> tuple[PurchaseState, ...]:
    if "state" not in query:
        return ()
    if query["state"] not in set(PurchaseState):
        raise MalformedBody(f"`state` is none of {', '.join(PurchaseState)}.")
    return (PurchaseState(query["state"]),)


def _serialize(purchase: LabelPurchase) -> Mapping[str, Any]:
    postage, chosen = purchase.postage, purchase.chosen
    return {
        "id": str(purchase.id),
        "shop": purchase.shop_domain,
        "order_id": purchase.parcel.order_id,
        "shipment_id": purchase.parcel.id,
        "box": purchase.parcel.box.code,
        "weight_g": purchase.parcel.weight_g,
        "return": purchase.reverse,
        "state": purchase.state,
        "needs_decision": purchase.needs_decision,
        "rates": [
            {
                "id": rate.id,
                "carrier": rate.carrier,
                "service": rate.service,
                "price": str(rate.price.amount),
                "currency": rate.price.currency,
                "delivery_days": rate.delivery_days,
            }
            for rate in purchase.rates
        ],
        "messages": [{"carrier": each.carrier, "text": each.text} for each in purchase.messages],
        "chosen_rate_id": chosen.id if chosen else None,
        "crosses_customs": purchase.crosses_customs,
        "customs_forms": [
            {"number": number, "kind": form.kind, "sent_electronically": form.is_electronic}
            for number, form in enumerate(postage.forms if postage else (), 1)
        ],
        "tracking_number": postage.tracking_number if postage else None,
        "tracking_url": postage.tracking_url if postage else None,
        "charged": str(postage.charged.amount) if postage else None,
        "currency": postage.charged.currency if postage else None,
        "costs": [{"kind": each.kind, **_serialize_money(each.amount)} for each in list_costs(purchase)],
        "error": purchase.last_error,
        "ship_error": purchase.ship_error,
        "voided_at": purchase.voided_at,
        "refund": purchase.refund,
        "created_at": purchase.created_at,
    }


def _serialize_money(money: Money) -> Mapping[str, Any]:
    return {"amount": str(money.amount), "currency": money.currency, "minor_units": to_minor_units(money)}


routes = [
    Route("/labels", build_endpoint(list_purchases, 200), methods=["GET"]),
    Route("/orders/{order}/verify-address", build_endpoint(verify_address, 200), methods=["POST"]),
    Route("/orders/{order}/shipping-costs", build_endpoint(show_shipping_costs, 200), methods=["GET"]),
    Route("/labels", build_endpoint(request_rates, 202), methods=["POST"]),
    Route("/labels/return", build_endpoint(request_return_label, 202), methods=["POST"]),
    Route("/labels/{label}", build_endpoint(get_purchase, 200), methods=["GET"]),
    Route("/labels/{label}/buy", build_endpoint(buy_label, 202), methods=["POST"]),
    Route("/labels/{label}/void", build_endpoint(void_label, 202), methods=["POST"]),
    Route("/labels/{label}/check", build_endpoint(check_again, 202), methods=["POST"]),
    Route("/labels/{label}/ship-again", build_endpoint(ship_again, 202), methods=["POST"]),
    Route("/labels/{label}/give-up", build_endpoint(give_up, 200), methods=["POST"]),
    Route("/labels/{label}/files/{format}", build_endpoint(get_file, 200), methods=["GET"]),
    Route("/labels/{label}/customs-forms/{number}", build_endpoint(get_customs_form, 200), methods=["GET"]),
]
