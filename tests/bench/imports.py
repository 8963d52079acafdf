"""Imports of a large catalog and many customers, beside PostgreSQL's COPY of the same rows and a loop over rows."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlmodel import Session, select

from novex_shopify.adapters.erp.customers import CustomerRow
from novex_shopify.adapters.persistence.products.product_mapping_row import ProductMappingRow
from novex_shopify.adapters.persistence.resource_links import CustomerLinkRow
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopDomain
from tests.bench.bulk_files import VARIANTS_PER_PRODUCT, build_sku, write_customers, write_variants
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import SHOP
from tests.bench.report import Report

CUSTOMERS, PRODUCTS = 100_000, 50_000
NOW = datetime.now(UTC)
SMALL_SIZE_DIVISOR = 10  # memory is compared with that of an import of this fraction
LOOPED_ROWS = 2_000  # enough to measure the time of one row


@dataclass(frozen=True, slots=True)
class _ImportCase:
    """What is imported: how its file is written, its number of lines and records, and its tables."""

    name: str
    size: int
    write: Callable[[Path, int], int]
    records_per_unit: int
    tables: Sequence[str]
    build_rows: Callable[[bytes], Sequence[tuple[Any, Row]]]


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure each kind in an empty database."""
    with env.container.unit_of_work()() as tx:
        tx.shops.save_credentials(ShopDomain(SHOP), Credentials(Secret("a token that is never sent")))
        tx.erp.catalog.put(
            Item(f"ITEM-{number}", f"Tea {number}", build_sku(number))
            for number in range(PRODUCTS * VARIANTS_PER_PRODUCT)
        )
        tx.commit()
    for kind in _IMPORT_CASES:
        with TemporaryDirectory(prefix="novex-bench-") as folder:
            _measure_kind(env, report, kind, Path(folder))


def _measure_kind(env: BenchEnvironment, report: Report, kind: _ImportCase, folder: Path) -> None:
    small = _run_import(env, kind, folder, kind.size // SMALL_SIZE_DIVISOR)
    _truncate_tables(env, kind)
    first = _run_import(env, kind, folder, kind.size)
    again = _run_import(env, kind, folder, kind.size)
    changed = _run_import(env, kind, folder, kind.size, change=True)
    copied = _measure_copy(env, kind, folder)
    per_row = _measure_row_loop(env, kind, folder / "file")
    records = kind.size * kind.records_per_unit
    report.add_figure(
        f"import of {records:,} {kind.name}; again, unchanged; COPY of the rows",
        f"{first['seconds']:.1f} s ({records / first['seconds']:,.0f}/s), {again['seconds']:.1f} s, {copied:.1f} s",
    )
    report.add_ratio(f"{kind.name}, share of COPY", copied / first["seconds"], at_least=0.25)
    report.add_ratio(f"{kind.name}, against a SQLModel loop", per_row * records / first["seconds"], at_least=15)
    report.add_ratio(
        f"{kind.name}, again and unchanged, against the first", again["seconds"] / first["seconds"], at_most=0.25
    )
    report.add_figure(
        f"{kind.name}, again with one changed, against the first", f"{changed['seconds'] / first['seconds']:.2f}"
    )
    report.add_ratio(f"{kind.name}, rows written when nothing changed", again["written"], at_most=0)
    report.add_ratio(f"{kind.name}, peak memory in MB", first["megabytes"], at_most=200)
    report.add_ratio(
        f"{kind.name}, peak memory against that of a tenth of them",
        first["megabytes"] / small["megabytes"],
        at_most=1.2,
    )


def _run_import(
    env: BenchEnvironment, kind: _ImportCase, folder: Path, size: int, *, change: bool = False
) -> dict[str, float]:
    file = folder / "file"
    lines = kind.write(file, size)
    if change:
        with file.open("r+b") as content:
            first = content.readline()
            content.seek(0)
            content.write(first.replace(b"Augusta", b"Augusto").replace(b"flush", b"Flush"))
    command = (sys.executable, "-m", "tests.bench.import_file", kind.name, file, size * kind.records_per_unit, lines)
    done = subprocess.run(
        list(map(str, command)), env=os.environ | env.variables, check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _truncate_tables(env: BenchEnvironment, kind: _ImportCase) -> None:
    env.execute(f"TRUNCATE {', '.join(kind.tables)}")


def _measure_copy(env: BenchEnvironment, kind: _ImportCase, folder: Path) -> float:
    """Measure how long PostgreSQL takes to load the imported rows into the same tables with the same indexes."""
    address = env.variables["BENCH_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        for table in kind.tables:
            with (folder / table).open("wb") as file, connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                file.writelines(copy)
        connection.execute(f"TRUNCATE {', '.join(kind.tables)}")
        connection.commit()
        began = time.perf_counter()
        for table in kind.tables:
            with (folder / table).open("rb") as file, connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)
        connection.commit()
        return time.perf_counter() - began


def _measure_row_loop(env: BenchEnvironment, kind: _ImportCase, file: Path) -> float:
    """Measure how long one record takes if each is looked up, added and committed alone."""
    _truncate_tables(env, kind)
    with file.open("rb") as lines, Session(env.container.engine()) as session:
        some = [next(lines) for _ in range(LOOPED_ROWS)]
        began = time.perf_counter()
        for line in some:
            for known, row in kind.build_rows(line):
                if session.exec(known).first() is None:
                    session.add(row)
            session.commit()
        return (time.perf_counter() - began) / LOOPED_ROWS


def _build_customer_rows(line: bytes) -> Sequence[tuple[Any, Row]]:
    customer = record_mapper.parse_customer(line, ())
    row = CustomerRow(
        shop_domain=SHOP,
        shopify_customer_id=customer.id,
        first_name=customer.first_name,
        last_name=customer.last_name,
        email=customer.email,
        phone=customer.phone,
        updated_at=customer.updated_at,
    )
    link = CustomerLinkRow(shop_domain=SHOP, shopify_id=customer.id, erp_id="", updated_at=NOW)
    return [
        (
            select(CustomerRow).where(CustomerRow.shopify_customer_id == customer.id, CustomerRow.shop_domain == SHOP),
            row,
        ),
        (select(CustomerLinkRow).where(CustomerLinkRow.shopify_id == customer.id), link),
    ]


def _build_mapping_rows(line: bytes) -> Sequence[tuple[Any, Row]]:
    variant = record_mapper.parse_variant(line, ())
    known = select(ProductMappingRow).where(ProductMappingRow.variant_id == variant.variant_id)
    item = "ITEM"
    row = ProductMappingRow(
        shop_domain=SHOP,
        product_id=variant.product_id,
        variant_id=variant.variant_id,
        title=variant.title,
        sku=variant.sku,
        barcode=variant.barcode,
        erp_item_id=item,
        matched_by="sku",
        status="mapped",
    )
    return [(known, row)]


_IMPORT_CASES = (
    _ImportCase(
        "customers", CUSTOMERS, write_customers, 1, ("erp_customers", "shopify_customer_links"), _build_customer_rows
    ),
    _ImportCase(
        "products", PRODUCTS, write_variants, VARIANTS_PER_PRODUCT, ("shopify_product_mappings",), _build_mapping_rows
    ),
)
