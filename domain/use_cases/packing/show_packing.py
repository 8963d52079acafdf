"""What the packing station shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.label import Rate
from novex_shopify.domain.model.packing import PackableLine, PackableLot, Packing, PackingStage
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.fulfillment_orders import list_hints
from novex_shopify.domain.policies.packing import (
    build_packed_lines,
    count_by_line,
    count_packed,
    find_closing,
    find_filing,
    find_problem,
    list_lots_to_choose,
)
from novex_shopify.domain.policies.parcel_proposal import ParcelProposal
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_unlocked_order, update_state
from novex_shopify.domain.use_cases.labels.build_rate_request import lacks_filing
from novex_shopify.domain.use_cases.labels.propose_rate import ProposeRate, RateProposal
from novex_shopify.domain.use_cases.packing.label_parcel import find_rate, propose_for_packing
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.parcel_progress import ParcelProgress, find_stage, read_progress
from novex_shopify.domain.use_cases.packing.records import find_obstacle, is_of_another, require_packer
from novex_shopify.domain.use_cases.stock.records import get_stock

_BEFORE_THE_LABEL = (PackingStage.SCANNING, PackingStage.LOT, PackingStage.BOX)


@dataclass(frozen=True, slots=True)
class CountedLot:
    """Base units of a lot, packed of those to pack."""

    lot: PackableLot
    packed: int


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line with its counter, in base units."""

    title: str
    sku: str | None
    packed: int
    to_pack: int
    short: int = 0
    lots: tuple[CountedLot, ...] = ()


@dataclass(frozen=True, slots=True)
class PackingView:
    """A packing with all that a person decides by at its stage.

    `proposal` is the box and the weight that Enter accepts; `rates` are what carriers gave, and `rate` is the one that
    Enter buys, for the reason `why`. `problem` says why the parcel must not leave as it is packed.
    `lacks_filing`: its rates were refused without the filing of an export, which is `filing` once it is stated.
    """

    packing: Packing
    order: SalesOrder
    stage: PackingStage
    lines: Sequence[CountedLine]
    progress: ParcelProgress
    promised_on: date | None = None
    hints: Sequence[str] = ()
    lots: Sequence[PackableLot] = ()
    boxes: Sequence[Box] = ()
    proposal: ParcelProposal | None = None
    has_account: bool = False
    rates: RateProposal | None = None
    rate: Rate | None = None
    why: str = ""
    problem: str | None = None
    filing: str | None = None
    lacks_filing: bool = False

    @property
    def is_short(self) -> bool:
        closing = find_closing(self.packing)
        return closing is not None and closing.is_short


@dataclass(frozen=True, slots=True)
class StartView:
    """What waits: packings in progress by this person and by others, and orders that were set aside."""

    own: Sequence[tuple[Packing, SalesOrder]]
    others: Sequence[tuple[Packing, SalesOrder]]
    set_aside: Sequence[tuple[Packing, SalesOrder]]


@dataclass(frozen=True, slots=True)
class ShowPacking:
    """Reads a packing. Looking at it asks no carrier and changes nothing."""

    unit_of_work: UnitOfWork
    propose_rate: ProposeRate
    clock: Clock

    def __call__(self, order_id: str) -> PackingView:
        """Raises `NotFound` if the order is not being packed, and `OrderBeingPacked` if somebody else packs it."""
        with self.unit_of_work.read() as tx:
            packing = tx.packings.get(order_id)
            if packing is None or packing.is_set_aside:
                raise NotFound("This order is not being packed. Scan it to begin.")
            require_packer(tx, packing)
            view = self._read(tx, packing)
        purchase = view.progress.open_purchase
        if purchase is None or view.stage is not PackingStage.RATES:
            return view
        rates = self.propose_rate(purchase.id)
        rate, why = find_rate(packing, rates)
        return replace(view, rates=rates, rate=rate, why=why)

    def list_started(self) -> StartView:
        """All packings. An order that was set aside and has nothing left to ship is left out."""
        with self.unit_of_work.read() as tx:
            packings = tx.packings.list_all()
            orders = tx.erp.orders.get_by_ids([each.order_id for each in packings])
            states = get_stock(tx).warehouse_states.get_many([each.order_id for each in packings])
        pairs = [(each, orders[each.order_id]) for each in packings if each.order_id in orders]
        actor = get_current_actor()
        working = [(each, order) for each, order in pairs if not each.is_set_aside]
        waiting = [
            (each, order)
            for each, order in pairs
            if each.is_set_aside and (each.order_id not in states or states[each.order_id].to_ship)
        ]
        return StartView(
            [pair for pair in working if not is_of_another(pair[0], actor)],
            [pair for pair in working if is_of_another(pair[0], actor)],
            waiting,
        )

    def _read(self, tx: Transaction, packing: Packing) -> PackingView:
        now, order = self.clock.now(), read_unlocked_order(tx, packing.order_id)
        lines, progress = read_packable_lines(tx, order, now), read_progress(tx, packing)
        stage = find_stage(packing, lines, progress)
        view = PackingView(
            packing,
            order.order,
            stage,
            [*_count_lines(order, packing, lines, stage)],
            progress,
            promised_on=update_state(order, now).promised_on,
            hints=list_hints(order.fulfillment_orders, order.zone),
            lots=list_lots_to_choose(packing, lines),
        )
        if stage not in _BEFORE_THE_LABEL:
            return view
        problem = find_obstacle(tx, order.order)
        if problem is None and stage is PackingStage.BOX:
            problem = find_problem(packing, lines)
        view = replace(view, problem=problem)
        purchase, filing = progress.purchase, find_filing(packing)
        return replace(
            view,
            filing=filing,
            lacks_filing=bool(purchase and filing in (None, purchase.options.filing) and lacks_filing(tx, purchase)),
            boxes=tx.boxes.list_all(),
            has_account=tx.carrier_accounts.find(order.shop) is not None,
            proposal=propose_for_packing(tx, packing, build_packed_lines(packing, lines))
            if stage is PackingStage.BOX and not view.problem
            else None,
        )


def _count_lines(
    order: LockedOrder, packing: Packing, lines: Sequence[PackableLine], stage: PackingStage
) -> Iterator[CountedLine]:
    """In the order of the document. What is in this parcel is not to be packed again once its label is asked for."""
    by_id, packed, by_lot = {line.line_item_id: line for line in lines}, count_by_line(packing), count_packed(packing)
    for known in order.order.lines:
        line = by_id.get(known.line_item_id, PackableLine(known.line_item_id, known.title, sku=known.sku))
        done = packed[line.line_item_id]
        to_pack = line.to_pack if stage in _BEFORE_THE_LABEL else line.to_pack + done
        if done or to_pack or line.short:
            lots = tuple(CountedLot(lot, by_lot[line.line_item_id, lot.code]) for lot in line.lots)
            yield CountedLine(line.title, line.sku, done, to_pack, line.short, lots)
