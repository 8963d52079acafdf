"""The contract of `PrivacyRecords`."""

from dataclasses import replace
from datetime import date

from novex_shopify.domain.model.privacy import KeptInvoices, PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP

DATA_REQUEST = PrivacyRecord(SHOP, PrivacyRequestKind.DATA_REQUEST, 2**60, NOON, NOON + HOUR, '{"customer": "Ada"}')
SHOP_ERASURE = PrivacyRecord(
    SHOP, PrivacyRequestKind.SHOP_ERASURE, None, NOON, NOON, kept=KeptInvoices(3, date(2034, 12, 31))
)


def test_requests_are_listed_newest_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.privacy.add(DATA_REQUEST)
        tx.privacy.add(SHOP_ERASURE)
        newest, oldest = tx.privacy.list_latest(9)
        assert (replace(newest, id=0), replace(oldest, id=0)) == (SHOP_ERASURE, DATA_REQUEST)
        assert list(tx.privacy.list_latest(1)) == [newest]
        assert list(tx.privacy.list_latest(9, before=newest.id)) == [oldest]
        assert (tx.privacy.count(9), tx.privacy.count(1)) == (2, 1)
        assert tx.privacy.get(oldest.id) == oldest
        assert tx.privacy.get(777) is None


def test_the_latest_time_of_an_erasure_is_remembered(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.privacy.remember_erasures(SHOP, [], NOON)
        tx.privacy.remember_erasures(SHOP, ["order:1", "customer:7"], NOON + HOUR)
        tx.privacy.remember_erasures(SHOP, ["order:1"], NOON)
        tx.privacy.remember_erasures(OTHER_SHOP, ["order:2"], NOON)
        assert tx.privacy.find_erasures(SHOP, ["order:1", "order:2"]) == {"order:1": NOON + HOUR}


def test_erasing_a_report_keeps_its_record(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for record in (
            DATA_REQUEST,
            replace(DATA_REQUEST, customer_id=8),
            replace(DATA_REQUEST, shop_domain=OTHER_SHOP),
        ):
            tx.privacy.add(record)

        def has_reports() -> list[bool]:
            return [record.report is not None for record in tx.privacy.list_latest(9)][::-1]

        tx.privacy.erase_reports(SHOP, DATA_REQUEST.customer_id)
        assert has_reports() == [False, True, True]
        tx.privacy.erase_reports(SHOP, None)
        assert has_reports() == [False, False, True]


def test_a_request_is_recognized_by_its_signature(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.privacy.add(replace(SHOP_ERASURE, signature="signed"))
        asked = [(SHOP, "signed"), (OTHER_SHOP, "signed"), (SHOP, "other")]
        assert [tx.privacy.is_met(*each) for each in asked] == [True, False, False]


def test_the_reports_of_old_requests_are_erased(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.privacy.add(DATA_REQUEST)
        for moment in (NOON + HOUR, NOON + 2 * HOUR):
            tx.privacy.erase_old_reports(moment)
            (record,) = tx.privacy.list_latest(9)
            assert (record.report is None) is (moment > DATA_REQUEST.completed_at)


def test_the_last_erasure_of_a_shop_is_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.privacy.find_shop_erasure(SHOP) is None
        tx.privacy.add(DATA_REQUEST)
        tx.privacy.add(replace(SHOP_ERASURE, completed_at=NOON + HOUR))
        tx.privacy.add(SHOP_ERASURE)
        assert tx.privacy.find_shop_erasure(SHOP) == NOON + HOUR
        assert tx.privacy.find_shop_erasure(OTHER_SHOP) is None
