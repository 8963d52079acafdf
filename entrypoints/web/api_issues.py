"""`/api/v1/issues`: what needs attention, with its state and its owner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.issues.change_issues import MAX_COMMENT
from novex_shopify.domain.use_cases.issues.list_issues import IssueView, ListedIssue
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import read_path_id, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, ShopifyId, parse_body, parse_shopify_id
from novex_shopify.entrypoints.web.api_stock_schemas import Word

MAX_ISSUES = 200
Ids = Annotated[tuple[ShopifyId, ...], msgspec.Meta(min_length=1, max_length=MAX_ISSUES)]


class IssuesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ids: Ids

    def read_ids(self) -> Sequence[int]:
        return [parse_shopify_id(each) for each in self.ids]


class AssignBody(IssuesBody, frozen=True, forbid_unknown_fields=True):
    """`owner` is the e-mail address of a user; null takes the owner away."""

    owner: Word | None


class IgnoreBody(IssuesBody, frozen=True, forbid_unknown_fields=True):
    """Until a time with its offset from UTC, until more orders than now, or until the first of both."""

    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until_more_orders: bool = False


class CommentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=MAX_COMMENT, pattern=r"^[^\x00]*\Z")]


def list_issues(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Those that need attention unless a view is named."""
    query = read_query(request, ("view", "shop"))
    view, shop = query.get("view", IssueView.ATTENTION), query.get("shop")
    if view not in set(IssueView):
        raise MalformedBody(f"`view` is none of {', '.join(IssueView)}.")
    listed = container.list_issues()(IssueView(view), parse_shop_domain(shop) if shop else None)
    return {"issues": [_serialize_listed(each) for each in listed]}


def show_issue(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    record, changes = container.list_issues().show(read_path_id(request, "issue"))
    return {**_serialize(record), "history": [_serialize_change(each) for each in changes]}


def acknowledge(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize_all(container.change_issues().acknowledge(parse_body(body, IssuesBody).read_ids()))


def assign(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted, change = parse_body(body, AssignBody), container.change_issues()
    return _serialize_all(change.assign(wanted.read_ids(), change.find_owner(wanted.owner) if wanted.owner else None))


def ignore(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted = parse_body(body, IgnoreBody)
    ignored = container.change_issues().ignore(
        wanted.read_ids(), wanted.until, until_more_orders=wanted.until_more_orders
    )
    return _serialize_all(ignored)


def resolve(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize_all(container.change_issues().resolve(parse_body(body, IssuesBody).read_ids()))


def reopen(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    return _serialize_all(container.change_issues().reopen(parse_body(body, IssuesBody).read_ids()))


def comment(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    container.change_issues().comment(read_path_id(request, "issue"), parse_body(body, CommentBody).text)
    return show_issue(container, request, body)


def _serialize_all(records: Sequence[IssueRecord]) -> Mapping[str, Any]:
    return {"issues": [_serialize(each) for each in records]}


def _serialize_listed(listed: ListedIssue) -> Mapping[str, Any]:
    """An issue that was found in this moment has no id yet."""
    if listed.record:
        return _serialize(listed.record)
    issue = listed.issue
    return {
        "id": None,
        "kind": issue.kind,
        "severity": issue.severity,
        "shop": issue.shop,
        "title": issue.title,
        "detail": issue.detail,
        "orders": issue.orders,
        "since": issue.since,
        "state": listed.state,
        "owner": None,
    }


def _serialize(record: IssueRecord) -> Mapping[str, Any]:
    return {
        "id": str(record.id),
        "kind": record.kind,
        "severity": record.severity,
        "shop": record.shop,
        "title": record.title,
        "detail": record.detail,
        "orders": record.orders,
        "since": record.since,
        "state": record.state,
        "owner": _serialize_actor(record.owner) if record.owner else None,
        "first_seen_at": record.first_seen_at,
        "opened_at": record.opened_at,
        "last_seen_at": record.last_seen_at,
        "occurrences": record.occurrences,
        "ignored_until": record.ignored_until,
        "ignored_above": record.ignored_above,
        "resolved_at": record.resolved_at,
        "changed_at": record.changed_at,
        "changed_by": _serialize_actor(record.changed_by),
    }


def _serialize_change(change: IssueChange) -> Mapping[str, Any]:
    return {
        "kind": change.kind,
        "at": change.at,
        "by": _serialize_actor(change.actor),
        "orders": change.orders,
        "text": change.text,
    }


def _serialize_actor(actor: Actor) -> Mapping[str, str]:
    return {"kind": actor.kind, "name": actor.name}


routes = [
    Route("/issues", build_endpoint(list_issues, 200), methods=["GET"]),
    Route("/issues/acknowledge", build_endpoint(acknowledge, 200), methods=["POST"]),
    Route("/issues/assign", build_endpoint(assign, 200), methods=["POST"]),
    Route("/issues/ignore", build_endpoint(ignore, 200), methods=["POST"]),
    Route("/issues/resolve", build_endpoint(resolve, 200), methods=["POST"]),
    Route("/issues/reopen", build_endpoint(reopen, 200), methods=["POST"]),
    Route("/issues/{issue}", build_endpoint(show_issue, 200), methods=["GET"]),
    Route("/issues/{issue}/comments", build_endpoint(comment, 201), methods=["POST"]),
]
