"""Brings the purchase of each label to its end."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

from novex_shopify.domain.errors import (
    CarrierMayHaveLabel,
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    NovexError,
    OrderOnHold,
    ParcelChanged,
    PostageUnclear,
    RateGone,
    TransientError,
    describe,
    to_log_fields,
)
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierShipment, RateRequest, RefundState
from novex_shopify.domain.model.label_purchase import SHOWN_AFTER_FAILURES, LabelPurchase, PurchaseState
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.purchase_outcomes import (
    ask_person,
    await_choice,
    explain_change,
    find_same,
    refuse,
)
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy, find_check_delay
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import POSTAGE_CHECK_DELAYS, POSTAGE_UNCLEAR_FOR, REFUND_CHECK_INTERVAL
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.claimed_steps import ClaimedSteps
from novex_shopify.domain.use_cases.labels.records import get_account
from novex_shopify.domain.use_cases.labels.ship_parcel import ShipParcel

_log = logging.getLogger(__name__)

_REJECTED = "The refund was rejected. Ask for it again, if the label was not used."
_ERASED = "The label was erased together with its customer's data. Void it, if the parcel has not left."

BuildRateRequest = Callable[[Transaction, LabelPurchase], RateRequest]
"""Reads what a carrier must know of a parcel. Raises `NeedsAttention` if something is missing."""


@dataclass(frozen=True, slots=True)
class ProcessLabelPurchase:
    """Makes the next step of a purchase, which is stored before it is sent (docs/labels.md, Never twice).

    A provider's shipment sells one postage at most, so a purchase keeps its shipment until it is known that nothing was
    sold. A lost response is never answered by another shipment: the record of this one is read until it shows a label,
    or until the provider cannot be working on it any more. Only then is the same shipment bought again.
    """

    unit_of_work: UnitOfWork
    carriers: Carriers
    build_request: BuildRateRequest
    ship_parcel: ShipParcel
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims

    def run_next(self) -> bool:
        """Make one step of the next purchase that is due; False if none is."""
        return self._steps.run_next(self._step, self._decide)

    @property
    def _steps(self) -> ClaimedSteps[LabelPurchase]:
        return ClaimedSteps(
            Work.LABELS,
            "label_purchase",
            "purchase",
            attrgetter("label_purchases"),
            self.unit_of_work,
            self.notifier,
            self.clock,
            self.worker,
            self.active_claims,
        )

    def _step(self, purchase: LabelPurchase) -> None:
        self.notifier.notify(Work.LABELS)  # so that another thread takes the next purchase meanwhile
        with self.unit_of_work.read() as tx:
            account = get_account(tx, purchase.shop_domain)
        match purchase.state:
            case PurchaseState.RATING:
                self._steps.settle(self._request_rates(account, purchase))
            case PurchaseState.BUYING if purchase.sent_at is None:
                self._steps.settle(self._buy(account, purchase))
            case PurchaseState.BUYING | PurchaseState.UNCLEAR:
                self._steps.settle(self._read_back(account, purchase))
            case PurchaseState.BOUGHT if purchase.voided_at:
                self._steps.settle(self._refund(account, purchase))
            case PurchaseState.BOUGHT if purchase.is_erased:
                erased = replace(purchase, ship_error=_ERASED, next_attempt_at=None)
                self._steps.settle(erased)
            case PurchaseState.BOUGHT:
                self._ship(account, purchase)
            case _:
                self._steps.settle(replace(purchase, next_attempt_at=None))

    def _request_rates(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase:
        with self.unit_of_work.read() as tx:
            request = self.build_request(tx, purchase)
        # An earlier attempt may have created the shipment, and its response was lost.
        known = self.carriers.find_shipment(account, purchase.reference) if purchase.attempts > 1 else None
        shipment = known or self.carriers.request_rates(account, request)
        rated = replace(purchase, state=PurchaseState.RATED, shipment_id=shipment.id, failures=0, last_error=None)
        rated = replace(rated, rates=shipment.rates, messages=shipment.messages, next_attempt_at=None)
        rated = replace(rated, crosses_customs=request.customs is not None, request_digest=request.digest)
        return replace(rated, ship_from=request.ship_from.one_line)

    def _buy(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase:
        assert purchase.shipment_id is not None
        assert purchase.chosen is not None
        sent = replace(purchase, sent_at=self.clock.now())
        with self.unit_of_work() as tx:
            try:
                self._require_unchanged(tx, purchase)
            except TransientError:
                raise
            except OrderOnHold as error:  # the rates may be chosen again after its release
                return await_choice(purchase, error)
            except NovexError as error:
                return refuse(purchase, error)
            if not tx.label_purchases.save(sent):
                raise ClaimLost
            tx.commit()
        try:
            insured_value = purchase.options.insured_value
            return self._own(sent, self.carriers.buy(account, purchase.shipment_id, purchase.chosen, insured_value))
        except NovexError as error:
            return self._explain(account, sent, error)

    def _require_unchanged(self, tx: Transaction, purchase: LabelPurchase) -> None:
        """Raise what makes a label useless that was rated before: money was not spent yet."""
        self.ship_parcel.check(tx, purchase)
        if purchase.request_digest != self.build_request(tx, purchase).digest:
            raise ParcelChanged(purchase.parcel.id)

    def _explain(self, account: CarrierAccount, sent: LabelPurchase, error: NovexError) -> LabelPurchase:
        """What becomes of a purchase that was sent and failed."""
        match error:
            case PostageUnclear() | CarriersUnavailable():
                return self._wait_for_record(sent, error)
            case CarrierMayHaveLabel():
                return self._wait_for_record(replace(sent, carrier_was_silent=True), error)
            case RateGone():
                return self._choose_again(account, sent)
            case CarriersThrottled():
                return self._decide(replace(sent, sent_at=None), error)
            case CarriersAccessDenied():
                return self._confirm_denial(account, sent, error)
            case CarriersRefused():
                return self._confirm_refusal(account, sent, error)
        raise error

    def _confirm_refusal(self, account: CarrierAccount, sent: LabelPurchase, error: CarriersRefused) -> LabelPurchase:
        """The words say that nothing was sold; the record shows it."""
        try:
            return self._take_record(account, sent) or refuse(sent, error)
        except CarriersRefused:  # there is no record with this key, so none that could have sold
            return refuse(sent, error)

    def _confirm_denial(self, account: CarrierAccount, sent: LabelPurchase, error: NovexError) -> LabelPurchase:
        """A refused key bought nothing, if the record shows it. Where the record is refused too, nothing is known."""
        try:
            return self._take_record(account, sent) or await_choice(sent, error)
        except CarriersAccessDenied:
            return self._wait_for_record(sent, error)

    def _read_back(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase:
        """Find out what a purchase did whose response is not known."""
        assert purchase.sent_at is not None
        may_be_running = self.clock.now() < purchase.sent_at + POSTAGE_UNCLEAR_FOR
        unclear = replace(purchase, state=PurchaseState.UNCLEAR, failures=purchase.failures + 1)
        try:
            bought = self._take_record(account, purchase)
        except CarriersRefused as error:
            why = f"{error} Whether a label was bought is not known: the key may be of another account."
            return self._check_later(unclear) if may_be_running else ask_person(unclear, why)
        if bought:
            return bought
        if may_be_running:
            return self._check_later(unclear)
        if unclear.carrier_was_silent:
            return ask_person(unclear, unclear.last_error)
        if unclear.failures >= self.retry.max_attempts + len(POSTAGE_CHECK_DELAYS):
            return refuse(unclear)
        return replace(unclear, state=PurchaseState.BUYING, sent_at=None, next_attempt_at=self.clock.now())

    def _take_record(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase | None:
        assert purchase.shipment_id is not None
        shipment = self.carriers.fetch_shipment(account, purchase.shipment_id)
        if shipment.has_unreadable_postage:
            raise PostageUnclear(
                f"The record of shipment {shipment.id} shows that a label was sold, but not its rate, number and file."
            )
        return self._own(purchase, shipment) if shipment.postage else None

    def _own(self, purchase: LabelPurchase, shipment: CarrierShipment) -> LabelPurchase:
        """The label is ours; its file and the shipping of the order come next."""
        bought = replace(purchase, state=PurchaseState.BOUGHT, postage=shipment.postage, failures=0, last_error=None)
        return replace(bought, bought_at=self.clock.now(), next_attempt_at=self.clock.now())

    def _wait_for_record(self, purchase: LabelPurchase, error: NovexError) -> LabelPurchase:
        unclear = replace(purchase, state=PurchaseState.UNCLEAR, last_error=describe(error))
        return self._check_later(unclear)

    def _check_later(self, purchase: LabelPurchase) -> LabelPurchase:
        return replace(purchase, next_attempt_at=self.clock.now() + find_check_delay(purchase.failures))

    def _choose_again(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase:
        """A rate ends after some days. The same service at the same price is the same choice; another price is not."""
        assert purchase.shipment_id is not None
        assert purchase.chosen is not None
        rates = tuple(self.carriers.request_rates_again(account, purchase.shipment_id))
        again = find_same(purchase.chosen, rates)
        fresh = replace(purchase, rates=rates, sent_at=None)
        if again and again.price == purchase.chosen.price and purchase.failures < self.retry.max_attempts:
            delay = self.retry.compute_delay(purchase.failures) if purchase.failures else timedelta()
            again_at = self.clock.now() + delay
            return replace(fresh, chosen=again, failures=purchase.failures + 1, next_attempt_at=again_at)
        return await_choice(fresh, explain_change(purchase.chosen, again))

    def _refund(self, account: CarrierAccount, purchase: LabelPurchase) -> LabelPurchase:
        assert purchase.shipment_id is not None
        if purchase.refund is None:
            try:
                refund = self.carriers.request_refund(account, purchase.shipment_id)
            except CarriersRefused as error:
                rejected = replace(purchase, refund=RefundState.REJECTED, failures=0, next_attempt_at=None)
                return replace(rejected, last_error=describe(error))
        else:
            refund = self.carriers.fetch_shipment(account, purchase.shipment_id).refund or RefundState.SUBMITTED
        again = self.clock.now() + REFUND_CHECK_INTERVAL if refund is RefundState.SUBMITTED else None
        reason = _REJECTED if refund is RefundState.REJECTED else None
        return replace(purchase, refund=refund, failures=0, last_error=reason, next_attempt_at=again)

    def _ship(self, account: CarrierAccount, purchase: LabelPurchase) -> None:
        """Store the files of the label and ship the order with it, in one transaction."""
        assert purchase.shipment_id is not None
        shipment = CarrierShipment(purchase.shipment_id, account.mode, (), postage=purchase.postage)
        wanted = purchase.options.label_format
        content = self.carriers.fetch_label(account, shipment, wanted)
        forms = self._fetch_forms(account, purchase)
        done = replace(purchase, next_attempt_at=None, failures=0, last_error=None, ship_error=None)
        with self.unit_of_work() as tx:
            tx.label_purchases.save_file(purchase.id, wanted, content)
            for number, form in forms.items():
                tx.label_purchases.save_form(purchase.id, number, form)
            try:
                with tx.savepoint():
                    self.ship_parcel(tx, done)
            except TransientError:
                raise
            except NovexError as error:
                done = replace(done, ship_error=describe(error))
            if not tx.label_purchases.settle(done):
                raise ClaimLost
            tx.commit()

    def _fetch_forms(self, account: CarrierAccount, purchase: LabelPurchase) -> Mapping[int, bytes]:
        """The customs forms by number. One that is refused keeps no order from being shipped; printing says why."""
        fetched = {}
        for number, form in enumerate(purchase.postage.forms if purchase.postage else (), 1):
            try:
                fetched[number] = self.carriers.fetch_form(account, form.url)
            except CarriersRefused as error:
                _log.warning("label_purchase.form_refused", extra={"purchase": purchase.id, **to_log_fields(error)})
        return fetched

    def _decide(self, purchase: LabelPurchase, error: Exception) -> LabelPurchase:
        """What becomes of a purchase whose step failed. Where something may be sold, it is never given up."""
        failed = replace(purchase, failures=purchase.failures + 1, last_error=describe(error))
        failures = min(failed.failures, self.retry.max_attempts - 1)
        match self.retry.decide(error, failed.failures if purchase.state is PurchaseState.RATING else failures):
            case Retry(delay):
                return replace(failed, next_attempt_at=self.clock.now() + delay)
            case Park() | GiveUp() if purchase.state is PurchaseState.RATING:
                return replace(failed, state=PurchaseState.REFUSED, next_attempt_at=None)
            case _:  # trying again cannot help before a person does something
                shown = replace(failed, failures=max(failed.failures, SHOWN_AFTER_FAILURES))
                return replace(shown, next_attempt_at=self.clock.now() + self.retry.max_delay)
