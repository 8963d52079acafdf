"""Counts what a person scans for an order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.model.lot import build_code_key
from novex_shopify.domain.model.packing import Alarm, LotSwap, PackableLine, Packing
from novex_shopify.domain.model.product import DateKind, Item, Variant
from novex_shopify.domain.model.scanned_label import ScannedLabel
from novex_shopify.domain.policies.lot_checks import require_usable
from novex_shopify.domain.policies.normalized_keys import normalize_key
from novex_shopify.domain.policies.packing import (
    ScannedUnits,
    count_left,
    find_closing,
    list_lots_to_choose,
    pack_units,
    raise_alarm,
)
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.lot_rules import find_min_remaining_days
from novex_shopify.domain.use_cases.stock.read_label import ReadItem, ReadLabel
from novex_shopify.domain.use_cases.stock.records import get_stock

_COUNTED = re.compile(r"(\d{1,4})\*(.+)")
_BARCODE_LENGTHS = (12, 13, 14)
_ANY_REASON = "a person's reason"


@dataclass(frozen=True, slots=True)
class ReadCode:
    """What was scanned: the text, what a label or the catalog says of it, and how often it counts."""

    text: str
    times: int = 1
    label: ReadItem | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """An order with what may be packed of it at a moment."""

    order: LockedOrder
    lines: Sequence[PackableLine]
    at: datetime


def read_code(read_label: ReadLabel, text: str) -> ReadCode:
    """`12*CODE` counts twelve of them. It opens a transaction of its own."""
    counted = _COUNTED.fullmatch(text)
    times, code = (int(counted[1]), counted[2].strip()) if counted else (1, text)
    try:
        return ReadCode(code, times, read_label(code))
    except StockRefused as refusal:
        return ReadCode(code, times, refusal=str(refusal))


def choose_lot(packing: Packing, lines: Sequence[PackableLine], number: int) -> Packing:
    """Answer the question for the lot with a number of the list."""
    lots = list_lots_to_choose(packing, lines)
    if packing.question is None or not 1 <= number <= len(lots):
        return raise_alarm(packing, f"There is no lot {number} in the list. Scan the item again.")
    question = packing.question
    asked = [line for line in lines if line.line_item_id in question.line_item_ids]
    code = lots[number - 1].code
    return pack_units(packing, lines, ScannedUnits(asked[0].title, question.line_item_ids, question.quantity, code))


def scan(tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode) -> Packing:
    """Pack what a code means: a lot of the order, an item, or a sold unit; otherwise raise the alarm."""
    if scanned := _find_by_lot_code(packed.lines, packing, code):
        return pack_units(packing, packed.lines, scanned)
    label = code.label
    if label and label.label.lot_code and label.label.gtin is None and label.item is None:
        return raise_alarm(packing, f"Lot {label.label.lot_code} isn't assigned to this order. Put it back.")
    if label and label.item:
        return _scan_item(tx, packing, packed, code, label)
    if found := _find_sold(tx, packed, code):
        return _scan_sold(tx, packing, packed, code, found)
    why = str(label.problem) if label and label.problem else code.refusal
    return raise_alarm(packing, why or f"'{code.text}' is no item of this order. Put it back.")


def find_meant_item(tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode) -> str | None:
    """The name of the item that a code means; None if it means none."""
    if code.label and code.label.item:
        return code.label.item.name
    if scanned := _find_by_lot_code(packed.lines, packing, code):
        return scanned.name
    return next((line.title for line in _find_sold(tx, packed, code)), None)


def _find_by_lot_code(lines: Sequence[PackableLine], packing: Packing, code: ReadCode) -> ScannedUnits | None:
    """A label that names only a lot. While it is asked which lot an item has, it answers that."""
    label = code.label.label if code.label else None
    if code.label and (code.label.item or (label and label.gtin)):
        return None
    key, times = build_code_key((label and label.lot_code) or code.text), code.times
    if label and label.quantity:
        times *= label.quantity
    found = [(line, lot.code) for line in lines for lot in line.lots if build_code_key(lot.code) == key]
    if packing.question:
        found = [each for each in found if each[0].line_item_id in packing.question.line_item_ids]
        times = packing.question.quantity
    if len({line.item_id for line, _ in found}) != 1:  # a code that two items share says nothing
        return None
    line_ids = tuple(line.line_item_id for line, _ in found)
    return ScannedUnits(found[0][0].title, line_ids, times, found[0][1])


def _find_sold(tx: Transaction, packed: PackedOrder, code: ReadCode) -> Sequence[PackableLine]:
    """Lines of what is sold with this code, such as a case: its SKU, or the barcode of its variant in Shopify."""
    key = normalize_key(code.text)
    found = [line for line in packed.lines if key and normalize_key(line.sku) == key]
    if found:
        return [line for line in found if line.pieces == found[0].pieces]
    barcodes = _list_spellings((code.label and code.label.label.gtin) or code.text)
    asked = [Variant(0, 0, "", barcode=barcode) for barcode in barcodes]
    for mapping in tx.mappings.find_sharing_keys(packed.order.shop, asked):
        sold = mapping.item_id, mapping.pieces
        if lines := [line for line in packed.lines if line.item_id and (line.item_id, line.pieces) == sold]:
            return lines
    return ()


def _list_spellings(barcode: str) -> Sequence[str]:
    """The same number as UPC-12, EAN-13 and GTIN-14, of which stores enter any."""
    if not barcode.isdecimal():
        return [barcode]
    digits = barcode.lstrip("0")
    return list(dict.fromkeys((barcode, *(digits.zfill(length) for length in _BARCODE_LENGTHS))))


def _scan_item(tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode, label: ReadItem) -> Packing:
    assert label.item
    found = [line for line in packed.lines if line.item_id == label.item.id]
    quantity = code.times * (label.label.quantity or 1)
    scanned = ScannedUnits(label.item.name, tuple(line.line_item_id for line in found), quantity)
    return _pack_said(tx, packing, packed, scanned, label)


def _scan_sold(
    tx: Transaction, packing: Packing, packed: PackedOrder, code: ReadCode, found: Sequence[PackableLine]
) -> Packing:
    said = code.label.label if code.label else ScannedLabel()
    quantity = code.times * found[0].pieces * (said.quantity or 1)
    scanned = ScannedUnits(found[0].title, tuple(line.line_item_id for line in found), quantity)
    item = packed.order.items.get(found[0].item_id or "")
    return _pack_said(tx, packing, packed, scanned, ReadItem(said, item))


def _pack_said(
    tx: Transaction,
    packing: Packing,
    packed: PackedOrder,
    scanned: ScannedUnits,
    label: ReadItem,
) -> Packing:
    """Pack units of an item with what their label says of the lot."""
    said, item, packing = label.label, label.item, replace(packing, question=None)
    if item is None:
        return pack_units(packing, packed.lines, scanned)
    found = [line for line in packed.lines if line.line_item_id in scanned.line_item_ids]
    if found and (problem := _find_label_problem(tx, packed, item, said)):
        return raise_alarm(packing, problem)
    lot = get_stock(tx).lots.find(item.id, said.lot_code) if said.lot_code else None
    if lot is None or not any(line.needs_lots for line in found):
        return pack_units(packing, packed.lines, scanned)
    if any(each.code == lot.code for line in found for each in line.lots):
        return pack_units(packing, packed.lines, replace(scanned, lot_code=lot.code))
    return _offer_swap(tx, packing, packed, found, LotSwap(0, lot.code, scanned.quantity))


def _find_label_problem(tx: Transaction, packed: PackedOrder, item: Item, said: ScannedLabel) -> str | None:
    """What the label itself says against its units."""
    lot = get_stock(tx).lots.find(item.id, said.lot_code) if said.lot_code else None
    if said.lot_code and item.lot_tracked and lot is None:
        return f"{item.name} has no lot {said.lot_code}. Receive it first."
    if lot and said.expires_on and lot.expires_on and said.expires_on != lot.expires_on:
        return f"Lot {lot.code}: its label says {said.expires_on}, and it was received with {lot.expires_on}."
    if lot is None and said.expires_on and said.expires_on < to_day(packed.at, packed.order.zone):
        return f"{item.name}: its label says {said.expires_on}, which is over."
    return None


def _offer_swap(
    tx: Transaction, packing: Packing, packed: PackedOrder, lines: Sequence[PackableLine], swap: LotSwap
) -> Packing:
    """Refuse a lot that is not assigned, and offer to take it where a person's reason would be enough."""
    item_id, left = lines[0].item_id or "", count_left(packing, lines)
    if swap.quantity > left or find_closing(packing):
        return raise_alarm(packing, f"{lines[0].title}: {left} more to pack, and {swap.quantity} were scanned.")
    lot = get_stock(tx).lots.find(item_id, swap.lot_code)
    assert lot
    item = packed.order.items.get(item_id)
    use_by = item is not None and item.date_kind is DateKind.USE_BY
    today, days = to_day(packed.at, packed.order.zone), find_min_remaining_days(tx, packed.order)
    try:
        require_usable(lot, today, days, use_by=use_by, override_reason=_ANY_REASON)
    except StockRefused as refusal:
        return raise_alarm(packing, str(refusal))
    assigned = ", ".join(dict.fromkeys(each.code for line in lines for each in line.lots))
    text = f"Lot {lot.code} isn't assigned to this order. Take lot {assigned}, or state why this one goes."
    line = next(line for line in lines if line.lots)
    return replace(packing, alarm=Alarm(text, replace(swap, line_item_id=line.line_item_id)), question=None)
