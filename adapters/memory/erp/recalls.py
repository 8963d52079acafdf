"""Recalls of the fake ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.recall import LotOutcome, NoticeTotals, Recall, RecalledLot, RecallNotice


@dataclass(frozen=True, slots=True)
class MemoryRecalls:
    """The port `Recalls`."""

    state: State

    def add(self, recall: Recall, lot_ids: Collection[int]) -> Recall:
        added = replace(recall, id=allocate_id(self.state.recalls))
        self.state.recalls[added.id] = added
        for lot_id in lot_ids:
            self.state.recalled_lots[added.id, lot_id] = RecalledLot(added.id, lot_id)
        return added

    def close(self, recall: Recall, outcomes: Mapping[int, LotOutcome]) -> None:
        self.state.recalls[recall.id] = recall
        for lot_id, outcome in outcomes.items():
            self.state.recalled_lots[recall.id, lot_id] = RecalledLot(recall.id, lot_id, outcome)

    def lock(self, number: str) -> Recall | None:
        return self.get(number)

    def get(self, number: str) -> Recall | None:
        return next((each for each in self.state.recalls.values() if each.number == number), None)

    def count_of_year(self, year: int) -> int:
        return sum(each.number.startswith(f"R-{year}-") for each in self.state.recalls.values())

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Recall]:
        newest_first = sorted(self.state.recalls.values(), key=lambda each: -each.id)
        return [each for each in newest_first if before is None or each.id < before][:limit]

    def count(self, limit: int) -> int:
        return min(limit, len(self.state.recalls))

    def list_open(self) -> Sequence[Recall]:
        return [each for _, each in sorted(self.state.recalls.items()) if each.is_open]

    def list_lots(self, recall_ids: Collection[int]) -> Sequence[RecalledLot]:
        return [each for (recall_id, _), each in sorted(self.state.recalled_lots.items()) if recall_id in recall_ids]

    def find_by_lots(self, lot_ids: Collection[int]) -> Sequence[Recall]:
        recall_ids = {each.recall_id for each in self.state.recalled_lots.values() if each.lot_id in lot_ids}
        return [self.state.recalls[recall_id] for recall_id in sorted(recall_ids, reverse=True)]

    def save_notice(self, notice: RecallNotice) -> RecallNotice:
        saved = notice
        if notice.id:
            known = self.state.recall_notices[notice.id]
            answer = {"answered_at": notice.answered_at, "note": notice.note, "returned": notice.returned}
            self.state.recall_notices[notice.id] = replace(known, **answer)  # type: ignore[arg-type]
        else:
            saved = replace(notice, id=allocate_id(self.state.recall_notices))
            self.state.recall_notices[saved.id] = saved
        return saved

    def get_notice(self, notice_id: int) -> RecallNotice | None:
        return self.state.recall_notices.get(notice_id)

    def list_notices(
        self, recall_id: int | None, order_ids: Collection[str], customer_ids: Collection[str]
    ) -> Sequence[RecallNotice]:
        return [
            each
            for _, each in sorted(self.state.recall_notices.items())
            if recall_id in (None, each.recall_id) and (each.order_id in order_ids or each.customer_id in customer_ids)
        ]

    def sum_notices(self, recall_id: int) -> NoticeTotals:
        notices = [each for each in self.state.recall_notices.values() if each.recall_id == recall_id]
        answered = [each for each in notices if each.answered_at]
        return NoticeTotals(
            len(set(map(_get_recipient, notices))),
            len(set(map(_get_recipient, answered))),
            sum(each.returned for each in notices),
        )


def _get_recipient(notice: RecallNotice) -> tuple[str | None, str | None]:
    return (notice.customer_id, None if notice.customer_id else notice.order_id)
