"""The queue at full size: indexes of what is unfinished only, every failed attempt kept, and who died with what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EVENTS = "shopify_webhook_events"
PENDING = "status = 'pending'"
UNFINISHED = "status IN ('pending', 'processing')"
FINISHED = "status IN ('done', 'superseded', 'ignored')"
PARKED = "status = 'parked'"
CLAIMED = "claimed_by IS NOT NULL"


def upgrade() -> None:
    """Replace the indexes, add what is new."""
    op.add_column(EVENTS, sa.Column("failures", sa.String(), nullable=True))
    op.add_column(EVENTS, sa.Column("taken_back", sa.Integer(), nullable=False, server_default="0"))
    for name in ("claimed_by", "due", "resource"):
        op.drop_index(f"ix_{EVENTS}_{name}", table_name=EVENTS)
    _index("due", ["next_attempt_at", "id"], PENDING)
    _index("suspect", ["next_attempt_at"], f"{PENDING} AND taken_back > 0")
    _index("unfinished", ["shop_domain", "resource_key", "id"], UNFINISHED)
    _index("parked", ["shop_domain"], PARKED)
    _index("claimed_by", ["claimed_by"], CLAIMED)
    _index("finished", ["shop_domain", "settled_at"], FINISHED)
    if op.get_bind().dialect.name == "postgresql":
        # Every event leaves two dead versions of its row; the default would let them grow to a fifth of the table.
        op.execute(
            f"ALTER TABLE {EVENTS} SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000)"
        )


def downgrade() -> None:
    """Put the old indexes back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {EVENTS} RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)")
    for name in ("finished", "claimed_by", "parked", "unfinished", "suspect", "due"):
        op.drop_index(f"ix_{EVENTS}_{name}", table_name=EVENTS)
    op.create_index(f"ix_{EVENTS}_resource", EVENTS, ["shop_domain", "resource_key", "status"])
    op.create_index(f"ix_{EVENTS}_due", EVENTS, ["status", "next_attempt_at"])
    op.create_index(f"ix_{EVENTS}_claimed_by", EVENTS, ["claimed_by"])
    op.drop_column(EVENTS, "taken_back")
    op.drop_column(EVENTS, "failures")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(f"ix_{EVENTS}_{name}", EVENTS, columns, postgresql_where=condition, sqlite_where=condition)
