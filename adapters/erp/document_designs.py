"""`erp_document_designs` and `erp_logos`: how documents look."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.document_design import DocumentDesign
from novex_shopify.domain.policies.frozen_json import freeze, thaw


class DesignRow(Row, table=True):
    """A version of a design, of a seller or (`shop_domain`) of one of its stores."""

    __tablename__ = "erp_document_designs"

    seller_id: int = Field(primary_key=True, sa_type=BigInteger)
    shop_domain: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    design: str


class LogoRow(Row, table=True):
    """The bytes of a logo."""

    __tablename__ = "erp_logos"

    sha256: str = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)


@dataclass(frozen=True, slots=True)
class SqlDocumentDesigns:
    """The port `DocumentDesigns`."""

    session: Session

    def get(self, seller_id: int, shop_domain: str = "") -> DocumentDesign:
        versions = select(DesignRow).where(DesignRow.seller_id == seller_id, DesignRow.shop_domain == shop_domain)
        row = self.session.exec(versions.order_by(col(DesignRow.version).desc()).limit(1)).first()
        return thaw(row.design, DocumentDesign) if row else DocumentDesign(seller_id, shop_domain)

    def add(self, design: DocumentDesign) -> None:
        self.session.add(
            DesignRow(
                seller_id=design.seller_id,
                shop_domain=design.shop_domain,
                version=design.version,
                design=freeze(design),
            )
        )
        self.session.flush()

    def add_logo(self, sha256: str, data: bytes) -> None:
        insert_many(self.session, LogoRow, [{"sha256": sha256, "data": data}], ignore_on_conflict(("sha256",)))

    def get_logo(self, sha256: str) -> bytes | None:
        row = self.session.get(LogoRow, sha256)
        return bytes(row.data) if row else None
