"""`novex-shopify trace`."""

from collections.abc import Iterable, Sequence
from itertools import islice

import typer

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.policies.mass_balance import MassBalance
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import ItemArgument, LotArgument
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shown_data import record_shown_data

app = typer.Typer(no_args_is_help=True, help="Trace a lot to its customers, and an order to its lots.")


@app.command("lot")
def trace_lot(item: ItemArgument, lot: LotArgument, *, limit: LimitOption = 100, as_json: JsonOption = False) -> None:
    """Show where a lot came from, where it is, and who has it. The audit log records it: contacts are shown.

    Orders whose lot is assumed, and orders of the item whose lot is not known, are the last ones. The limit is for each
    of the three.
    """
    key = LotKey(item, lot)
    with open_container() as container:
        traces = container.trace_lot()
        trace = traces(key)
        rows = [
            *_take(map(to_order_row, traces.iterate_orders(key, inferred=False)), limit, Certainty.RECORDED),
            *_take(map(to_order_row, traces.iterate_orders(key, inferred=True)), limit, Certainty.ASSUMED),
            *_take(map(to_order_row, traces.list_untraced(key, limit + 1)), limit, Certainty.NOT_KNOWN),
        ]
        record_shown_data(container, AuditSubject(AuditedKind.LOT, str(trace.lot.id)))
    for line in _describe(trace):
        typer.echo(line, err=as_json)
    print_rows(rows, as_json=as_json, empty_message="No order has or had any of it.")


@app.command("order")
def trace_order(order: str, *, as_json: JsonOption = False) -> None:
    """Show the lots of an order, line by line. ORDER is the ERP's id."""
    with open_container() as container:
        trace = container.trace_order()(order)
    rows = [
        {
            "line": traced.line.title,
            "item_id": traced.line.item_id,
            "lot": each.lot.code,
            "status": each.lot.status,
            "quantity": each.units.assignment.quantity,
            "state": each.units.assignment.state,
            "lot_is": each.units.certainty.words,
            "left_at": each.units.left_at,
            "tracking": list(each.units.tracking_numbers),
        }
        for traced in trace.lines
        for each in traced.lots
    ]
    for traced in trace.lines:
        if traced.untraced:
            typer.echo(f"{traced.untraced} units of {traced.line.title} left, and their lot is not known.", err=True)
    print_rows(rows, as_json=as_json, empty_message="No lots are assigned to this order.")


def _take(rows: Iterable[Row], limit: int, certainty: Certainty) -> Sequence[Row]:
    """The first rows; who needs all must know that there are more."""
    found = list(islice(rows, limit + 1))
    if len(found) > limit:
        typer.echo(f"There are more orders whose lot is {certainty.words} than these {limit}: raise --limit.", err=True)
    return found[:limit]


def to_order_row(order: OrderInTrace) -> Row:
    head, contact = order.head, order.contact
    return {
        "order": head.name,
        "order_id": head.id,
        "ordered_at": head.ordered_at,
        "customer": order.customer,
        "email": contact.email,
        "phone": contact.phone,
        "address": ", ".join(contact.place) or None,
        "company": head.company,
        "assigned": order.assigned,
        "shipped": order.shipped,
        "returned": order.returned,
        "scrapped": order.scrapped,
        "shipments": list(order.shipment_ids),
        "tracking": list(order.tracking_numbers),
        "lot_is": order.certainty.words,
    }


def _describe(trace: LotTrace) -> Iterable[str]:
    lot = trace.lot
    yield f"Lot {lot.code} of {lot.item_id}: {lot.status}, from {lot.source}, {lot.received_at:%Y-%m-%d}."
    for entry in trace.receipts:
        reference = f" from {entry.movement.source_reference}" if entry.movement.source_reference else ""
        yield f"{entry.movement.change.free} received on {entry.at:%Y-%m-%d}{reference}."
    for location, each in trace.places:
        yield f"{location.name}: {each.free} free, {each.assigned} assigned, {each.held} held."
    for conversion in trace.conversions:
        quantity, other = conversion.entry.movement.change.free, conversion.other
        direction = "made from" if quantity > 0 else "became"
        yield f"{abs(quantity)} {direction} lot {other.code} of {other.item_id}."
    yield from describe_mass_balance(trace.mass_balance)


def describe_mass_balance(balance: MassBalance) -> Iterable[str]:
    """Where all units are, and whether that is all."""
    yield (
        f"Received {balance.received}, converted in {balance.converted_in}, adjusted {balance.adjusted:+d}; on hand"
        f" {balance.on_hand}, shipped {balance.shipped}, returned {balance.returned}, scrapped {balance.scrapped},"
        f" converted out {balance.converted_out}."
    )
    unaccounted = f", {balance.difference} units are not" if balance.difference else ""
    yield f"{balance.percent} % accounted for{unaccounted}."
