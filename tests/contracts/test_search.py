"""The contract of `Search`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.search import (
    EVERYTHING,
    MatchRank,
    RecordKey,
    RecordKind,
    SearchEntry,
    SearchScope,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.search_terms import normalize_code, parse_search, split_terms
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products.match_variants import upsert_changed_variants
from novex_shopify.domain.use_cases.search.rebuild_search import RebuildSearch
from novex_shopify.domain.use_cases.search.search_records import SearchRecords
from tests.builders import OTHER_SHOP, SHOP, a_shop, a_variant, an_item
from tests.contracts.test_concurrent_shipping import wait_for_a_waiting_transaction

ORDER, CUSTOMER, PRODUCT, LOT = RecordKind.ORDER, RecordKind.CUSTOMER, RecordKind.PRODUCT, RecordKind.LOT


def order(number: str, *people: str, shop: ShopDomain = SHOP, from_payload: bool = False) -> SearchEntry:
    """An order with this number, of people with these names, addresses or numbers."""
    personal = frozenset(term for text in people for term in (normalize_code(text), *split_terms(text)))
    codes = frozenset({normalize_code(number)})
    return SearchEntry(RecordKey(ORDER, number, shop), codes, personal=personal, from_payload=from_payload)


def lot(code: str) -> SearchEntry:
    return SearchEntry(RecordKey(LOT, code), frozenset({normalize_code(code)}))


def store(unit_of_work: UnitOfWork, *entries: SearchEntry) -> None:
    with unit_of_work() as tx:
        tx.search.put(entries)
        tx.commit()


def find(unit_of_work: UnitOfWork, text: str, scope: SearchScope = EVERYTHING, limit: int = 9) -> Sequence[str]:
    with unit_of_work.read() as tx:
        return [match.key.id for match in tx.search.find(parse_search(text), scope, limit)]


def test_a_whole_code_is_before_codes_that_begin_so_and_these_are_before_words(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1001"), order("#10012"), order("#5", "Street 1001"), lot("10-01"))
    with unit_of_work.read() as tx:
        found = tx.search.find(parse_search("1001"), EVERYTHING, 9)
    assert [(match.key.id, match.rank) for match in found] == [
        ("#1001", MatchRank.EXACT_CODE),
        ("10-01", MatchRank.EXACT_CODE),
        ("#10012", MatchRank.CODE_PREFIX),
        ("#5", MatchRank.WORDS),
    ]


def test_all_words_must_begin_a_term_in_any_order(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1", "Anna Dvořák"), order("#2", "Anna Berg"), order("#3", "Jörg Müller"))
    assert find(unit_of_work, "dvo ann") == ["#1"]
    assert find(unit_of_work, "anna müller") == []
    assert find(unit_of_work, "MUELLER") == ["#3"]
    assert find(unit_of_work, "1 dvorak") == ["#1"]


def test_what_was_added_last_is_first_and_each_kind_has_its_own_limit(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, *(order(f"#{number}", "Anna") for number in range(1, 6)))
    product = SearchEntry(RecordKey(PRODUCT, "7", SHOP), words=frozenset({"anna"}))
    store(unit_of_work, product)
    assert find(unit_of_work, "anna", limit=2) == ["#5", "#4", "7"]


def test_a_store_finds_its_own_records_and_those_of_no_store(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1001"), order("#1001", shop=OTHER_SHOP), lot("1001"))
    with unit_of_work.read() as tx:
        found = tx.search.find(parse_search("1001"), SearchScope(shop=OTHER_SHOP), 9)
    assert [(match.key.kind, match.key.shop) for match in found] == [(ORDER, OTHER_SHOP), (LOT, None)]
    assert find(unit_of_work, "1001", SearchScope([LOT])) == ["1001"]


def test_without_personal_data_people_are_not_found(unit_of_work: UnitOfWork) -> None:
    customer = SearchEntry(RecordKey(CUSTOMER, "8", SHOP), personal=frozenset({"anna", "annaexamplecom"}))
    store(unit_of_work, order("#1", "Anna", "anna@example.com", "+49 30 1234567"), customer)
    hidden = SearchScope(personal=False)
    texts = ("anna", "anna@example.com", "+49301234567", "1 anna")
    assert [find(unit_of_work, text, hidden) for text in texts] == [[], [], [], []]
    assert [len(find(unit_of_work, text)) for text in texts] == [2, 2, 1, 1]
    assert find(unit_of_work, "#1", hidden) == ["#1"]


def test_new_terms_replace_the_former_ones(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1", "Anna"), order("#2", "Berta"))
    store(unit_of_work, order("#1", "Clara"))
    assert [find(unit_of_work, text) for text in ("anna", "berta", "clara", "#1")] == [[], ["#2"], ["#1"], ["#1"]]


def test_a_payload_never_replaces_the_terms_of_the_erps_record(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1", "Anna", from_payload=True), order("#2", "Berta"))
    store(unit_of_work, order("#1", "Anne", from_payload=True), order("#2", "Beate", from_payload=True))
    assert [find(unit_of_work, text) for text in ("anna", "anne", "berta", "beate")] == [[], ["#1"], ["#2"], []]
    with unit_of_work.read() as tx:
        assert list(tx.search.list_from_payload(9)) == [RecordKey(ORDER, "#1", SHOP)]
        assert tx.search.count() == {ORDER: 1}
    store(unit_of_work, order("#1", "Anna"), order("#3", from_payload=True), order("#4", from_payload=True))
    with unit_of_work.read() as tx:
        assert tx.search.count() == {ORDER: 2}
        assert [key.id for key in tx.search.list_from_payload(1)] == ["#3"]
        assert [key.id for key in tx.search.list_from_payload(9, RecordKey(ORDER, "#3", SHOP))] == ["#4"]


def test_an_erasure_leaves_codes_of_the_named_records_or_of_the_whole_store(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1", "Anna"), order("#2", "Anna"), order("#3", "Anna", shop=OTHER_SHOP))
    with unit_of_work() as tx:
        tx.search.erase(ORDER, SHOP, ["#1"])
        tx.commit()
    assert ({*find(unit_of_work, "anna")}, find(unit_of_work, "#1")) == ({"#3", "#2"}, ["#1"])
    with unit_of_work() as tx:
        tx.search.erase(ORDER, SHOP, None)
        tx.commit()
    assert find(unit_of_work, "anna") == ["#3"]


def test_removed_records_are_not_found(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1"), order("#2"), order("#3", shop=OTHER_SHOP), lot("1"))
    with unit_of_work() as tx:
        tx.search.remove(ORDER, SHOP, ["#1"])
        tx.search.remove(ORDER, OTHER_SHOP, None)
        tx.search.remove(LOT, None, ["1"])
        tx.commit()
    assert [find(unit_of_work, text) for text in ("1", "2", "3")] == [[], ["#2"], []]


def test_what_has_a_meaning_to_a_database_has_none_here(unit_of_work: UnitOfWork) -> None:
    store(unit_of_work, order("#1", "Anna"))
    for text in ("", "#", "'", '"', "a' | 'b", "* OR", "()", "-", "\u0301", "🙂", "NEAR(a b)", "terms:x", "\\"):
        assert find(unit_of_work, text) == [], text


def test_what_no_database_takes_is_searched_without_it(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    search = SearchRecords(unit_of_work, JsonPayloadReader())
    assert [len(search(text)) for text in ("ART-1\ud800", "ART-1\0", "\0")] == [1, 1, 0]


def test_every_script_is_found(unit_of_work: UnitOfWork) -> None:
    names = ("Дмитрий", "東京商店", "नमिता", "Ὀδυσσεύς", "İpek", "O'Brien", "日本 太郎")
    store(unit_of_work, *(order(f"#{number}", name) for number, name in enumerate(names)))
    for number, name in enumerate(names):
        assert [find(unit_of_work, text) for text in (name, name.upper(), name[:3])] == [[f"#{number}"]] * 3, name


def test_a_rebuild_has_what_is_written_while_it_waits(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        upsert_changed_variants(tx, SHOP, [a_variant(title="Old")])
        tx.commit()
    with ThreadPoolExecutor(1) as thread:
        with unit_of_work() as tx:
            upsert_changed_variants(tx, SHOP, [a_variant(title="New")])
            rebuilding = thread.submit(RebuildSearch(unit_of_work, SystemClock(), JsonPayloadReader()))
            wait_for_a_waiting_transaction(unit_of_work)
            tx.commit()
        rebuilding.result(timeout=10)
    assert (len(find(unit_of_work, "new")), find(unit_of_work, "old")) == (1, [])
