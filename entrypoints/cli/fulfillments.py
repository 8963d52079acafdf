"""`novex-shopify fulfillments`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.order_arguments import OrderIdArgument
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Send shipments to Shopify.")

ShipmentIdArgument = Annotated[str, typer.Argument(metavar="SHIPMENT", help="The shipment's id in the ERP.")]
TrackingNumbersOption = Annotated[list[str] | None, typer.Option(help="A tracking number; repeat it for more parcels.")]
CarrierOption = Annotated[str | None, typer.Option(help="The carrier; common names are translated to Shopify's.")]
TrackingUrlOption = Annotated[str | None, typer.Option(help="The tracking page, for carriers unknown to Shopify.")]

LocationIdOption = Annotated[int | None, typer.Option(help="Shopify's id of the location that it was shipped from.")]
NotifyCustomerOption = Annotated[bool, typer.Option(help="Have Shopify notify the customer.")]
UntracedReasonOption = Annotated[
    str | None, typer.Option(help="Why units may leave although no lot is assigned; an exception says so.")
]


@app.command()
def push(
    order: OrderIdArgument,
    shipment: Annotated[str, typer.Option(help="The shipment's id in the ERP; the same id is sent once.")],
    *,
    line: Annotated[
        list[str],
        typer.Option(metavar="LINE_ITEM_ID=QUANTITY", help="A line, with the id from `orders show`; can be repeated."),
    ],
    tracking_number: TrackingNumbersOption = None,
    carrier: CarrierOption = None,
    tracking_url: TrackingUrlOption = None,
    location_id: LocationIdOption = None,
    notify_customer: NotifyCustomerOption = True,
    untraced_reason: UntracedReasonOption = None,
) -> None:
    """Record a shipment of an order, and send it to Shopify.

    In a store that keeps stock, the lots that are assigned leave with it.
    """
    lines = tuple(map(_parse_line, line))
    new_shipment = Shipment(
        shipment, order, lines, parse_tracking(tracking_number, carrier, tracking_url), notify_customer, location_id
    )
    with open_container() as container:
        print_recorded(container.push_fulfillment()(new_shipment, untraced_reason=untraced_reason))


@app.command()
def update_tracking(
    shipment: ShipmentIdArgument,
    *,
    tracking_number: Annotated[list[str], typer.Option(help="A tracking number; repeat it for more parcels.")],
    carrier: CarrierOption = None,
    tracking_url: TrackingUrlOption = None,
) -> None:
    """Change the tracking of a shipment, also in Shopify."""
    new_tracking = parse_tracking(tracking_number, carrier, tracking_url)
    assert new_tracking is not None
    with open_container() as container:
        _print_status(container.push_fulfillment().update_tracking(shipment, new_tracking))


@app.command()
def cancel(shipment: ShipmentIdArgument) -> None:
    """Cancel a shipment, also in Shopify."""
    with open_container() as container:
        _print_status(container.push_fulfillment().cancel(shipment))


@app.command()
def retry(shipment: ShipmentIdArgument) -> None:
    """Retry a shipment that is blocked or was rejected."""
    with open_container() as container:
        _print_status(container.push_fulfillment().retry(shipment))


@app.command("give-up")
def give_up(
    shipment: ShipmentIdArgument, *, reason: Annotated[str, typer.Option(help="The reason, which is recorded.")]
) -> None:
    """Stop retrying a shipment."""
    with open_container() as container:
        _print_status(container.correct_shipment().give_up(shipment, reason))


@app.command("change-quantities")
def change_quantities(
    shipment: ShipmentIdArgument,
    *,
    line: Annotated[
        list[str], typer.Option(metavar="LINE_ITEM_ID=QUANTITY", help="What is really in it; 0 leaves a line out.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
) -> None:
    """Correct the quantities of a shipment that Shopify has no part of yet, and send it again."""
    quantities = {parsed.line_item_id: parsed.quantity for parsed in map(_parse_line, line)}
    with open_container() as container:
        _print_status(container.correct_shipment().change_quantities(shipment, quantities, reason))


@app.command("shipped-elsewhere")
def mark_shipped_elsewhere(
    shipment: ShipmentIdArgument, *, reason: Annotated[str, typer.Option(help="The reason, which is recorded.")]
) -> None:
    """Record that Shopify got the fulfillment of a shipment by other means; it is not sent any more."""
    with open_container() as container:
        _print_status(container.correct_shipment().mark_shipped_elsewhere(shipment, reason))


@app.command("show")
def show_push(shipment: ShipmentIdArgument, *, as_json: JsonOption = False) -> None:
    """Show one shipment, its fulfillments in Shopify, and every attempt to send it."""
    with open_transaction() as tx:
        push = tx.pushes.get(shipment)
    if push is None:
        raise NotFound(f"There is no shipment {shipment}.")
    attempts: list[Row] = [
        {**asdict(attempt), "steps": "; ".join(attempt.steps), "details": "; ".join(attempt.details)}
        for attempt in push.history
    ]
    if as_json:
        print_rows([{**_build_row(push), "attempt_history": attempts}], as_json=True, empty_message="")
        return
    print_rows([_build_row(push)], as_json=False, empty_message="")
    print_rows(attempts, as_json=False, empty_message="No attempts yet.")


@app.command("list")
def list_pushes(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show the newest shipments."""
    with open_transaction() as tx:
        rows = [_build_row(push) for push in tx.pushes.list_latest(limit)]
    print_rows(rows, as_json=as_json, empty_message="No shipments yet.")


def _build_row(push: FulfillmentPush) -> Row:
    tracking = push.shipment.tracking
    return {
        "shipment_id": push.shipment.id,
        "order_id": push.shipment.order_id,
        "shop": push.shop_domain,
        "status": push.status,
        "attempts": push.attempts,
        "next_attempt_at": push.next_attempt_at if push.status is PushStatus.PENDING else None,
        "tracking_numbers": list(tracking.all_numbers) if tracking else [],
        "carrier": tracking.carrier if tracking else None,
        "fulfillment_ids": list(push.plan.fulfillment_ids) if push.plan else [],
        "last_error": push.last_error,
    }


def print_recorded(push: FulfillmentPush) -> None:
    recorded = f"Shipment {push.shipment.id} is recorded. Order {push.shipment.order_id}"
    if push.status is PushStatus.NOT_SHOPIFY:
        typer.echo(f"{recorded} is not from Shopify, so it is not sent.")
    elif push.status is PushStatus.TEST_ORDER:
        typer.echo(f"{recorded} is a test order, so it is not sent.")
    else:
        _print_status(push)


def _print_status(push: FulfillmentPush) -> None:
    typer.echo(
        f"Shipment {push.shipment.id} is {push.status}. Details: novex-shopify fulfillments show {push.shipment.id}"
    )


def parse_tracking(numbers: list[str] | None, carrier: str | None, url: str | None) -> Tracking | None:
    """Without a number, for what has a carrier only."""
    if not (numbers or carrier or url):
        return None
    return Tracking(numbers[0] if numbers else None, carrier, url, tuple(numbers[1:]) if numbers else ())


def _parse_line(text: str) -> ShipmentLine:
    line, _, quantity = text.partition("=")
    if not (line.isdecimal() and quantity.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not LINE_ITEM_ID=QUANTITY, such as 866550311766439020=1")
    return ShipmentLine(int(line), int(quantity))
