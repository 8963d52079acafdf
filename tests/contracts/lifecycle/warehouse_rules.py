"""What people do with stock, with lots and with what comes back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.recall import LotOutcome, RecallClass
from novex_shopify.domain.use_cases.recall.close_recall import CloseRecall
from novex_shopify.domain.use_cases.recall.open_recall import OpenRecall, RecallRequest
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.count_stock import CountStock
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from tests.builders import NOON
from tests.contracts.lifecycle.machine import (
    DAYS_LEFT,
    REFUSED,
    WHY,
    Lifecycle,
    choices,
    get_key,
    lots,
    picks,
    places,
    quantities,
)
from tests.contracts.lifecycle.world import (
    CAN,
    CASE,
)


class WarehouseRules(Lifecycle):
    """Receiving, counting, moving, holding, recalling, and days that pass."""

    @rule(key=st.sampled_from(tuple(DAYS_LEFT)), place=places, quantity=quantities)
    def receive(self, key: LotKey, place: str, quantity: int) -> None:
        left = DAYS_LEFT[key]
        expires_on = None if left is None else NOON.date() + timedelta(days=left)
        ReceiveLot(*self.parts)(Receipt(key.item_id, key.code, place, quantity, expires_on=expires_on))
        self.came[key] += quantity
        self.world.fakes.clock.advance(timedelta(seconds=1))

    @rule(key=lots, place=places, difference=st.integers(-4, 4).filter(bool))
    def adjust(self, key: LotKey, place: str, difference: int) -> None:
        with REFUSED:
            AdjustStock(*self.parts)(key, place, difference, WHY)
            self.came[key] += difference

    @rule(key=lots, place=places, counted=st.integers(0, 8))
    def count_lot(self, key: LotKey, place: str, counted: int) -> None:
        with REFUSED:
            for each in CountStock(*self.parts)(place, {key: counted}, WHY):
                self.came[key] += each.counted - each.expected

    @rule(key=lots, origin=places, destination=places, quantity=quantities)
    def move(self, key: LotKey, origin: str, destination: str, quantity: int) -> None:
        with REFUSED:
            MoveStock(*self.parts)(key, origin, destination, quantity)

    @rule(key=lots, place=places, quantity=quantities, held=choices)
    def scrap(self, key: LotKey, place: str, quantity: int, held: bool) -> None:
        with REFUSED:
            ScrapStock(*self.parts)(key, place, quantity, WHY, held=held)
            self.came[key] -= quantity

    @rule(key=lots, place=places, quantity=quantities, release=choices)
    def hold(self, key: LotKey, place: str, quantity: int, release: bool) -> None:
        hold = HoldStock(*self.parts)
        with REFUSED:
            (hold.release if release else hold)(key, place, quantity, WHY)

    @rule(code=st.sampled_from("AD"), place=places, quantity=st.integers(1, 2), ratio=st.integers(1, 3))
    def open_cases(self, code: str, place: str, quantity: int, ratio: int) -> None:
        """What is stopped is still stopped in another form."""
        case, cans = LotKey(CASE, code), LotKey(CAN, code)
        with REFUSED:
            ConvertProduct(*self.parts)(case, place, quantity, to_item_id=CAN, to_quantity=quantity * ratio)
            self.came.update({case: -quantity, cans: quantity * ratio})
            status = {LotKey(lot.item_id, lot.code): lot.status for lot in self.read().lots.values()}
            assert status[case] is LotStatus.RELEASED or status[cans] is not LotStatus.RELEASED

    @rule(key=lots, release=choices)
    def quarantine(self, key: LotKey, release: bool) -> None:
        use_case = QuarantineLot(self.world.unit_of_work)
        with REFUSED:
            (use_case.release if release else use_case)(key, WHY)

    @rule(key=lots, mock=choices)
    def recall(self, key: LotKey, mock: bool) -> None:
        """What is recalled waits for no customer any more."""
        with REFUSED:
            request = RecallRequest([key], RecallClass.CLASS_1, WHY, mock)
            opened = OpenRecall(*self.parts, UnassignRecalled(*self.parts, RecordingWorkNotifier()))(request)
            self.recalls[opened.number] = () if mock else [key]
            assert mock or self.list_assigned_of(key) == []

    @precondition(lambda self: self.recalls)
    @rule(pick=picks, outcome=st.sampled_from(LotOutcome))
    def close_recall(self, pick: int, outcome: LotOutcome) -> None:
        number = sorted(self.recalls)[pick % len(self.recalls)]
        UnassignRecalled(*self.parts, RecordingWorkNotifier()).continue_all()
        keys, before = self.recalls.pop(number), self.read()
        CloseRecall(*self.parts)(number, dict.fromkeys(keys, outcome), WHY)
        if outcome is LotOutcome.SCRAPPED:
            for key in keys:
                self.came[key] -= sum(each.on_hand for each in before.balances if get_key(before, each.lot_id) == key)

    @rule(number=st.sampled_from((1, 4, 12)))
    def wait_days(self, number: int) -> None:
        """Lots become too old, also those that wait to be shipped."""
        self.world.fakes.clock.advance(timedelta(days=number))
