"""`shopify_oauth_states`: the states of OAuth and OpenID Connect that were used, so that none is used twice."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, col

from novex_shopify.adapters.persistence.batch_statements import build_insert
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row


class OAuthStateRow(Row, table=True):
    __tablename__ = "shopify_oauth_states"

    nonce: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class SqlOAuthStates:
    """The port `OAuthStates`."""

    session: Session

    def use(self, nonce: str, expires_at: datetime) -> bool:
        statement = build_insert(self.session, OAuthStateRow).on_conflict_do_nothing(index_elements=["nonce"])
        row = {"nonce": nonce, "expires_at": expires_at}
        recorded = self.session.connection().execute(statement.returning(col(OAuthStateRow.nonce)), row)
        return recorded.one_or_none() is not None

    def delete_expired(self, now: datetime) -> int:
        statement = delete(OAuthStateRow).where(col(OAuthStateRow.expires_at) <= now)
        return self.session.connection().execute(statement).rowcount
