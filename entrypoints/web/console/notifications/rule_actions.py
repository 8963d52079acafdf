"""The forms of rules and of the quiet hours."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidNotificationRule
from novex_shopify.domain.model.notification_rule import NotificationRule
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.policies.notification_rule_values import build_rule, build_settings
from novex_shopify.entrypoints.notification_rows import to_rule_row
from novex_shopify.entrypoints.web.console.notifications.notification_pages import (
    NOTIFICATIONS_PATH,
    Refused,
    render_notifications,
)
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.toast import Undo

_TEXTS = ("cause", "shop", "timing", "daily_at", "min_orders", "min_minutes", "remind_after_hours")


def save_rule(request: ConsoleRequest) -> Response:
    read, rule_id = request.get_form_field, parse_id(request.get_form_field("id")) or 0
    channels = [each for field in request.form.getlist("channel") for each in str(field).split()]
    try:
        rule = build_rule(
            [number for each in channels if (number := parse_id(each))],
            read("cause"),
            rule_id=rule_id,
            shop=read("shop"),
            min_orders=_parse_number(read("min_orders"), "min_orders"),
            min_minutes=_parse_number(read("min_minutes"), "min_minutes"),
            timing=read("timing"),
            daily_at=read("daily_at"),
            passes_quiet_hours=bool(read("passes_quiet_hours")),
            remind_after_hours=_parse_number(read("remind_after_hours"), "remind_after_hours"),
        )
        request.container.change_notification_rules().save(rule)
    except InvalidNotificationRule as error:
        entered = {
            **{name: read(name) for name in _TEXTS},
            "id": str(rule_id),
            "channels": channels,
            "passes_quiet_hours": bool(read("passes_quiet_hours")),
        }
        return render_notifications(request, Refused("rule", error, entered))
    return redirect(NOTIFICATIONS_PATH, "The rule was saved")


def remove_rule(request: ConsoleRequest) -> Response:
    removed = request.container.change_notification_rules().remove(request.get_path_id("rule"))
    undo = Undo(f"{NOTIFICATIONS_PATH}/rules", _fill_form(removed)) if removed.channel_ids else None
    return redirect(NOTIFICATIONS_PATH, "The rule was removed", undo)


def save_quiet_hours(request: ConsoleRequest) -> Response:
    read = request.get_form_field
    entered = {name: read(name) for name in ("time_zone", "quiet_from", "quiet_until")}
    try:
        settings = build_settings(entered["time_zone"], entered["quiet_from"], entered["quiet_until"])
        request.container.change_notification_rules().save_settings(settings)
    except InvalidNotificationRule as error:
        return render_notifications(request, Refused("quiet-hours", error, entered))
    return redirect(NOTIFICATIONS_PATH, "The quiet hours were saved")


def _fill_form(rule: NotificationRule) -> dict[str, str]:
    """The fields that save the rule as a new one."""
    row = to_rule_row(rule)
    fields = {name: str(row[name] or "") for name in _TEXTS}
    ticked = {"passes_quiet_hours": "on"} if rule.passes_quiet_hours else {}
    return {**fields, **ticked, "channel": " ".join(map(str, rule.channel_ids))}


def _parse_number(text: str, field: str) -> int:
    number = parse_id(text) if text else 0
    if number is None:
        raise InvalidNotificationRule("Enter a whole number, or 0.", field)
    return number
