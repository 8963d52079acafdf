"""The label that REPRINT prints at the packing station."""

from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.use_cases.packing.parcel_progress import read_progress
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def find_station_label(request: ConsoleRequest, order_id: str) -> int | None:
    """The label of the parcel, if it has one, or else that of the parcel before it. Printing never buys."""
    with request.container.read_transaction() as tx:
        packing = tx.packings.get(order_id)
        if packing is None:
            return None
        purchase = read_progress(tx, packing).open_purchase
    if purchase and purchase.state is PurchaseState.BOUGHT:
        return purchase.id
    return packing.previous_label
