"""`shipping_webhook_problems`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.shop import ShopDomain


class WebhookProblemRow(Row, table=True):
    """`shop_domain` is empty for the account of all stores that have none."""

    __tablename__ = "shipping_webhook_problems"

    shop_domain: str = Field(primary_key=True)
    reason: str
    since: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlCarrierWebhooks:
    """The port `CarrierWebhooks`."""

    session: Session

    def save_problem(self, shop: ShopDomain | None, reason: str, at: datetime) -> None:
        row = {"shop_domain": shop or "", "reason": reason, "since": at}
        insert_many(self.session, WebhookProblemRow, [row], overwrite_on_conflict(("shop_domain",), ("reason",)))

    def clear_problem(self, shop: ShopDomain | None) -> None:
        self.session.connection().execute(
            delete(WebhookProblemRow).where(col(WebhookProblemRow.shop_domain) == (shop or ""))
        )

    def list_problems(self) -> Mapping[ShopDomain | None, CarrierWebhookProblem]:
        rows = self.session.exec(select(WebhookProblemRow).order_by(col(WebhookProblemRow.shop_domain)))
        return {
            ShopDomain(row.shop_domain) if row.shop_domain else None: CarrierWebhookProblem(row.reason, row.since)
            for row in rows
        }
