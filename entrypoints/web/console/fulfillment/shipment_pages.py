"""`/console/shipments`: shipments, and how far each is synced to Shopify."""

from starlette.responses import Response

from novex_shopify.domain.policies.label_costs import sum_costs
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages
from novex_shopify.entrypoints.web.console.fulfillment.shipment_records import SHIPMENTS
from novex_shopify.entrypoints.web.console.labels import PUSH_STATUS_DESCRIPTIONS
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def show_shipments(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, SHIPMENTS)
    return render(
        request,
        "fulfillment/shipments.html",
        page=load_page(request, SHIPMENTS),
        status_descriptions=PUSH_STATUS_DESCRIPTIONS,
        list_tracking_pages=list_tracking_pages,
        sum_costs=sum_costs,
    )
