"""Connected for years: every store gets its share of the workers; what is missing, and who is silent, is noticed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

EVENTS, DUE = "shopify_webhook_events", "ix_shopify_webhook_events_due"
SUBSCRIPTIONS = "shopify_webhook_subscriptions"
PENDING = sa.text("status = 'pending'")
MOMENT = sa.DateTime(timezone=True)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Sort what is due by store first; remember what is missing, and when each store was heard of."""
    _sort_due_by("shop_domain", "next_attempt_at", "id")
    op.add_column(SUBSCRIPTIONS, sa.Column("seen_at", MOMENT, nullable=True))
    op.add_column(SUBSCRIPTIONS, sa.Column("lost", sa.Boolean(), nullable=False, server_default=sa.false()))
    _table("shopify_gaps", ["shop_domain"], since=MOMENT, reason=sa.String(), noticed_at=MOMENT)
    _table("shopify_rounds", ["name"], worker=sa.String(), begun_at=MOMENT)
    _table("shopify_silences", ["shop_domain"], since=MOMENT, noticed_at=MOMENT)
    _table("shopify_topic_deliveries", ["shop_domain", "topic"], last_received_at=MOMENT, last_event_id=ROW_ID)
    _table("shopify_delivery_hours", ["shop_domain", "hour"], hour=MOMENT)


def downgrade() -> None:
    """Forget it, and sort by time alone again."""
    for name in ("delivery_hours", "topic_deliveries", "silences", "rounds", "gaps"):
        op.drop_table(f"shopify_{name}")
    lost = sa.table(SUBSCRIPTIONS, sa.column("lost", sa.Boolean()))
    op.execute(lost.delete().where(lost.c.lost))
    op.drop_column(SUBSCRIPTIONS, "lost")
    op.drop_column(SUBSCRIPTIONS, "seen_at")
    _sort_due_by("next_attempt_at", "id")


def _table(name: str, key: list[str], **columns: Any) -> None:
    types: dict[str, Any] = {**dict.fromkeys(key, sa.String()), **columns}
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=False) for column, kind in types.items()),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def _sort_due_by(*columns: str) -> None:
    op.drop_index(DUE, table_name=EVENTS)
    op.create_index(DUE, EVENTS, list(columns), postgresql_where=PENDING, sqlite_where=PENDING)
