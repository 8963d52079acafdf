"""Executes bulk operations: runs the query over all records in batches, and writes a line for each object."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    default_field_resolver,
    execute_sync,
    get_named_type,
)

from novex_shopify.entrypoints.sandbox.graphql.bulk_validation import BulkQuery, is_connection
from novex_shopify.entrypoints.sandbox.graphql.connections import UNLIMITED
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext
from novex_shopify.entrypoints.sandbox.model.bulk_faults import BulkOperationErrorCode, BulkOperationStatus
from novex_shopify.entrypoints.sandbox.model.bulk_operations import BulkOperation

BATCH_SIZE = 200
TYPENAME_SELECTION = SelectionSetNode(
    selections=(FieldNode(name=NameNode(value="__typename"), arguments=(), directives=()),)
)


async def run_bulk_operation(
    context: RequestContext, schema: GraphQLSchema, root: Node, query: BulkQuery, operation: BulkOperation
) -> None:
    """Take an operation through its statuses to the end, unless it is cancelled or planned never to end."""
    delay = context.shop.settings.bulk_operation_duration / 2
    await asyncio.sleep(delay)
    if operation.status is not BulkOperationStatus.CREATED:
        return
    operation.status = BulkOperationStatus.RUNNING
    final_status, code = operation.fault.final_status, operation.fault.error_code
    try:
        for nodes in _execute_in_batches(context, schema, root, query):
            _append_lines(operation, nodes)
            await asyncio.sleep(0)
            if operation.status is not BulkOperationStatus.RUNNING:
                return
    except GraphQLError as error:
        denied = (error.extensions or {}).get("code") == "ACCESS_DENIED"
        final_status = BulkOperationStatus.FAILED
        code = BulkOperationErrorCode.ACCESS_DENIED if denied else BulkOperationErrorCode.INTERNAL_SERVER_ERROR
    await asyncio.sleep(delay)
    if operation.status is BulkOperationStatus.RUNNING and final_status is not BulkOperationStatus.RUNNING:
        finish_operation(context, operation, final_status, code)


def finish_operation(
    context: RequestContext,
    operation: BulkOperation,
    status: BulkOperationStatus,
    code: BulkOperationErrorCode | None = None,
) -> None:
    """Close an operation and send its webhook events."""
    context.state.webhook_sender.send_events(context.shop, operation.finish(status, code, context.state.clock()))


def _execute_in_batches(
    context: RequestContext, schema: GraphQLSchema, root: Node, query: BulkQuery
) -> Iterator[list[Node]]:
    """Execute the query over all records. Raises the first GraphQL error."""
    found = _resolve_root_nodes(context, schema, root, query.root_field)
    while records := list(islice(found, BATCH_SIZE)):
        page = {"nodes": records, "edges": [{"node": record} for record in records]}
        result = execute_sync(
            schema,
            query.document,
            root_value={query.root_field.name.value: page},
            context_value=context,
            middleware=[_resolve_all_pages],
        )
        if result.errors:
            raise result.errors[0]
        assert result.data is not None
        yield _get_nodes(next(iter(result.data.values())))


def _resolve_root_nodes(context: RequestContext, schema: GraphQLSchema, root: Node, field: FieldNode) -> Iterator[Node]:
    """Resolve the top-level field once, for all records that exist now."""
    found: list[Iterator[Node]] = []

    def collect_nodes(source: Any, info: Info, **given: Any) -> Any:
        connection = _resolve_all_pages(default_field_resolver, source, info, **given)
        found.append(connection["nodes"])
        return connection

    bare = FieldNode(
        name=field.name, alias=None, arguments=field.arguments, directives=(), selection_set=TYPENAME_SELECTION
    )  # fmt: skip
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=None,
        variable_definitions=(),
        directives=(),
        selection_set=SelectionSetNode(selections=(bare,)),
    )
    document = DocumentNode(definitions=(operation,))
    result = execute_sync(schema, document, root_value=root, context_value=context, field_resolver=collect_nodes)
    if result.errors:
        raise result.errors[0]
    return found[0]


def _resolve_all_pages(resolve: Callable[..., Any], source: Any, info: Info, **given: Any) -> Any:
    """Read every connection to its end: `first` and `after` do not count in a bulk operation."""
    if is_connection(get_named_type(info.return_type)):
        given = {**given, "first": UNLIMITED, "after": None}
    return resolve(source, info, **given)


def _append_lines(operation: BulkOperation, nodes: list[Node]) -> None:
    """Append nodes: children follow their parent if grouped, else they come after all root objects."""
    operation.root_object_count += len(nodes)
    for node in nodes:
        top, *nested = (msgspec.json.encode(each) + b"\n" for each in _flatten_node(node, None))
        operation.root_lines.append(top)
        (operation.root_lines if operation.group_objects else operation.nested_lines).extend(nested)


def _flatten_node(node: Node, parent: str | None) -> Iterator[Node]:
    """Split a node into itself and its children, each with the id of its parent."""
    children: list[Node] = []
    own = _extract_children(node, children)
    yield {**own, "__parentId": parent} if parent else own
    for child in children:
        yield from _flatten_node(child, node["id"])


def _extract_children(value: Node, children: list[Node]) -> Node:
    """Copy an object without its connections, and collect their nodes."""
    own: Node = {}
    for name, each in value.items():
        if isinstance(each, dict) and ("edges" in each or "nodes" in each):
            children += _get_nodes(each)
        else:
            own[name] = _extract_children(each, children) if isinstance(each, dict) else each
    return own


def _get_nodes(connection: Node) -> list[Node]:
    return [edge["node"] for edge in connection.get("edges", ())] or list(connection.get("nodes", ()))
