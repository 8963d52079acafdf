"""`/console/health`: the doctor's checks, each with what repairs it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from novex_shopify.domain.model.check_result import CheckResult, CheckStatus
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.doctor.doctor import run_checks
from novex_shopify.entrypoints.web.console.formatting import format_sentence_case
from novex_shopify.entrypoints.web.console.issue_actions import Action
from novex_shopify.entrypoints.web.console.move_page import MOVE_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

TONES: Mapping[CheckStatus, tuple[str, str]] = {
    CheckStatus.OK: ("good", "OK"),
    CheckStatus.BROKEN: ("bad", "Broken"),
    CheckStatus.UNKNOWN: ("neutral", "Not checked"),
}

_INSTALLATION_ACTIONS: Mapping[str, Action] = {
    "recorded address": Action("Confirm move", MOVE_PATH),
    "backlog": Action("Show events", "/console/events?status=pending"),
    "shipments": Action("Show shipments", "/console/shipments?status=waiting"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A result, and the button that repairs it, if there is one. Else the result says in words what to do."""

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


def show_health(request: ConsoleRequest) -> Response:
    """The page. Scripts load the results, which take seconds; without scripts, a link does."""
    shop = request.get_query_param("shop")
    return render(request, "health.html", shop=shop, groups=None)


def run_health_checks(request: ConsoleRequest) -> Response:
    """The page with the results of all checks, or of those of one store and the installation."""
    shop = request.get_query_param("shop")
    results = run_checks(request.container, parse_shop_domain(shop) if shop else None)
    checks = [Check(each, _find_action(each)) for each in results]
    groups = [(name, list(members)) for name, members in groupby(checks, lambda check: check.result.shop)]
    counts = Counter(check.result.status for check in checks)
    broken, unchecked = counts[CheckStatus.BROKEN], counts[CheckStatus.UNKNOWN]
    return render(request, "health.html", shop=shop, groups=groups, broken=broken, unchecked=unchecked)


def _find_action(result: CheckResult) -> Action | None:
    if result.status is not CheckStatus.BROKEN:
        return None
    return (
        _build_shop_actions(result.shop).get(result.check) if result.shop else _INSTALLATION_ACTIONS.get(result.check)
    )


def _build_shop_actions(shop: ShopDomain) -> Mapping[str, Action]:
    page, reconnect = f"/console/stores/{shop}", Action("Reconnect", "/console/stores/connect", {"shop": shop})
    return {
        "approval": Action("Approve", f"{page}/approve", {}),
        "token": reconnect,
        "scopes": reconnect,
        "subscriptions": Action("Repair subscriptions", f"{page}/webhooks/repair", {}),
        "deliveries": Action("Read again", f"{page}/read-again", {}),
    }
