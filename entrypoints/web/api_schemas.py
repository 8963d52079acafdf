"""The request and response bodies of `/api/v1`.

Unknown keys are rejected: ignoring a misspelt `notifyCustomer` would notify a customer against the ERP's will.
Shopify's ids are accepted as text or numbers and returned as text, because not every language can hold such numbers.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec

from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
from novex_shopify.domain.model.record_id import MAX_ID, parse_id

Body = TypeVar("Body")
ShopifyId = Annotated[int, msgspec.Meta(ge=1, le=MAX_ID)] | Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,18}\Z")]
Quantity = Annotated[int, msgspec.Meta(le=2**31 - 1)]
MAX_TEXT = 255
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Url = Annotated[str, msgspec.Meta(max_length=2048)]
Numbers = Annotated[tuple[Text, ...], msgspec.Meta(max_length=250)]


class MalformedBody(Exception):
    """The body is not JSON of the expected shape."""


class TrackingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Text | None = None
    carrier: Text | None = None
    url: Url | None = None
    additional_numbers: Numbers = ()

    def to_domain(self) -> Tracking:
        return Tracking(self.number, self.carrier, self.url, self.additional_numbers)


class ShipmentLineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`quantity` is in sold units; with a `lot`, the code of one, it is in base units of the item."""

    line_item_id: ShopifyId
    quantity: Quantity
    lot: Text | None = None


class ShipmentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Text
    order_id: Text
    lines: Annotated[tuple[ShipmentLineBody, ...], msgspec.Meta(max_length=1000)]
    tracking: TrackingBody | None = None
    notify_customer: bool = True
    location_id: ShopifyId | None = None
    cancelled: bool = False
    untraced_reason: Text | None = None

    @property
    def names_lots(self) -> bool:
        return any(line.lot is not None for line in self.lines)

    def to_packed(self) -> PackedShipment:
        """What was packed of which lots. Raises `InvalidShipment` and `MalformedBody`."""
        shipment = self.to_domain()
        return PackedShipment(
            shipment.id,
            shipment.order_id,
            [PackedLine(parse_shopify_id(line.line_item_id), line.quantity, line.lot) for line in self.lines],
            shipment.tracking,
            shipment.notify_customer,
            shipment.location_id,
            self.untraced_reason,
        )

    def to_domain(self) -> Shipment:
        """Raises `InvalidShipment` and `MalformedBody`."""
        return Shipment(
            id=self.id,
            order_id=self.order_id,
            lines=tuple(ShipmentLine(parse_shopify_id(line.line_item_id), line.quantity) for line in self.lines),
            tracking=self.tracking.to_domain() if self.tracking else None,
            notify_customer=self.notify_customer,
            location_id=None if self.location_id is None else parse_shopify_id(self.location_id),
            cancelled=self.cancelled,
        )


def parse_body(body: bytes, schema: type[Body]) -> Body:
    """Raises `MalformedBody`, which names the path and the key."""
    try:
        return msgspec.json.decode(body, type=schema)
    except msgspec.ValidationError as error:
        raise MalformedBody(str(error)) from error
    except RecursionError as error:
        raise MalformedBody("The body is nested too deep.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody(f"The body is not JSON: {error}") from error


def parse_shopify_id(value: int | str) -> int:
    """Raises `MalformedBody`."""
    number = parse_id(str(value))
    if number is None:
        raise MalformedBody(f"No id of Shopify is larger than {MAX_ID}.")
    return number


_SHIPMENT_FIELDS = ("id", "order_id", "tracking", "notify_customer", "cancelled")


def serialize_push(push: FulfillmentPush, lot_codes: Mapping[int, str]) -> dict[str, Any]:
    """`lot_codes` are those of the shipment's lots, by their ids."""
    shipment = push.shipment
    return {
        "shipment": {
            **{name: getattr(shipment, name) for name in _SHIPMENT_FIELDS},
            "lines": [
                {
                    "line_item_id": str(line.line_item_id),
                    "quantity": line.quantity,
                    "lot": lot_codes.get(line.lot_id) if line.lot_id else None,
                }
                for line in shipment.lines
            ],
            "location_id": None if shipment.location_id is None else str(shipment.location_id),
        },
        "shop": push.shop_domain,
        "shopify_order_id": str(push.order_id) if push.order_id else None,
        "status": push.status,
        "attempts": push.attempts,
        "next_attempt_at": push.next_attempt_at,
        "last_error": push.last_error,
        "fulfillment_ids": push.plan.fulfillment_ids if push.plan else (),
        "history": push.history,
    }
