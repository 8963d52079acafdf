"""The files of reports as answers of console and API."""

from starlette.responses import Response, StreamingResponse

from novex_shopify.config.container import Container
from novex_shopify.domain.model.report_table import ReportRequest
from novex_shopify.domain.model.sheet import SheetFormat


def send_report(container: Container, request: ReportRequest, sheet_format: SheetFormat) -> Response:
    """All rows, sent while they are written. Raises what `RunReport` raises."""
    sheet = container.export_report()(request, sheet_format)
    content = container.sheet_writer()(sheet, sheet_format)
    name = f"{sheet.name}.{sheet_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(content, media_type=sheet_format.media_type, headers=headers)
