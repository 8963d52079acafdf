"""The bodies that create records at EasyPost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from novex_shopify.domain.errors import CarriersRefused
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import Customs, CustomsItem, LabelOptions, RateRequest, Signature
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.policies.us_measures import to_declared_ounces, to_inches, to_ounces

_LABEL_SIZE = "4x6"
_MAX_PRINTED_TEXTS = 3
_SOLD, _RETURNED = "merchandise", "returned_goods"


def build_shipment(request: RateRequest) -> Mapping[str, Any]:
    """The shipment without `service` or any other field that would buy at once."""
    to_address = build_address(request.ship_to) | ({"email": request.email} if request.email else {})
    shipment: dict[str, Any] = {
        "reference": request.reference,
        "from_address": build_address(request.ship_from),
        "to_address": to_address,
        "parcel": _build_parcel(request.parcel),
        "options": _build_options(request.options),
    }
    if request.customs:
        shipment["customs_info"] = _build_customs(request.customs, _RETURNED if request.reverse else _SOLD)
    if request.reverse:
        shipment["is_return"] = True
    return {"shipment": shipment}


def build_address(address: Address) -> dict[str, Any]:
    """EasyPost takes an address without a country for one in the United States, so such an address is refused here."""
    if not address.country_code:
        raise CarriersRefused("An address has no country. Add it to the address; nothing was sent.")
    fields = {
        "name": address.name,
        "company": address.company,
        "street1": address.address1,
        "street2": address.address2,
        "city": address.city,
        "state": address.province_code or address.province,
        "zip": address.zip,
        "phone": address.phone,
    }
    return {name: value for name, value in fields.items() if value} | {"country": address.country_code}


def _build_parcel(parcel: Parcel) -> Mapping[str, Any]:
    weight = {"weight": _to_number(to_ounces(parcel.weight_g))}
    if parcel.box.carrier_package:
        return {"predefined_package": parcel.box.carrier_package, **weight}
    lengths = {"length": parcel.box.length_mm, "width": parcel.box.width_mm, "height": parcel.box.height_mm}
    return {name: _to_number(to_inches(value)) for name, value in lengths.items()} | weight


def _build_options(options: LabelOptions) -> Mapping[str, Any]:
    built: dict[str, Any] = {"label_format": options.label_format.upper(), "label_size": _LABEL_SIZE}
    if options.label_date:
        built["label_date"] = options.label_date.isoformat()
    if options.signature is not Signature.NONE:
        built["delivery_confirmation"] = options.signature.upper()
    if options.saturday_delivery:
        built["saturday_delivery"] = True
    if options.dry_ice_g:
        built |= {"dry_ice": True, "dry_ice_weight": str(to_ounces(options.dry_ice_g))}
    if options.incoterm:
        built["incoterm"] = options.incoterm
    texts = options.printed_texts[:_MAX_PRINTED_TEXTS]
    return built | {f"print_custom_{number}": text for number, text in enumerate(texts, 1)}


def _build_customs(customs: Customs, contents_type: str) -> Mapping[str, Any]:
    return {
        "customs_certify": True,
        "customs_signer": customs.signer,
        "contents_type": contents_type,
        "restriction_type": customs.restriction_type,
        "restriction_comments": customs.restriction_comments or "",
        "eel_pfc": customs.filing,
        "non_delivery_option": "return",
        "customs_items": [_build_customs_item(item) for item in customs.items],
    }


def _build_customs_item(item: CustomsItem) -> Mapping[str, Any]:
    fields = {
        "description": item.description,
        "quantity": item.quantity,
        "value": str(item.value.amount),
        "currency": item.value.currency,
        "weight": _to_number(to_declared_ounces(item.weight_g)),
        "hs_tariff_number": item.hs_code,
        "origin_country": item.origin_country,
        "code": item.sku,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _to_number(measure: Decimal) -> float:
    """A JSON number. Three decimal places survive the float."""
    return float(measure)
