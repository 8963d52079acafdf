"""The exam for `PrivacyRecords`."""

from dataclasses import replace

from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP

ASKED = PrivacyRecord(SHOP, PrivacyRequestKind.DATA_REQUEST, 2**60, NOON, NOON + HOUR, '{"customer": "Ada"}')
ERASED = PrivacyRecord(SHOP, PrivacyRequestKind.SHOP_ERASURE, None, NOON, NOON)


def test_requests_are_kept_newest_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.privacy.add(ASKED)
        tx.privacy.add(ERASED)
        newest, oldest = tx.privacy.latest(9)
        assert (replace(newest, id=0), replace(oldest, id=0)) == (ERASED, ASKED)
        assert list(tx.privacy.latest(1)) == [newest]
        assert tx.privacy.get(oldest.id) == oldest
        assert tx.privacy.get(777) is None


def test_what_was_told_is_forgotten_and_that_it_was_told_is_not(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for record in (ASKED, replace(ASKED, customer_id=8), replace(ASKED, shop_domain=OTHER_SHOP)):
            tx.privacy.add(record)

        def told() -> list[bool]:
            return [record.report is not None for record in tx.privacy.latest(9)][::-1]

        tx.privacy.erase_reports(SHOP, ASKED.customer_id)
        assert told() == [False, True, True]
        tx.privacy.erase_reports(SHOP, None)
        assert told() == [False, False, True]
