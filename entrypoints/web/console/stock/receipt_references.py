"""The names of receipts. One without a reference of its own gets one for each form, so that it is not booked twice."""

from novex_shopify.domain.model.stock import Movement

_FORM_PREFIX = "form-"
_CAUSE_PREFIX = "receipt:"


def build_form_reference(token: str) -> str:
    """The reference of a receipt that a person has given none."""
    return _FORM_PREFIX + token


def describe_cause(movement: Movement) -> str:
    """What a movement is the effect of, in words; empty if nothing that a person knows."""
    cause = movement.cause or ""
    if not cause.startswith(_CAUSE_PREFIX):
        return f"Order {movement.order_id}" if movement.order_id else cause
    reference = cause.removeprefix(_CAUSE_PREFIX)
    return "" if reference.startswith(_FORM_PREFIX) else f"Receipt {reference}"
