"""`novex-shopify privacy`."""

from datetime import UTC, datetime

from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.audited_world import list_entries
from tests.entrypoints.cli.commands import SHOP, run_command

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_printed_report_is_in_the_audit_log(connector: Connector) -> None:
    with connector.container.transaction() as tx:
        tx.privacy.add(PrivacyRecord(SHOP, PrivacyRequestKind.DATA_REQUEST, 7, NOON, NOON, '{"customer": "Ada"}'))
        tx.commit()
    assert run_command("privacy", "report", "1").stdout == '{"customer": "Ada"}\n'
    (entry,) = list_entries(connector.container)
    assert (entry.action, entry.subject.id, entry.after) == (AuditAction.PERSONAL_DATA_SHOWN, "1", {})
