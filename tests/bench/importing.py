"""Catalog and customers at full size: against PostgreSQL's COPY of the same rows, and against a loop over rows."""

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
from novex_shopify.adapters.persistence.product_mapping_row import ProductMappingRow
from novex_shopify.adapters.persistence.resource_links import CustomerLinkRow
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.shopify import bulk_records
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopDomain
from tests.bench.bulk_files import VARIANTS, sku, write_customers, write_variants
from tests.bench.orders import SHOP
from tests.bench.place import Place
from tests.bench.report import Report

CUSTOMERS, PRODUCTS = 100_000, 50_000
NOW = datetime.now(UTC)
A_FEW = 10
"""The size that memory is compared with is the whole divided by this."""

LOOPED = 2_000
"""So many rows are enough to know how long the loop takes for one."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is imported: how its file is written, how many lines and records it has, and where its rows go."""

    name: str
    size: int
    write: Callable[[Path, int], int]
    records_of_each: int
    tables: Sequence[str]
    rows: Callable[[bytes], Sequence[tuple[Any, Row]]]


def measure(here: Place, report: Report) -> None:
    """Each kind by itself, in an empty database."""
    with here.container.unit_of_work()() as tx:
        tx.shops.save_credentials(ShopDomain(SHOP), Credentials(Secret("a token that nobody looks at")))
        tx.erp.catalog.put(
            Item(f"ITEM-{number}", f"Tea {number}", sku(number)) for number in range(PRODUCTS * VARIANTS)
        )
        tx.commit()
    for kind in _KINDS:
        with TemporaryDirectory(prefix="novex-bench-") as folder:
            _measure(here, report, kind, Path(folder))


def _measure(here: Place, report: Report, kind: _Kind, folder: Path) -> None:
    small = _import(here, kind, folder, kind.size // A_FEW)
    _empty(here, kind)
    first = _import(here, kind, folder, kind.size)
    again = _import(here, kind, folder, kind.size)
    changed = _import(here, kind, folder, kind.size, change=True)
    copied = _copy(here, kind, folder)
    per_row = _loop(here, kind, folder / "file")
    records = kind.size * kind.records_of_each
    report.figure(
        f"import of {records:,} {kind.name}; again, unchanged; COPY of the rows",
        f"{first['seconds']:.1f} s ({records / first['seconds']:,.0f}/s), {again['seconds']:.1f} s, {copied:.1f} s",
    )
    report.ratio(f"{kind.name}, share of COPY", copied / first["seconds"], at_least=0.25)
    report.ratio(f"{kind.name}, against a SQLModel loop", per_row * records / first["seconds"], at_least=15)
    report.ratio(
        f"{kind.name}, again and unchanged, against the first", again["seconds"] / first["seconds"], at_most=0.25
    )
    report.figure(
        f"{kind.name}, again with one changed, against the first", f"{changed['seconds'] / first['seconds']:.2f}"
    )
    report.ratio(f"{kind.name}, rows written when nothing changed", again["written"], at_most=0)
    report.ratio(f"{kind.name}, peak memory in MB", first["megabytes"], at_most=200)
    report.ratio(
        f"{kind.name}, peak memory against that of a tenth of them",
        first["megabytes"] / small["megabytes"],
        at_most=1.2,
    )


def _import(here: Place, kind: _Kind, folder: Path, size: int, *, change: bool = False) -> dict[str, float]:
    file = folder / "file"
    lines = kind.write(file, size)
    if change:
        with file.open("r+b") as content:
            first = content.readline()
            content.seek(0)
            content.write(first.replace(b"Augusta", b"Augusto").replace(b"flush", b"Flush"))
    command = (sys.executable, "-m", "tests.bench.import_file", kind.name, file, size * kind.records_of_each, lines)
    done = subprocess.run(
        list(map(str, command)), env=os.environ | here.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _empty(here: Place, kind: _Kind) -> None:
    here.execute(f"TRUNCATE {', '.join(kind.tables)}")


def _copy(here: Place, kind: _Kind, folder: Path) -> float:
    """How long PostgreSQL takes to load the rows that the import left, into the same tables with the same indexes."""
    address = here.environment["BENCH_DATABASE_URL"].replace("+psycopg", "")
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


def _loop(here: Place, kind: _Kind, file: Path) -> float:
    """How long one record takes where each is looked for, added and committed by itself."""
    _empty(here, kind)
    with file.open("rb") as lines, Session(here.container.engine()) as session:
        some = [next(lines) for _ in range(LOOPED)]
        began = time.perf_counter()
        for line in some:
            for known, row in kind.rows(line):
                if session.exec(known).first() is None:
                    session.add(row)
            session.commit()
        return (time.perf_counter() - began) / LOOPED


def _customer(line: bytes) -> Sequence[tuple[Any, Row]]:
    customer = bulk_records.customer(line, ())
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


def _mapping(line: bytes) -> Sequence[tuple[Any, Row]]:
    variant = bulk_records.variant(line, ())
    known = select(ProductMappingRow).where(ProductMappingRow.variant_id == variant.variant_id)
    item = "ITEM"
    row = ProductMappingRow(
        shop_domain=SHOP,
        product_id=variant.product_id,
        variant_id=variant.variant_id,
        title=variant.title,
        sku=variant.sku,
        barcode=variant.barcode,
        erp_product_id=item,
        matched_by="sku",
        status="mapped",
    )
    return [(known, row)]


_KINDS = (
    _Kind("customers", CUSTOMERS, write_customers, 1, ("erp_customers", "shopify_customer_links"), _customer),
    _Kind("products", PRODUCTS, write_variants, VARIANTS, ("shopify_product_mappings",), _mapping),
)
