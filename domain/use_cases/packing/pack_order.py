"""The packing station: what a scan, a typed text or a command does to an order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import PackingRefused
from novex_shopify.domain.model.packing import PackableLine, Packing, PackingCommand, PackingStage
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.policies.export_filing import parse_filing
from novex_shopify.domain.policies.packing import (
    NOT_PACKED,
    acknowledge,
    choose_box,
    close_parcel,
    find_problem,
    raise_alarm,
    state_filing,
    undo,
    weigh,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import read_unlocked_order
from novex_shopify.domain.use_cases.packing.finish_parcel import FinishParcel
from novex_shopify.domain.use_cases.packing.label_parcel import LabelParcel
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.parcel_progress import find_stage, read_progress
from novex_shopify.domain.use_cases.packing.records import find_obstacle, get_packing, lock_packing, save_packing
from novex_shopify.domain.use_cases.packing.scan_code import (
    PackedOrder,
    ReadCode,
    choose_lot,
    find_meant_item,
    read_code,
    scan,
)
from novex_shopify.domain.use_cases.stock.read_label import ReadLabel

BOX_KEYS = tuple(f"F{number}" for number in range(1, 9))
"""The keys of the boxes, smallest first."""

_HAS_NO_LABEL = (PackingStage.SCANNING, PackingStage.LOT, PackingStage.BOX, PackingStage.RATES)

_WEIGHT = re.compile(r"\d{1,6}( ?g)?", re.ASCII | re.IGNORECASE)
"""A longer number is a barcode."""


@dataclass(frozen=True, slots=True)
class PackOrder:
    """Each call is one step in one transaction; a page that is older than the packing changes nothing."""

    unit_of_work: UnitOfWork
    read_label: ReadLabel
    label_parcel: LabelParcel
    finish_parcel: FinishParcel
    clock: Clock

    def __call__(self, order_id: str, version: int, text: str, shown: PackingStage | None = None) -> Packing | None:
        """Return the packing as it is then, or None if the order is done and another one may come.

        `shown` is the stage that the person sees: Enter alone and BUY answer that one, and change nothing at another,
        such as rates that came meanwhile.
        A wrong scan raises the alarm of the packing. Raises as `lock_packing`, `RequestRates` and `BuyLabel`, and
        `PackingRefused`; then nothing was changed.
        """
        text = text.strip()
        command = parse_command(text)
        if command is PackingCommand.LEAVE:
            self.finish_parcel.leave(order_id, version)
            return None
        stage, packing = self._read_stage(order_id, version)
        if (not text or command is PackingCommand.BUY) and shown not in (None, stage):
            return packing
        if not packing.alarm:
            if command is PackingCommand.NEXT or (not text and stage is PackingStage.DONE):
                return self.finish_parcel.finish(order_id, version)
            if stage in (PackingStage.BOX, PackingStage.RATES) and command is PackingCommand.BUY:
                text, command = "", None
            if stage is PackingStage.RATES and not text:
                return self.label_parcel.buy(packing)
            if stage in (PackingStage.RATES, PackingStage.ASKING_RATES) and command is PackingCommand.UNDO:
                return self.label_parcel.give_up(packing)
        code = None if command else read_code(self.read_label, text) if text else ReadCode("")
        return self._step(order_id, version, command, code)

    def _read_stage(self, order_id: str, version: int) -> tuple[PackingStage, Packing]:
        with self.unit_of_work.read() as tx:
            packing = get_packing(tx, order_id, version)
            lines = read_packable_lines(tx, read_unlocked_order(tx, order_id), self.clock.now())
            return find_stage(packing, lines, read_progress(tx, packing)), packing

    def _step(self, order_id: str, version: int, command: PackingCommand | None, code: ReadCode | None) -> Packing:
        with self.unit_of_work() as tx:
            packing, now = lock_packing(tx, order_id, version), self.clock.now()
            order = read_unlocked_order(tx, order_id)
            packed = PackedOrder(order, read_packable_lines(tx, order, now), now)
            stage = find_stage(packing, packed.lines, read_progress(tx, packing))
            if command:
                changed = _obey(packing, packed.lines, command, stage)
            elif not packing.alarm and stage in _HAS_NO_LABEL and (obstacle := find_obstacle(tx, order.order)):
                changed = raise_alarm(packing, f"{obstacle} LEAVE puts the order back.")
            else:
                changed = self._read(tx, packing, packed, code or ReadCode(""), stage)
            if changed != packing:
                changed = save_packing(tx, changed, now)
            tx.commit()
        if changed.parcel_id != packing.parcel_id:
            self.label_parcel.notify()
        return changed

    def _read(
        self, tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode, stage: PackingStage
    ) -> Packing:
        """What a text means at a stage."""
        number = parse_id(code.text) if code.text else None
        if packing.alarm:
            return packing if code.text else acknowledge(packing)
        match stage:
            case PackingStage.LOT if number is not None and number < 10:
                return choose_lot(packing, packed.lines, number)
            case PackingStage.SCANNING | PackingStage.LOT:
                return scan(tx, packing, packed, code) if code.text else packing
            case PackingStage.BOX:
                return self._read_at_box(tx, packing, packed, code)
            case PackingStage.RATES:
                return self._choose_rate(tx, packing, number)
        return raise_alarm(packing, "This parcel is closed. NEXT opens the next order.") if code.text else packing

    def _read_at_box(self, tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode) -> Packing:
        if not code.text:
            if problem := find_problem(packing, packed.lines):
                return raise_alarm(packing, problem)
            return self.label_parcel.ask(tx, packing, packed)
        box, filing = find_box(tx.boxes.list_all(), code.text), parse_filing(code.text)
        if box or filing:
            lines = packed.lines
            return choose_box(packing, lines, box.code) if box else state_filing(packing, lines, filing or "")
        if _WEIGHT.fullmatch(code.text):
            return _read_weight(tx, packing, packed, code)
        if code.text.upper() in BOX_KEYS:
            return raise_alarm(packing, f"No box is at {code.text.upper()}. Add it under Settings, Shipping.")
        return scan(tx, packing, packed, code)

    def _choose_rate(self, tx: Transaction, packing: Packing, number: int | None) -> Packing:
        purchase = read_progress(tx, packing).open_purchase
        if purchase is None or number is None:
            return raise_alarm(packing, "Choose a rate by its number, or press Enter to buy the marked one.")
        return self.label_parcel.choose(packing, purchase, number)


def parse_command(text: str) -> PackingCommand | None:
    return PackingCommand(text.lower()) if text.lower() in set(PackingCommand) else None


def find_box(boxes: Sequence[Box], text: str) -> Box | None:
    """The box of a key from F1 to F8, or with this code."""
    by_key = dict(zip(BOX_KEYS, boxes, strict=False))
    by_code = {box.code.casefold(): box for box in boxes}
    return by_key.get(text.upper()) or by_code.get(text.casefold())


def _read_weight(tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode) -> Packing:
    """A number is the weight, if it is no code of an item that was scanned."""
    digits = code.text.rstrip("gG ")
    name = find_meant_item(tx, packing, packed, code) if digits == code.text else None
    if name:
        return raise_alarm(packing, f"{code.text} is a code of {name}. If it is the weight, type {code.text}g.")
    return weigh(packing, packed.lines, int(digits))


def _obey(packing: Packing, lines: Sequence[PackableLine], command: PackingCommand, stage: PackingStage) -> Packing:
    if command is PackingCommand.OK or (command is PackingCommand.UNDO and packing.alarm):
        return acknowledge(packing)
    if packing.alarm or command is PackingCommand.REPRINT:
        return packing
    if command is PackingCommand.BUY:
        return raise_alarm(packing, NOT_PACKED) if stage in (PackingStage.SCANNING, PackingStage.LOT) else packing
    if stage not in (PackingStage.SCANNING, PackingStage.LOT, PackingStage.BOX):
        raise PackingRefused("The label of this parcel is asked for. That can't be done any more.")
    if command is PackingCommand.UNDO:
        return undo(packing)
    return close_parcel(packing, lines, is_short=command is PackingCommand.SHORT)
