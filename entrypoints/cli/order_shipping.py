"""`novex-shopify orders ship`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.entrypoints.cli.fulfillments import (
    CarrierOption,
    LocationIdOption,
    NotifyCustomerOption,
    TrackingNumbersOption,
    TrackingUrlOption,
    UntracedReasonOption,
    parse_tracking,
    print_recorded,
)
from novex_shopify.entrypoints.cli.order_arguments import OrderIdArgument
from novex_shopify.entrypoints.cli.packed_line_arguments import parse_packed_line
from novex_shopify.entrypoints.cli.session import open_container


def ship_order(
    order: OrderIdArgument,
    *,
    shipment: Annotated[str, typer.Option(help="The shipment's id in the ERP; the same id is shipped once.")],
    line: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LINE_ITEM_ID[=LOT]=QUANTITY",
            help="What was packed, with ids from `orders lots`; can be repeated. With a lot, the quantity is in base"
            " units of the item. Without any, everything that is assigned is shipped.",
        ),
    ] = None,
    tracking_number: TrackingNumbersOption = None,
    carrier: CarrierOption = None,
    tracking_url: TrackingUrlOption = None,
    location_id: LocationIdOption = None,
    notify_customer: NotifyCustomerOption = True,
    untraced_reason: UntracedReasonOption = None,
) -> None:
    """Ship an order from its lots, which are checked again, and send the shipment to Shopify."""
    packed = PackedShipment(
        shipment,
        order,
        [parse_packed_line(each) for each in line] if line else None,
        parse_tracking(tracking_number, carrier, tracking_url),
        notify_customer,
        location_id,
        untraced_reason,
    )
    with open_container() as container:
        print_recorded(container.ship_order()(packed))
