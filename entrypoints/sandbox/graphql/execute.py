"""Runs a GraphQL document for one shop: parsed, validated, paid for, executed."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from novex_shopify.entrypoints.sandbox.graphql.access import Call
from novex_shopify.entrypoints.sandbox.graphql.cost import Costing
from novex_shopify.entrypoints.sandbox.graphql.links import LINKS
from novex_shopify.entrypoints.sandbox.graphql.roots import ROOTS

HIGHEST_COST = 1000
CAPITAL = re.compile(r"(?=[A-Z])")

Answer = dict[str, Any]


def _schema() -> GraphQLSchema:
    """Build the schema; resolvers take their arguments under names with underscores."""
    schema = build_schema(files(__package__).joinpath("schema.graphql").read_text("utf-8"))
    objects = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    for kind in objects:
        for name, declared in kind.fields.items():
            declared.resolve = LINKS.get((kind.name, name))
            for argument_name, argument in declared.args.items():
                argument.out_name = CAPITAL.sub("_", argument_name).lower()
    return schema


SCHEMA = _schema()


def run(call: Call, query: str, variables: Mapping[str, Any], operation_name: str | None) -> Answer:
    """Answer a request as Shopify would, with errors, data and the cost of it all."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    mistakes = validate(SCHEMA, document)
    if mistakes:
        return {"errors": [mistake.formatted for mistake in mistakes]}
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return {"errors": [{"message": "An operation name is required"}]}
    return _pay_and_run(call, document, operation, variables)


def _pay_and_run(
    call: Call, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Answer:
    """Reserve the requested cost, run, and give back what was not used."""
    costing = Costing(SCHEMA, document, variables)
    requested = costing.requested(operation)
    if requested > HIGHEST_COST:
        return {"errors": [_too_costly(requested)]}
    bucket, now = call.shop.bucket, call.world.clock()
    if not bucket.reserve(requested, now):
        call.shop.calls["THROTTLED"] += 1
        return {"errors": [_throttled()], "extensions": {"cost": _cost(call, requested, None)}}
    name = operation.name.value if operation.name else None
    result = execute_sync(
        SCHEMA, document, root_value=ROOTS, context_value=call, variable_values=dict(variables), operation_name=name
    )
    actual = min(requested, costing.actual(operation, result.data))
    bucket.give_back(requested - actual)
    return {**_result(result), "extensions": {"cost": _cost(call, requested, actual)}}


def _result(result: ExecutionResult) -> Answer:
    errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    return {"data": result.data, **errors}


def _cost(call: Call, requested: int, actual: int | None) -> Answer:
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": call.shop.bucket.status(call.world.clock()),
    }


def _throttled() -> Answer:
    documentation = "https://shopify.dev/api/usage/rate-limits"
    return {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": documentation}}


def _too_costly(cost: int) -> Answer:
    return {
        "message": f"Query cost is {cost}, which exceeds the single query max cost limit ({HIGHEST_COST}).",
        "extensions": {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": HIGHEST_COST},
    }
