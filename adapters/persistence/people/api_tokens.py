"""`shopify_api_tokens`: tokens for the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.api_token import ApiScope, ApiToken


class ApiTokenRow(Row, table=True):
    __tablename__ = "shopify_api_tokens"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str
    token_hash: str = Field(unique=True)
    scope: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> ApiToken:
        return ApiToken(
            self.id or 0,
            self.name,
            self.token_hash,
            ApiScope(self.scope),
            self.created_at,
            self.created_by,
            self.expires_at,
            self.last_used_at,
        )


@dataclass(frozen=True, slots=True)
class SqlApiTokens:
    """The port `ApiTokens`."""

    session: Session

    def add(
        self,
        *,
        name: str,
        token_hash: str,
        scope: ApiScope,
        created_by: str,
        created_at: datetime,
        expires_at: datetime | None,
    ) -> ApiToken:
        row = ApiTokenRow(
            name=name,
            token_hash=token_hash,
            scope=scope,
            created_by=created_by,
            created_at=created_at,
            expires_at=expires_at,
        )
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def get(self, token_id: int) -> ApiToken | None:
        row = self.session.get(ApiTokenRow, token_id, populate_existing=True)
        return row.to_domain() if row else None

    def find(self, token_hash: str, now: datetime) -> ApiToken | None:
        expires_at = col(ApiTokenRow.expires_at)
        is_valid = (ApiTokenRow.token_hash == token_hash, or_(expires_at.is_(None), expires_at > now))
        row = self.session.exec(select(ApiTokenRow).where(*is_valid)).first()
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[ApiToken]:
        rows = self.session.exec(select(ApiTokenRow).order_by(col(ApiTokenRow.name), col(ApiTokenRow.id)))
        return [row.to_domain() for row in rows]

    def record_use(self, token_id: int, now: datetime) -> None:
        this = update(ApiTokenRow).where(col(ApiTokenRow.id) == token_id)
        self.session.connection().execute(this.values(last_used_at=now))

    def revoke(self, token_id: int) -> None:
        self.session.connection().execute(delete(ApiTokenRow).where(col(ApiTokenRow.id) == token_id))
