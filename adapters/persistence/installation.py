"""`shopify_installation`: one row, the installation that this database belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import (
    ignore_on_conflict,
    insert_many,
    overwrite_on_conflict,
)
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row

ONLY_ID = 1


class InstallationRow(Row, table=True):
    __tablename__ = "shopify_installation"

    id: int = Field(primary_key=True)
    app_url: str
    used_since: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlInstallation:
    """The port `Installation`."""

    session: Session

    def get_app_url(self) -> str | None:
        row = self.session.get(InstallationRow, ONLY_ID, populate_existing=True)
        return row.app_url if row else None

    def record_app_url(self, app_url: str, now: datetime) -> None:
        insert_many(self.session, InstallationRow, [_build_row(app_url, now)], ignore_on_conflict(("id",)))

    def replace_app_url(self, app_url: str, now: datetime) -> None:
        overwrite = overwrite_on_conflict(("id",), ("app_url", "used_since"))
        insert_many(self.session, InstallationRow, [_build_row(app_url, now)], overwrite)


def _build_row(app_url: str, now: datetime) -> dict[str, Any]:
    return {"id": ONLY_ID, "app_url": app_url, "used_since": now}
