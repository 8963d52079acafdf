"""`erp_recalls`, `erp_recall_lots` and `erp_recall_notices`: recalls of the built-in ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.recall_rows import (
    RecalledLotRow,
    RecallNoticeRow,
    RecallRow,
    build_notice_row,
    build_recall_row,
)
from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.domain.model.recall import LotOutcome, NoticeTotals, Recall, RecalledLot, RecallNotice


@dataclass(frozen=True, slots=True)
class SqlRecalls:
    """The port `Recalls`."""

    session: Session

    def add(self, recall: Recall, lot_ids: Collection[int]) -> Recall:
        row = RecallRow(**build_recall_row(recall))
        self.session.add(row)
        self.session.flush()
        lots = [{"recall_id": row.id, "lot_id": lot_id, "outcome": None} for lot_id in sorted(set(lot_ids))]
        insert_many(self.session, RecalledLotRow, lots)
        return replace(recall, id=row.id or 0)

    def close(self, recall: Recall, outcomes: Mapping[int, LotOutcome]) -> None:
        connection = self.session.connection()
        this = update(RecallRow).where(col(RecallRow.id) == recall.id)
        connection.execute(this.values(**build_recall_row(recall)))
        for lot_id, outcome in outcomes.items():
            key = (col(RecalledLotRow.recall_id) == recall.id, col(RecalledLotRow.lot_id) == lot_id)
            connection.execute(update(RecalledLotRow).where(*key).values(outcome=outcome))

    def lock(self, number: str) -> Recall | None:
        row = self.session.exec(select(RecallRow).where(RecallRow.number == number).with_for_update()).one_or_none()
        return row.to_domain() if row else None

    def get(self, number: str) -> Recall | None:
        row = self.session.exec(select(RecallRow).where(RecallRow.number == number)).one_or_none()
        return row.to_domain() if row else None

    def count_of_year(self, year: int) -> int:
        statement = select(func.count()).select_from(RecallRow).where(col(RecallRow.number).startswith(f"R-{year}-"))
        return self.session.exec(statement).one()

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Recall]:
        statement = select(RecallRow).order_by(col(RecallRow.id).desc()).limit(limit)
        return self._fetch(statement if before is None else statement.where(col(RecallRow.id) < before))

    def count(self, limit: int) -> int:
        found = select(RecallRow.id).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def list_open(self) -> Sequence[Recall]:
        return self._fetch(select(RecallRow).where(col(RecallRow.closed_at).is_(None)).order_by(col(RecallRow.id)))

    def list_lots(self, recall_ids: Collection[int]) -> Sequence[RecalledLot]:
        these = is_one_of(self.session, RecalledLotRow, "recall_id", recall_ids)
        key = (col(RecalledLotRow.recall_id), col(RecalledLotRow.lot_id))
        rows = self.session.exec(select(RecalledLotRow).where(these).order_by(*key))
        return [row.to_domain() for row in rows]

    def find_by_lots(self, lot_ids: Collection[int]) -> Sequence[Recall]:
        recall_ids = select(RecalledLotRow.recall_id).where(is_one_of(self.session, RecalledLotRow, "lot_id", lot_ids))
        return self._fetch(
            select(RecallRow).where(col(RecallRow.id).in_(recall_ids)).order_by(col(RecallRow.id).desc())
        )

    def save_notice(self, notice: RecallNotice) -> RecallNotice:
        if notice.id:
            answer = {"answered_at": notice.answered_at, "note": notice.note, "returned": notice.returned}
            this = update(RecallNoticeRow).where(col(RecallNoticeRow.id) == notice.id)
            self.session.connection().execute(this.values(**answer))
            return notice
        row = RecallNoticeRow(**build_notice_row(notice))
        self.session.add(row)
        self.session.flush()
        return replace(notice, id=row.id or 0)

    def get_notice(self, notice_id: int) -> RecallNotice | None:
        row = self.session.get(RecallNoticeRow, notice_id)
        return row.to_domain() if row else None

    def list_notices(
        self, recall_id: int | None, order_ids: Collection[str], customer_ids: Collection[str]
    ) -> Sequence[RecallNotice]:
        to_orders = is_one_of(self.session, RecallNoticeRow, "order_id", map(int, order_ids))
        to_customers = is_one_of(self.session, RecallNoticeRow, "customer_id", customer_ids)
        statement = select(RecallNoticeRow).where(to_orders | to_customers)
        if recall_id is not None:
            statement = statement.where(RecallNoticeRow.recall_id == recall_id)
        return [row.to_domain() for row in self.session.exec(statement.order_by(col(RecallNoticeRow.id)))]

    def sum_notices(self, recall_id: int) -> NoticeTotals:
        # The sign distinguishes the ids of orders from those of customers.
        recipient: Any = case(
            (col(RecallNoticeRow.customer_id).is_(None), -col(RecallNoticeRow.order_id)),
            else_=cast(RecallNoticeRow.customer_id, BigInteger),
        )
        answered = case((col(RecallNoticeRow.answered_at).is_not(None), recipient))
        sums = (func.count(recipient.distinct()), func.count(answered.distinct()), func.sum(RecallNoticeRow.returned))
        statement = select(*sums).where(RecallNoticeRow.recall_id == recall_id)
        row = self.session.connection().execute(statement).one()
        return NoticeTotals(row[0], row[1], int(row[2] or 0))

    def _fetch(self, statement: Select[Any]) -> list[Recall]:
        return [row.to_domain() for row in self.session.scalars(statement)]
