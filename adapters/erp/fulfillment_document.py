"""The column `details` of `erp_order_fulfillments`."""

from datetime import datetime

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.order import OrderFulfillment


class FulfillmentDocument(Document, frozen=True):
    tracking_company: str | None
    tracking_numbers: tuple[str, ...]
    quantities: tuple[tuple[int, int], ...]
    """Line item ids with their quantities."""

    created_at: datetime | None = None


_DECODER = msgspec.json.Decoder(FulfillmentDocument)


def encode_fulfillment(fulfillment: OrderFulfillment) -> str:
    return to_json(
        FulfillmentDocument(
            fulfillment.tracking_company, fulfillment.tracking_numbers, fulfillment.lines, fulfillment.created_at
        )
    )


def decode_fulfillment(text: str) -> FulfillmentDocument:
    return _DECODER.decode(text)
