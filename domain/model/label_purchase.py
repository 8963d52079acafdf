"""The purchase of a parcel's label: its states, and what has become of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.label import (
    USUAL_OPTIONS,
    CarrierMessage,
    LabelOptions,
    Postage,
    Rate,
    RefundState,
)
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.shop import ShopDomain


class PurchaseState(StrEnum):
    """Where the purchase of a label is.

    - `rating`: rates are asked for; nothing can be sold yet.
    - `rated`: a person or a rule may choose a rate.
    - `buying`: stored before it is sent; the response is not known.
    - `unclear`: the response was lost or says nothing; the provider is asked what it did.
    - `carrier_unclear`: the provider has no label, and the carrier may have one. A person decides.
    - `refused`: the provider said no; nothing was sold.
    - `given_up`: a person ended it; nothing was sold.
    """

    RATING = auto()
    RATED = auto()
    BUYING = auto()
    UNCLEAR = auto()
    CARRIER_UNCLEAR = auto()
    BOUGHT = auto()
    REFUSED = auto()
    GIVEN_UP = auto()


ENDED_WITHOUT_LABEL = (PurchaseState.REFUSED, PurchaseState.GIVEN_UP)
"""Only from these, and from a bought label that is void, may a parcel get another purchase."""


SHOWN_AFTER_FAILURES = 8
"""A step that failed this often in a row is tried again, and a person looks at it."""


@dataclass(frozen=True, slots=True)
class LabelPurchase:
    """The purchase of one label for one parcel, stored before anything is sent.

    - `reference` is unique. `shipment_id` is the provider's, and never changes once anything may have been sold.
    - `sent_at`: when the purchase was sent whose response is not known.
    - `failures`: how often in a row the step that comes next has failed.
    - `carrier_was_silent`: the carrier did not respond to the provider, so it is not asked again without a person.
    - `voided_at`: a person asked for the refund; `refund` says how far it is.
    - `ship_error`: why the order could not be shipped with the label that was bought.
    - `ship_from`: the address that the parcel leaves from, in one line, as carriers were sent it.
    - `bought_at`: when its label was known to be bought.
    - `request_digest`: of what the rates were asked for (`RateRequest.digest`).
    - `crosses_customs`: what is in the parcel was declared to customs when its rates were asked for.
    """

    id: int
    shop_domain: ShopDomain
    parcel: Parcel
    reference: str
    state: PurchaseState
    created_at: datetime
    options: LabelOptions = USUAL_OPTIONS
    reverse: bool = False
    shipment_id: str | None = None
    rates: tuple[Rate, ...] = ()
    messages: tuple[CarrierMessage, ...] = ()
    chosen: Rate | None = None
    why_chosen: str | None = None
    postage: Postage | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    failures: int = 0
    carrier_was_silent: bool = False
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    last_error: str | None = None
    voided_at: datetime | None = None
    refund: RefundState | None = None
    ship_error: str | None = None
    ship_from: str | None = None
    bought_at: datetime | None = None
    crosses_customs: bool = False
    request_digest: str | None = None

    @classmethod
    def begin(
        cls, shop: ShopDomain, parcel: Parcel, reference: str, now: datetime, options: LabelOptions, *, reverse: bool
    ) -> "LabelPurchase":
        """A purchase that is about to ask for rates; it gets its id when it is stored."""
        return cls(
            id=0,
            shop_domain=shop,
            parcel=parcel,
            reference=reference,
            state=PurchaseState.RATING,
            created_at=now,
            options=options,
            reverse=reverse,
            next_attempt_at=now,
        )

    @property
    def needs_decision(self) -> bool:
        """Whether it waits for a person: to choose again, ask a carrier, ship the order, or do without a refund.

        A rate that was chosen once is chosen again after its price moved, or after the key was refused. What has failed
        for long, such as without a key, may need a person too.
        """
        if self.failures >= SHOWN_AFTER_FAILURES and self.next_attempt_at:
            return True
        match self.state:
            case PurchaseState.RATED:
                return self.chosen is not None
            case PurchaseState.BOUGHT:
                if self.voided_at:
                    return self.refund is RefundState.REJECTED
                return self.ship_error is not None
        return self.state is PurchaseState.CARRIER_UNCLEAR

    @property
    def has_valid_label(self) -> bool:
        """Whether it is bought, and not void."""
        return self.state is PurchaseState.BOUGHT and not self.voided_at

    @property
    def label_date(self) -> datetime | None:
        """The day that is printed on the label, on which the carrier gets the parcel; None without a label."""
        return self.bought_at and (self.options.label_date or self.bought_at)

    @property
    def can_be_given_up(self) -> bool:
        """Whether a person may end it: nothing was sent, or what was sent cannot be found out here."""
        match self.state:
            case PurchaseState.RATING | PurchaseState.RATED | PurchaseState.CARRIER_UNCLEAR:
                return True
            case PurchaseState.BUYING:
                return self.sent_at is None
        return self.state is PurchaseState.UNCLEAR and self.needs_decision

    @property
    def can_be_checked(self) -> bool:
        """Whether its next step can be made at once, instead of later or not without a person."""
        if self.state in (PurchaseState.UNCLEAR, PurchaseState.CARRIER_UNCLEAR):
            return True
        return self.needs_decision and self.next_attempt_at is not None

    def without_personal_data(self) -> "LabelPurchase":
        """Leave out what shows or names the recipient: the label's addresses, and the words of carriers."""
        postage = self.postage and replace(self.postage, label_url=None, tracking_url=None, forms=())
        return replace(self, postage=postage, messages=(), last_error=None, request_digest=None)

    @property
    def is_erased(self) -> bool:
        """Whether the label went with the data of its customer."""
        return self.postage is not None and self.postage.label_url is None

    @property
    def is_open(self) -> bool:
        """Whether something may still be sold by it, or was and is in use. A void label stays void."""
        return self.state not in ENDED_WITHOUT_LABEL and self.voided_at is None
