"""`/console/reports`: which reports there are, one report, its file, and its schedules."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDateRange, InvalidSchedule, MailNotSetUp, NotFound
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency
from novex_shopify.domain.model.report_table import ReportRequest
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.policies.report_tables import REPORTS
from novex_shopify.domain.use_cases.reports.run_report import get_reports
from novex_shopify.domain.use_cases.reports.schedule_report import NewSchedule
from novex_shopify.entrypoints.web.console.invoices.invoice_records import parse_day
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.reports.report_view import ReportView
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted
from novex_shopify.entrypoints.web.report_files import send_report

REPORTS_PATH = "/console/reports"
SHOWN_ROWS = 200
_FREQUENCIES = [(each.value, format_label(each)) for each in Frequency]
_FORMATS = [(SheetFormat.XLSX.value, "Excel"), (SheetFormat.CSV.value, "CSV")]


def list_reports(request: ConsoleRequest) -> Response:
    with request.container.read_transaction() as tx:
        get_reports(tx)
    schedules = request.container.schedule_report().list_all()
    return render(request, "reports/reports.html", reports=REPORTS, schedules=schedules)


def show_report(request: ConsoleRequest) -> Response:
    return _render_report(request, _read_request(request))


def download_file(request: ConsoleRequest) -> Response:
    wanted = request.get_query_param("format")
    sheet_format = SheetFormat(wanted) if wanted in set(SheetFormat) else SheetFormat.CSV
    return send_report(request.container, _read_request(request), sheet_format)


def add_schedule(request: ConsoleRequest) -> Response:
    report = _read_report(request)
    every, sheet_format, shop = (request.get_form_field(name) for name in ("every", "format", "shop"))
    recipients = request.get_form_field("recipients").replace(",", "\n").splitlines()
    try:
        request.container.schedule_report()(
            NewSchedule(
                report,
                Frequency(every) if every in set(Frequency) else Frequency.MONTHLY,
                recipients,
                SheetFormat(sheet_format) if sheet_format in set(SheetFormat) else SheetFormat.XLSX,
                parse_shop_domain(shop) if shop else None,
            )
        )
    except (InvalidSchedule, MailNotSetUp) as error:
        return _render_report(request, ReportRequest(report), schedule_error=str(error))
    return redirect(REPORTS_PATH, f"{REPORTS[report].title} is scheduled")


def remove_schedule(request: ConsoleRequest) -> Response:
    removed = request.container.schedule_report().unschedule(request.get_path_id("schedule"))
    return redirect(REPORTS_PATH, f"{REPORTS[removed.report].title} is not sent any longer")


def _read_report(request: ConsoleRequest) -> Report:
    name = request.http_request.path_params["report"]
    if name not in set(Report):
        raise NotFound(f"There is no report {name}.")
    return Report(name)


def _read_request(request: ConsoleRequest) -> ReportRequest:
    shop = request.get_query_param("shop")
    first, last = (parse_day(request.get_query_param(name)) for name in ("first", "last"))
    return ReportRequest(_read_report(request), first, last, parse_shop_domain(shop) if shop else None)


def _render_report(request: ConsoleRequest, wanted: ReportRequest, *, schedule_error: str = "") -> Response:
    report, date_error = wanted.report, ""
    try:
        table = request.container.run_report()(wanted, SHOWN_ROWS)
    except InvalidDateRange as error:
        date_error = str(error)
        table = request.container.run_report()(ReportRequest(report, shop=wanted.shop), SHOWN_ROWS)
    subject = AuditSubject(AuditedKind.REPORT, report, wanted.shop)
    view = ReportView(table, is_personal_data_wanted(request, subject, Role.OPERATOR))
    filters = {"first": wanted.first or table.first, "last": wanted.last or table.last, "shop": wanted.shop}
    path = f"{REPORTS_PATH}/{report}"
    return render(
        request,
        "reports/report.html",
        422 if date_error or schedule_error else 200,
        report=report,
        about=REPORTS[report],
        view=view,
        report_path=path,
        filters=filters,
        has_filters=report is not Report.EXPIRY,
        file_url=f"{path}/file{build_query(**filters)}",
        personal_data_url=path + build_query(**filters, personal_data="" if view.shows_personal_data else "show"),
        date_error=date_error,
        schedule_error=schedule_error,
        frequencies=_FREQUENCIES,
        formats=_FORMATS,
        form={name: request.get_form_field(name) for name in ("every", "format", "shop", "recipients")},
    )
