"""The column `details` of `erp_order_lines`: what few lines have. Null if a line has none of it."""

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.order_details import LineItemGroup, SellingPlan, ShippingMethod
from novex_shopify.domain.model.sales_order import SalesOrderLine


class LineItemGroupDocument(Struct, frozen=True):
    id: int
    title: str | None
    quantity: int | None
    variant_id: int | None
    sku: str | None


class SellingPlanDocument(Struct, frozen=True):
    name: str
    id: int | None


class ShippingMethodDocument(Struct, frozen=True):
    code: str | None
    source: str | None
    carrier_id: str | None
    delivery_category: str | None


class LineDetailsDocument(Document, frozen=True):
    group: LineItemGroupDocument | None
    selling_plan: SellingPlanDocument | None
    shipping_method: ShippingMethodDocument | None


_DECODER = msgspec.json.Decoder(LineDetailsDocument)


def encode_line_details(line: SalesOrderLine) -> str | None:
    if not (line.group or line.selling_plan or line.shipping_method):
        return None
    return to_json(msgspec.convert(line, LineDetailsDocument, from_attributes=True))


def decode_line_details(text: str | None) -> tuple[LineItemGroup | None, SellingPlan | None, ShippingMethod | None]:
    if text is None:
        return None, None, None
    document = _DECODER.decode(text)
    return (
        msgspec.convert(document.group, LineItemGroup | None, from_attributes=True),
        msgspec.convert(document.selling_plan, SellingPlan | None, from_attributes=True),
        msgspec.convert(document.shipping_method, ShippingMethod | None, from_attributes=True),
    )
