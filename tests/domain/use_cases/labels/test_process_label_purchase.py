"""A label is bought once, whatever breaks, and ships its order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import (
    CarrierMayHaveLabel,
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    InvalidShipment,
    LabelIsOpen,
    LabelRefused,
    MoreThanToShip,
    NovexError,
    PostageUnclear,
    RateGone,
)
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.label import CarrierMode, CostKind, LabelFormat, LabelOptions, RefundState
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.timing import POSTAGE_UNCLEAR_FOR
from tests.builders import SHOP
from tests.domain.use_cases.fulfillment.shipping_steps import find_push, list_units
from tests.domain.use_cases.labels.label_steps import WORKER, LabelFakes, build_request

HOURS = timedelta(hours=2)
UNAVAILABLE = CarriersUnavailable("no answer")


@pytest.fixture
def fakes() -> LabelFakes:
    fakes = LabelFakes()
    fakes.open()
    return fakes


@pytest.fixture
def rated(fakes: LabelFakes) -> int:
    purchase_id = fakes.request_rates()
    fakes.work()
    return purchase_id


def test_rates_are_asked_for_and_nothing_is_bought(fakes: LabelFakes, rated: int) -> None:
    purchase = fakes.get(rated)
    assert (purchase.state, len(purchase.rates), purchase.next_attempt_at) == (PurchaseState.RATED, 3, None)
    assert fakes.count_sold() == 0


def test_a_bought_label_ships_its_order_with_tracking_and_lots(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.work()
    purchase = fakes.get(rated)
    assert (purchase.state, purchase.ship_error, purchase.next_attempt_at) == (PurchaseState.BOUGHT, None, None)
    assert purchase.postage is not None
    push = find_push(fakes.unit_of_work, "PAR-1")
    assert push is not None
    assert push.shipment.tracking == Tracking(purchase.postage.tracking_number, "USPS")
    assert list_units(fakes.unit_of_work, fakes.order_id) == [("NEW", 2, "PAR-1"), ("OLD", 5, "PAR-1")]
    with fakes.unit_of_work.read() as tx:
        assert tx.label_purchases.get_file(rated, LabelFormat.PNG) is not None


def test_choosing_twice_buys_once(fakes: LabelFakes, rated: int) -> None:
    first = fakes.choose(rated)
    assert fakes.choose(rated) == first
    fakes.work()
    assert fakes.choose(rated).state is PurchaseState.BOUGHT
    fakes.work()
    assert (fakes.count_sold(), fakes.carriers.calls["buy"]) == (1, 1)
    with pytest.raises(LabelIsOpen):
        fakes.request_rates()


def test_a_parcel_that_cannot_be_shipped_costs_nothing(fakes: LabelFakes) -> None:
    purchase_id = fakes.request_rates(quantity=8)
    fakes.work()
    with pytest.raises(MoreThanToShip):
        fakes.choose(purchase_id)
    fakes.work()
    assert fakes.count_sold() == 0


@pytest.mark.parametrize("is_sold", [False, True])
@pytest.mark.parametrize("error", [UNAVAILABLE, PostageUnclear("?"), CarriersThrottled("wait"), RuntimeError("bug")])
def test_after_a_lost_response_the_label_is_bought_once(
    fakes: LabelFakes, rated: int, error: NovexError, is_sold: bool
) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", error, after_completion=is_sold)
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)


def test_a_purchase_without_a_record_is_not_repeated_before_the_provider_must_have_ended(
    fakes: LabelFakes, rated: int
) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", UNAVAILABLE)
    fakes.work(POSTAGE_UNCLEAR_FOR - timedelta(seconds=1))
    assert (fakes.get(rated).state, fakes.carriers.calls["buy"]) == (PurchaseState.UNCLEAR, 1)
    fakes.work(timedelta(minutes=2))
    assert (fakes.get(rated).state, fakes.carriers.calls["buy"]) == (PurchaseState.BOUGHT, 2)


def test_a_silent_carrier_needs_a_person_who_has_asked(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", CarrierMayHaveLabel("ask the carrier"))
    fakes.work(HOURS)
    purchase = fakes.get(rated)
    assert (purchase.state, purchase.last_error) == (PurchaseState.CARRIER_UNCLEAR, "ask the carrier")
    assert (purchase.needs_decision, fakes.carriers.calls["buy"]) == (True, 1)
    fakes.resolve.check_again(rated)
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)


def test_a_label_that_the_provider_has_after_all_is_found_before_a_person_is_asked(
    fakes: LabelFakes, rated: int
) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", CarrierMayHaveLabel("ask the carrier"), after_completion=True)
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)


def test_a_sale_whose_record_lacks_the_label_is_not_bought_again_and_shown_to_a_person(
    fakes: LabelFakes, rated: int
) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", UNAVAILABLE, after_completion=True)
    fakes.worker.run_next()
    [(shipment_id, sold)] = fakes.carriers.shipments.items()
    fakes.carriers.shipments[shipment_id] = replace(sold, postage=None, has_unreadable_postage=True)
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.get(rated).needs_decision) == (PurchaseState.UNCLEAR, True)
    assert fakes.carriers.calls["buy"] == 1
    fakes.carriers.shipments[shipment_id] = sold
    fakes.resolve.check_again(rated)
    fakes.work()
    assert fakes.get(rated).state is PurchaseState.BOUGHT


@pytest.mark.parametrize(("is_sent", "state"), [(False, PurchaseState.REFUSED), (True, PurchaseState.CARRIER_UNCLEAR)])
def test_with_the_key_of_another_account_nothing_is_taken_for_unsold(
    fakes: LabelFakes, rated: int, is_sent: bool, state: PurchaseState
) -> None:
    fakes.choose(rated)
    if is_sent:
        fakes.carriers.fail_next("buy", UNAVAILABLE, after_completion=True)
        fakes.worker.run_next()
    of_first_account = dict(fakes.carriers.shipments)
    fakes.carriers.shipments.clear()
    fakes.work(HOURS)
    assert fakes.get(rated).state is state
    if is_sent:
        fakes.carriers.shipments = of_first_account
        fakes.resolve.check_again(rated)
        fakes.work()
        assert fakes.get(rated).state is PurchaseState.BOUGHT


def test_a_purchase_without_a_key_is_shown_to_a_person(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    with fakes.unit_of_work() as tx:
        tx.carrier_accounts.delete(1)
        tx.commit()
    fakes.work()
    assert (fakes.get(rated).state, fakes.get(rated).needs_decision) == (PurchaseState.BUYING, True)
    with fakes.unit_of_work() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        tx.commit()
    fakes.resolve.check_again(rated)
    fakes.work()
    assert fakes.get(rated).state is PurchaseState.BOUGHT


def test_an_unclear_purchase_is_given_up_only_after_long_failures(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", UNAVAILABLE)
    fakes.worker.run_next()
    with pytest.raises(LabelRefused):
        fakes.resolve.give_up(rated, "impatient")
    with fakes.unit_of_work() as tx:
        tx.carrier_accounts.delete(1)
        tx.commit()
    fakes.work(POSTAGE_UNCLEAR_FOR / 2)
    with pytest.raises(LabelRefused, match="two minutes"):
        fakes.resolve.give_up(rated, "no key")
    fakes.work(POSTAGE_UNCLEAR_FOR)
    assert fakes.resolve.give_up(rated, "no key").state is PurchaseState.GIVEN_UP


def test_a_label_whose_file_cannot_be_fetched_is_shown_to_a_person(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("fetch_label", CarriersRefused("elsewhere"))
    fakes.work()
    assert (fakes.get(rated).state, fakes.get(rated).needs_decision) == (PurchaseState.BOUGHT, True)
    fakes.resolve.check_again(rated)
    fakes.work()
    assert find_push(fakes.unit_of_work, "PAR-1") is not None


@pytest.mark.parametrize("is_sold", [False, True])
def test_a_refusal_is_believed_only_if_the_record_shows_no_label(fakes: LabelFakes, rated: int, is_sold: bool) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", CarriersRefused("no money"), after_completion=is_sold)
    fakes.work(HOURS)
    wanted = PurchaseState.BOUGHT if is_sold else PurchaseState.REFUSED
    assert (fakes.get(rated).state, fakes.count_sold()) == (wanted, int(is_sold))


def test_a_refused_key_leaves_the_choice_to_be_made_again(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", CarriersAccessDenied("the key ended"))
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.get(rated).last_error) == (PurchaseState.RATED, "the key ended")
    assert fakes.carriers.calls["fetch_shipment"] == 1


@pytest.mark.parametrize("is_read", [True, False])
def test_a_label_that_was_sold_to_a_refused_key_is_found_in_the_record(
    fakes: LabelFakes, rated: int, is_read: bool
) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("buy", CarriersAccessDenied("the key ended"), after_completion=True)
    if not is_read:
        fakes.carriers.fail_next("fetch_shipment", CarriersAccessDenied("the key ended"))
        fakes.worker.run_next()
        assert (fakes.get(rated).state, fakes.get(rated).last_error) == (PurchaseState.UNCLEAR, "the key ended")
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)


@pytest.mark.parametrize(("rise", "state"), [("0.00", PurchaseState.BOUGHT), ("0.50", PurchaseState.RATED)])
def test_a_rate_that_ended_is_bought_again_only_at_its_price(
    fakes: LabelFakes, rated: int, rise: str, state: PurchaseState
) -> None:
    fakes.choose(rated)
    fakes.carriers.end_rates(rise)
    fakes.work(HOURS)
    purchase = fakes.get(rated)
    assert purchase.state is state
    assert "now costs 6.57 USD instead of 6.07 USD" in (purchase.last_error or "now costs 6.57 USD instead of 6.07 USD")


def test_a_rate_that_is_offered_and_never_sold_is_left_to_a_person(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    for _ in range(10):
        fakes.carriers.fail_next("buy", RateGone("gone"))
        fakes.worker.run_next()
        fakes.clock.advance(timedelta(minutes=30))
    assert (fakes.get(rated).state, fakes.get(rated).needs_decision) == (PurchaseState.RATED, True)
    assert fakes.carriers.calls["buy"] < 10


@pytest.mark.parametrize("is_created", [False, True])
def test_a_lost_response_to_a_request_for_rates_is_found_by_its_reference(fakes: LabelFakes, is_created: bool) -> None:
    purchase_id = fakes.request_rates()
    fakes.carriers.fail_next("request_rates", UNAVAILABLE, after_completion=is_created)
    fakes.work(HOURS)
    assert (fakes.get(purchase_id).state, len(fakes.carriers.shipments)) == (PurchaseState.RATED, 1)


def test_a_refused_request_for_rates_can_be_made_again(fakes: LabelFakes) -> None:
    fakes.carriers.fail_next("request_rates", CarriersRefused("the address has no street"))
    purchase_id = fakes.request_rates()
    fakes.work(HOURS)
    assert (fakes.get(purchase_id).state, fakes.get(purchase_id).last_error) == (
        PurchaseState.REFUSED,
        "the address has no street",
    )
    fakes.request_rates()


def test_a_label_whose_order_cannot_be_shipped_any_more_says_so_and_is_kept(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.worker.run_next()
    delete_order(fakes)
    fakes.work(HOURS)
    purchase = fakes.get(rated)
    assert purchase.state is PurchaseState.BOUGHT
    assert "is cancelled" in (purchase.ship_error or "")
    fakes.resolve.ship_again(rated)
    fakes.work()
    assert fakes.count_sold() == 1


def test_a_void_label_is_refunded_and_its_units_are_assigned_again(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.work()
    fakes.void(rated, "wrong box")
    fakes.work()
    assert fakes.get(rated).refund is RefundState.SUBMITTED
    assert list_units(fakes.unit_of_work, fakes.order_id) == []
    with pytest.raises(LabelRefused):
        fakes.void(rated, "again")
    with pytest.raises(InvalidShipment, match="earlier shipment"):
        fakes.request_rates()
    again = fakes.request_rates(parcel_id="")
    fakes.work()
    fakes.choose(again)
    fakes.work()
    assert fakes.get(again).ship_error is None
    assert [shipment for _, _, shipment in list_units(fakes.unit_of_work, fakes.order_id)] == ["1001-2", "1001-2"]


def test_a_refund_that_is_refused_is_asked_for_again_or_left_at_that(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.work()
    fakes.void(rated, "wrong box")
    fakes.carriers.fail_next("request_refund", CarriersRefused("The parcel has been shipped"))
    fakes.work()
    void = fakes.get(rated)
    assert (void.refund, void.last_error, void.needs_decision) == (
        RefundState.REJECTED,
        "The parcel has been shipped",
        True,
    )
    fakes.resolve.give_up(rated, "used")
    assert (fakes.get(rated).refund, fakes.get(rated).needs_decision) == (RefundState.FORGONE, False)
    fakes.void(rated, "not used")
    fakes.work()
    assert fakes.get(rated).refund is RefundState.SUBMITTED


def test_asking_again_for_a_refund_leaves_the_shipment_of_a_later_label_alone(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.carriers.fail_next("fetch_label", UNAVAILABLE)
    fakes.worker.run_next()
    fakes.worker.run_next()
    fakes.void(rated, "wrong box")
    fakes.carriers.fail_next("request_refund", CarriersRefused("too soon"))
    fakes.work()
    again = fakes.request_rates()
    fakes.work()
    fakes.choose(again)
    fakes.work()
    fakes.void(rated, "later")
    push = find_push(fakes.unit_of_work, "PAR-1")
    assert push is not None
    assert not push.shipment.cancelled


def test_units_of_a_parcel_whose_label_is_being_bought_are_not_there_for_another(fakes: LabelFakes) -> None:
    first, second = (fakes.request_rates(quantity=5, parcel_id="") for _ in range(2))
    fakes.work()
    fakes.choose(first)
    with pytest.raises(MoreThanToShip):
        fakes.choose(second)
    fakes.work()
    assert fakes.count_sold() == 1


def test_a_return_label_ships_nothing(fakes: LabelFakes) -> None:
    purchase_id = fakes.request_rates(reverse=True)
    fakes.work()
    fakes.choose(purchase_id)
    fakes.work()
    assert fakes.get(purchase_id).state is PurchaseState.BOUGHT
    with fakes.unit_of_work.read() as tx:
        assert tx.pushes.get("PAR-1") is None


def test_an_ended_purchase_lets_the_parcel_be_packed_again(fakes: LabelFakes, rated: int) -> None:
    fakes.resolve.give_up(rated, "another box")
    assert fakes.request_rates() != rated
    with pytest.raises(LabelRefused):
        fakes.resolve.give_up(rated, "again")


def test_what_cannot_be_shipped_any_more_is_not_bought(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    delete_order(fakes)
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.carriers.calls["buy"]) == (PurchaseState.REFUSED, 0)
    assert "is cancelled" in (fakes.get(rated).last_error or "")


def test_an_address_that_was_changed_after_the_rates_gets_no_label_to_the_former_one(
    fakes: LabelFakes, rated: int
) -> None:
    fakes.choose(rated)
    fakes.request_builder = lambda tx, purchase: replace(
        build_request(tx, purchase), ship_to=Address(country_code="US")
    )
    fakes.work(HOURS)
    assert (fakes.get(rated).state, fakes.carriers.calls["buy"]) == (PurchaseState.REFUSED, 0)
    assert "have changed since its rates were asked for" in (fakes.get(rated).last_error or "")
    again = fakes.request_rates()
    fakes.work()
    fakes.choose(again)
    fakes.work()
    assert fakes.get(again).state is PurchaseState.BOUGHT


def test_a_choice_that_was_refused_is_not_taken_for_a_purchase(fakes: LabelFakes, rated: int) -> None:
    rate = fakes.choose(rated).chosen
    assert rate is not None
    fakes.carriers.fail_next("buy", CarriersRefused("no money"))
    fakes.work()
    with pytest.raises(LabelRefused, match="is refused"):
        fakes.buy(rated, rate.id)


def test_a_label_that_was_erased_before_it_was_fetched_is_not_fetched(fakes: LabelFakes, rated: int) -> None:
    fakes.choose(rated)
    fakes.worker.run_next()
    with fakes.unit_of_work() as tx:
        tx.label_purchases.erase(SHOP, None)
        tx.commit()
    fakes.work(HOURS)
    assert (fakes.get(rated).needs_decision, fakes.carriers.calls["fetch_label"]) == (True, 0)
    fakes.resolve.ship_again(rated)
    fakes.work(HOURS)
    assert (fakes.get(rated).needs_decision, fakes.carriers.calls["fetch_label"]) == (True, 0)


def delete_order(fakes: LabelFakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.erp.orders.delete([fakes.order_id], fakes.clock.now())
        tx.commit()


class Killed(BaseException):
    """The process is gone."""


def kill() -> Killed:
    return Killed()


FAULTS: list[Callable[[], BaseException]] = [
    kill,
    lambda: CarriersUnavailable("no answer"),
    lambda: PostageUnclear("in progress"),
    lambda: CarriersThrottled("wait"),
    lambda: RuntimeError("bug"),
]
CALLS = ("request_rates", "find_shipment", "buy", "fetch_shipment", "fetch_label")


@given(
    st.lists(st.tuples(st.sampled_from(CALLS), st.sampled_from(FAULTS), st.booleans(), st.integers(0, 200)), max_size=6)
)
def test_whatever_breaks_and_whenever_one_label_is_bought_and_ships(
    faults: list[tuple[str, Callable[[], BaseException], bool, int]],
) -> None:
    fakes = LabelFakes()
    fakes.open()
    purchase_id = fakes.request_rates()
    for call, build_error, after_completion, seconds in faults:
        fakes.carriers.fail_next(call, build_error(), after_completion=after_completion)
        run_a_while(fakes, purchase_id, timedelta(seconds=seconds))
        assert fakes.count_sold() <= 1
    fakes.carriers.forget_faults()
    run_a_while(fakes, purchase_id, HOURS)
    run_a_while(fakes, purchase_id, HOURS)
    assert (fakes.get(purchase_id).state, fakes.count_sold()) == (PurchaseState.BOUGHT, 1)
    assert sum(units for _, units, _ in list_units(fakes.unit_of_work, fakes.order_id)) == 7


def run_a_while(fakes: LabelFakes, purchase_id: int, within: timedelta) -> None:
    """Work and choose; a killed worker is replaced at once, and its claims are due again."""
    for _ in range(3):
        try:
            fakes.work(within)
        except Killed:
            with fakes.unit_of_work() as tx:
                now = fakes.clock.now()
                tx.claims.reclaim(WORKER, now + timedelta(days=1), now, now)
                tx.commit()
        if fakes.get(purchase_id).state is PurchaseState.RATED:
            fakes.choose(purchase_id)
    assert Work.LABELS in fakes.notifier.notifications


def test_an_insured_parcel_is_insured_with_its_purchase(fakes: LabelFakes) -> None:
    purchase_id = fakes.request_rates(options=LabelOptions(insured_value=Money(Decimal("150.00"), "USD")))
    fakes.work()
    fakes.choose(purchase_id)
    fakes.work()
    postage = fakes.get(purchase_id).postage
    assert postage is not None
    assert [(cost.kind, str(cost.amount)) for cost in postage.costs][-1] == (CostKind.INSURANCE, "2 USD")


@pytest.mark.parametrize(
    "options",
    [
        LabelOptions(insured_value=Money(Decimal("5000.01"), "USD")),
        LabelOptions(insured_value=Money(Decimal(0), "USD")),
        LabelOptions(insured_value=Money(Decimal(10), "EUR")),
        LabelOptions(printed_texts=("1", "2", "3", "4")),
    ],
)
def test_options_that_no_label_has_are_refused_before_anything_is_asked(
    fakes: LabelFakes, options: LabelOptions
) -> None:
    with pytest.raises(InvalidShipment):
        fakes.request_rates(options=options)
