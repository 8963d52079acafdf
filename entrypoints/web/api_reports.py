"""`/api/v1/reports`: reports as rows and as files, and their schedules."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.report_table import ReportRequest, ReportTable, Value
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.report_tables import REPORTS
from novex_shopify.domain.use_cases.reports.schedule_report import MAX_RECIPIENTS, NewSchedule
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, Text, parse_body
from novex_shopify.entrypoints.web.report_files import send_report

MAX_ROWS, DEFAULT_ROWS = 10_000, 1_000
_FILTERS = ("first", "last", "shop")


class ScheduleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`every` is `daily`, `weekly` or `monthly`."""

    report: Report
    every: Frequency
    recipients: Annotated[tuple[Text, ...], msgspec.Meta(max_length=MAX_RECIPIENTS)]
    format: SheetFormat = SheetFormat.XLSX
    shop: Text | None = None


def list_reports(_: Container, __: Request, ___: bytes) -> Mapping[str, Any]:
    return {
        "reports": [
            {"report": report, "title": about.title, "description": about.description}
            for report, about in REPORTS.items()
        ]
    }


def show_report(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    query = read_query(request, (*_FILTERS, "limit"))
    limit = parse_number(query, "limit", MAX_ROWS) or DEFAULT_ROWS
    return _serialize_table(container.run_report()(_build_request(request, query), limit))


def get_file(container: Container, request: Request, _: bytes) -> Response:
    query = read_query(request, (*_FILTERS, "format"))
    wanted = query.get("format", SheetFormat.CSV.value)
    if wanted not in set(SheetFormat):
        raise MalformedBody(f"`format` is none of {', '.join(SheetFormat)}.")
    return send_report(container, _build_request(request, query), SheetFormat(wanted))


def list_schedules(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    return {"schedules": [_serialize_schedule(each) for each in container.schedule_report().list_all()]}


def add_schedule(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted = parse_body(body, ScheduleBody)
    shop = parse_shop_domain(wanted.shop) if wanted.shop else None
    schedule = NewSchedule(wanted.report, wanted.every, wanted.recipients, wanted.format, shop)
    return _serialize_schedule(container.schedule_report()(schedule))


def remove_schedule(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    schedule_id = parse_id(str(request.path_params["schedule"]))
    if schedule_id is None:
        raise NotFound("There is no such schedule.")
    return _serialize_schedule(container.schedule_report().unschedule(schedule_id))


def _build_request(request: Request, query: dict[str, str]) -> ReportRequest:
    name = str(request.path_params["report"])
    if name not in set(Report):
        raise NotFound(f"There is no report {name}. Reports: {', '.join(Report)}.")
    shop = parse_shop_domain(query["shop"]) if "shop" in query else None
    return ReportRequest(Report(name), _parse_day(query, "first"), _parse_day(query, "last"), shop)


def _parse_day(query: dict[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(query[key]) if key in query else None
    except ValueError:
        raise MalformedBody(f"`{key}` is no day such as 2026-11-26.") from None


def _serialize_table(table: ReportTable) -> Mapping[str, Any]:
    names = [column.name for column in table.columns]

    def serialize(row: tuple[Value, ...]) -> Mapping[str, Value]:
        return dict(zip(names, row, strict=True))

    return {
        "report": table.report,
        "first": table.first,
        "last": table.last,
        "shop": table.shop,
        "rows": [serialize(tuple(row)) for row in table.rows],
        "totals": [serialize(tuple(row)) for row in table.totals],
        "has_more": table.is_cut,
    }


def _serialize_schedule(schedule: ReportSchedule) -> Mapping[str, Any]:
    return {
        "id": str(schedule.id),
        "report": schedule.report,
        "every": schedule.frequency,
        "recipients": schedule.recipients,
        "format": schedule.sheet_format,
        "shop": schedule.shop,
        "created_by": schedule.created_by,
        "due_at": schedule.due_at,
        "last_sent_at": schedule.last_sent_at,
        "error": schedule.error,
    }


# No report is named `schedules`.
routes = [
    Route("/reports", build_endpoint(list_reports, 200), methods=["GET"]),
    Route("/reports/schedules", build_endpoint(list_schedules, 200), methods=["GET"]),
    Route("/reports/schedules", build_endpoint(add_schedule, 200), methods=["POST"]),
    Route("/reports/schedules/{schedule}", build_endpoint(remove_schedule, 200), methods=["DELETE"]),
    Route("/reports/{report}", build_endpoint(show_report, 200), methods=["GET"]),
    Route("/reports/{report}/file", build_endpoint(get_file, 200), methods=["GET"]),
]
