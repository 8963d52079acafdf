"""`novex-shopify stock`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from novex_shopify.domain.model.lot import LotFilter, ReceiptSource
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location_names, get_stock
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import (
    DayOption,
    ItemArgument,
    LocationOption,
    LotArgument,
    QuantityOption,
    ReasonOption,
    to_day,
)
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.cli.shopify_stock import app as shopify_stock

app = typer.Typer(no_args_is_help=True, help="Receive, count, move and scrap stock.")
app.add_typer(shopify_stock, name="shopify")


@app.command()
def receive(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    source: Annotated[ReceiptSource, typer.Option(help="How it came here.")] = ReceiptSource.PURCHASE,
    expires_on: DayOption = None,
    produced_on: DayOption = None,
    supplier_code: Annotated[str | None, typer.Option(help="The supplier's own lot code.")] = None,
    source_reference: Annotated[str | None, typer.Option(help="A manufacturing run or a purchase order.")] = None,
    reference: Annotated[str | None, typer.Option(help="Names this receipt; the same one is booked once.")] = None,
    note: Annotated[str | None, typer.Option(help="Shown in the ledger.")] = None,
) -> None:
    """Receive a lot, or more of it.

    Without --expires-on, a new lot of an item with a known shelf life gets the day that follows from it.
    """
    receipt = Receipt(
        item,
        lot,
        location,
        quantity,
        source,
        to_day(expires_on),
        to_day(produced_on),
        supplier_code,
        source_reference,
        reference,
        note,
    )
    with open_container() as container:
        received = container.receive_lot()(receipt)
    what = f"{quantity} of lot {lot} of {item} at {location}"
    repeated = f"Receipt {reference} was booked before: {what}. Nothing was added."
    expires = f" It expires on {received.lot.expires_on}." if received.lot.expires_on else ""
    typer.echo(f"Received {what}.{expires}" if received.is_new else repeated)
    if received.warning:
        typer.echo(f"Warning: {received.warning}", err=True)


@app.command("list")
def list_stock(
    *,
    item: Annotated[str | None, typer.Option(help="Only this item.")] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List what is in the warehouse by lot and location, what expires first at the top."""
    with open_transaction() as tx:
        rows = _list_rows(get_stock(tx), item, limit)
    print_rows(rows, as_json=as_json, empty_message="Nothing is in stock. `stock receive` books what arrives.")


@app.command()
def adjust(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    by: Annotated[int, typer.Option(help="How many units more; a negative number for less.")],
    reason: ReasonOption,
) -> None:
    """Correct what is free of a lot at a location."""
    with open_container() as container:
        _print_balance(container.adjust_stock()(LotKey(item, lot), location, by, reason))


@app.command()
def count(
    counted: Annotated[
        list[str], typer.Argument(metavar="ITEM=LOT=QUANTITY", help="What was counted; can be repeated.")
    ],
    *,
    location: LocationOption,
    reason: ReasonOption = "inventory count",
) -> None:
    """Book an inventory count of a location: all lots that are named, or none."""
    quantities = dict(map(_parse_counted, counted))
    with open_container() as container:
        differences = container.count_stock()(location, quantities, reason)
    for each in differences:
        typer.echo(f"Lot {each.lot.code} of {each.lot.item_id}: {each.expected} expected, {each.counted} counted.")
    typer.echo(f"{len(quantities)} lots counted, {len(differences)} differed.")


@app.command()
def move(
    item: ItemArgument,
    lot: LotArgument,
    *,
    origin: Annotated[str, typer.Option("--from", help="Where it is.")],
    destination: Annotated[str, typer.Option("--to", help="Where it goes.")],
    quantity: QuantityOption,
    reason: ReasonOption = "",
) -> None:
    """Move free units to another location."""
    with open_container() as container:
        container.move_stock()(LotKey(item, lot), origin, destination, quantity, reason)
    typer.echo(f"Moved {quantity} of lot {lot} of {item} from {origin} to {destination}.")


@app.command()
def scrap(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    reason: ReasonOption,
    held: Annotated[bool, typer.Option("--held", help="Scrap held units instead of free ones.")] = False,
) -> None:
    """Take units out of stock for good."""
    with open_container() as container:
        _print_balance(container.scrap_stock()(LotKey(item, lot), location, quantity, reason, held=held))


@app.command()
def hold(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    reason: ReasonOption,
) -> None:
    """Set free units aside."""
    with open_container() as container:
        _print_balance(container.hold_stock()(LotKey(item, lot), location, quantity, reason))


@app.command()
def release(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    reason: ReasonOption,
) -> None:
    """Make held units free again."""
    with open_container() as container:
        _print_balance(container.hold_stock().release(LotKey(item, lot), location, quantity, reason))


@app.command()
def convert(
    item: ItemArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    to_item: Annotated[str, typer.Option(help="The item that it becomes.")],
    to_quantity: Annotated[int, typer.Option(min=1, help="How many units of it.")],
    reason: ReasonOption = "",
) -> None:
    """Make units of another item, such as 12 cans from a case; they keep the lot code and the dates."""
    with open_container() as container:
        made = container.convert_product()(
            LotKey(item, lot), location, quantity, to_item_id=to_item, to_quantity=to_quantity, reason=reason
        )
    typer.echo(f"{quantity} of {item} became {to_quantity} of {to_item}, lot {made.code}.")


@app.command()
def verify(*, as_json: JsonOption = False) -> None:
    """Compare every balance with the sum of its movements. Exit code 1 if one differs."""
    with open_container() as container:
        found = container.verify_stock()()
    rows = [
        {
            "lot_id": each.balance.lot_id,
            "location_id": each.balance.location_id,
            **{f"balance_{part}": getattr(each.balance, part) for part in ("free", "assigned", "held")},
            **{f"ledger_{part}": getattr(each.ledger, part) for part in ("free", "assigned", "held")},
        }
        for each in found
    ]
    print_rows(rows, as_json=as_json, empty_message="Every balance equals the sum of its movements.")
    if rows:
        raise typer.Exit(1)


def _list_rows(stock: ErpStock, item: str | None, limit: int) -> Sequence[Row]:
    lots = {lot.id: lot for lot in stock.lots.search(LotFilter(item, with_stock=True), limit)}
    names = get_location_names(stock)
    balances: dict[int, list[StockBalance]] = {lot_id: [] for lot_id in lots}
    for balance in stock.ledger.list_balances(list(lots)):
        balances[balance.lot_id].append(balance)
    return [
        {
            "item_id": lot.item_id,
            "lot": lot.code,
            "status": lot.status,
            "expires_on": lot.expires_on,
            "location": names[balance.location_id],
            "free": balance.free,
            "assigned": balance.assigned,
            "held": balance.held,
        }
        for lot_id, lot in lots.items()
        for balance in balances[lot_id]
    ]


def _parse_counted(text: str) -> tuple[LotKey, int]:
    item, lot, quantity = [*text.split("="), "", ""][:3]
    if not (item and lot and quantity.isdecimal() and text.count("=") == 2):
        raise typer.BadParameter(f"{text} is not ITEM=LOT=QUANTITY, such as KIMCHI-350=L261101-A=48.")
    return LotKey(item, lot), int(quantity)


def _print_balance(balance: StockBalance) -> None:
    typer.echo(f"{balance.free} free, {balance.assigned} assigned, {balance.held} held.")
