"""What becomes of the purchase of a label."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import NovexError, RateGone, describe
from novex_shopify.domain.model.label import Rate
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState


def refuse(purchase: LabelPurchase, error: NovexError | None = None) -> LabelPurchase:
    """Nothing was sold, and something has to change before another purchase."""
    refused = replace(purchase, state=PurchaseState.REFUSED, sent_at=None, next_attempt_at=None)
    return replace(refused, last_error=describe(error)) if error else refused


def ask_person(purchase: LabelPurchase, why: str | None) -> LabelPurchase:
    """Whether a label was made cannot be found out here."""
    return replace(purchase, state=PurchaseState.CARRIER_UNCLEAR, failures=0, last_error=why, next_attempt_at=None)


def await_choice(purchase: LabelPurchase, error: NovexError) -> LabelPurchase:
    """Nothing was sold, and the same shipment can be bought once a person has chosen again."""
    waiting = replace(purchase, state=PurchaseState.RATED, sent_at=None, next_attempt_at=None)
    return replace(waiting, last_error=describe(error))


def find_same(chosen: Rate, rates: tuple[Rate, ...]) -> Rate | None:
    """The rate of the same service and account."""
    key = chosen.carrier, chosen.service, chosen.carrier_account_id
    return next((each for each in rates if (each.carrier, each.service, each.carrier_account_id) == key), None)


def explain_change(chosen: Rate, again: Rate | None) -> RateGone:
    """Why a rate that was chosen has to be chosen again."""
    change = "is no longer offered"
    if again:
        is_same = again.price == chosen.price
        change = "is offered and not sold" if is_same else f"now costs {again.price} instead of {chosen.price}"
    return RateGone(f"{chosen.carrier} {chosen.service} {change}. Choose a rate again; nothing was bought.")


def revive_after_sale(purchase: LabelPurchase, now: datetime) -> LabelPurchase | None:
    """What follows from news that a label of a purchase is in use; None if it is known, or being found out.

    A purchase that waits for a person has its record read at once. One that had ended gets no second chance, since the
    parcel may have another label: its label is void, and the money is asked for.
    """
    match purchase.state:
        case PurchaseState.CARRIER_UNCLEAR:
            return replace(purchase, state=PurchaseState.UNCLEAR, sent_at=purchase.sent_at or now, next_attempt_at=now)
        case PurchaseState.REFUSED | PurchaseState.GIVEN_UP:
            ended_with = "It had ended, and a label was sold for it after all. The money is asked for."
            void = replace(purchase, state=PurchaseState.BOUGHT, voided_at=now, refund=None, failures=0)
            return replace(void, last_error=ended_with, next_attempt_at=now)
    return None
