"""API versions: which are served, and which one serves an expired version."""

import re

from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.graphql.context import Node

STABLE_VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")
PREVIEW_VERSIONS = ("2027-01", "unstable")
VERSION_PATTERN = re.compile(r"20\d\d-(01|04|07|10)")


def select_served_version(requested: str) -> str:
    """Return the version that serves a request; an expired one falls forward to the oldest supported."""
    if requested in (*STABLE_VERSIONS, *PREVIEW_VERSIONS):
        return requested
    if not VERSION_PATTERN.fullmatch(requested) or requested > STABLE_VERSIONS[0]:
        raise NotFound("Not Found")
    return STABLE_VERSIONS[0]


def build_version_node(handle: str) -> Node:
    name = f"{handle} (Latest)" if handle == STABLE_VERSIONS[-1] else handle
    return {"handle": handle, "displayName": name, "supported": handle in STABLE_VERSIONS}
