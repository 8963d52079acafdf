"""The form of a shipment: the units that may leave, what was typed or scanned, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidQuantity, NovexError
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.label import LabelOptions, Signature
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.label_options import parse_insured_value
from novex_shopify.domain.use_cases.assignment.show_order_warehouse import OrderWarehouse, WarehouseLine
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_FIELDS = ("shipment", "box", "weight", "signature", "insured", "filing", "number", "carrier", "url")
_SCANNED, _NOTIFY = "scanned", "notify"


@dataclass(frozen=True, slots=True)
class PackedRow:
    """What may leave of a line: base units of a lot, or sold units of an item without lots.

    `pieces` is how many base units one sold unit is.
    """

    line_item_id: int
    title: str
    available: int
    pieces: int = 1
    lot: Lot | None = None
    places: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"quantity-{self.line_item_id}-{self.lot.id if self.lot else 0}"


@dataclass(frozen=True, slots=True)
class ShippingForm:
    """`values` are by the names of the fields, `scanned` are the names of the rows whose lot was scanned.

    `error` is shown at `invalid_field`, or above the form if that is empty.
    """

    rows: Sequence[PackedRow]
    values: Mapping[str, str]
    scanned: frozenset[str] = frozenset()
    notify_customer: bool = True
    invalid_field: str = ""
    error: str = ""

    @classmethod
    def fill_in(cls, rows: Sequence[PackedRow], shipment_id: str) -> "ShippingForm":
        """A new form, with everything that may leave."""
        quantities = {row.name: str(row.available) for row in rows}
        return cls(rows, {**dict.fromkeys(_FIELDS, ""), **quantities, "shipment": shipment_id})

    @classmethod
    def from_form(cls, request: ConsoleRequest, rows: Sequence[PackedRow]) -> "ShippingForm":
        read = request.get_form_field
        values = {name: read(name) for name in (*_FIELDS, *(row.name for row in rows))}
        scanned = frozenset(read(_SCANNED).split())
        return cls(rows, values, scanned, notify_customer=read(_NOTIFY) == "yes")

    @property
    def scanned_text(self) -> str:
        return " ".join(sorted(self.scanned))

    @property
    def lots_to_scan(self) -> int:
        return sum(1 for row in self.rows if row.lot)

    def note_scan(self, rows: Iterable[PackedRow]) -> "ShippingForm":
        return replace(self, scanned=self.scanned.union(row.name for row in rows))

    def refuse(self, error: NovexError | str, field: str = "") -> "ShippingForm":
        return replace(self, error=str(error), invalid_field=field)

    def build_shipment(self, order_id: str) -> PackedShipment:
        """Raises `InvalidQuantity`."""
        number, carrier, url = (self.values[name] or None for name in ("number", "carrier", "url"))
        tracking = Tracking(number, carrier, url) if number or carrier or url else None
        return PackedShipment(self.values["shipment"], order_id, [*self._list_lines()], tracking, self.notify_customer)

    @property
    def weight_g(self) -> int | None:
        return parse_id(self.values["weight"])

    def find_invalid_field(self) -> tuple[str, str] | None:
        """What is wrong with a field of the label, and the field's name."""
        if self.values["weight"] and self.weight_g is None:
            return "Enter whole grams, such as 850.", "weight"
        if self.values["insured"] and parse_insured_value(self.values["insured"]) is None:
            return "Enter an amount, such as 249.99.", "insured"
        return None

    def read_options(self) -> LabelOptions:
        """What the carrier is asked beside the address."""
        signature, insured = self.values["signature"], self.values["insured"]
        return LabelOptions(
            signature=Signature(signature) if signature in set(Signature) else Signature.NONE,
            insured_value=parse_insured_value(insured) if insured else None,
            filing=self.values["filing"] or None,
        )

    def _list_lines(self) -> Iterator[PackedLine]:
        for row in self.rows:
            text = self.values[row.name] or "0"
            quantity = 0 if text == "0" else parse_id(text)
            if quantity is None:
                raise InvalidQuantity(0, MAX_QUANTITY)
            if quantity:
                yield PackedLine(row.line_item_id, quantity, row.lot.code if row.lot else None)


def list_rows(document: SalesOrder, warehouse: OrderWarehouse) -> Sequence[PackedRow]:
    """What may leave now: what is assigned, and what needs no lots."""
    pieces = {line.line_item_id: line.pieces for line in document.lines}
    rows: list[PackedRow] = []
    for line in warehouse.lines:
        stock = line.stock
        if warehouse.has_lots and stock.needs_lots:
            rows += _list_lots(line, pieces[stock.line_item_id])
        elif stock.to_ship:
            rows.append(PackedRow(stock.line_item_id, stock.title, stock.to_ship // pieces[stock.line_item_id]))
    return rows


def find_rows(rows: Iterable[PackedRow], code: str, item_id: str | None = None) -> Sequence[PackedRow]:
    """The rows of lots with this code, ignoring case, and of this item, if it is known."""
    codes = (code.casefold(),)
    return [row for row in rows if row.lot and row.lot.code.casefold() in codes and item_id in (None, row.lot.item_id)]


def _list_lots(line: WarehouseLine, pieces: int) -> Iterator[PackedRow]:
    units: Counter[int] = Counter()
    lots: dict[int, Lot] = {}
    places: dict[int, list[str]] = {}
    for each in line.lots:
        if each.assignment.state is AssignmentState.ASSIGNED and each.assignment.item_id == line.stock.item_id:
            units[each.lot.id] += each.assignment.quantity
            lots[each.lot.id] = each.lot
            places.setdefault(each.lot.id, []).append(each.location)
    for lot_id, quantity in units.items():
        names = tuple(dict.fromkeys(places[lot_id]))
        yield PackedRow(line.stock.line_item_id, line.stock.title, quantity, pieces, lots[lot_id], names)
