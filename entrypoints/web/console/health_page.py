"""`/console/health`: the doctor's checks, each with what repairs it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from starlette.responses import Response

from novex_shopify.domain.model.check_result import CheckResult, CheckStatus
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.doctor.doctor import run_checks
from novex_shopify.entrypoints.web.console.console_route import may_send
from novex_shopify.entrypoints.web.console.formatting import format_sentence_case
from novex_shopify.entrypoints.web.console.issue_actions import Action
from novex_shopify.entrypoints.web.console.move_page import MOVE_PATH
from novex_shopify.entrypoints.web.console.orders.unsettled_page import UNSETTLED_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query

TONES: Mapping[CheckStatus, tuple[str, str]] = {
    CheckStatus.OK: ("good", "OK"),
    CheckStatus.BROKEN: ("bad", "Broken"),
    CheckStatus.UNKNOWN: ("neutral", "Not checked"),
}

HEALTH_PATH = "/console/health"
SERVER_CHECKS = frozenset(
    {
        "settings",
        "database",
        "schema",
        "writable",
        "redis",
        "worker",
        "address",
        "signature",
        "identity provider",
        "search",
        "clock",
        "api version",
    }
)
"""What no page can repair, but only a person with access to the server."""

_INSTALLATION_ACTIONS: Mapping[str, Action] = {
    "recorded address": Action("Confirm move", MOVE_PATH),
    "backlog": Action("Show events", "/console/events?status=pending"),
    "shipments": Action("Show shipments", "/console/shipments?status=waiting"),
    "settling": Action("Settle again", f"{UNSETTLED_PATH}/settle", {}),
}
_NEEDS_WORDS_TOO = "deliveries"
"""What was missed can be read again, but the cause is elsewhere."""


@dataclass(frozen=True, slots=True)
class Check:
    """A result, with the button that repairs it and the words that say what to do; one of them for a failed check."""

    result: CheckResult
    action: Action | None

    @property
    def title(self) -> str:
        return format_sentence_case(self.result.check).replace("Api ", "API ")

    @property
    def tone(self) -> str:
        return TONES[self.result.status][0]

    @property
    def label(self) -> str:
        return TONES[self.result.status][1]

    @property
    def advice(self) -> str:
        if self.action and self.result.check != _NEEDS_WORDS_TOO:
            return ""
        fix = self.result.fix.replace("`", "")
        if self.result.status is CheckStatus.BROKEN and self.result.check in SERVER_CHECKS:
            return f"Only who runs the server can repair this: {fix}"
        return fix[:1].upper() + fix[1:]


def show_health(request: ConsoleRequest) -> Response:
    """The page. Scripts load the results, which take seconds; without scripts, a link does.

    After a repair, they wait until a worker has probably done it.
    """
    shop, is_repaired = request.get_query_param("shop"), bool(request.get_query_param("repaired"))
    return render(request, "health.html", shop=shop, groups=None, is_repaired=is_repaired)


def run_health_checks(request: ConsoleRequest) -> Response:
    """The page with the results of all checks, or of those of one store and the installation."""
    shop = request.get_query_param("shop")
    results = run_checks(request.container, parse_shop_domain(shop) if shop else None)
    checks = [Check(each, _find_action(request, each, shop)) for each in results]
    groups = [(name, list(members)) for name, members in groupby(checks, lambda check: check.result.shop)]
    counts = Counter(check.result.status for check in checks)
    broken, unchecked = counts[CheckStatus.BROKEN], counts[CheckStatus.UNKNOWN]
    return render(request, "health.html", shop=shop, groups=groups, broken=broken, unchecked=unchecked)


def _find_action(request: ConsoleRequest, result: CheckResult, shop: str) -> Action | None:
    """What repairs a failed check, if this user may do it. A form leads back to the checks."""
    if result.status is not CheckStatus.BROKEN:
        return None
    action = find_repair(result.check, result.shop)
    if action is None or action.fields is None:
        return action
    if not may_send(request.role, "POST", action.url, request.http_request.app.routes):
        return None
    next_path = HEALTH_PATH + build_query(shop=shop, repaired="yes")
    return replace(action, fields={**action.fields, "next": next_path})


def find_repair(check: str, shop: ShopDomain | None) -> Action | None:
    """The button for a failed check; None if only words can help."""
    return _build_shop_actions(shop).get(check) if shop else _INSTALLATION_ACTIONS.get(check)


def _build_shop_actions(shop: ShopDomain) -> Mapping[str, Action]:
    page, reconnect = f"/console/stores/{shop}", Action("Reconnect", "/console/stores/connect", {"shop": shop})
    return {
        "approval": Action("Approve", f"{page}/approve", {}),
        "token": reconnect,
        "scopes": reconnect,
        "subscriptions": Action("Repair subscriptions", f"{page}/webhooks/repair", {}),
        "deliveries": Action("Read again", f"{page}/read-again", {}),
    }
