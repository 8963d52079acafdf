"""How long a search takes among 100,000 orders, their customers, products and lots, beside a read by primary key."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random
from statistics import quantiles
from time import perf_counter

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import add_customer_keys
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.indexing.index_records import (
    index_customers,
    index_lots,
    index_orders,
    index_variants,
)
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.lots import batch
from tests.bench.orders import SHOP
from tests.bench.report import Report
from tests.builders import NOON, a_sales_order

ORDERS, CUSTOMERS, VARIANTS, LOTS, FIRST_NUMBER = 100_000, 50_000, 16_800, 50_000, 1_000
ROUNDS = 40
FIRST_NAMES = [start + end for start in ("An", "Ma", "Jo", "Lu", "Pe", "Ti", "Sa", "El", "No", "Fr") for end in
               ("na", "ria", "hann", "kas", "ter", "mo", "ra", "se", "ah", "itz")]  # fmt: skip
LAST_NAMES = [start + middle + end for start in ("Mül", "Schmi", "We", "Hof", "Kra", "Ber", "Lan", "Fi", "Bau", "Ri")
              for middle in ("ler", "dt", "ber", "mann") for end in ("", "son", "er", "ski", "ová", "ez")]  # fmt: skip
WORDS = ("Earl", "Grey", "Green", "Organic", "Darjeeling", "Kimchi", "Honey", "Jar", "Case", "Gift", "Box", "Large")


def measure(env: BenchEnvironment, report: Report) -> None:
    """On PostgreSQL and on SQLite."""
    _measure_database("PostgreSQL", env.container, report, lambda: env.execute("VACUUM ANALYZE"))
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded.container, report, lambda: None)


def _measure_database(name: str, container: Container, report: Report, analyze: Callable[[], object]) -> None:
    begun = perf_counter()
    fill(container)
    report.add_figure(f"{name}: 100,000 orders indexed with the rest, in seconds", f"{perf_counter() - begun:.0f}")
    analyze()
    read = partial(_read_by_key, container)
    report.add_figure(f"{name}: a read by primary key, p50 and p95 in ms", _format(_time(lambda _: read(), ("",))))
    for kind, texts in QUERIES.items():
        p50, p95 = _time(container.search_records(), texts)
        report.add_ratio(f"{name}: {kind}, p95 in ms (p50 {p50:.1f})", p95, at_most=100)


def fill(container: Container) -> None:
    """The same records in every run."""
    random = Random(7)
    people = [build_customer(number, random) for number in range(1, CUSTOMERS + 1)]
    for numbers in batch(range(ORDERS)):
        with container.transaction() as tx:
            orders = [build_order(number, people[number % CUSTOMERS]) for number in numbers]
            index_orders(tx, dict(zip(tx.erp.orders.apply(orders), orders, strict=True)))
            tx.commit()
    for numbers in batch(range(CUSTOMERS)):
        with container.transaction() as tx:
            some = [people[number] for number in numbers]
            ids = tx.erp.customers.add(ShopDomain(SHOP), some)
            index_customers(tx, ShopDomain(SHOP), dict(zip(ids, some, strict=True)))
            tx.commit()
    for numbers in batch(range(VARIANTS)):
        with container.transaction() as tx:
            add_products(tx, numbers)
            tx.commit()
    for numbers in batch(range(LOTS)):
        with container.transaction() as tx:
            lots = [Lot(0, f"ART-{number % 100}", f"L-{number:06}", LotSource.PURCHASE, NOON) for number in numbers]
            index_lots(tx, [get_stock(tx).lots.add(lot) for lot in lots])
            tx.commit()


def add_products(tx: Transaction, numbers: Sequence[int]) -> None:
    titles = {number: " ".join(WORDS[number // step % len(WORDS)] for step in (1, 12, 144)) for number in numbers}
    tx.erp.catalog.put(Item(f"BENCH-{number}", title, f"TEA-{number}") for number, title in titles.items())
    variants = [Variant(number + 1, 10**9 + number, title, f"TEA-{number}") for number, title in titles.items()]
    tx.mappings.upsert_variants(ShopDomain(SHOP), variants)
    index_variants(tx, ShopDomain(SHOP), variants)


def build_customer(number: int, random: Random) -> Customer:
    """Some names are far more common than others."""
    first, last = _pick(FIRST_NAMES, random), _pick(LAST_NAMES, random)
    company = f"{last} Foods GmbH" if number % 4 == 0 else None
    address = Address(f"{first} {last}", company, "Street 1", zip=f"{random.randrange(10**5):05}", country_code="DE")
    customer = Customer(number, NOON, first, last, f"{first}.{last}{number}@example.com".lower(), None, (address,))
    return add_customer_keys(replace(customer, phone=f"+4930{random.randrange(10**7):07}"), "DE")


def _pick(names: Sequence[str], random: Random) -> str:
    return names[min(int(random.expovariate(5 / len(names))), len(names) - 1)]


def build_order(number: int, customer: Customer) -> SalesOrder:
    return replace(
        a_sales_order(shop_domain=SHOP, shopify_order_id=5 * 10**12 + number, name=f"#{FIRST_NUMBER + number}"),
        email=customer.email,
        phone=customer.phone,
        shipping_address=customer.addresses[0],
        po_number=f"PO-{number}" if number % 4 == 0 else None,
    )


QUERIES = {
    "an order's number": [f"#{FIRST_NUMBER + number}" for number in range(0, ORDERS, 9_973)],
    "the beginning of a number": ["10", "51", "999", "12", "1234"],
    "an e-mail address": ["anna.müller1@example.com", "maria.weber9@example.com", "anna.m"],
    "a phone number": ["+49 30 1234567", "030/12345", "0049 30 99"],
    "a postal code": ["12345", "80331", "01067"],
    "a common name": ["anna", "müller", "an", "Mueller"],
    "two names": ["anna müller", "maria schmidt", "Johann Weberová"],
    "a company": ["Müller Foods", "weber foods gmbh", "gmbh"],
    "a PO number": ["PO-4000", "po 99996"],
    "a SKU": ["TEA-1234", "tea99"],
    "a product's title": ["earl grey", "organic honey jar", "box"],
    "a lot": ["L-012345", "l0499"],
    "nothing": ["qqqqq", "anna qqqqq", "gmbh qqqqq"],
}


def _read_by_key(container: Container) -> None:
    with container.read_transaction() as tx:
        tx.erp.orders.get("4711")


def _time(call: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """The median and the 95th percentile of many calls, in milliseconds."""
    times = []
    for number in range(max(ROUNDS, 2 * len(texts))):
        begun = perf_counter()
        call(texts[number % len(texts)])
        times.append((perf_counter() - begun) * 1000)
    parts = quantiles(times, n=20)
    return parts[9], parts[18]


def _format(times: tuple[float, float]) -> str:
    return f"{times[0]:.1f} and {times[1]:.1f}"
