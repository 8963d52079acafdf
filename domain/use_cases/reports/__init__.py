"""Use cases of reports."""

from novex_shopify.domain.use_cases.reports.export_report import ExportReport
from novex_shopify.domain.use_cases.reports.run_report import RunReport
from novex_shopify.domain.use_cases.reports.schedule_report import ScheduleReport
from novex_shopify.domain.use_cases.reports.send_due_reports import SendDueReports

__all__ = ["ExportReport", "RunReport", "ScheduleReport", "SendDueReports"]
