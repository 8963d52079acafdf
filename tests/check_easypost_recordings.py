"""Compares recorded answers of EasyPost with the stand-in's: `make payloads`, or `python -m
tests.check_easypost_recordings [SHARED=path]`.

The recordings are not part of this repository; without them the check reports that it was skipped. Each recorded
request is sent to the stand-in, which is brought into a state like that of the recording first. Status, keys, types
and formats of the answer must be the same; a difference that is known and not listed here fails the check.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.webhook_sender import sign
from tests.easypost_replay import NotOffered, get_expected, replay
from tests.json_shapes import compare

DEFAULT_FOLDER = Path(__file__).parent.parent.parent / "shared"

SIGNED = "webhook-event-tracker-updated.json"
SECRET, SIGNATURE = "sécret", "hmac-sha256-hex=38f3f53c103713df81616a0a186d77141957323ec21d5fe9363db93840f527db"
"""The signature that EasyPost's clients expect for the exact bytes of a recorded event."""

KNOWN_DIFFERENCES = {
    "Tracker.delivery_evidence: only here": "came in November 2025",
    "TrackingDetail.est_delivery_date: only here": "came in November 2025",
    "error.errors[]: object instead of text": "some refusals list texts; which do is not documented",
}
"""What differs, and why it may."""

NULLABLE = frozenset(
    (
        *("name", "company", "street1", "street2", "city", "state", "zip", "country", "phone", "email", "reference"),
        *("weight", "length", "width", "height", "predefined_package", "code", "signed_by", "residential"),
        *("description", "carrier_code", "est_delivery_date", "est_delivery_date_local", "shipment_id"),
        *("contents_explanation", "restriction_comments", "message", "pending_urls", "completed_urls"),
        *("Batch.label_url", "Batch.scan_form", "Batch.shipments[].batch_message", "Batch.shipments[].tracking_code"),
    )
)
"""Whether these are filled is up to the sender, the carrier, or the moment."""


def find_differences(path: Path, *, is_example: bool) -> Iterator[str]:
    """Raises `NotOffered` if the stand-in has nothing of this kind.

    An example of the documentation may lack keys that came later, and has times in another format.
    """
    recording = json.loads(path.read_text("utf-8"))
    expected_status, expected = get_expected(recording)
    status, body = replay(recording)
    if path.name == SIGNED and sign(path.read_bytes(), SECRET)["X-Hmac-Signature"] != SIGNATURE:
        yield "the signature differs"
    if status != expected_status:
        yield f"status {status} instead of {expected_status}"
    if (code := _get_error_code(expected)) != (actual_code := _get_error_code(body)):
        yield f"error {actual_code} instead of {code}"
    for each in compare(expected, body, nullable=NULLABLE):
        if not (is_example and (each.endswith("only here") or "time ending in Z" in each)):
            yield each


def _get_error_code(body: Any) -> str | None:
    return body["error"]["code"] if isinstance(body, dict) and "error" in body else None


def _read_examples(manifest: Path) -> set[str]:
    """The files that the manifest calls examples: they come from the documentation, not from the API."""
    if not manifest.exists():
        return set()
    with manifest.open(encoding="utf-8", newline="") as rows:
        return {row["file"] for row in csv.DictReader(rows) if "example" in row["kind"]}


def main() -> int:
    """Print each unknown difference with its recording, and how often each known one was met."""
    shared = Path(sys.argv[1].removeprefix("SHARED=")) if len(sys.argv) > 1 else DEFAULT_FOLDER
    recordings = sorted((shared / "easypost/recorded").glob("*.json"))
    if not recordings:
        sys.stdout.write(
            f"Skipped: no recordings of EasyPost at {shared}. Give their folder: make payloads SHARED=/path\n"
        )
        return 0
    known: Counter[str] = Counter()
    examples = _read_examples(shared / "easypost/recorded/manifest.csv")
    unknown, not_offered = [], []
    for path in recordings:
        try:
            differences = set(find_differences(path, is_example=path.name in examples))
        except NotOffered as missing:
            not_offered.append(f"{path.name}: the stand-in does not offer {missing}")
            continue
        except AssertionError as refusal:
            unknown.append(f"{path.name}: {refusal}")
            continue
        known.update(differences & KNOWN_DIFFERENCES.keys())
        unknown += [f"{path.name}: {each}" for each in sorted(differences - KNOWN_DIFFERENCES.keys())]
    sys.stdout.write(
        f"{len(recordings)} answers of EasyPost: {len(unknown)} unknown differences, {known.total()} known ones of"
        f" {len(known)} kinds, {len(not_offered)} of what the stand-in does not offer\n"
    )
    sys.stdout.writelines(f"{each}\n" for each in (*not_offered, *unknown))
    sys.stdout.writelines(f"{count} times known: {name} ({KNOWN_DIFFERENCES[name]})\n" for name, count in known.items())
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
