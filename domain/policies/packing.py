"""The packing station: what a scan changes. Each function returns the packing as it is then."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import (
    Alarm,
    BoxChosen,
    FilingStated,
    ItemScanned,
    LotQuestion,
    PackableLine,
    PackableLot,
    PackedUnits,
    Packing,
    PackingStep,
    ParcelClosed,
    ParcelWeighed,
)

MAX_GRAMS = 999_999
MAX_SCANNED = 9_999
MAX_LOTS_TO_CHOOSE = 9
NOT_PACKED = "Pack the items first. SHORT closes a parcel that lacks something."

LineLot = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class ScannedUnits:
    """Base units of an item, for one of these lines. Without a code, the lot is not known."""

    name: str
    line_item_ids: tuple[int, ...]
    quantity: int
    lot_code: str | None = None


def count_packed(packing: Packing) -> Counter[LineLot]:
    """Base units by line and lot."""
    packed: Counter[LineLot] = Counter()
    for step in packing.steps:
        if isinstance(step, ItemScanned):
            for each in step.units:
                packed[each.line_item_id, each.lot_code] += each.quantity
    return packed


def count_by_line(packing: Packing) -> Counter[int]:
    units: Counter[int] = Counter()
    for (line_item_id, _), quantity in count_packed(packing).items():
        units[line_item_id] += quantity
    return units


def count_left(packing: Packing, lines: Collection[PackableLine]) -> int:
    """Base units of these lines that may still be packed, of whatever lot."""
    return sum(_find_room(packing, lines).values())


def is_complete(packing: Packing, lines: Sequence[PackableLine]) -> bool:
    """Whether everything that can be packed is packed, and that is something."""
    packed = count_by_line(packing)
    return bool(packed) and all(packed[line.line_item_id] >= line.to_pack for line in lines)


def is_closed(packing: Packing, lines: Sequence[PackableLine]) -> bool:
    """Whether the parcel waits for its box: a person has closed it, or it is complete."""
    return find_closing(packing) is not None or is_complete(packing, lines)


def find_closing(packing: Packing) -> ParcelClosed | None:
    return next((step for step in packing.steps if isinstance(step, ParcelClosed)), None)


def find_box_code(packing: Packing) -> str | None:
    return next((step.code for step in reversed(packing.steps) if isinstance(step, BoxChosen)), None)


def find_grams(packing: Packing) -> int | None:
    return next((step.grams for step in reversed(packing.steps) if isinstance(step, ParcelWeighed)), None)


def find_filing(packing: Packing) -> str | None:
    return next((step.text for step in reversed(packing.steps) if isinstance(step, FilingStated)), None)


def raise_alarm(packing: Packing, text: str) -> Packing:
    return replace(packing, alarm=Alarm(text), question=None)


def acknowledge(packing: Packing) -> Packing:
    """A person has noticed the alarm, or does not answer the question."""
    return replace(packing, alarm=None, question=None)


def undo(packing: Packing) -> Packing:
    """Take the last step off: what was packed is then exactly what it was before it."""
    if packing.alarm or packing.question:
        return acknowledge(packing)
    if not packing.steps:
        return raise_alarm(packing, "There is nothing to undo.")
    return replace(packing, steps=packing.steps[:-1])


def pack_units(packing: Packing, lines: Sequence[PackableLine], scan: ScannedUnits) -> Packing:
    """Count a scan. A wrong one raises the alarm; never is more packed than is assigned to the order."""
    if packing.alarm:
        return packing
    candidates = [line for line in lines if line.line_item_id in scan.line_item_ids]
    if not candidates:
        return raise_alarm(packing, f"{scan.name} isn't in this order. Put it back.")
    if not 1 <= scan.quantity <= MAX_SCANNED:
        return raise_alarm(packing, f"{scan.quantity} units can't be packed with one scan.")
    room = _find_room(packing, candidates)
    if not any(room.values()):
        return raise_alarm(packing, f"{scan.name}: all that is to be packed is in the parcel. Put it back.")
    if find_closing(packing):
        return raise_alarm(packing, "The parcel is closed. UNDO opens it again.")
    return _pack_lot(packing, candidates, scan, room)


def _pack_lot(
    packing: Packing, lines: Sequence[PackableLine], scan: ScannedUnits, room: Mapping[LineLot, int]
) -> Packing:
    codes = list(dict.fromkeys(code for (_, code), units in room.items() if units))
    if scan.lot_code is None and len(codes) > 1:
        return replace(packing, question=LotQuestion(scan.line_item_ids, scan.quantity))
    code = scan.lot_code or codes[0]
    problem = next((lot.problem for line in lines for lot in line.lots if lot.code == code and lot.problem), None)
    if problem:
        return raise_alarm(packing, problem)
    left = sum(units for (_, lot_code), units in room.items() if lot_code == code)
    if scan.quantity > left:
        what = f"{scan.name}, lot {code}" if code else scan.name
        return raise_alarm(packing, f"{what}: {left} more to pack, and {scan.quantity} were scanned. Put them back.")
    units = tuple(_split(scan.quantity, code, room))
    return _add(replace(packing, question=None), ItemScanned(units))


def list_lots_to_choose(packing: Packing, lines: Sequence[PackableLine]) -> Sequence[PackableLot]:
    """The lots that the question is about, with what is left of them; the keys 1 to 9 choose one."""
    if packing.question is None:
        return []
    asked = [line for line in lines if line.line_item_id in packing.question.line_item_ids]
    left: Counter[str] = Counter()
    for (_, code), units in _find_room(packing, asked).items():
        left[code or ""] += units
    lots = {lot.code: lot for line in asked for lot in line.lots if left[lot.code]}
    return [replace(lot, units=left[code]) for code, lot in lots.items()][:MAX_LOTS_TO_CHOOSE]


def close_parcel(packing: Packing, lines: Sequence[PackableLine], *, is_short: bool) -> Packing:
    """End a parcel that lacks something: it can't be packed now (short), or goes into another parcel."""
    if packing.alarm:
        return packing
    if is_closed(packing, lines):
        return raise_alarm(packing, "The parcel is closed already.")
    if not count_packed(packing):
        return raise_alarm(packing, "Nothing is packed yet. LEAVE puts the order back.")
    if broken := _find_broken_units(packing, lines):
        return raise_alarm(packing, broken)
    return _add(acknowledge(packing), ParcelClosed(is_short))


def choose_box(packing: Packing, lines: Sequence[PackableLine], code: str) -> Packing:
    return _add_to_closed(packing, lines, BoxChosen(code))


def weigh(packing: Packing, lines: Sequence[PackableLine], grams: int) -> Packing:
    if not 1 <= grams <= MAX_GRAMS:
        return raise_alarm(packing, f"A parcel weighs 1 to {MAX_GRAMS:,} g.")
    return _add_to_closed(packing, lines, ParcelWeighed(grams))


def state_filing(packing: Packing, lines: Sequence[PackableLine], text: str) -> Packing:
    return _add_to_closed(packing, lines, FilingStated(text))


def find_problem(packing: Packing, lines: Sequence[PackableLine]) -> str | None:
    """Why the parcel must not leave as it is packed: lots were taken off the order, or stopped, in the meantime."""
    by_id = {line.line_item_id: line for line in lines}
    for (line_item_id, code), units in count_packed(packing).items():
        line = by_id.get(line_item_id)
        assigned = line.get_units(code) if line else 0
        if units > assigned:
            what = f"{line.title if line else 'A line'}{f', lot {code}' if code else ''}"
            return f"{what}: {units} packed, and {assigned} may leave now. UNDO takes units out, LEAVE begins again."
        problem = next((lot.problem for lot in line.lots if lot.code == code and lot.problem), None) if line else None
        if problem:
            return problem
    return _find_broken_units(packing, lines)


def build_packed_lines(packing: Packing, lines: Sequence[PackableLine]) -> tuple[PackedLine, ...]:
    """What the parcel holds: base units of a lot, or sold units of a line without lots."""
    pieces = {line.line_item_id: line.pieces for line in lines}
    return tuple(
        PackedLine(line_id, units if code else units // pieces[line_id], code)
        for (line_id, code), units in sorted(
            count_packed(packing).items(), key=lambda each: (each[0][0], each[0][1] or "")
        )
    )


def list_missing(packing: Packing, lines: Sequence[PackableLine]) -> Sequence[PackedUnits]:
    """What could be packed and is not, by line."""
    packed = count_by_line(packing)
    missing = ((line.line_item_id, line.to_pack - packed[line.line_item_id]) for line in lines)
    return [PackedUnits(line_item_id, units) for line_item_id, units in missing if units > 0]


def _add_to_closed(packing: Packing, lines: Sequence[PackableLine], step: PackingStep) -> Packing:
    if packing.alarm:
        return packing
    if not is_closed(packing, lines):
        return raise_alarm(packing, NOT_PACKED)
    return _add(packing, step)


def _add(packing: Packing, step: PackingStep) -> Packing:
    return replace(packing, steps=(*packing.steps, step))


def _find_room(packing: Packing, lines: Collection[PackableLine]) -> Mapping[LineLot, int]:
    packed = count_packed(packing)
    keys = [(line, lot.code) for line in lines for lot in line.lots if line.needs_lots]
    keys_without_lots: list[tuple[PackableLine, str | None]] = [(line, None) for line in lines if not line.needs_lots]
    return {
        (line.line_item_id, code): max(0, line.get_units(code) - packed[line.line_item_id, code])
        for line, code in (*keys, *keys_without_lots)
    }


def _split(quantity: int, code: str | None, room: Mapping[LineLot, int]) -> Iterator[PackedUnits]:
    for (line_item_id, lot_code), units in room.items():
        taken = min(quantity, units) if lot_code == code else 0
        if taken:
            yield PackedUnits(line_item_id, taken, code)
        quantity -= taken


def _find_broken_units(packing: Packing, lines: Sequence[PackableLine]) -> str | None:
    packed = count_by_line(packing)
    broken = next((line for line in lines if packed[line.line_item_id] % line.pieces), None)
    if broken is None:
        return None
    units = packed[broken.line_item_id]
    return f"{broken.title}: {units} packed, and one sold unit is {broken.pieces}. Pack whole ones."
