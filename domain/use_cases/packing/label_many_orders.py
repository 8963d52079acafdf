"""Labels for many orders at once: one parcel for each, with all that may leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import (
    InvalidShipment,
    NovexError,
    OrderBeingPacked,
    PackingRefused,
    TransientError,
    describe,
)
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import PackableLine
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.parcel_proposal import propose_parcel
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order
from novex_shopify.domain.use_cases.labels.build_rate_request import read_contents
from novex_shopify.domain.use_cases.labels.buy_label import BuyLabel
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.records import find_obstacle


@dataclass(frozen=True, slots=True)
class LabelledOrder:
    """The purchases for the parcels of an order that have not left, or why it has none."""

    order_id: str
    purchases: tuple[LabelPurchase, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class RateChoice:
    """The rate of a purchase that a person confirmed, and why it was proposed."""

    purchase_id: int
    rate_id: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class LabelManyOrders:
    """Each order and each purchase is a transaction of its own, so one that is refused stops no other."""

    unit_of_work: UnitOfWork
    request_rates: RequestRates
    buy_label: BuyLabel
    notifier: WorkNotifier
    clock: Clock

    def ask(self, order_ids: Sequence[str]) -> Sequence[LabelledOrder]:
        """Ask for rates of what may leave of each order, in its proposed box.

        An order whose parcel waits for its label keeps that one, so the same orders again ask for nothing.
        """
        asked = [self._try_to_ask(each) for each in order_ids]
        self.notifier.notify(Work.LABELS)
        return asked

    def buy(self, choices: Sequence[RateChoice]) -> Mapping[int, str]:
        """Buy these rates; returns why it was not possible, by purchase. The same choices again buy nothing."""
        problems = {}
        for each in choices:
            try:
                self.buy_label(each.purchase_id, each.rate_id, each.why)
            except TransientError:
                raise
            except NovexError as error:
                problems[each.purchase_id] = describe(error)
        return problems

    def _try_to_ask(self, order_id: str) -> LabelledOrder:
        try:
            with self.unit_of_work() as tx:
                purchases = self._ask(tx, order_id)
                tx.commit()
        except TransientError:
            raise
        except NovexError as error:
            return LabelledOrder(order_id, problem=describe(error))
        return LabelledOrder(order_id, purchases)

    def _ask(self, tx: Transaction, order_id: str) -> tuple[LabelPurchase, ...]:
        order = lock_order(tx, order_id)
        shipped = {push.shipment.id for push in order.pushes}
        known = tx.label_purchases.list_for_orders([order_id])
        waiting = tuple(each for each in known if each.is_open and not each.reverse and each.parcel.id not in shipped)
        if waiting:
            return waiting
        _require_free(tx, order)
        packable = read_packable_lines(tx, order, self.clock.now())
        problems = [lot.problem for line in packable for lot in line.lots if lot.problem]
        lines = tuple(_list_lines(packable))
        if problems or not lines:
            why = f"cannot be packed. {problems[0].removesuffix('.')}" if problems else _NOTHING
            raise InvalidShipment("of this order", why)
        proposal = propose_parcel(read_contents(tx, order.order, lines), tx.boxes.list_all())
        if proposal.box is None or proposal.weight_g is None:
            raise InvalidShipment("of this order", f"needs a box and a weight. {proposal.why.removesuffix('.')}")
        parcel = Parcel("", order_id, lines, proposal.box, proposal.weight_g)
        return (self.request_rates.request_in_transaction(tx, parcel),)


def _require_free(tx: Transaction, order: LockedOrder) -> None:
    """Raise why the order gets no parcel here: it is cancelled, on hold, or somebody is packing it."""
    packing = tx.packings.get(order.state.order_id)
    if packing and not packing.is_set_aside:
        raise OrderBeingPacked(order.order.name, packing.packer.name)
    if obstacle := find_obstacle(tx, order.order):
        raise PackingRefused(obstacle)


_NOTHING = "has nothing to pack: either all of it has left, or no lots are assigned to the rest"


def _list_lines(packable: Sequence[PackableLine]) -> Iterator[PackedLine]:
    """Base units of each lot, or sold units of what has no lots."""
    for line in packable:
        if line.needs_lots:
            yield from (PackedLine(line.line_item_id, lot.units, lot.code) for lot in line.lots if lot.units)
        elif line.units >= line.pieces:
            yield PackedLine(line.line_item_id, line.units // line.pieces)
