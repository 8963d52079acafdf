"""Whatever people do with stock: no balance is negative, and each equals the sum of its ledger."""

from collections import Counter
from contextlib import suppress
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.count_stock import CountStock
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, open_warehouse

LOTS = ("ART-1", "ART-1 second", "ART-2")
"""One of cases (ART-2), and two of the cans that a case becomes; the first has the code of the case's lot."""

lots, places = st.sampled_from(LOTS), st.sampled_from((RACK, FREEZER))
quantities = st.integers(1, 12)
example_numbers = count(1)


class StockMachine(RuleBasedStateMachine):
    """Expects of each rule that it changes what is in the house by what it says, or refuses and changes nothing."""

    unit_of_work: UnitOfWork

    def __init__(self) -> None:
        super().__init__()
        # The database is not emptied between two examples, so each has lots of its own.
        self.code = f"L{next(example_numbers)}"
        self.clock = ManualClock()
        self.in_house: Counter[LotKey] = Counter()

    def get_key(self, name: str) -> LotKey:
        item_id, *second = name.split()
        return LotKey(item_id, self.code + "-second" if second else self.code)

    @initialize()
    def receive_each_lot(self) -> None:
        for name in LOTS:
            self.receive(name, RACK, 5)

    @rule(name=lots, place=places, quantity=quantities)
    def receive(self, name: str, place: str, quantity: int) -> None:
        key = self.get_key(name)
        ReceiveLot(self.unit_of_work, self.clock)(Receipt(key.item_id, key.code, place, quantity))
        self.in_house[key] += quantity

    @rule(name=lots, place=places, difference=st.integers(-12, 12).filter(bool))
    def adjust(self, name: str, place: str, difference: int) -> None:
        key = self.get_key(name)
        with suppress(StockRefused):
            AdjustStock(self.unit_of_work, self.clock)(key, place, difference, "a test")
            self.in_house[key] += difference

    @rule(name=lots, place=places, counted=st.integers(0, 12))
    def count(self, name: str, place: str, counted: int) -> None:
        key = self.get_key(name)
        with suppress(StockRefused):
            for each in CountStock(self.unit_of_work, self.clock)(place, {key: counted}, "a test"):
                self.in_house[key] += each.counted - each.expected

    @rule(name=lots, origin=places, destination=places, quantity=quantities)
    def move(self, name: str, origin: str, destination: str, quantity: int) -> None:
        key = self.get_key(name)
        with suppress(StockRefused):
            MoveStock(self.unit_of_work, self.clock)(key, origin, destination, quantity)

    @rule(name=lots, place=places, quantity=quantities, held=st.booleans())
    def scrap(self, name: str, place: str, quantity: int, held: bool) -> None:
        key = self.get_key(name)
        with suppress(StockRefused):
            ScrapStock(self.unit_of_work, self.clock)(key, place, quantity, "a test", held=held)
            self.in_house[key] -= quantity

    @rule(name=lots, place=places, quantity=quantities, release=st.booleans())
    def hold(self, name: str, place: str, quantity: int, release: bool) -> None:
        key = self.get_key(name)
        hold = HoldStock(self.unit_of_work, self.clock)
        with suppress(StockRefused):
            (hold.release if release else hold)(key, place, quantity, "a test")

    @rule(place=places, quantity=quantities, ratio=st.integers(1, 4))
    def convert(self, place: str, quantity: int, ratio: int) -> None:
        case, cans = self.get_key("ART-2"), self.get_key("ART-1")
        with suppress(StockRefused):
            ConvertProduct(self.unit_of_work, self.clock)(
                case, place, quantity, to_item_id="ART-1", to_quantity=quantity * ratio
            )
            self.in_house.update({case: -quantity, cans: quantity * ratio})

    @invariant()
    def balances_are_right(self) -> None:
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            found = [get_lot(stock, self.get_key(name)) for name in LOTS]
            keys = {lot.id: LotKey(lot.item_id, lot.code) for lot in found}
            balances = stock.ledger.list_balances(list(keys))
        in_house: Counter[LotKey] = Counter()
        for balance in balances:
            assert min(balance.free, balance.assigned, balance.held) >= 0
            in_house[keys[balance.lot_id]] += balance.on_hand
        assert +in_house == +self.in_house

    def teardown(self) -> None:
        assert VerifyStock(self.unit_of_work)() == []


def test_stock_equals_its_ledger_and_is_never_negative(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    examples = settings().max_examples // (1 if isinstance(unit_of_work, MemoryUnitOfWork) else 4)
    machine = type("Machine", (StockMachine,), {"unit_of_work": unit_of_work})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=25))
