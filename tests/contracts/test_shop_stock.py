"""The contract of `ShopStock`: locations, levels, syncs, pushes and safety stock."""

from dataclasses import replace
from datetime import date

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState, StockLevel
from novex_shopify.domain.model.stock_push import PushOutcome, StockPush
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.stock_terms import StockTerm, TermKind
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_variant

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
BERLIN, PARIS = Location(SHOP, 71, "Berlin"), Location(SHOP, 72, "Paris")
SERVICE = Location(SHOP, 73, "Another app", is_fulfillment_service=True)
TERMS = (StockTerm(TermKind.FREE, 20), StockTerm(TermKind.DEMAND, -5, OTHER_SHOP, 9), StockTerm(TermKind.SAFETY, -3))
SINGLE, CASE = 501, 502


def map_variants(tx: Transaction) -> None:
    """Two variants of one item, and one without."""
    for number, item_id in ((SINGLE, "ART-1"), (CASE, "ART-1"), (503, None)):
        variant = a_variant(number, inventory_item_id=number + 100, tracked=True, is_bundle=False)
        tx.mappings.upsert_variants(SHOP, [variant])
        tx.mappings.save(ProductMapping(SHOP, variant, item_id))


def derive(tx: Transaction) -> None:
    map_variants(tx)
    tx.shop_stock.locations.save([BERLIN, PARIS, SERVICE])
    tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, BERLIN.id, frozenset({1, 2})))
    tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, SERVICE.id, frozenset({3})))
    tx.shop_stock.levels.derive(SHOP, None, NOON)


def list_levels(tx: Transaction, wanted: LevelFilter = LevelFilter(), limit: int = 9) -> list[StockLevel]:  # noqa: B008
    return list(tx.shop_stock.levels.list_page(SHOP, wanted, limit))


def a_push(**changes: object) -> StockPush:
    push = StockPush(0, SHOP, "call-1", LevelKey(601, 71), "ART-1", 40, 37, TERMS, NOON, 37)
    return replace(push, **changes)  # type: ignore[arg-type]


def test_what_shopify_says_of_a_variants_stock_is_kept_where_a_state_does_not_say(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        known = a_variant(SINGLE, inventory_item_id=601, tracked=True, is_bundle=True)
        tx.mappings.upsert_variants(SHOP, [known])
        tx.mappings.upsert_variants(SHOP, [a_variant(SINGLE, tracked=False)])
        mapping = tx.mappings.get(SHOP, SINGLE)
        assert mapping
        assert mapping.status is MappingStatus.UNMAPPED
        assert mapping.variant == replace(known, tracked=False)


def test_locations_are_stored_with_what_they_stand_for(unit_of_work: UnitOfWork) -> None:
    rest, some = LocationMapping(SHOP, 72, takes_rest=True), LocationMapping(SHOP, 71, frozenset({1, 2}))
    with unit_of_work() as tx:
        locations = tx.shop_stock.locations
        locations.save([PARIS, BERLIN, Location(OTHER_SHOP, 71, "Rome")])
        locations.save_mapping(some)
        locations.save_mapping(rest)
        closed = replace(PARIS, name="Lyon", is_active=False, ships_online_orders=False)
        locations.save([closed])
        assert locations.list_for_shop(SHOP) == [BERLIN, closed]
        assert locations.list_mappings(SHOP) == [some, rest]
        locations.save_mapping(replace(some, storage_location_ids=frozenset({2})))
        locations.remove(SHOP, [72])
        assert locations.get(SHOP, 72) is None
        assert locations.list_mappings(SHOP) == [replace(some, storage_location_ids=frozenset({2}))]
        locations.save_mapping(LocationMapping(SHOP, 71))
        assert locations.list_mappings(SHOP) == []


def test_levels_follow_from_mapped_variants_and_mapped_locations(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        assert [(each.key, each.variant_id, each.item_id, each.state) for each in list_levels(tx)] == [
            (LevelKey(601, 71), SINGLE, "ART-1", LevelState.NEW),
            (LevelKey(602, 71), CASE, "ART-1", LevelState.NEW),
        ]
        tx.mappings.save(ProductMapping(SHOP, a_variant(CASE)))
        tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, PARIS.id, takes_rest=True))
        tx.shop_stock.levels.derive(SHOP, [SINGLE, CASE], NOON + HOUR)
        levels = list_levels(tx)
        assert [(each.key, each.due_at) for each in levels] == [
            (LevelKey(601, 71), NOON),
            (LevelKey(601, 72), NOON + HOUR),
        ]
        tx.shop_stock.levels.remove_all(SHOP)
        assert list_levels(tx) == []


def test_variants_that_have_changed_are_noted_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        levels = tx.shop_stock.levels
        levels.note_variants(SHOP, [SINGLE, CASE])
        levels.note_variants(OTHER_SHOP, [9])
        levels.note_variants(SHOP, [SINGLE])
        assert levels.has_notes()
        assert levels.take_variants(3) == {SHOP: {SINGLE, CASE}, OTHER_SHOP: {9}}
        assert levels.take_variants(3) == {SHOP: {SINGLE}}
        assert levels.take_variants(3) == {}
        assert not levels.has_notes()


def test_a_level_is_read_back_as_it_was_computed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        level = tx.shop_stock.levels.list_due(SHOP, NOON, 1)[0]
        computed = replace(
            level,
            state=LevelState.DRIFT,
            on_hand=40,
            available=38,
            committed=2,
            read_at=NOON,
            target=37,
            terms=TERMS,
            accounted=37,
            error="why",
            due_at=None,
            drift_since=NOON,
        )
        tx.shop_stock.levels.save([computed])
        assert tx.shop_stock.levels.get_many(SHOP, [level.key, LevelKey(1, 1)]) == [computed]
        assert (computed.drift, computed.difference) == (3, 3)
        assert tx.shop_stock.levels.list_by_items({"ART-1"})[0] == computed
        assert tx.shop_stock.levels.count_undecided() == {(SHOP, LevelState.DRIFT): 1}
        assert tx.shop_stock.levels.count_by_state(SHOP) == {LevelState.DRIFT: 1, LevelState.NEW: 1}


def test_levels_are_found_by_state_location_item_and_difference(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        first, second = tx.shop_stock.levels.list_due(SHOP, NOON, 2)
        tx.shop_stock.levels.save([replace(first, on_hand=4, target=3, due_at=None, state=LevelState.DIFFERS)])
        assert [each.id for each in list_levels(tx, LevelFilter(frozenset({LevelState.DIFFERS})))] == [first.id]
        assert [each.id for each in list_levels(tx, LevelFilter(differing=True))] == [first.id]
        assert list_levels(tx, LevelFilter(location_id=72)) == []
        assert len(list_levels(tx, LevelFilter(item_ids=frozenset({"ART-1"})))) == 2
        assert list_levels(tx, LevelFilter(item_ids=frozenset({"ART-9"}))) == []
        assert list(tx.shop_stock.levels.list_page(SHOP, LevelFilter(), 9, after=first.id)) == [second]


def test_news_that_comes_while_a_level_is_computed_is_not_lost(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        levels = tx.shop_stock.levels
        first, second = levels.list_due(SHOP, NOON, 2)
        assert levels.mark_due(SHOP, NOON + HOUR, inventory_item_ids=[601], force=True) == 1
        later = NOON + 2 * HOUR
        levels.save([replace(each, on_hand=1, due_at=later) for each in (first, second)])
        known = {each.id: each for each in list_levels(tx)}
        assert (known[first.id].due_at, known[first.id].is_forced) == (NOON, True)
        assert (known[second.id].due_at, known[second.id].is_forced) == (later, False)
        assert {each.on_hand for each in known.values()} == {1}


def test_levels_are_due_from_their_earliest_mark(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        levels = tx.shop_stock.levels
        levels.save([replace(each, due_at=None) for each in levels.list_due(SHOP, NOON, 9)])
        assert (levels.find_next_due(SHOP), levels.find_oldest_due(), levels.count_due(9)) == (None, None, 0)
        assert levels.mark_items_due({"ART-1", "ART-9"}, NOON + HOUR) == {SHOP}
        assert levels.mark_due(SHOP, NOON + 2 * HOUR, item_ids=["ART-1"]) == 2
        assert levels.mark_items_due({"ART-9"}, NOON) == frozenset()
        assert levels.find_next_due(SHOP) == levels.find_oldest_due() == NOON + HOUR
        assert levels.count_due(1) == 1
        assert levels.list_due(SHOP, NOON, 9) == []
        assert len(levels.list_due(SHOP, NOON + HOUR, 9)) == 2


def test_levels_that_were_not_read_for_long_are_marked_some_at_a_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        derive(tx)
        tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, PARIS.id, takes_rest=True))
        tx.shop_stock.levels.derive(SHOP, None, NOON)
        levels, states = tx.shop_stock.levels, (LevelState.IN_STEP, LevelState.DRIFT, LevelState.REFUSED)
        read = [replace(each, due_at=None, read_at=NOON) for each in list_levels(tx)]
        levels.save([replace(each, state=state) for each, state in zip(read, (*states, states[0]), strict=True)])
        assert levels.mark_unread(SHOP, NOON, NOON + HOUR, 9) == 0
        assert levels.mark_unread(OTHER_SHOP, NOON + HOUR, NOON + HOUR, 9) == 0
        assert levels.mark_unread(SHOP, NOON + SECOND, NOON + HOUR, 2) == 2
        assert levels.mark_unread(SHOP, NOON + SECOND, NOON + HOUR, 9) == 1
        due = {each.id: each.due_at for each in list_levels(tx)}
        assert [due[each.id] for each in read] == [NOON + HOUR, NOON + HOUR, None, NOON + HOUR]


def test_one_worker_at_a_time_has_a_store(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        syncs = tx.shop_stock.syncs
        syncs.wake([SHOP], NOON + HOUR)
        syncs.wake([SHOP], NOON)
        syncs.wake([SHOP, OTHER_SHOP], NOON + HOUR)
        claimed = syncs.claim(ANN, NOON)
        assert claimed
        assert (claimed.shop, claimed.attempts, claimed.claimed_by) == (SHOP, 1, str(ANN))
        assert syncs.claim(BOB, NOON) is None
        stored = replace(claimed, open_key="call-1", row_limit=5, failures=2, last_error="slow")
        assert syncs.save(stored)
        assert not syncs.settle(replace(stored, claimed_by=str(BOB)))
        assert syncs.settle(replace(stored, next_attempt_at=None))
        assert syncs.find(SHOP) == syncs.get(stored.id) == replace(stored, claimed_by=None, next_attempt_at=None)
        assert [each.shop for each in syncs.list_all()] == sorted([SHOP, OTHER_SHOP])


def test_the_claim_of_a_worker_that_is_gone_is_taken_by_another(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shop_stock.syncs.wake([SHOP], NOON)
        claimed = tx.shop_stock.syncs.claim(ANN, NOON)
        assert claimed
        tx.claims.renew(ANN, {Work.STOCK: [claimed.id]}, NOON + SECOND, NOON + SECOND)
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON + HOUR, NOON + HOUR) == 1
        again = tx.shop_stock.syncs.claim(BOB, NOON + HOUR)
        assert again
        assert again.attempts == 2
        assert not tx.shop_stock.syncs.settle(claimed)


def test_a_store_is_paused_and_resumed_while_a_worker_may_have_claimed_it(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        syncs = tx.shop_stock.syncs
        syncs.set_pause(SHOP, NOON, "anna", "counting")
        syncs.set_day(SHOP, date(2026, 11, 27))
        paused = syncs.lock(SHOP)
        assert paused
        assert paused == StockSync(
            paused.id, SHOP, paused_at=NOON, paused_by="anna", pause_reason="counting", day=date(2026, 11, 27)
        )
        assert paused.is_paused
        syncs.set_pause(SHOP, None, None, None)
        assert syncs.find(SHOP) == StockSync(paused.id, SHOP, day=date(2026, 11, 27))
        assert syncs.find(OTHER_SHOP) is None


def test_what_was_sent_is_kept_with_its_answer(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        pushes = tx.shop_stock.pushes
        pushes.add([a_push(), a_push(level=LevelKey(602, 71), terms=())])
        first, second = pushes.list_call("call-1")
        assert [replace(each, id=0) for each in (first, second)] == [
            a_push(),
            a_push(level=LevelKey(602, 71), terms=()),
        ]
        pushes.answer([second], PushOutcome.REFUSED, NOON + SECOND, "It is a bundle.")
        refused = replace(second, outcome=PushOutcome.REFUSED, answered_at=NOON + SECOND, message="It is a bundle.")
        assert pushes.list_call("call-1") == [first, refused]
        pushes.add([a_push(call_key="call-2")])
        newest = pushes.list_of_level(SHOP, LevelKey(601, 71), 9)
        assert [each.call_key for each in newest] == ["call-2", "call-1"]
        assert pushes.list_of_level(SHOP, LevelKey(601, 71), 9, before=newest[0].id) == [first]
        assert len(pushes.list_of_item("ART-1", 2)) == 2
        assert pushes.delete_answered(SHOP, NOON + HOUR, 9) == 1
        assert pushes.list_call("call-1") == [first]


def test_safety_stock_has_one_rule_for_each_scope(unit_of_work: UnitOfWork) -> None:
    everywhere, of_item = SafetyStock(1), SafetyStock(5, item_id="ART-1")
    of_shop, of_place = SafetyStock(2, SHOP), SafetyStock(3, SHOP, 71, "ART-1")
    with unit_of_work() as tx:
        rules = tx.shop_stock.safety
        for each in (of_place, of_item, of_shop, SafetyStock(9, OTHER_SHOP), SafetyStock(9, item_id="ART-9")):
            rules.save(each)
        rules.save(SafetyStock(9))
        rules.save(everywhere)
        assert set(rules.list_for(SHOP, {"ART-1"})) == {everywhere, of_item, of_shop, of_place}
        assert len(rules.list_all()) == 6
        assert rules.remove(SHOP, 71, "ART-1")
        assert not rules.remove(SHOP, 71, "ART-1")
        assert len(rules.list_all()) == 5
