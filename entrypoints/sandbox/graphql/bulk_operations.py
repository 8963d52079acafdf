"""Resolvers that start, show and cancel bulk operations."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.errors import UserError
from novex_shopify.entrypoints.sandbox.graphql.bulk_execution import finish_operation, run_bulk_operation
from novex_shopify.entrypoints.sandbox.graphql.bulk_files import build_file_url
from novex_shopify.entrypoints.sandbox.graphql.bulk_validation import validate_bulk_query
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.bulk_faults import BulkOperationStatus
from novex_shopify.entrypoints.sandbox.model.bulk_operations import (
    MAX_RUNNING_OPERATIONS,
    BulkOperation,
    ResultUrlField,
)

TYPE_NAME = "BulkOperation"


def start_bulk_operation(info: Info, *, query: str, group_objects: bool) -> Node:
    """Start an operation, if its query is valid and not too many are running."""
    context = info.context
    try:
        bulk_query = validate_bulk_query(info.schema, query)
    except UserError as mistake:
        return _build_start_error(mistake.message, "INVALID", *mistake.field)
    running = [each for each in context.shop.bulk_operations.values() if each.is_unfinished]
    if len(running) >= MAX_RUNNING_OPERATIONS:
        return _build_start_error(
            f"The limit of {MAX_RUNNING_OPERATIONS} bulk query operations is reached.", "LIMIT_REACHED"
        )
    operation = BulkOperation(
        id=context.shop.ids.next_id(),
        query=query,
        group_objects=group_objects,
        created_at=context.state.clock(),
        fault=context.shop.bulk_faults.take_next(),
    )
    context.shop.bulk_operations[operation.id] = operation
    context.state.task_runner.start(run_bulk_operation(context, info.schema, info.root_value, bulk_query, operation))
    return {"bulkOperation": build_operation_node(context, operation), "userErrors": []}


def resolve_bulk_operation(info: Info, *, id: str) -> Node | None:
    found = info.context.shop.bulk_operations.get(parse_gid(TYPE_NAME, id))
    return build_operation_node(info.context, found) if found else None


def cancel_bulk_operation(info: Info, *, id: str) -> Node:
    """Request cancellation; the operation ends a moment later."""
    context = info.context
    operation = context.shop.bulk_operations.get(parse_gid(TYPE_NAME, id))
    if operation is None:
        return _build_cancel_error("Bulk operation does not exist", None)
    if not operation.is_unfinished:
        message = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
        return _build_cancel_error(message, build_operation_node(context, operation))
    if operation.status is not BulkOperationStatus.CANCELING:
        operation.status = BulkOperationStatus.CANCELING
        context.state.task_runner.start(_finish_cancellation(context, operation))
    return {"bulkOperation": build_operation_node(context, operation), "userErrors": []}


async def _finish_cancellation(context: RequestContext, operation: BulkOperation) -> None:
    finish_operation(context, operation, BulkOperationStatus.CANCELED)


def build_operation_node(context: RequestContext, operation: BulkOperation) -> Node:
    links: dict[str, Any] = dict.fromkeys(ResultUrlField)
    if operation.result_url_field:
        links[operation.result_url_field] = build_file_url(context.shop, operation, context.base_url)
    return {
        "id": build_gid(TYPE_NAME, operation.id),
        "type": "QUERY",
        "query": operation.query,
        "status": str(operation.status),
        "errorCode": operation.error_code and str(operation.error_code),
        "createdAt": format_utc_time(operation.created_at),
        "completedAt": format_utc_time(operation.completed_at),
        "objectCount": str(operation.object_count),
        "rootObjectCount": str(operation.root_object_count),
        "fileSize": str(len(operation.file)) if operation.file else None,
        **links,
    }


def _build_start_error(message: str, code: str, *field: str) -> Node:
    error = {"field": list(field) or None, "message": message, "code": code}
    return {"bulkOperation": None, "userErrors": [error]}


def _build_cancel_error(message: str, operation: Node | None) -> Node:
    return {"bulkOperation": operation, "userErrors": [{"field": ["id"], "message": message}]}
