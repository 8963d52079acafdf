"""API versions: which are served, and by which one an outdated request is."""

import re

from novex_shopify.entrypoints.sandbox.errors import Unknown
from novex_shopify.entrypoints.sandbox.graphql.access import Node

STABLE = ("2026-01", "2026-04", "2026-07", "2026-10")
CANDIDATES = ("2027-01", "unstable")
VERSION = re.compile(r"20\d\d-(01|04|07|10)")


def served_version(asked: str) -> str:
    """Answer the version that serves a request: an expired one falls forward to the oldest that is left."""
    if asked in (*STABLE, *CANDIDATES):
        return asked
    if not VERSION.fullmatch(asked) or asked > STABLE[0]:
        raise Unknown("Not Found")
    return STABLE[0]


def version_node(handle: str) -> Node:
    name = f"{handle} (Latest)" if handle == STABLE[-1] else handle
    return {"handle": handle, "displayName": name, "supported": handle in STABLE}
