"""`shipping_printers`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.printer import Printer


class PrinterRow(Row, table=True):
    __tablename__ = "shipping_printers"

    name: str = Field(primary_key=True)
    url: str

    def to_domain(self) -> Printer:
        return Printer(self.name, self.url)


@dataclass(frozen=True, slots=True)
class SqlPrinters:
    """The port `Printers`."""

    session: Session

    def save(self, printer: Printer) -> None:
        insert_many(self.session, PrinterRow, [asdict(printer)], overwrite_on_conflict(("name",), ("url",)))

    def delete(self, name: str) -> None:
        self.session.connection().execute(delete(PrinterRow).where(col(PrinterRow.name) == name))

    def get(self, name: str) -> Printer | None:
        row = self.session.get(PrinterRow, name, populate_existing=True)
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[Printer]:
        # Sorted here, because databases sort letters in their own ways.
        rows = self.session.exec(select(PrinterRow))
        return sorted((row.to_domain() for row in rows), key=lambda printer: printer.name)
