"""Imports by way of Shopify's files; customers that are recognised; consents, companies and their contacts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

RUNS, REFUSALS, CUSTOMERS = "shopify_import_runs", "shopify_import_refusals", "erp_customers"
LINKS = ("shopify_order_links", "shopify_customer_links")
COUNTS: dict[str, sa.types.TypeEngine[Any]] = {
    "line": sa.BigInteger(),
    "read": sa.BigInteger(),
    "written": sa.BigInteger(),
    "refused": sa.BigInteger(),
    "failures": sa.Integer(),
    "claims": sa.Integer(),
}
OF_RUNS: dict[str, sa.types.TypeEngine[Any]] = {
    "operation_id": sa.String(),
    "total": sa.BigInteger(),
    "rate": sa.Float(),
    "step": sa.String(),
}
OF_LINKS: dict[str, sa.types.TypeEngine[Any]] = {"digest": sa.BigInteger(), "doubt": sa.String()}
OF_CUSTOMERS: dict[str, sa.types.TypeEngine[Any]] = {
    "email_key": sa.String(),
    "phone_key": sa.String(),
    **{
        f"{consent}{suffix}": kind
        for consent in ("email_consent", "sms_consent")
        for suffix, kind in (("", sa.String()), ("_level", sa.String()), ("_at", MOMENT))
    },
}
KEYS = ("email_key", "phone_key")
COMPANY = ("shop_domain", "shopify_company_id")


def upgrade() -> None:
    """Add what is new. A run that read page by page cannot go on; it is started anew by hand."""
    runs = sa.table(RUNS, *(sa.column(name) for name in ("status", "error", "read", "seen")))
    unfinished = runs.update().where(runs.c.status.in_(["pending", "running"]))
    op.execute(unfinished.values(status="failed", error="stopped by an upgrade; start it again"))
    for name, kind in OF_RUNS.items():
        op.add_column(RUNS, sa.Column(name, kind, nullable=True))
    for name, kind in COUNTS.items():
        op.add_column(RUNS, sa.Column(name, kind, nullable=False, server_default="0"))
    op.execute(runs.update().values(read=runs.c.seen))
    with op.batch_alter_table(RUNS) as batch:
        for name in ("cursor", "seen", "attempts"):
            batch.drop_column(name)
        for name, kind in COUNTS.items():
            batch.alter_column(name, existing_type=kind, server_default=None)
    op.create_table(
        REFUSALS,
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "line", name=f"pk_{REFUSALS}"),
    )
    for table in LINKS:
        for name, kind in OF_LINKS.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _upgrade_customers()


def _upgrade_customers() -> None:
    for name, kind in OF_CUSTOMERS.items():
        op.add_column(CUSTOMERS, sa.Column(name, kind, nullable=True))
    op.drop_index(f"ix_{CUSTOMERS}_email", table_name=CUSTOMERS)
    with op.batch_alter_table(CUSTOMERS) as batch:
        batch.alter_column("shop_domain", existing_type=sa.String(), nullable=True)
        batch.alter_column("shopify_customer_id", existing_type=sa.BigInteger(), nullable=True)
    customers = sa.table(CUSTOMERS, *(sa.column(name) for name in ("email", "phone", *KEYS)))
    number: sa.ColumnElement[str] = customers.c.phone
    for sign in " -().":
        number = sa.func.replace(number, sign, "")
    phone_key = sa.case((customers.c.phone.like("+%"), number))
    op.execute(customers.update().values(email_key=sa.func.lower(sa.func.trim(customers.c.email)), phone_key=phone_key))
    for name in KEYS:
        op.create_index(f"ix_{CUSTOMERS}_{name}", CUSTOMERS, [name])
    op.create_table(
        "erp_organisations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_company_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erp_organisations"),
        sa.UniqueConstraint(
            "shop_domain", "shopify_company_id", name="uq_erp_organisations_shop_domain_shopify_company_id"
        ),
    )
    op.create_index("ix_erp_organisations_external_id", "erp_organisations", ["external_id"])
    op.create_table(
        "erp_contacts",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "organisation_id", name="pk_erp_contacts"),
    )
    op.create_index("ix_erp_contacts_organisation_id", "erp_contacts", ["organisation_id"])


def downgrade() -> None:
    """Take it away again. Customers of the ERP's own are no longer known then."""
    op.drop_table("erp_contacts")
    op.drop_table("erp_organisations")
    for name in KEYS:
        op.drop_index(f"ix_{CUSTOMERS}_{name}", table_name=CUSTOMERS)
    customers = sa.table(CUSTOMERS, sa.column("shop_domain"))
    op.execute(customers.delete().where(customers.c.shop_domain.is_(None)))
    with op.batch_alter_table(CUSTOMERS) as batch:
        batch.alter_column("shop_domain", existing_type=sa.String(), nullable=False)
        batch.alter_column("shopify_customer_id", existing_type=sa.BigInteger(), nullable=False)
        for name in OF_CUSTOMERS:
            batch.drop_column(name)
    op.create_index(f"ix_{CUSTOMERS}_email", CUSTOMERS, ["email"])
    for table in LINKS:
        with op.batch_alter_table(table) as batch:
            for name in OF_LINKS:
                batch.drop_column(name)
    op.drop_table(REFUSALS)
    for name, kind in (("seen", sa.Integer()), ("attempts", sa.Integer())):
        op.add_column(RUNS, sa.Column(name, kind, nullable=False, server_default="0"))
    op.add_column(RUNS, sa.Column("cursor", sa.String(), nullable=True))
    with op.batch_alter_table(RUNS) as batch:
        for name in (*OF_RUNS, *COUNTS):
            batch.drop_column(name)
        for name in ("seen", "attempts"):
            batch.alter_column(name, existing_type=sa.Integer(), server_default=None)
