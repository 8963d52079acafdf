"""`make bench`: every measurement, or those named (`make bench ARGS="intake latency"`)."""

import sys
from collections.abc import Callable, Mapping

from tests.bench import (
    decoding,
    fairness,
    growth,
    importing,
    intake,
    latency,
    memory,
    processing,
    pushes,
    responsiveness,
)
from tests.bench.place import Place, place
from tests.bench.report import Report

MEASUREMENTS: Mapping[str, Callable[[Place, Report], None]] = {
    "decoding": decoding.measure,
    "intake": intake.measure,
    "responsiveness": responsiveness.measure,
    "processing": processing.measure,
    "fairness": fairness.measure,
    "latency": latency.measure,
    "pushes": pushes.measure,
    "importing": importing.measure,
    "growth": growth.measure,
    "memory": memory.measure,
}


def main(*names: str) -> None:
    """Each measurement has a fresh place; one table at the end."""
    report = Report()
    for name in names or MEASUREMENTS:
        with place() as here:
            MEASUREMENTS[name](here, report)
    report.show()


if __name__ == "__main__":
    main(*sys.argv[1:])
