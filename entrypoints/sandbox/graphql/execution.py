"""Executes a GraphQL document for one shop: parse, validate, charge, execute."""

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

from novex_shopify.entrypoints.sandbox.graphql.context import RequestContext
from novex_shopify.entrypoints.sandbox.graphql.cost import CostCalculator
from novex_shopify.entrypoints.sandbox.graphql.field_resolvers import FIELD_RESOLVERS
from novex_shopify.entrypoints.sandbox.graphql.root_resolvers import ROOT_RESOLVERS

MAX_QUERY_COST = 1000
CAPITAL_LETTER = re.compile(r"(?=[A-Z])")

ResponseBody = dict[str, Any]


def _build_schema() -> GraphQLSchema:
    """Build the schema; resolvers take their arguments in snake_case."""
    schema = build_schema(files(__package__).joinpath("schema.graphql").read_text("utf-8"))
    objects = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    for kind in objects:
        for name, declared in kind.fields.items():
            declared.resolve = FIELD_RESOLVERS.get((kind.name, name))
            for argument_name, argument in declared.args.items():
                argument.out_name = CAPITAL_LETTER.sub("_", argument_name).lower()
    return schema


SCHEMA = _build_schema()


def execute_query(
    context: RequestContext, query: str, variables: Mapping[str, Any], operation_name: str | None
) -> ResponseBody:
    """Return data, errors and cost, as Shopify would."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    validation_errors = validate(SCHEMA, document)
    if validation_errors:
        return {"errors": [error.formatted for error in validation_errors]}
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return {"errors": [{"message": "An operation name is required"}]}
    return _execute_within_budget(context, document, operation, variables)


def _execute_within_budget(
    context: RequestContext, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> ResponseBody:
    """Reserve the requested cost, execute, and release what was not used."""
    calculator = CostCalculator(SCHEMA, document, variables)
    requested = calculator.compute_requested_cost(operation)
    if requested > MAX_QUERY_COST:
        return {"errors": [_build_max_cost_error(requested)]}
    bucket, now = context.shop.rate_limit_bucket, context.state.clock()
    if not bucket.reserve(requested, now):
        context.shop.call_counts["THROTTLED"] += 1
        return {"errors": [_build_throttled_error()], "extensions": {"cost": _build_cost(context, requested, None)}}
    name = operation.name.value if operation.name else None
    result = execute_sync(
        SCHEMA,
        document,
        root_value=ROOT_RESOLVERS,
        context_value=context,
        variable_values=dict(variables),
        operation_name=name,
    )
    actual = min(requested, calculator.compute_actual_cost(operation, result.data))
    bucket.release(requested - actual)
    return {**_serialize_result(result), "extensions": {"cost": _build_cost(context, requested, actual)}}


def _serialize_result(result: ExecutionResult) -> ResponseBody:
    errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    return {"data": result.data, **errors}


def _build_cost(context: RequestContext, requested: int, actual: int | None) -> ResponseBody:
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": context.shop.rate_limit_bucket.build_throttle_status(context.state.clock()),
    }


def _build_throttled_error() -> ResponseBody:
    documentation = "https://shopify.dev/api/usage/rate-limits"
    return {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": documentation}}


def _build_max_cost_error(cost: int) -> ResponseBody:
    return {
        "message": f"Query cost is {cost}, which exceeds the single query max cost limit ({MAX_QUERY_COST}).",
        "extensions": {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": MAX_QUERY_COST},
    }
