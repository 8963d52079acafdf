"""`shipping_boxes`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.parcel import Box


class BoxRow(Row, table=True):
    __tablename__ = "shipping_boxes"

    code: str = Field(primary_key=True)
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    carrier_package: str | None = None
    max_weight_g: int | None = None

    def to_domain(self) -> Box:
        return Box(**self.model_dump())


_CHANGEABLE = ("name", "length_mm", "width_mm", "height_mm", "tare_g", "carrier_package", "max_weight_g")


@dataclass(frozen=True, slots=True)
class SqlBoxes:
    """The port `Boxes`."""

    session: Session

    def save(self, box: Box) -> None:
        insert_many(self.session, BoxRow, [asdict(box)], overwrite_on_conflict(("code",), _CHANGEABLE))

    def delete(self, code: str) -> None:
        self.session.connection().execute(delete(BoxRow).where(col(BoxRow.code) == code))

    def get(self, code: str) -> Box | None:
        row = self.session.get(BoxRow, code, populate_existing=True)
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[Box]:
        volume = col(BoxRow.length_mm) * col(BoxRow.width_mm) * col(BoxRow.height_mm)
        rows = self.session.exec(select(BoxRow).order_by(volume, col(BoxRow.code)))
        return [row.to_domain() for row in rows]
