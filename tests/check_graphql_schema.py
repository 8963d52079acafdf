"""Validates GraphQL against Shopify's schema: `make graphql`, or `python -m tests.check_graphql_schema [PATH]`.

The schema is gzipped introspection JSON and not part of this repository; without it the check reports that it was
skipped. Three things are checked. Every document of the product is valid. Every type, field, argument and enum value of
the sandbox's schema exists in Shopify's with the same type, so the product and the sandbox cannot share a mistake. Each
field of an order is selected by a document or named in docs/shopify-fields.md.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    parse,
    validate,
)

from tests.shopify_fields import PAGE, find_unnamed_fields, read_unused_keys

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT / "adapters/shopify/graphql/documents"
SANDBOX_SCHEMA = ROOT / "entrypoints/sandbox/graphql/schema.graphql"
SHOPIFY_SCHEMA = ROOT.parent / "shared/shopify/shopify-admin-2026-10.json.gz"


def find_document_errors(schema: GraphQLSchema) -> Iterator[str]:
    """The errors in the product's documents."""
    for path in sorted(DOCUMENTS.glob("*.graphql")):
        for error in validate(schema, parse(path.read_text("utf-8"))):
            yield f"{path.name}: {error.message}"


def find_sandbox_errors(shopify: GraphQLSchema, sandbox: GraphQLSchema) -> Iterator[str]:
    """The parts of the sandbox's schema that Shopify's schema does not have."""
    for name, ours in sandbox.type_map.items():
        theirs = shopify.type_map.get(name)
        if name.startswith("__"):
            continue
        if theirs is None:
            yield f"{name} does not exist"
        elif type(theirs) is not type(ours):
            yield f"{name} is another kind of type"
        else:
            yield from _find_type_errors(ours, theirs)


def _find_type_errors(ours: GraphQLNamedType, theirs: Any) -> Iterator[str]:
    match ours:
        case GraphQLEnumType():
            yield from (f"{ours.name}.{value} does not exist" for value in ours.values if value not in theirs.values)
        case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
            yield from _find_member_errors(ours.name, ours.fields, theirs.fields)


def _find_member_errors(owner: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for name, member in ours.items():
        other = theirs.get(name)
        if other is None:
            yield f"{owner}.{name} does not exist"
            continue
        if str(member.type) != str(other.type):
            yield f"{owner}.{name} is {other.type}, not {member.type}"
        yield from _find_member_errors(f"{owner}.{name}", getattr(member, "args", {}), getattr(other, "args", {}))


def main(path: Path) -> int:
    """Print the errors; returns 1 if there are any."""
    if not path.exists():
        sys.stdout.write(
            f"Skipped: no schema of Shopify at {path}. Give its path: make graphql SCHEMA=/path/{path.name}\n"
        )
        return 0
    real = build_client_schema(json.loads(gzip.decompress(path.read_bytes()))["data"])
    unnamed = find_unnamed_fields(real, read_unused_keys(PAGE.read_text("utf-8")))
    errors = [
        *find_document_errors(real),
        *find_sandbox_errors(real, build_schema(SANDBOX_SCHEMA.read_text("utf-8"))),
        *(f"{field} is neither selected nor named in docs/shopify-fields.md" for field in sorted(unnamed)),
    ]
    sys.stdout.writelines(f"{error}\n" for error in errors)
    count = len(list(DOCUMENTS.glob("*.graphql")))
    sys.stdout.write(f"{count} documents and the sandbox's schema checked against {path.name}: {len(errors)} errors\n")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHOPIFY_SCHEMA))
