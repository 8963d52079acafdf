"""The contract of `LotTraces`: what is read to trace lots."""

from dataclasses import replace

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.customer import Address, CompanyContact
from novex_shopify.domain.model.lot_trace import AssignmentTotal, ShippingWindow, UntracedTotal
from novex_shopify.domain.model.order import Company, OrderFulfillment
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, LINE_ID, NOON, ORDER_ID, SHOP, a_customer, a_sales_order
from tests.contracts.test_order_stock import ASSIGNMENT
from tests.contracts.test_stock_ledger import ANNA, open_stock

ALL = (AssignmentState.ASSIGNED, AssignmentState.SHIPPED, AssignmentState.RETURNED)
UNTRACED = OrderException(0, "1", LINE_ID, OrderExceptionKind.UNTRACED, 2, NOON)


def test_movements_are_summed_by_kind(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        movements = [
            Movement(MovementKind.RECEIVE, 5, 1, StockChange(free=10)),
            Movement(MovementKind.RECEIVE, 5, 2, StockChange(free=4)),
            Movement(MovementKind.ASSIGN, 5, 1, StockChange(free=-6, assigned=6), order_id="1"),
            Movement(MovementKind.SHIP, 5, 1, StockChange(assigned=-6), order_id="1", shipment_id="S-1"),
            Movement(MovementKind.CONVERT_OUT, 5, 2, StockChange(free=-1), other_lot_id=6),
            Movement(MovementKind.CONVERT_IN, 6, 2, StockChange(free=12), other_lot_id=5),
        ]
        stock.ledger.post(movements, NOON)
        assert stock.traces.sum_movements([5]) == {
            5: {
                MovementKind.RECEIVE: 14,
                MovementKind.ASSIGN: 0,
                MovementKind.SHIP: -6,
                MovementKind.CONVERT_OUT: -1,
            }
        }
        conversions = (MovementKind.CONVERT_OUT, MovementKind.CONVERT_IN)
        out, into = stock.traces.list_entries([5, 6], conversions)
        assert (out.movement.other_lot_id, into.movement.other_lot_id) == (6, 5)
        [shipped] = stock.traces.list_shipping(["1", "404"])
        assert shipped.movement == movements[3]


def test_orders_of_lots_are_listed_in_pages(unit_of_work: UnitOfWork) -> None:
    shipped = replace(ASSIGNMENT, order_id="2", state=AssignmentState.SHIPPED, shipment_id="S-1")
    given = [
        ASSIGNMENT,
        replace(ASSIGNMENT, lot_id=6),
        shipped,
        replace(shipped, order_id="10", inferred=True),
        replace(ASSIGNMENT, order_id="3", state=AssignmentState.RELEASED),
        replace(ASSIGNMENT, order_id="4", lot_id=7),
    ]
    with unit_of_work() as tx:
        stock = open_stock(tx)
        first, other_lot, second, guessed, _, _ = stock.assignments.save(given)
        traces = stock.traces
        assert list(traces.list_order_ids([5, 6], 9, states=ALL)) == ["1", "2", "10"]
        assert list(traces.list_order_ids([5, 6], 1, states=ALL)) == ["1"]
        assert traces.count_orders([5, 6], states=ALL) == 3
        assert traces.count_orders([5, 6], states=ALL, inferred=False) == 2
        assert traces.count_orders([5], states=[AssignmentState.ASSIGNED]) == 1
        assert list(traces.list_order_ids([5, 6], 9, "2", states=ALL)) == ["10"]
        assert list(traces.list_order_ids([5, 6], 9, states=ALL, inferred=True)) == ["10"]
        assert list(traces.list_order_ids([5, 6], 9, states=ALL, inferred=False)) == ["1", "2"]
        assert list(traces.list_order_ids([5], 9, states=[AssignmentState.ASSIGNED])) == ["1"]
        assert list(traces.list_assignments([5, 6], ["1", "3"])) == [first, other_lot]
        assert list(traces.list_assignments([5], ["2", "10"])) == [second, guessed]
        assert list(traces.sum_assignments([5])) == [
            AssignmentTotal(5, AssignmentState.ASSIGNED, False, 6),
            AssignmentTotal(5, AssignmentState.SHIPPED, False, 6),
            AssignmentTotal(5, AssignmentState.SHIPPED, True, 6),
        ]


def test_a_customer_with_two_orders_is_one_recipient(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        [customer_id] = tx.erp.customers.apply(SHOP, [a_customer()], {})
        orders = [
            a_sales_order(shopify_order_id=number, customer_id=customer_id if number < 3 else None)
            for number in range(1, 6)
        ]
        ids = tx.erp.orders.apply(orders)
        assigned, *left = [replace(ASSIGNMENT, order_id=order_id) for order_id in reversed(ids)]
        stock = open_stock(tx)
        stock.assignments.save([assigned, *(replace(each, state=AssignmentState.SHIPPED) for each in left)])
        assert stock.traces.count_recipients([5]) == 3
        assert stock.traces.count_recipients([6]) == 0


def test_untraced_units_are_found_by_item_and_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        [order_id] = tx.erp.orders.apply([a_sales_order()])
        stock = open_stock(tx)
        stock.order_exceptions.open(replace(UNTRACED, order_id=order_id))
        stock.order_exceptions.open(replace(UNTRACED, order_id=order_id, kind=OrderExceptionKind.SHORT))
        stock.order_exceptions.open(replace(UNTRACED, order_id=order_id, line_item_id=404))
        traces = stock.traces
        [found] = traces.list_untraced("ART-1", NOON, NOON, 9)
        assert (found.exception.quantity, found.item_id, found.ordered_at) == (2, "ART-1", NOON)
        assert list(traces.list_untraced("ART-1", NOON - HOUR, None, 9)) == [found]
        assert list(traces.list_untraced("ART-1", NOON - HOUR, None, 9, after=found.exception.id)) == []
        assert list(traces.list_untraced("ART-1", NOON + HOUR, None, 9)) == []
        assert list(traces.list_untraced("ART-1", NOON - HOUR, NOON - HOUR, 9)) == []
        assert list(traces.list_untraced("ART-2", NOON, None, 9)) == []
        window = ShippingWindow("ART-1", NOON, NOON)
        assert traces.sum_untraced([window, replace(window, item_id="ART-2")]) == UntracedTotal(2, 1)
        assert traces.sum_untraced([replace(window, since=NOON + HOUR, until=None)]) == UntracedTotal()
        assert traces.sum_untraced([]) == UntracedTotal()
        stock.order_exceptions.close([found.exception.id], "lot named", NOON)
        assert list(traces.list_untraced("ART-1", NOON, None, 9)) == []


def test_an_order_with_untraced_units_of_two_items_counts_once(unit_of_work: UnitOfWork) -> None:
    first = a_sales_order().lines[0]
    second = replace(first, line_item_id=LINE_ID + 1, item_id="ART-2")
    with unit_of_work() as tx:
        [order_id] = tx.erp.orders.apply([a_sales_order(lines=(first, second))])
        stock = open_stock(tx)
        for line in (first, second):
            stock.order_exceptions.open(replace(UNTRACED, order_id=order_id, line_item_id=line.line_item_id))
        windows = [ShippingWindow(item_id, NOON, None) for item_id in ("ART-1", "ART-2")]
        assert stock.traces.sum_untraced(windows) == UntracedTotal(4, 1)


def test_untraced_units_may_have_left_after_their_exception_was_opened(unit_of_work: UnitOfWork) -> None:
    later = OrderFulfillment(41, NOON + HOUR, "success", None, (), ((LINE_ID, 1),))
    with unit_of_work() as tx:
        [order_id] = tx.erp.orders.apply([a_sales_order(fulfillments=(later,))])
        stock = open_stock(tx)
        stock.order_exceptions.open(replace(UNTRACED, order_id=order_id))
        assert len(stock.traces.list_untraced("ART-1", NOON + HOUR, None, 9)) == 1
        assert list(stock.traces.list_untraced("ART-1", NOON + 2 * HOUR, None, 9)) == []


def test_the_head_of_an_order_says_who_it_is_for(unit_of_work: UnitOfWork) -> None:
    address = Address("Ada Lovelace", "Analytical Ltd", "St James's Square 12", city="London", country_code="GB")
    fulfillment = OrderFulfillment(41, NOON, "success", "DHL", ("JD01",), ((LINE_ID, 2),))
    with unit_of_work() as tx:
        contact = CompanyContact(77, "Analytical Ltd")
        [customer_id] = tx.erp.customers.apply(SHOP, [a_customer(companies=(contact,))], {})
        business = a_sales_order(
            customer_id=customer_id,
            company=Company(77),
            email="ada@example.com",
            phone="+44 20",
            shipping_address=address,
            billing_address=replace(address, name="Accounts"),
            fulfillments=(fulfillment,),
        )
        guest = a_sales_order(shopify_order_id=2, company=Company(78))
        [order_id, guest_id] = tx.erp.orders.apply([business, guest])
        heads = open_stock(tx).traces.get_heads([order_id, guest_id, "404"])
        head, guest_head = heads[order_id], heads[guest_id]
        assert len(heads) == 2
        assert (head.id, head.shop, head.shopify_order_id, head.ordered_at) == (order_id, SHOP, ORDER_ID, NOON)
        assert (head.company, head.email, head.phone) == ("Analytical Ltd", "ada@example.com", "+44 20")
        assert (head.shipping_address, head.billing_address) == (address, replace(address, name="Accounts"))
        assert head.customer is not None
        assert (head.customer.first_name, head.customer.email) == ("Ada", "ada@example.com")
        assert (head.customer_id, head.fulfillments) == (customer_id, (fulfillment,))
        assert (guest_head.customer, guest_head.company, guest_head.email) == (None, "Company 78", None)
        tx.erp.customers.erase([customer_id])
        erased = open_stock(tx).traces.get_heads([order_id])[order_id].customer
        assert erased is not None
        assert (erased.first_name, erased.email) == (None, None)


def test_assignments_name_their_actor(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        stock.assignments.save([Assignment(0, "1", 11, "KIMCHI-350", 5, 1, 6, ANNA, NOON)])
        [found] = stock.traces.list_assignments([5], ["1"])
        assert found.actor == ANNA
