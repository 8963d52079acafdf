"""`novex-shopify fulfillments`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, Row, show
from novex_shopify.entrypoints.cli.orders import OrderId
from novex_shopify.entrypoints.cli.session import product, reading

app = typer.Typer(no_args_is_help=True, help="Shipments on their way to Shopify.")


ShipmentId = Annotated[str, typer.Argument(metavar="SHIPMENT", help="The ERP's number of the shipment.")]
Numbers = Annotated[list[str] | None, typer.Option(help="A tracking number; may be repeated for further parcels.")]
Carrier = Annotated[str | None, typer.Option(help="The carrier; usual names are put into Shopify's words.")]
Page = Annotated[str | None, typer.Option(help="The tracking page, for carriers that Shopify does not know.")]


@app.command()
def push(
    order: OrderId,
    shipment: Annotated[str, typer.Option(help="The ERP's number of the shipment; the same number is pushed once.")],
    *,
    line: Annotated[list[str], typer.Option(help="LINE=QUANTITY, as `orders show` names lines; may be repeated.")],
    tracking: Numbers = None,
    carrier: Carrier = None,
    url: Page = None,
    location: Annotated[int | None, typer.Option(help="Shopify's id of the place that the goods left from.")] = None,
    notify: Annotated[bool, typer.Option(help="Have Shopify write to the customer.")] = True,
) -> None:
    """Record that an order was shipped, and tell Shopify."""
    lines = tuple(map(_line, line))
    parcel = Shipment(shipment, order, lines, _tracking(tracking, carrier, url), notify, location)
    with product() as container:
        recorded = container.push_fulfillment()(parcel)
    if recorded.status is PushStatus.NOT_SHOPIFY:
        typer.echo(f"Shipment {shipment} is kept. Order {order} did not come from Shopify, so nobody is told.")
    elif recorded.status is PushStatus.TEST_ORDER:
        typer.echo(f"Shipment {shipment} is kept. Order {order} is a test order, so nobody is told.")
    else:
        _tell(recorded)


@app.command()
def track(
    shipment: ShipmentId,
    *,
    tracking: Annotated[list[str], typer.Option(help="A tracking number; may be repeated for further parcels.")],
    carrier: Carrier = None,
    url: Page = None,
) -> None:
    """Correct the tracking of a shipment, in Shopify too."""
    corrected = _tracking(tracking, carrier, url)
    assert corrected is not None
    with product() as container:
        _tell(container.push_fulfillment().correct_tracking(shipment, corrected))


@app.command()
def cancel(shipment: ShipmentId) -> None:
    """Take a shipment back, in Shopify too."""
    with product() as container:
        _tell(container.push_fulfillment().cancel(shipment))


@app.command()
def retry(shipment: ShipmentId) -> None:
    """Try a push again that is parked or refused."""
    with product() as container:
        _tell(container.push_fulfillment().retry(shipment))


@app.command("give-up")
def give_up(shipment: ShipmentId, *, reason: Annotated[str, typer.Option(help="Why; it is kept.")]) -> None:
    """Try a push no more."""
    with product() as container:
        _tell(container.push_fulfillment().give_up(shipment, reason))


@app.command("show")
def show_push(shipment: ShipmentId, *, as_json: AsJson = False) -> None:
    """Show one push, what Shopify knows of it, and what each attempt asked for and got."""
    with reading() as tx:
        push = tx.pushes.get(shipment)
    if push is None:
        raise NotFound(f"There is no push for shipment {shipment}.")
    attempts: list[Row] = [{**asdict(attempt), "steps": "; ".join(attempt.steps)} for attempt in push.history]
    if as_json:
        show([{**_row(push), "history": attempts}], as_json=True, empty="")
        return
    show([_row(push)], as_json=False, empty="")
    show(attempts, as_json=False, empty="No attempt was made yet.")


@app.command("list")
def list_pushes(*, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show the newest pushes."""
    with reading() as tx:
        rows = [_row(push) for push in tx.pushes.latest(limit)]
    show(rows, as_json=as_json, empty="Nothing was shipped yet.")


def _row(push: FulfillmentPush) -> Row:
    tracking = push.shipment.tracking
    return {
        "shipment": push.shipment.id,
        "order": push.shipment.order_id,
        "shop": push.shop_domain,
        "status": push.status,
        "attempts": push.attempts,
        "next_attempt_at": push.next_attempt_at if push.status is PushStatus.PENDING else None,
        "tracking": " ".join(tracking.numbers) if tracking else None,
        "fulfillments": " ".join(push.plan.fulfillment_ids) if push.plan else None,
        "last_error": push.last_error,
    }


def _tell(push: FulfillmentPush) -> None:
    typer.echo(f"Shipment {push.shipment.id} is {push.status}; see: novex-shopify fulfillments show {push.shipment.id}")


def _tracking(numbers: list[str] | None, carrier: str | None, url: str | None) -> Tracking | None:
    return Tracking(numbers[0], carrier, url, tuple(numbers[1:])) if numbers else None


def _line(text: str) -> ShipmentLine:
    line, _, quantity = text.partition("=")
    if not (line.isdecimal() and quantity.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not LINE=QUANTITY, such as 866550311766439020=1")
    return ShipmentLine(int(line), int(quantity))
