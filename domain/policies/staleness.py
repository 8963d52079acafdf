"""Older states never overwrite newer ones."""

from datetime import UTC, datetime

from novex_shopify.domain.model.resource_link import StateVersion

_NEVER = datetime.min.replace(tzinfo=UTC)


def is_stale(incoming: StateVersion, applied: StateVersion | None) -> bool:
    """Return whether `incoming` is older than the applied version.

    `updated_at` has whole seconds, so it decides first and the trigger time second. A tie is not stale: applying the
    same state again changes nothing.
    """
    return applied is not None and to_sort_key(incoming) < to_sort_key(applied)


def to_update_time(triggered_at: datetime) -> datetime:
    """Return the `updated_at` of a state that has no readable one: the second in which its webhook was triggered."""
    return triggered_at.replace(microsecond=0)


def to_sort_key(version: StateVersion) -> tuple[datetime, datetime]:
    return version.updated_at, version.triggered_at or _NEVER
