"""`/api/v1/notifications`: channels, rules, quiet hours, and what was sent."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.notification_rule import NotificationTiming
from novex_shopify.domain.model.record_id import MAX_ID
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.notification_rule_values import build_rule, build_settings
from novex_shopify.domain.policies.notification_rules import MAX_RECIPIENTS
from novex_shopify.entrypoints.notification_rows import (
    to_channel_row,
    to_notification_row,
    to_rule_row,
    to_settings_row,
)
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_path_id, read_query
from novex_shopify.entrypoints.web.api_schemas import ShopifyId, Text, parse_body, parse_shopify_id

MAX_LISTED, DEFAULT_LISTED = 200, 50
_Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class ChannelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`url` for Slack, Teams and webhooks, `recipients` for e-mails. A webhook without a secret gets one."""

    name: Text
    kind: ChannelKind
    recipients: Annotated[tuple[Text, ...], msgspec.Meta(max_length=MAX_RECIPIENTS)] = ()
    url: Text | None = None
    signing_secret: Text | None = None


class RuleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`cause` is `all`, `critical`, `warning`, `data_check`, or a kind of issue."""

    channels: Annotated[tuple[ShopifyId, ...], msgspec.Meta(max_length=100)]
    cause: Text
    shop: Text | None = None
    min_orders: _Number = 0
    min_minutes: _Number = 0
    timing: NotificationTiming = NotificationTiming.IMMEDIATE
    daily_at: Text = "08:00"
    passes_quiet_hours: bool = False
    remind_after_hours: _Number = 0


class SettingsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without both times there are no quiet hours."""

    time_zone: Text
    quiet_from: Text | None = None
    quiet_until: Text | None = None


def list_channels(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    return {"channels": [to_channel_row(each) for each in container.change_channels().list_all()]}


def add_channel(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """The secret of a webhook is in this answer, and in no later one."""
    wanted = parse_body(body, ChannelBody)
    added = container.change_channels().add(
        wanted.name,
        wanted.kind,
        recipients=wanted.recipients,
        url=Secret(wanted.url) if wanted.url else None,
        signing_secret=Secret(wanted.signing_secret) if wanted.signing_secret else None,
    )
    return {**to_channel_row(added), "signing_secret": added.signing_secret.value if added.signing_secret else None}


def pause_channel(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return to_channel_row(container.change_channels().pause(read_path_id(request, "channel")))


def resume_channel(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return to_channel_row(container.change_channels().resume(read_path_id(request, "channel")))


def remove_channel(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return to_channel_row(container.change_channels().remove(read_path_id(request, "channel")))


def try_channel(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return {"answer": container.send_test_message()(read_path_id(request, "channel"))}


def retry_given_up(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return {"messages": container.resolve_given_up().retry(read_path_id(request, "channel"))}


def dismiss_given_up(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return {"messages": container.resolve_given_up().dismiss(read_path_id(request, "channel"))}


def list_rules(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    return {"rules": [to_rule_row(each) for each in container.change_notification_rules().list_all()]}


def add_rule(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    return _save_rule(container, body, 0)


def replace_rule(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent."""
    return _save_rule(container, body, read_path_id(request, "rule"))


def remove_rule(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return to_rule_row(container.change_notification_rules().remove(read_path_id(request, "rule")))


def get_settings(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    with container.read_transaction() as tx:
        return to_settings_row(tx.notification_rules.get_settings())


def save_settings(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted = parse_body(body, SettingsBody)
    settings = build_settings(wanted.time_zone, wanted.quiet_from, wanted.quiet_until)
    return to_settings_row(container.change_notification_rules().save_settings(settings))


def list_notifications(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Newest first. `next` is the value of `before` for the next page, if there is one."""
    query = read_query(request, ("limit", "before"))
    limit, before = parse_number(query, "limit", MAX_LISTED) or DEFAULT_LISTED, parse_number(query, "before", MAX_ID)
    with container.read_transaction() as tx:
        names = tx.notification_channels.list_names()
        found = tx.notifications.list_latest(limit + 1, before)
    rows = [to_notification_row(each, names.get(each.channel_id)) for each in found[:limit]]
    return {"notifications": rows, "next": rows[-1]["id"] if len(found) > limit else None}


def _save_rule(container: Container, body: bytes, rule_id: int) -> Mapping[str, Any]:
    wanted = parse_body(body, RuleBody)
    rule = build_rule(
        [parse_shopify_id(each) for each in wanted.channels],
        wanted.cause,
        rule_id=rule_id,
        shop=wanted.shop or "",
        min_orders=wanted.min_orders,
        min_minutes=wanted.min_minutes,
        timing=wanted.timing,
        daily_at=wanted.daily_at,
        passes_quiet_hours=wanted.passes_quiet_hours,
        remind_after_hours=wanted.remind_after_hours,
    )
    return to_rule_row(container.change_notification_rules().save(rule))


_CHANNEL = "/notifications/channels/{channel}"

routes = [
    Route("/notifications", build_endpoint(list_notifications, 200), methods=["GET"]),
    Route("/notifications/channels", build_endpoint(list_channels, 200), methods=["GET"]),
    Route("/notifications/channels", build_endpoint(add_channel, 200), methods=["POST"]),
    Route(_CHANNEL, build_endpoint(remove_channel, 200), methods=["DELETE"]),
    Route(f"{_CHANNEL}/pause", build_endpoint(pause_channel, 200), methods=["POST"]),
    Route(f"{_CHANNEL}/resume", build_endpoint(resume_channel, 200), methods=["POST"]),
    Route(f"{_CHANNEL}/test", build_endpoint(try_channel, 200), methods=["POST"]),
    Route(f"{_CHANNEL}/retry", build_endpoint(retry_given_up, 200), methods=["POST"]),
    Route(f"{_CHANNEL}/dismiss", build_endpoint(dismiss_given_up, 200), methods=["POST"]),
    Route("/notifications/rules", build_endpoint(list_rules, 200), methods=["GET"]),
    Route("/notifications/rules", build_endpoint(add_rule, 200), methods=["POST"]),
    Route("/notifications/rules/{rule}", build_endpoint(replace_rule, 200), methods=["PUT"]),
    Route("/notifications/rules/{rule}", build_endpoint(remove_rule, 200), methods=["DELETE"]),
    Route("/notifications/settings", build_endpoint(get_settings, 200), methods=["GET"]),
    Route("/notifications/settings", build_endpoint(save_settings, 200), methods=["PUT"]),
]
