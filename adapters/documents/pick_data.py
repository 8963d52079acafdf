"""What the template shows of a pick list: what to take from each place, then how it is divided between the orders."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from novex_shopify.adapters.documents.formats import Formats
from novex_shopify.adapters.documents.look_data import build_look
from novex_shopify.adapters.documents.page_data import NO_MONEY, build_column, build_table, choose_paper
from novex_shopify.domain.model.document_design import PLAIN_LOOK
from novex_shopify.domain.policies.pick_list import PickList, PickRow, PickSheet


def build_pick_page(sheet: PickSheet) -> Mapping[str, Any]:
    formats = Formats(sheet.language)
    picked, heading, day = sheet.picked, formats.text("pick_list"), formats.day(sheet.printed_on)
    names = [order.name for order in picked.orders]
    return {
        "language": sheet.language,
        "paper": choose_paper(sheet.seller),
        "look": build_look(PLAIN_LOOK),
        "watermark": "",
        "title": f"{heading} {day}",
        "heading": heading,
        "number": "",
        "seller": {"name": sheet.seller.legal_name if sheet.seller else "", "address": ""},
        "footer": [],
        "page": formats.text("page", number=day, page="{page}", pages="{pages}"),
        "parties": [{"label": formats.text("orders"), "lines": [", ".join(names)]}],
        "facts": [(formats.text("printed_on"), day), (formats.text("orders"), str(len(names)))],
        "introduction": [] if picked.rows else [formats.text("nothing_to_pick")],
        "tables": [*_list_places(picked, formats), *_list_orders(picked, formats)],
        "barcodes": _list_barcodes(sheet, formats),
        **NO_MONEY,
        "notes": [*_list_short(picked, formats), *_list_hints(picked)],
    }


def _list_places(picked: PickList, formats: Formats) -> Iterator[Mapping[str, Any]]:
    """The walk: the units of all orders together, by place and lot."""
    columns = _build_columns(formats, build_column(formats.text("for_orders"), wide=True))
    for location, rows in groupby(picked.rows, attrgetter("location")):
        cells = [[*_describe_row(picked, row, row.quantity, formats), _list_names(row)] for row in rows]
        yield build_table(columns, cells, f"{formats.text('pick_by_place')}: {location}")


def _list_orders(picked: PickList, formats: Formats) -> Iterator[Mapping[str, Any]]:
    """One order has nothing to divide."""
    if len(picked.orders) < 2:
        return
    for order in picked.orders:
        parts = [(row, each.quantity) for row in picked.rows for each in row.orders if each.order.id == order.id]
        cells = [_describe_row(picked, row, quantity, formats) for row, quantity in parts]
        if cells:
            yield build_table(_build_columns(formats), cells, f"{formats.text('pick_by_order')}: {order.name}")


def _list_barcodes(sheet: PickSheet, formats: Formats) -> Mapping[str, Any]:
    """Bars have their start and width in modules, the width of the narrowest bar."""
    codes = [{"name": name, "width": code.width, "bars": code.bars} for name, code in sheet.barcodes]
    return {"label": formats.text("scan_to_pack"), "codes": codes}


def _build_columns(formats: Formats, *more: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [
        build_column(""),
        build_column(formats.text("item")),
        build_column(formats.text("lot_and_date"), wide=True),
        build_column(formats.text("quantity"), right=True),
        *more,
    ]


def _describe_row(picked: PickList, row: PickRow, quantity: int, formats: Formats) -> list[Any]:
    item = picked.items.get(row.lot.item_id)
    lot = [row.lot.code]
    if row.lot.expires_on:
        lot.append(formats.text("best_before", day=formats.day(row.lot.expires_on)))
    if row.obstacle:
        lot.append(formats.text(f"obstacle_{row.obstacle}"))
    name = [
        item.name if item else row.lot.item_id,
        " · ".join(filter(None, (row.lot.item_id, item.sku if item else None))),
    ]
    return [None, name, lot, f"{quantity} {formats.text('unit')}"]


def _list_names(row: PickRow) -> str:
    return ", ".join(f"{each.order.name} \N{MULTIPLICATION SIGN} {each.quantity}" for each in row.orders)


def _list_short(picked: PickList, formats: Formats) -> Sequence[str]:
    unit = formats.text("unit")
    short = [
        formats.text("short_units", name=order.name, units=state.short, unit=unit) for order, state in picked.short
    ]
    return [formats.text("short", orders=", ".join(short))] if short else []


def _list_hints(picked: PickList) -> Sequence[str]:
    return [f"{order.name}: {hint}" for order in picked.orders for hint in picked.hints.get(order.id or "", ())]
