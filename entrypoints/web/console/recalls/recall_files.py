"""The files of a recall. They hold personal data, so it is recorded who took them."""

import structlog
from starlette.responses import Response, StreamingResponse

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.use_cases.recall.export_recall import RecallFile
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_log = structlog.get_logger()


def download_file(request: ConsoleRequest) -> Response:
    number, file = request.http_request.path_params["number"], request.http_request.path_params["file"]
    wanted = request.get_query_param("format")
    if file not in set(RecallFile):
        raise NotFound(f"A recall has no file {file}.")
    sheet_format = SheetFormat(wanted) if wanted in set(SheetFormat) else SheetFormat.CSV
    sheet = request.container.export_recall()(number, RecallFile(file))
    subject = AuditSubject(AuditedKind.RECALL, number)
    request.container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, after={"file": file})
    _log.info("console.recall_file_downloaded", recall=number, file=file)
    name = f"{sheet.name}.{sheet_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(
        request.container.sheet_writer()(sheet, sheet_format), media_type=sheet_format.media_type, headers=headers
    )
