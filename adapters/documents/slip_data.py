"""What the template shows of a packing slip, as texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from novex_shopify.adapters.documents.formats import Formats
from novex_shopify.adapters.documents.page_data import (
    NO_MONEY,
    build_column,
    build_frame,
    build_table,
    describe_lot_line,
)
from novex_shopify.domain.model.packing_slip import PackedLine, PackingSlip


def build_slip_page(slip: PackingSlip) -> Mapping[str, Any]:
    formats = Formats(slip.language)
    number = slip.shipment_id or slip.order_name
    columns = [
        build_column(formats.text("item")),
        build_column(formats.text("description"), wide=True),
        build_column(formats.text("quantity"), right=True),
    ]
    return {
        **build_frame(slip.seller, slip.look, formats, formats.text("packing_slip"), number),
        "parties": [
            {"label": formats.text("ship_from"), "lines": list(slip.ship_from)},
            {"label": formats.text("deliver_to"), "lines": formats.address(slip.ship_to) if slip.ship_to else []},
        ],
        "facts": _build_facts(slip, formats),
        "tables": [build_table(columns, [_build_row(line, formats) for line in slip.lines])],
        **NO_MONEY,
        "notes": [],
    }


def _build_facts(slip: PackingSlip, formats: Formats) -> Sequence[tuple[str, str]]:
    facts = {
        "shipped_on": formats.day(slip.shipped_on) if slip.shipped_on else None,
        "order": formats.text("order_of", name=slip.order_name, day=formats.day(slip.ordered_on)),
        "your_po": slip.po_number,
        "shipment": slip.shipment_id,
    }
    return [(formats.text(label), value) for label, value in facts.items() if value]


def _build_row(line: PackedLine, formats: Formats) -> Sequence[Any]:
    below = []
    for packed in line.lots:
        source = [formats.text("source", name=packed.source)] if packed.source else []
        below.append(" · ".join([describe_lot_line(packed.lot, formats), *source]))
    return [line.sku or "", [line.title, *below], f"{line.quantity} {formats.text('unit')}"]
