"""Planned failures: of the connection, of EasyPost, and of the carriers behind it."""

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec


class FaultKind(StrEnum):
    """The first group befalls any operation; each of the second one only that of its name."""

    ERROR = "error"
    HTML = "html"
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    CUT_ANSWER = "cut_answer"

    SLOW_PURCHASE = "slow_purchase"
    NO_RESPONSE = "no_response"
    CARRIER_ERROR = "carrier_error"
    PRICE_CHANGE = "price_change"
    REFUND_REJECTED = "refund_rejected"
    SCAN_FORM_FAILED = "scan_form_failed"


ANY_OPERATION = frozenset(
    (FaultKind.ERROR, FaultKind.HTML, FaultKind.RATE_LIMITED, FaultKind.TIMEOUT, FaultKind.CUT_ANSWER)
)


class Sale(StrEnum):
    """What a carrier without an answer did: nothing, a label that EasyPost knows, or one that it never hears of."""

    NONE = "none"
    DONE = "done"
    CARRIER_ONLY = "carrier_only"


class ApiFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`operation` is needed for the kinds that befall any, such as `buy_shipment`.

    An error has `status`, `code` and `message`. `seconds` is how long a time-out holds the answer back before the
    connection ends, or how long a purchase takes. `carrier` does not rate and says `message`. `percent` is what a rate
    rises by.
    """

    kind: FaultKind
    operation: str | None = None
    after_completion: bool = False
    times: int = 1
    status: int = 503
    code: str = "INTERNAL_SERVER_ERROR"
    message: str = "The service is temporarily unavailable."
    seconds: float = 60
    sale: Sale = Sale.NONE
    carrier: str | None = None
    percent: int = 10


@dataclass(slots=True)
class PlannedFaults:
    _planned: list[ApiFault] = field(default_factory=list)

    def add(self, fault: ApiFault) -> None:
        self._planned += [fault] * fault.times

    def clear(self) -> None:
        self._planned.clear()

    def take_for_operation(self, operation: str, *, after_completion: bool) -> ApiFault | None:
        """Remove and return the next fault that befalls this operation."""
        for fault in self._planned:
            if fault.kind in ANY_OPERATION and (fault.operation, fault.after_completion) == (
                operation,
                after_completion,
            ):
                self._planned.remove(fault)
                return fault
        return None

    def take(self, kind: FaultKind, carrier: str | None = None) -> ApiFault | None:
        """Remove and return the next fault of a kind; of this carrier, if one is named."""
        for fault in self._planned:
            if fault.kind is kind and (carrier is None or fault.carrier == carrier):
                self._planned.remove(fault)
                return fault
        return None
