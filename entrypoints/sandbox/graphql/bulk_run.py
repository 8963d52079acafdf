"""Carries a bulk operation out: executes its query over all records, some at a time, and writes a line for each."""

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

from novex_shopify.entrypoints.sandbox.bulk import BulkOperation
from novex_shopify.entrypoints.sandbox.bulk_faults import BulkErrorCode, BulkStatus
from novex_shopify.entrypoints.sandbox.graphql.access import Call, Info, Node
from novex_shopify.entrypoints.sandbox.graphql.bulk_rules import BulkQuery, is_connection
from novex_shopify.entrypoints.sandbox.graphql.connection import EVERYTHING

AT_A_TIME = 200
TYPENAME = SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename"), arguments=(), directives=()),))


async def carry_out(call: Call, schema: GraphQLSchema, root: Node, query: BulkQuery, operation: BulkOperation) -> None:
    """Take an operation through its states to its end, unless it is cancelled on the way or is to stay unended."""
    pause = call.shop.settings.bulk_seconds / 2
    await asyncio.sleep(pause)
    if operation.status is not BulkStatus.CREATED:
        return
    operation.status = BulkStatus.RUNNING
    ends, code = operation.fault.ends, operation.fault.error_code
    try:
        for nodes in _read(call, schema, root, query):
            _write(operation, nodes)
            await asyncio.sleep(0)
            if operation.status is not BulkStatus.RUNNING:
                return
    except GraphQLError as error:
        denied = (error.extensions or {}).get("code") == "ACCESS_DENIED"
        ends = BulkStatus.FAILED
        code = BulkErrorCode.ACCESS_DENIED if denied else BulkErrorCode.INTERNAL_SERVER_ERROR
    await asyncio.sleep(pause)
    if operation.status is BulkStatus.RUNNING and ends is not BulkStatus.RUNNING:
        end(call, operation, ends, code)


def end(call: Call, operation: BulkOperation, status: BulkStatus, code: BulkErrorCode | None = None) -> None:
    """Close an operation and tell its subscribers."""
    call.world.courier.announce(call.shop, operation.end(status, code, call.world.clock()))


def _read(call: Call, schema: GraphQLSchema, root: Node, query: BulkQuery) -> Iterator[list[Node]]:
    """Execute the query over some records after the other. Raises the first GraphQL error."""
    found = _records(call, schema, root, query.root)
    while records := list(islice(found, AT_A_TIME)):
        page = {"nodes": records, "edges": [{"node": record} for record in records]}
        result = execute_sync(
            schema,
            query.document,
            root_value={query.root.name.value: page},
            context_value=call,
            middleware=[_whole_pages],
        )
        if result.errors:
            raise result.errors[0]
        assert result.data is not None
        yield _nodes(next(iter(result.data.values())))


def _records(call: Call, schema: GraphQLSchema, root: Node, field: FieldNode) -> Iterator[Node]:
    """Resolve the field at the top by itself: all the records there are now, before anything is asked of them."""
    found: list[Iterator[Node]] = []

    def keep(source: Any, info: Info, **given: Any) -> Any:
        connection = _whole_pages(default_field_resolver, source, info, **given)
        found.append(connection["nodes"])
        return connection

    bare = FieldNode(
        name=field.name, alias=None, arguments=field.arguments, directives=(), selection_set=TYPENAME
    )  # fmt: skip
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=None,
        variable_definitions=(),
        directives=(),
        selection_set=SelectionSetNode(selections=(bare,)),
    )
    document = DocumentNode(definitions=(operation,))
    result = execute_sync(schema, document, root_value=root, context_value=call, field_resolver=keep)
    if result.errors:
        raise result.errors[0]
    return found[0]


def _whole_pages(resolve: Callable[..., Any], source: Any, info: Info, **given: Any) -> Any:
    """Read every connection to its end: `first` and `after` do not count in a bulk operation."""
    if is_connection(get_named_type(info.return_type)):
        given = {**given, "first": EVERYTHING, "after": None}
    return resolve(source, info, **given)


def _write(operation: BulkOperation, nodes: list[Node]) -> None:
    """Write nodes down: what is nested follows its parent if so asked, else it comes after all that is at the top."""
    operation.root_object_count += len(nodes)
    for node in nodes:
        top, *nested = (msgspec.json.encode(each) + b"\n" for each in _objects(node, None))
        operation.roots.append(top)
        (operation.roots if operation.group_objects else operation.others).extend(nested)


def _objects(node: Node, parent: str | None) -> Iterator[Node]:
    """Take a node apart into itself and the nodes of its connections, each of which names its parent."""
    children: list[Node] = []
    own = _inline(node, children)
    yield {**own, "__parentId": parent} if parent else own
    for child in children:
        yield from _objects(child, node["id"])


def _inline(value: Node, children: list[Node]) -> Node:
    """Copy an object without its connections, whose nodes are put aside."""
    own: Node = {}
    for name, each in value.items():
        if isinstance(each, dict) and ("edges" in each or "nodes" in each):
            children += _nodes(each)
        else:
            own[name] = _inline(each, children) if isinstance(each, dict) else each
    return own


def _nodes(connection: Node) -> list[Node]:
    return [edge["node"] for edge in connection.get("edges", ())] or list(connection.get("nodes", ()))
