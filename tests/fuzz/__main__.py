"""`make fuzz`: hostile requests to every surface of the web process. Ends with 1 if one of them was not refused."""

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.http import send
from tests.fuzz.runner import build_attempt, run
from tests.fuzz.world import run_world

MAX_FAULTS_SHOWN = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="repeat a run")
    parser.add_argument("--repeat", nargs=2, metavar=("SURFACE", "NUMBER"), help="show one request of the seed's run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="novex-fuzz-") as folder, run_world(Path(folder)) as world:
        if options.repeat:
            attempt = build_attempt(world, options.repeat[0], options.seed, int(options.repeat[1]))
            answer = send(world.port, attempt.request)
            _write(f"{attempt.request.encode()!r}\n{answer}\n{attempt.find_fault(answer) or 'no fault'}")
            return
        began = time.monotonic()
        result = run(world, options.seed, options.requests)
        for name, statuses in result.statuses.items():
            counts = ", ".join(f"{count:,} x {status or 'no answer'}" for status, count in statuses.most_common())
            _write(f"{name:>9}: {sum(statuses.values()):,} requests: {counts}")
        memory = ", ".join(f"{each:.0f}" for each in result.megabytes)
        _write(f"seed {options.seed}, {time.monotonic() - began:.0f} s, memory of the process in MB: {memory}")
        for fault in result.faults[:MAX_FAULTS_SHOWN]:
            _write(f"FAULT {fault}")
        _write(f"{len(result.faults)} faults")
    sys.exit(bool(result.faults))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
