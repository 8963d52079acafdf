"""`/console/privacy`: requests about personal data, their deadlines and reports."""

from starlette.responses import Response

from novex_shopify.domain.timing import PRIVACY_REQUEST_DEADLINE, REPORTS_RETENTION
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.privacy.privacy_records import (
    KIND_LABELS,
    PRIVACY_REQUESTS,
    describe_result,
)
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def list_requests(request: ConsoleRequest) -> Response:
    """Those that wait, with their deadlines, and those that were met."""
    if wants_csv(request):
        return send_list(request, PRIVACY_REQUESTS)
    return render(
        request,
        "privacy/requests.html",
        page=load_page(request, PRIVACY_REQUESTS),
        open_requests=request.container.list_open_privacy_requests()(),
        kind_labels=KIND_LABELS,
        describe_result=describe_result,
        deadline=PRIVACY_REQUEST_DEADLINE,
        retention=REPORTS_RETENTION,
    )


def download_report(request: ConsoleRequest) -> Response:
    """The data of the customer who asked, as JSON. The audit log says who took it."""
    number = request.get_path_id("request")
    report = request.container.get_privacy_report()(number)
    headers = {
        "Content-Disposition": f'attachment; filename="privacy-request-{number}.json"',
        "Cache-Control": "no-store",
    }
    return Response(report, media_type="application/json", headers=headers)
