"""Asks for the rates of a packed parcel, and buys its label."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import PackingRefused
from novex_shopify.domain.model.label import LabelOptions, Rate
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.packing import (
    build_packed_lines,
    find_box_code,
    find_filing,
    find_grams,
    raise_alarm,
)
from novex_shopify.domain.policies.parcel_proposal import ParcelProposal, propose_parcel
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.labels.build_rate_request import read_contents
from novex_shopify.domain.use_cases.labels.buy_label import BuyLabel
from novex_shopify.domain.use_cases.labels.propose_rate import ProposeRate, RateProposal
from novex_shopify.domain.use_cases.labels.records import get_order
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates
from novex_shopify.domain.use_cases.labels.resolve_purchase import ResolvePurchase
from novex_shopify.domain.use_cases.packing.parcel_progress import read_progress
from novex_shopify.domain.use_cases.packing.records import lock_packing, save_packing
from novex_shopify.domain.use_cases.packing.scan_code import PackedOrder

CHOSEN_BY_A_PERSON = "Chosen by a person"
_UNDONE = "Undone at the packing station"


@dataclass(frozen=True, slots=True)
class LabelParcel:
    """The protocol of labels does the rest: a parcel has one open purchase, and a purchase sells one label."""

    unit_of_work: UnitOfWork
    request_rates: RequestRates
    propose_rate: ProposeRate
    buy_label: BuyLabel
    resolve_purchase: ResolvePurchase
    notifier: WorkNotifier
    clock: Clock

    def ask(self, tx: Transaction, packing: Packing, packed: PackedOrder) -> Packing:
        """Record that rates are asked for, in the transaction that names the parcel in the packing.

        Raises `PackingRefused` without a box or a weight, and as `RequestRates`.
        """
        lines = build_packed_lines(packing, packed.lines)
        proposal = propose_for_packing(tx, packing, lines)
        if proposal.box is None or proposal.weight_g is None:
            raise PackingRefused(f"Choose a box and weigh the parcel. {proposal.why}")
        parcel = Parcel("", packing.order_id, lines, proposal.box, proposal.weight_g)
        purchase = self.request_rates.request_in_transaction(tx, parcel, LabelOptions(filing=find_filing(packing)))
        return replace(packing, parcel_id=purchase.parcel.id, rate_id=None, is_printed=False)

    def notify(self) -> None:
        """After the commit of what `ask` did."""
        self.notifier.notify(Work.LABELS)

    def choose(self, packing: Packing, purchase: LabelPurchase, number: int) -> Packing:
        """Choose a rate by its number in the list."""
        rates = self.propose_rate(purchase.id).rates
        if not 1 <= number <= len(rates):
            return raise_alarm(packing, f"There is no rate {number} in the list.")
        return replace(packing, rate_id=rates[number - 1].id)

    def buy(self, packing: Packing) -> Packing:
        """Buy the chosen rate, or the proposed one. Raises `PackingRefused` without one, and as `BuyLabel`."""
        with self.unit_of_work.read() as tx:
            purchase = read_progress(tx, packing).open_purchase
        if purchase is None or purchase.state is not PurchaseState.RATED:
            raise PackingRefused("There are no rates to choose from.")
        rate, why = find_rate(packing, self.propose_rate(purchase.id))
        if rate is None:
            raise PackingRefused(f"Choose a rate by its number. {why}")
        changed = self._count_change(packing)
        self.buy_label(purchase.id, rate.id, why)
        return changed

    def give_up(self, packing: Packing) -> Packing:
        """End the purchase of which nothing was sold, so that the parcel can be packed otherwise."""
        with self.unit_of_work.read() as tx:
            purchase = read_progress(tx, packing).open_purchase
        changed = self._count_change(packing)
        if purchase:
            self.resolve_purchase.give_up(purchase.id, _UNDONE)
        return changed

    def _count_change(self, packing: Packing) -> Packing:
        """A key that is pressed twice comes from a page that is older than this."""
        with self.unit_of_work() as tx:
            changed = save_packing(tx, lock_packing(tx, packing.order_id, packing.version), self.clock.now())
            tx.commit()
        return changed


def find_rate(packing: Packing, proposal: RateProposal) -> tuple[Rate | None, str]:
    """The rate that Enter buys, and why it is this one."""
    chosen = next((rate for rate in proposal.rates if rate.id == packing.rate_id), None)
    return (chosen, CHOSEN_BY_A_PERSON) if chosen else (proposal.choice.rate, proposal.choice.why)


def propose_for_packing(tx: Transaction, packing: Packing, lines: tuple[PackedLine, ...]) -> ParcelProposal:
    """The box and the weight as they were entered, and as they are proposed where nothing was.

    With another box than the proposed one, the weight of that box counts.
    """
    items = read_contents(tx, get_order(tx, packing.order_id), lines)
    code, boxes = find_box_code(packing), tx.boxes.list_all()
    chosen = next((box for box in boxes if box.code == code), None)
    proposal = propose_parcel(items, boxes)
    box, weight_g, why = proposal.box, proposal.weight_g, proposal.why
    if chosen:
        box, why = chosen, f"{chosen.name} was chosen."
        if proposal.contents_g is not None:
            weight_g = proposal.contents_g + chosen.tare_g
    grams = find_grams(packing)
    return replace(proposal, box=box, weight_g=grams or weight_g, why=why)
