"""Imports one local file in its own process, so that its memory can be measured: `… KIND FILE RECORDS LINES`."""

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from dependency_injector import providers

from novex_shopify.adapters.shopify.bulk.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.config import gc_tuning
from novex_shopify.config.startup import build_container
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from tests.bench.orders import SHOP

CHUNK_BYTES = 65536


class _FileTransport(httpx.BaseTransport, httpx.SyncByteStream):
    """Answers every request with a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=self)

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class _CompletedBulkOperations(GraphQLBulkOperations):
    """The file exists already; everything after that is unchanged."""

    operation: BulkOperation

    def start(self, access: ShopAccess, kind: ImportKind, orders: OrderRange | None = None) -> BulkOperation:
        return self.operation


def main(kind: str, path: str, records: str, lines: str) -> None:
    container = build_container()
    operation = BulkOperation("gid://1", BulkStatus.COMPLETED, int(records), int(lines), "http://disk/")
    # As from the sandbox: the file has no address that exists.
    client = replace(container.graphql_client(), endpoints=ShopEndpoints(sandbox_url="http://disk"))
    with httpx.Client(transport=_FileTransport(Path(path))) as http:
        written = _CompletedBulkOperations(client=client, http=http, operation=operation)
        container.bulk_operations.override(providers.Object(written))
        importing = container.run_import()
        run = importing.start(ShopDomain(SHOP), ImportKind(kind))
        gc_tuning.tune_gc()  # as workers do
        before = _read_peak_megabytes()
        began, cpu_before = time.perf_counter(), time.process_time()
        importing.run_next()
        seconds = time.perf_counter() - began
        cpu = time.process_time() - cpu_before
    with container.unit_of_work()() as tx:
        done = tx.imports.get(run.id)
    assert done is not None
    assert done.status is ImportStatus.DONE, done
    result: dict[str, Any] = {
        "seconds": seconds,
        "cpu": cpu,
        "megabytes": _read_peak_megabytes(),
        "before": before,
        "written": done.progress.written,
    }
    print(json.dumps(result))  # noqa: T201


def _read_peak_megabytes() -> float:
    """Read the peak from /proc: getrusage starts at the size of the parent process."""
    status = Path("/proc/self/status").read_text()
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(peak) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
