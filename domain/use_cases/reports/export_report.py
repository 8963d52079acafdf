"""Writes reports as sheets."""

from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_table import ReportRequest, ReportTable
from novex_shopify.domain.model.sheet import Sheet, SheetFormat
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.reports.run_report import RunReport


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Builds the sheet of a report, with all rows. The audit log records who took one with names of customers."""

    unit_of_work: UnitOfWork
    run: RunReport

    def __call__(self, request: ReportRequest, sheet_format: SheetFormat) -> Sheet:
        """Raises what `RunReport` raises."""
        table = self.run(request)
        if request.report is Report.SALES_BY_CUSTOMER:
            self._record(table, sheet_format)
        return build_sheet(table)

    def _record(self, table: ReportTable, sheet_format: SheetFormat) -> None:
        subject = AuditSubject(AuditedKind.REPORT, table.report, table.shop)
        after = {"first": table.first.isoformat(), "last": table.last.isoformat(), "format": str(sheet_format)}
        with self.unit_of_work() as tx:
            tx.audit_log.record(AuditAction.PERSONAL_DATA_SHOWN, subject, after=after)
            tx.commit()


def build_sheet(table: ReportTable) -> Sheet:
    """Build the sheet of a table. It has no totals: a spreadsheet adds up, and a program would count them twice."""
    shop = f"-{table.shop.removesuffix('.myshopify.com')}" if table.shop else ""
    name = f"{table.report}{shop}-{table.first.isoformat()}-{table.last.isoformat()}"
    return Sheet(name, [column.label for column in table.columns], table.rows)
