"""`make bench`: every benchmark, or those named (`make bench ARGS="intake latency"`)."""

import sys
from collections.abc import Callable, Mapping

from tests.bench import (
    console,
    decoding,
    documents,
    fairness,
    floods,
    growth,
    imports,
    intake,
    labels,
    latency,
    lots,
    memory,
    order_list,
    order_page,
    processing,
    pushes,
    reports,
    responsiveness,
    search,
    stock,
)
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.report import Report

MEASUREMENTS: Mapping[str, Callable[[BenchEnvironment, Report], None]] = {
    "decoding": decoding.measure,
    "intake": intake.measure,
    "responsiveness": responsiveness.measure,
    "processing": processing.measure,
    "fairness": fairness.measure,
    "latency": latency.measure,
    "pushes": pushes.measure,
    "imports": imports.measure,
    "floods": floods.measure,
    "growth": growth.measure,
    "lots": lots.measure,
    "documents": documents.measure,
    "labels": labels.measure,
    "reports": reports.measure,
    "search": search.measure,
    "stock": stock.measure,
    "order-list": order_list.measure,
    "order-page": order_page.measure,
    "console": console.measure,
    "memory": memory.measure,
}


def main(*names: str) -> None:
    """Run each benchmark in a new environment, and print one table at the end."""
    report = Report()
    try:
        for name in names or MEASUREMENTS:
            with open_environment() as env:
                MEASUREMENTS[name](env, report)
    finally:  # also what was measured before something failed
        report.print()
    sys.exit(1 if report.missed_targets else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
