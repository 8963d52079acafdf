"""`shopify_oauth_states`: attempts to connect a store."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, col

from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.shop import OAuthState, ShopDomain


class OAuthStateRow(Row, table=True):
    __tablename__ = "shopify_oauth_states"

    nonce: str = Field(primary_key=True)
    shop_domain: str
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class SqlOAuthStates:
    """The port `OAuthStates`."""

    session: Session

    def add(self, state: OAuthState) -> None:
        self.session.add(OAuthStateRow(nonce=state.nonce, shop_domain=state.shop, expires_at=state.expires_at))
        self.session.flush()

    def pop(self, nonce: str) -> OAuthState | None:
        # One statement, so that two callers cannot both get the attempt.
        columns = (OAuthStateRow.nonce, OAuthStateRow.shop_domain, OAuthStateRow.expires_at)
        statement = delete(OAuthStateRow).where(col(OAuthStateRow.nonce) == nonce).returning(*map(col, columns))
        row = self.session.connection().execute(statement).one_or_none()
        return OAuthState(row.nonce, ShopDomain(row.shop_domain), row.expires_at) if row else None

    def delete_expired(self, now: datetime) -> int:
        statement = delete(OAuthStateRow).where(col(OAuthStateRow.expires_at) <= now)
        return self.session.connection().execute(statement).rowcount
