"""`novex-shopify fulfillments`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.orders import OrderId
from novex_shopify.entrypoints.cli.session import product, reading

app = typer.Typer(no_args_is_help=True, help="Shipments on their way to Shopify.")


@app.command()
def push(
    order: OrderId,
    shipment: Annotated[str, typer.Option(help="The ERP's number of the shipment; the same number is pushed once.")],
    *,
    line: Annotated[list[str], typer.Option(help="LINE=QUANTITY, as `orders show` names lines; may be repeated.")],
    tracking: Annotated[str | None, typer.Option(help="The tracking number.")] = None,
    carrier: Annotated[str | None, typer.Option(help="The carrier, by the name that Shopify knows.")] = None,
    url: Annotated[str | None, typer.Option(help="The tracking page, for carriers that Shopify does not know.")] = None,
    notify: Annotated[bool, typer.Option(help="Have Shopify write to the customer.")] = True,
) -> None:
    """Record that an order was shipped, and tell Shopify."""
    parcel = Shipment(
        shipment,
        order,
        tuple(map(_line, line)),
        Tracking(tracking, carrier, url) if tracking else None,
        notify,
    )
    with product() as container:
        recorded = container.push_fulfillment()(parcel)
    if recorded.status is PushStatus.NOT_SHOPIFY:
        typer.echo(f"Shipment {shipment} is kept. Order {order} did not come from Shopify, so nobody is told.")
    else:
        typer.echo(f"Shipment {shipment} is {recorded.status}; see: novex-shopify fulfillments list")


@app.command("list")
def list_pushes(*, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show the newest pushes."""
    with reading() as tx:
        rows = [
            {
                "shipment": push.shipment.id,
                "order": push.shipment.order_id,
                "shop": push.shop_domain,
                "status": push.status,
                "attempts": push.attempts,
                "tracking": push.shipment.tracking.number if push.shipment.tracking else None,
                "fulfillments": " ".join(push.plan.fulfillment_ids) if push.plan else None,
                "last_error": push.last_error,
            }
            for push in tx.pushes.latest(limit)
        ]
    show(rows, as_json=as_json, empty="Nothing was shipped yet.")


def _line(text: str) -> ShipmentLine:
    line, _, quantity = text.partition("=")
    if not (line.isdecimal() and quantity.isdecimal()):
        raise typer.BadParameter(f"'{text}' is not LINE=QUANTITY, such as 866550311766439020=1")
    return ShipmentLine(int(line), int(quantity))
