"""`novex-shopify labels`."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.label import LabelFormat, LabelOptions, Signature
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.label_costs import list_costs, sum_costs
from novex_shopify.domain.policies.label_options import parse_insured_value
from novex_shopify.domain.use_cases.labels import NewParcel
from novex_shopify.domain.use_cases.labels.records import get_order
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.many_labels import ask_for_many, buy_many
from novex_shopify.entrypoints.cli.order_arguments import OrderIdArgument
from novex_shopify.entrypoints.cli.packed_line_arguments import PackedLinesArgument, parse_packed_line
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Ask carriers for rates, buy labels, and print or void them.")

IdArgument = Annotated[int, typer.Argument(metavar="ID", min=1, help="The purchase, from `labels list`.")]
_NOON = time(12)

app.command("rates-many")(ask_for_many)
app.command("buy-many")(buy_many)

ReasonOption = Annotated[str, typer.Option(help="The reason, which is recorded.")]


@app.command()
def rates(
    order: OrderIdArgument,
    *,
    parcel: Annotated[str, typer.Option(help="The id of the shipment that the parcel becomes.")],
    line: PackedLinesArgument,
    box: Annotated[str | None, typer.Option(help="The code of its box; the proposed one by default.")] = None,
    weight: Annotated[int | None, typer.Option(min=1, help="Grams, as weighed; the proposed ones by default.")] = None,
    returned: Annotated[bool, typer.Option("--return", help="A label for the way back.")] = False,
    signature: Annotated[Signature, typer.Option(help="What is asked of the person who takes it.")] = Signature.NONE,
    saturday: Annotated[bool, typer.Option(help="Only services that deliver on Saturday.")] = False,
    dry_ice_g: Annotated[int, typer.Option(min=0, help="The weight of dry ice in it, in grams.")] = 0,
    label_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The day on the label.")
    ] = None,
    incoterm: Annotated[str | None, typer.Option(help="Such as DDP: the sender pays duties.")] = None,
    insured_value: Annotated[
        str | None, typer.Option(metavar="USD", help="Insures it at the purchase, which costs a fee.")
    ] = None,
    text: Annotated[list[str] | None, typer.Option(help="Printed on the label; up to three.")] = None,
    filing: Annotated[
        str | None, typer.Option(help="The ITN of an export from the US that was filed, or the exemption that holds.")
    ] = None,
) -> None:
    """Ask carriers what they want for a parcel. A worker does it, and nothing is bought."""
    new = NewParcel(parcel, order, tuple(map(parse_packed_line, line)), box, weight)
    options = LabelOptions(
        signature=signature,
        saturday_delivery=saturday,
        dry_ice_g=dry_ice_g,
        incoterm=incoterm,
        insured_value=_parse_usd(insured_value),
        printed_texts=tuple(text or ()),
        filing=filing,
    )
    with open_container() as container:
        if label_date:
            options = replace(options, label_date=_find_noon(container, order, label_date))
        purchase = container.pack_parcel()(new, options, reverse=returned)
        warnings = container.find_address_warnings()(order)
    for warning in warnings:
        typer.echo(warning, err=True)
    typer.echo(f"Rates of label purchase {purchase.id} are asked for. `labels show {purchase.id}` lists them.")


@app.command("return")
def request_return(
    shipment: Annotated[
        str, typer.Argument(metavar="SHIPMENT", help="The shipment that comes back, whole or in part.")
    ],
) -> None:
    """Ask carriers what they want to bring a shipment back: what is expected, or all of it. Nothing is bought."""
    with open_container() as container:
        purchase = container.request_return_label()(shipment)
    typer.echo(f"Rates of return label {purchase.id} are asked for. `labels show {purchase.id}` lists them.")


@app.command("verify-address")
def verify_address(order: OrderIdArgument, *, as_json: JsonOption = False) -> None:
    """Look the address of an order up, which may cost a little. Its spelling is advice: nothing is written."""
    with open_container() as container:
        checked = container.verify_address()(order)
    differences: list[Row] = [asdict(each) for each in checked.differences]
    if as_json:
        print_rows([{"problems": checked.problems, "differences": differences}], as_json=True, empty_message="")
        return
    for problem in checked.problems:
        typer.echo(problem)
    if differences or not checked.problems:
        print_rows(differences, as_json=False, empty_message="The directory spells the address as it is written.")


@app.command()
def buy(purchase: IdArgument, rate: Annotated[str, typer.Argument(help="A rate, from `labels show`.")]) -> None:
    """Buy a label at this rate. A worker buys it once and ships the order with it."""
    with open_container() as container:
        bought = container.buy_label()(purchase, rate)
    typer.echo(f"Label purchase {purchase} is {bought.state}. `labels show {purchase}` shows how far it is.")


@app.command("list")
def list_purchases(
    *,
    shop: Annotated[str | None, typer.Option(help="Only those of this store.")] = None,
    state: Annotated[list[PurchaseState] | None, typer.Option(help="Only in this state; can be repeated.")] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List purchases of labels, newest first."""
    with open_transaction() as tx:
        found = tx.label_purchases.list_latest(limit, state or (), parse_shop_domain(shop) if shop else None)
    print_rows([_to_row(each) for each in found], as_json=as_json, empty_message="None. `labels rates` begins one.")


@app.command()
def show(purchase: IdArgument, *, as_json: JsonOption = False) -> None:
    """Show a purchase with the rates of all carriers, and why a carrier gave none."""
    found = _get(purchase)
    offered: list[Row] = [{**asdict(rate), "price": str(rate.price)} for rate in found.rates]
    costs: list[Row] = [{"cost": each.kind, "amount": str(each.amount)} for each in list_costs(found)]
    messages = [asdict(message) for message in found.messages]
    if as_json:
        print_rows(
            [{**_to_row(found), "rates": offered, "costs": costs, "messages": messages}], as_json=True, empty_message=""
        )
        return
    print_rows([_to_row(found)], as_json=False, empty_message="")
    print_rows(offered, as_json=False, empty_message="No rates.")
    if costs:
        print_rows(costs, as_json=False, empty_message="")
    if messages:
        print_rows(messages, as_json=False, empty_message="")


@app.command("print")
def print_label(
    purchase: IdArgument,
    *,
    label_format: Annotated[LabelFormat, typer.Option("--format", help="Of the file.")] = LabelFormat.PDF,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; in this folder by default.")] = None,
) -> None:
    """Save the file of a bought label. Nothing is bought, however often it is saved."""
    with open_container() as container:
        content = container.get_label_file()(purchase, label_format)
    path = output or Path(f"label-{purchase}.{label_format}")
    path.write_bytes(content)
    typer.echo(f"{path} was saved.")


@app.command("customs-forms")
def save_customs_forms(
    purchase: IdArgument,
    *,
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder; this one by default.")] = Path(),
) -> None:
    """Save the customs forms of a bought label, as often as you like. A carrier may have put them in the label."""
    found = _get(purchase)
    forms = found.postage.forms if found.postage else ()
    for number, form in enumerate(forms, 1):
        with open_container() as container:
            content = container.get_customs_form()(purchase, number)
        path = folder / f"label-{purchase}-customs-{number}.pdf"
        path.write_bytes(content)
        sent = ", which was sent to customs electronically" if form.is_electronic else ""
        typer.echo(f"{path} was saved: {form.kind}{sent}.")
    if not forms:
        where = "the carrier has it in the label" if found.crosses_customs else "the parcel crosses no customs"
        typer.echo(f"Label purchase {purchase} has no form of its own: {where}.")


@app.command()
def void(purchase: IdArgument, *, reason: ReasonOption) -> None:
    """Void a label that is not used: its shipment is cancelled, and a worker asks for the refund."""
    with open_container() as container:
        container.void_label()(purchase, reason)
    typer.echo(f"The label of purchase {purchase} is void. `labels show {purchase}` shows how far its refund is.")


@app.command()
def check(purchase: IdArgument) -> None:
    """Make the next step of a purchase at once. Ask the carrier first, if it did not respond."""
    with open_container() as container:
        container.resolve_purchase().check_again(purchase)
    typer.echo(f"Label purchase {purchase} is checked again.")


@app.command("ship-again")
def ship_again(purchase: IdArgument) -> None:
    """Ship the order of a bought label, after what prevented it was corrected."""
    with open_container() as container:
        container.resolve_purchase().ship_again(purchase)
    typer.echo(f"The order of label purchase {purchase} is shipped again.")


@app.command("give-up")
def give_up(purchase: IdArgument, *, reason: ReasonOption) -> None:
    """End a purchase of which nothing was sold, or do without a rejected refund."""
    with open_container() as container:
        container.resolve_purchase().give_up(purchase, reason)
    typer.echo(f"Label purchase {purchase} was given up.")


def _get(purchase_id: int) -> LabelPurchase:
    with open_transaction() as tx:
        found = tx.label_purchases.get(purchase_id)
    if found is None:
        raise NotFound(f"There is no label purchase {purchase_id}.")
    return found


def _find_noon(container: Container, order_id: str, day: datetime) -> datetime:
    """Noon of a day in the time zone of the order's store. Raises `NotFound`."""
    with container.read_transaction() as tx:
        shop = tx.shops.get(ShopDomain(get_order(tx, order_id).shop_domain))
    return datetime.combine(day, _NOON, shop.profile.zone if shop else UTC)


def _parse_usd(text: str | None) -> Money | None:
    if text is None:
        return None
    value = parse_insured_value(text)
    if value is None:
        raise typer.BadParameter(f"'{text}' is no amount, such as 249.99")
    return value


def _to_row(purchase: LabelPurchase) -> Row:
    postage = purchase.postage
    return {
        "id": purchase.id,
        "shop_domain": purchase.shop_domain,
        "order_id": purchase.parcel.order_id,
        "parcel_id": purchase.parcel.id,
        "state": purchase.state,
        "needs_decision": purchase.needs_decision,
        "carrier": purchase.chosen.carrier if purchase.chosen else None,
        "service": purchase.chosen.service if purchase.chosen else None,
        "price": str(purchase.chosen.price) if purchase.chosen else None,
        "tracking_number": postage.tracking_number if postage else None,
        "cost": ", ".join(map(str, sum_costs([purchase]))) or None,
        "refund": purchase.refund,
        "error": purchase.ship_error or purchase.last_error,
        "created_at": purchase.created_at,
    }
