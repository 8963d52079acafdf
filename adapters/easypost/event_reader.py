"""The port `CarrierEventReader`, for EasyPost's events: each carries the whole object as `result`."""

from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from novex_shopify.adapters.easypost.mappers import to_refund_state, to_tracker
from novex_shopify.adapters.easypost.responses import TrackerResponse
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.carrier_event import CarrierEvent, LabelRefund
from novex_shopify.domain.model.label import CarrierMode, RefundState
from novex_shopify.domain.model.tracker import Tracker

_MAX_ID_LENGTH = 64
_TRACKER = "Tracker"

Result = TypeVar("Result")


class NamedResult(Struct, frozen=True):
    """What an event is about, as far as every kind of object says it."""

    object: str | None = None
    id: str | None = None
    shipment_id: str | None = None


class EventBody(Struct, frozen=True):
    id: str
    description: str
    mode: CarrierMode
    created_at: datetime | None = None
    result: Raw | UnsetType = UNSET


class RefundResult(Struct, frozen=True):
    shipment_id: str
    status: str


class EasyPostEventReader:
    """Reads events as EasyPost sends them."""

    def parse_event(self, body: bytes) -> CarrierEvent:
        event = _decode(body, EventBody)
        named = _find_named(event)
        return CarrierEvent(
            id=_require_short(event.id),
            topic=_require_short(event.description),
            mode=event.mode,
            created_at=event.created_at,
            tracker_id=_require_short(named.id) if named.object == _TRACKER and named.id else None,
            shipment_id=_require_short(named.shipment_id) if named.shipment_id else None,
        )

    def parse_tracker(self, body: bytes) -> Tracker:
        return to_tracker(_decode_result(body, TrackerResponse))

    def parse_refund(self, body: bytes) -> LabelRefund:
        refund = _decode_result(body, RefundResult)
        return LabelRefund(refund.shipment_id, to_refund_state(refund.status) or RefundState.SUBMITTED)


def _find_named(event: EventBody) -> NamedResult:
    """Other kinds of events can be about lists, or about nothing."""
    try:
        return msgspec.json.decode(event.result, type=NamedResult) if isinstance(event.result, Raw) else NamedResult()
    except msgspec.MsgspecError:
        return NamedResult()


def _decode_result(body: bytes, result_type: type[Result]) -> Result:
    event = _decode(body, EventBody)
    if not isinstance(event.result, Raw):
        raise UnreadablePayload("EasyPost's event has no result.")
    return _decode(bytes(event.result), result_type)


def _decode(content: bytes, wanted: type[Result]) -> Result:
    try:
        return msgspec.json.decode(content, type=wanted)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadablePayload(f"EasyPost's event cannot be read: {error}.") from error


def _require_short(text: str) -> str:
    """An id of a possible length: it goes into an index."""
    if not 0 < len(text) <= _MAX_ID_LENGTH or not text.isprintable():
        raise UnreadablePayload("EasyPost's event has an id that is none.")
    return text
