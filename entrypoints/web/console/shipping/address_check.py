"""What the provider's directory says of an order's address, for the pages that have a button for it."""

from dataclasses import dataclass

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    InvalidShipment,
    NoCarrierAccount,
)
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.verified_address import AddressDifference
from novex_shopify.domain.timing import HOUR
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_FAILURES = (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    InvalidShipment,
    NoCarrierAccount,
)


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """The directory's objections and spelling; `failure` says why it could not be asked."""

    problems: tuple[str, ...] = ()
    differences: tuple[AddressDifference, ...] = ()
    failure: str = ""


def check_address(request: ConsoleRequest, order_id: str) -> AddressCheck:
    """Look up the address of an order. The page shows it, so it is recorded. Raises `NotFound`."""
    try:
        checked = request.container.verify_address()(order_id)
    except _FAILURES as failure:
        return AddressCheck(failure=str(failure))
    subject = AuditSubject(AuditedKind.ORDER, order_id)
    request.container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"part": "address"}, at_most_every=HOUR)
    return AddressCheck(checked.problems, checked.differences)
