"""What people do for orders: assigning, shipping and taking back."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot, ReassignLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits
from novex_shopify.domain.use_cases.fulfillment import CorrectShipment, PushFulfillment
from novex_shopify.domain.use_cases.holds import ReleaseOrder
from novex_shopify.domain.use_cases.orders import HoldOrder
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine
from novex_shopify.domain.use_cases.returns.close_return import CloseReturn
from novex_shopify.domain.use_cases.returns.receive_return import ReceiveReturn
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import SHOP
from tests.contracts.lifecycle.machine import (
    REFUSED,
    WHY,
    Lifecycle,
    choices,
    count_by_line,
    find_line_id,
    get_key,
    lines,
    lots,
    orders,
    picks,
    places,
    quantities,
    sum_free,
)
from tests.contracts.lifecycle.world import (
    BAG,
    CAN,
    CASE,
    RACK,
    list_line_ids,
)
from tests.domain.use_cases.inbox_steps import PAYLOADS


class OrderRules(Lifecycle):
    """Each is refused, or does what it says."""

    @rule(number=orders)
    def assign_as_proposed(self, number: int) -> None:
        before = self.read()
        with REFUSED:
            self.assign(number)
            stock = self.read()
            self.check_choice(before, stock)

    @rule(number=orders, key=lots, place=places, quantity=quantities, reason=st.sampled_from((None, WHY)))
    def assign_chosen(self, number: int, *, key: LotKey, place: str, quantity: int, reason: str | None) -> None:
        """Without a reason, as the rule would. With one, not what is stopped, and never more than is needed."""
        before, too_many = self.read(), self.count_over_assigned(number)
        with REFUSED:
            self.assign(number, LotSelection(find_line_id(number, key), key.code, quantity, place, reason))
            stock = self.read()
            new = [row for row in stock.rows if row.id not in {each.id for each in before.rows}]
            assert all(stock.lots[row.lot_id].status is LotStatus.RELEASED for row in new)
            assert self.count_over_assigned(number) <= too_many
            if not any(row.override_reason for row in new):
                self.check_choice(before, stock)

    @rule(number=orders, key=lots, quantity=quantities)
    def assign_and_unassign(self, number: int, key: LotKey, quantity: int) -> None:
        """Unassigning what was just assigned leaves the balances as they were."""
        before, line_id = self.read().balances, find_line_id(number, key)
        with REFUSED:
            self.assign(number, LotSelection(line_id, key.code, quantity, RACK, WHY))
            self.unassign(number, AssignedUnits(line_id, quantity=quantity))
        assert self.read().balances == before

    @rule(number=orders)
    def hold_order(self, number: int) -> None:
        """From then on it stands still, until it is released. What is tried at once is refused."""
        with REFUSED:
            HoldOrder(*self.notifying, PAYLOADS)(SHOP, number, WHY)
            self.held.setdefault(number, self.read())
            with REFUSED:
                self.assign(number)
            self.pack(number)
            self.pack(number, (1, 1, 1), WHY)
            self.settle_next()

    @precondition(lambda self: self.held)
    @rule(pick=picks)
    def release_order(self, pick: int) -> None:
        number = sorted(self.held)[pick % len(self.held)]
        with REFUSED:
            ReleaseOrder(*self.notifying)(SHOP, number, WHY)
            del self.held[number]

    @rule(number=orders, line=lines, quantity=st.one_of(st.none(), quantities))
    def unassign_some(self, number: int, line: int, quantity: int | None) -> None:
        with REFUSED:
            self.unassign(number, AssignedUnits(list_line_ids(number)[line], quantity=quantity))

    @rule(pick=picks, key=lots, place=places, quantity=st.one_of(st.none(), quantities))
    def reassign(self, pick: int, key: LotKey, place: str, quantity: int | None) -> None:
        """The order has as many units as before, whether it is refused or not."""
        if assigned := self.read().list_rows(AssignmentState.ASSIGNED):
            with REFUSED:
                changed = assigned[pick % len(assigned)].id
                ReassignLot(*self.parts, LotStrategy.FEFO)(changed, NewLot(key.code, place), WHY, quantity=quantity)
            assert count_by_line(self.read().list_rows(AssignmentState.ASSIGNED)) == count_by_line(assigned)

    @rule(
        number=orders,
        packed=st.tuples(*[st.integers(0, 2)] * 3),
        reason=st.sampled_from((None, WHY)),
        is_synced=choices,
    )
    def ship_partly(self, number: int, packed: Sequence[int], reason: str | None, is_synced: bool) -> None:
        """While more is wanted, a fulfillment of the shipment could be taken for units that left besides."""
        if self.pack(number, packed, reason) and is_synced:
            self.world.sync_next(webhook_first=True)

    @rule(number=orders, is_synced=choices, webhook_first=choices)
    def ship_wholly(self, number: int, is_synced: bool, webhook_first: bool) -> None:
        if self.pack(number) and is_synced:
            self.world.sync_next(webhook_first=webhook_first)

    @rule(number=orders)
    def ship_and_cancel(self, number: int) -> None:
        """Cancelling what was just shipped leaves the balances and the order's lots as they were."""
        before = self.read()
        if shipment_id := self.pack(number):
            PushFulfillment(*self.notifying).cancel(shipment_id)
        stock = self.read()
        assert stock.balances == before.balances
        assigned, had = (each.list_rows(AssignmentState.ASSIGNED) for each in (stock, before))
        assert count_by_line(assigned) == count_by_line(had)

    @rule(pick=picks)
    def cancel_shipment(self, pick: int) -> None:
        if pushes := self.read().pushes:
            PushFulfillment(*self.notifying).cancel(pushes[pick % len(pushes)].shipment.id)

    @rule(pick=picks, quantity=st.integers(0, 2))
    def correct_shipment(self, pick: int, quantity: int) -> None:
        if pushes := self.read().pushes:
            shipment = pushes[pick % len(pushes)].shipment
            line_id = shipment.lines[pick % len(shipment.lines)].line_item_id
            with REFUSED:
                CorrectShipment(*self.notifying).change_quantities(shipment.id, {line_id: quantity}, WHY)

    @rule(pick=picks)
    def give_up_shipment(self, pick: int) -> None:
        if pushes := self.read().pushes:
            shipment_id = pushes[pick % len(pushes)].shipment.id
            with REFUSED:
                CorrectShipment(*self.notifying).give_up(shipment_id, WHY)

    @rule(pick=picks, place=st.one_of(st.none(), places))
    def receive_return(self, pick: int, place: str | None) -> None:
        """What comes back is held."""
        self.refund_what_left(pick)
        if expected := self.list_returns(WarehouseReturnState.EXPECTED):
            with REFUSED:
                before = self.read()
                ReceiveReturn(*self.parts)(expected[pick % len(expected)].id, location=place)
                assert sum_free(self.read()) == sum_free(before)

    @rule(pick=picks, end=st.sampled_from(("restock", "scrap")), is_stopped=choices)
    def decide_return(self, pick: int, end: str, is_stopped: bool) -> None:
        """What is stopped meanwhile does not become free."""
        if received := self.list_returns(WarehouseReturnState.RECEIVED):
            returned, stock = received[pick % len(received)], self.read()
            with REFUSED:
                if is_stopped:
                    QuarantineLot(self.world.unit_of_work)(get_key(stock, returned.lots[0].lot_id), WHY)
                stock = self.read()
                if end == "restock":
                    CloseReturn(*self.parts).restock(returned.id, WHY)
                    assert all(stock.lots[each.lot_id].status is LotStatus.RELEASED for each in returned.lots)
                else:
                    CloseReturn(*self.parts).scrap(returned.id, WHY)
                    for each in returned.lots:
                        self.came[get_key(stock, each.lot_id)] -= each.quantity

    @rule(
        number=orders,
        line=lines,
        item_id=st.sampled_from((None, CAN, CASE, BAG)),
        pieces=st.integers(1, 2),
        is_fulfilled=choices,
    )
    def book_to_other_item(self, number: int, line: int, item_id: str | None, pieces: int, is_fulfilled: bool) -> None:
        """What has left with lots keeps them, and nothing more leaves: only what left without gets some.

        Then a unit leaves: one of the new item, or none.
        """
        if (order_id := self.world.find_order_id(number)) is None:
            return
        self.settle_until_quiet()
        line_id, before = list_line_ids(number)[line], self.read()
        with REFUSED:
            RebookLine(*self.notifying)(order_id, line_id, item_id, reason=WHY, rebooked_by="Ann", pieces=pieces)
            self.rebooked.append(line_id)
        self.settle()
        left = [row for row in before.rows if row.shipment_id and row.line_item_id == line_id]
        if left:
            assert [row for row in self.read().rows if row.shipment_id and row.line_item_id == line_id] == left
        if is_fulfilled:
            self.world.orders[number].fulfill({line_id: 1}, self.world.fakes.clock.now())
            self.settle_until_quiet()
        else:
            self.pack(number, [int(each == line_id) for each in list_line_ids(number)])
