"""`/console/settings/notifications`: channels, rules, quiet hours, and what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.notification_rule import NotificationTiming
from novex_shopify.domain.policies.notification_rule_values import ALL, CAUSES, get_cause
from novex_shopify.domain.policies.notification_rules import describe_cause, describe_timing
from novex_shopify.entrypoints.notification_rows import to_rule_row, to_settings_row
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

NOTIFICATIONS_PATH = "/console/settings/notifications"
MAX_SHOWN = 25

_KINDS = {
    ChannelKind.EMAIL: "E-mail",
    ChannelKind.SLACK: "Slack",
    ChannelKind.TEAMS: "Microsoft Teams",
    ChannelKind.WEBHOOK: "Webhook",
}
_TIMINGS = {
    NotificationTiming.IMMEDIATE: "At once",
    NotificationTiming.HOURLY: "Every hour, all together",
    NotificationTiming.DAILY: "Once a day, all together",
}
_CAUSES = {
    ALL: "Everything that needs attention",
    "critical": "All that is critical",
    "warning": "All warnings",
    "data_check": "The daily data check",
}
_STATES = {
    NotificationState.QUEUED: ("Queued", "neutral"),
    NotificationState.SENT: ("Sent", "good"),
    NotificationState.GIVEN_UP: ("Given up", "bad"),
    NotificationState.CANCELLED: ("Cancelled", "neutral"),
    NotificationState.DISMISSED: ("Dismissed", "neutral"),
}
_NEW_RULE = {
    "id": "0",
    "cause": "critical",
    "shop": "",
    "min_orders": 0,
    "min_minutes": 0,
    "timing": "immediate",
    "daily_at": "08:00",
    "passes_quiet_hours": False,
    "remind_after_hours": 0,
    "channels": [],
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused: which one, the wrong field, why, and what was entered."""

    form: str
    error: NovexError
    entered: Mapping[str, object] = field(default_factory=dict)

    @property
    def errors(self) -> Mapping[str, str]:
        """The error at its field; at none, if it is about the whole."""
        name = getattr(self.error, "field", "")
        return {name: str(self.error)} if name else {}


def show_notifications(request: ConsoleRequest) -> Response:
    """With `rule`, the form has that rule; with `add`, a form for a channel of that kind is shown."""
    return render_notifications(request)


def render_notifications(request: ConsoleRequest, refused: Refused | None = None) -> Response:
    container = request.container
    channels, rules = container.change_channels().list_all(), container.change_notification_rules().list_all()
    with container.read_transaction() as tx:
        settings = tx.notification_rules.get_settings()
        shops = [shop.domain for shop in tx.shops.list_all()]
        sent = tx.notifications.list_latest(MAX_SHOWN)
        given_up = tx.notifications.count_given_up()
    chosen = next((to_rule_row(each) for each in rules if each.id == request.get_query_number("rule")), _NEW_RULE)
    kind = request.get_query_param("add") or request.get_form_field("kind")
    adds = kind if kind in tuple(ChannelKind) else ChannelKind.EMAIL
    return render(
        request,
        "notifications/notifications.html",
        422 if refused else 200,
        channels=channels,
        names={each.id: each.name for each in channels},
        rules=[(each, describe_cause(each), describe_timing(each)) for each in rules],
        sent=sent,
        states=_STATES,
        given_up=given_up,
        settings=_find_entered(refused, "quiet-hours", to_settings_row(settings)),
        entered_rule=_find_entered(refused, "rule", {**_NEW_RULE, **chosen}),
        entered_channel=_find_entered(refused, "channel", {"name": "", "recipients": ""}),
        refused=refused,
        refused_form=refused.form if refused else "",
        errors=refused.errors if refused else {},
        adds=adds,
        kinds=_KINDS,
        kind_tabs=[
            (label, f"{NOTIFICATIONS_PATH}?add={each}#add", each == adds, None) for each, label in _KINDS.items()
        ],
        causes=_list_causes(),
        get_cause=get_cause,
        timings=[(str(each), label) for each, label in _TIMINGS.items()],
        shop_choices=[("", "All stores"), *((shop, shop) for shop in shops)],
        can_mail=container.mailer().is_set_up,
    )


def _find_entered(refused: Refused | None, form: str, stored: Mapping[str, object]) -> Mapping[str, object]:
    return {**stored, **refused.entered} if refused and refused.form == form else stored


def _list_causes() -> Sequence[tuple[str, str]]:
    return [(str(each), _CAUSES.get(each) or each.replace("_", " ").capitalize()) for each in CAUSES]
