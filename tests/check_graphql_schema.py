"""Checks GraphQL against Shopify's real schema: `python -m tests.check_graphql_schema [PATH]`, or `make graphql`.

The schema is introspection JSON, gzipped; it is large and not ours, so it is not kept here. Where it is not at hand the
check says so. Two things are checked: every document that the product sends is valid, and every type, field, argument
and enum value of the sandbox exists in the real schema with the same type, so that the two cannot agree on a mistake.
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

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT / "adapters/shopify/graphql/documents"
SANDBOX_SCHEMA = ROOT / "entrypoints/sandbox/graphql/schema.graphql"
SHOPIFY_SCHEMA = ROOT.parent / "shared/shopify/shopify-admin-2026-10.json.gz"


def find_document_errors(schema: GraphQLSchema) -> Iterator[str]:
    """What is wrong with the product's documents."""
    for path in sorted(DOCUMENTS.glob("*.graphql")):
        for error in validate(schema, parse(path.read_text("utf-8"))):
            yield f"{path.name}: {error.message}"


def find_sandbox_errors(shopify: GraphQLSchema, sandbox: GraphQLSchema) -> Iterator[str]:
    """Where the sandbox's schema is not a part of the real one."""
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
    """Print the faults; 1 if there are any."""
    if not path.exists():
        sys.stdout.write(
            f"Not checked: Shopify's real schema is not here. Give its path: make graphql SCHEMA={path.name}\n"
        )
        return 0
    real = build_client_schema(json.loads(gzip.decompress(path.read_bytes()))["data"])
    faults = [*find_document_errors(real), *find_sandbox_errors(real, build_schema(SANDBOX_SCHEMA.read_text("utf-8")))]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    count = len(list(DOCUMENTS.glob("*.graphql")))
    sys.stdout.write(f"{count} documents and the sandbox's schema checked against {path.name}: {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHOPIFY_SCHEMA))
