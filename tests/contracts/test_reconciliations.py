"""The exam for `Reconciliations`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from novex_shopify.domain.model.reconciliation import DayProof, Difference, Drift, Tally
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP

DAY = date(2026, 11, 23)
MISSING = Difference(2**60, "#1001", DAY, Drift.MISSING, "12.50 EUR", "", "no webhook of it ever came")
PROOF = DayProof(SHOP, DAY, NOON, "EUR", Tally(2, Decimal("25.00"), 1, Decimal("3.10"), 4), Tally(), (MISSING,))


def test_a_watermark_only_moves_forward(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.reconciliations.watermark(SHOP) is None
        for moment in (NOON, NOON + HOUR, NOON):
            tx.reconciliations.move_watermark(SHOP, moment)
        assert tx.reconciliations.watermark(SHOP) == NOON + HOUR
        assert tx.reconciliations.watermark(OTHER_SHOP) is None


def test_a_proof_is_kept_whole_and_replaced_by_a_later_one(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.reconciliations.keep(PROOF)
        assert list(tx.reconciliations.proofs(SHOP)) == [PROOF]
        mended = replace(PROOF, proved_at=NOON + HOUR, erp=PROOF.shopify, differences=())
        tx.reconciliations.keep(mended)
        assert list(tx.reconciliations.proofs(SHOP)) == [mended]
        assert mended.holds


def test_the_newest_days_come_first(unit_of_work: UnitOfWork) -> None:
    days = [replace(PROOF, day=DAY - timedelta(days=number)) for number in (1, 0, 2)]
    with unit_of_work() as tx:
        for proof in (*days, replace(PROOF, shop=OTHER_SHOP)):
            tx.reconciliations.keep(proof)
        assert [proof.day for proof in tx.reconciliations.proofs(SHOP, limit=2)] == [DAY, DAY - timedelta(days=1)]
        assert len(tx.reconciliations.proofs()) == 4
