"""`/console/settings/holds`: which orders of a store are put on hold."""

import re

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidHoldRule
from novex_shopify.domain.model.order_hold import HoldRule, HoldRuleKind
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.hold_rules import build_rule, describe_rule
from novex_shopify.domain.use_cases.holds.change_hold_rules import HoldPreview
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

RULES_PATH = "/console/settings/holds"
MAX_SHOWN = 20
_LIST_SEPARATORS = re.compile(r"[,\n]")

KIND_LABELS = {
    HoldRuleKind.RISK: "Shopify's risk is at least",
    HoldRuleKind.FIRST_ORDER: "First order of the customer",
    HoldRuleKind.AMOUNT_ABOVE: "Total above",
    HoldRuleKind.COUNTRY: "Ships to one of these countries",
    HoldRuleKind.OTHER_COUNTRY: "Ships to another country than",
    HoldRuleKind.ADDRESS: "Something about the address",
    HoldRuleKind.TAG: "Has one of these tags",
}


def show_rules(request: ConsoleRequest) -> Response:
    """The rules of the store in the address, or else of the first one."""
    return _render(request, _find_shop(request, request.get_query_param("shop")))


def save_rule(request: ConsoleRequest) -> Response:
    """Save the rule that was filled in, or only show what it would have held."""
    shop, read = parse_shop_domain(request.get_form_field("shop")), request.get_form_field
    entered = {name: read(name) for name in ("name", "kind", "values")}
    is_preview = bool(read("preview"))
    try:
        name = read("name") or ("Preview" if is_preview else "")
        rule = build_rule(name, read("kind"), _LIST_SEPARATORS.split(read("values")))
        if not is_preview:
            request.container.change_hold_rules().save(shop, rule)
    except InvalidHoldRule as refusal:
        return _render(request, shop, entered, error=str(refusal))
    if is_preview:
        preview = request.container.preview_hold_rules()(shop, [rule])
        return _render(request, shop, entered, preview=preview, previewed=rule)
    return redirect(RULES_PATH + build_query(shop=shop), f"Rule {rule.name} was saved")


def delete_rule(request: ConsoleRequest) -> Response:
    shop, name = parse_shop_domain(request.get_form_field("shop")), request.get_form_field("name")
    request.container.change_hold_rules().delete(shop, name)
    return redirect(RULES_PATH + build_query(shop=shop), f"Rule {name} was deleted. What it holds stays on hold")


def _find_shop(request: ConsoleRequest, wanted: str) -> ShopDomain | None:
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
    return next((shop for shop in shops if shop == wanted), shops[0] if shops else None)


def _render(
    request: ConsoleRequest,
    shop: ShopDomain | None,
    entered: dict[str, str] | None = None,
    *,
    error: str = "",
    preview: HoldPreview | None = None,
    previewed: HoldRule | None = None,
) -> Response:
    with request.container.read_transaction() as tx:
        shops = [each.domain for each in tx.shops.list_all()]
        rules = tx.shops.get_settings(shop).hold_rules if shop else ()
    name = request.get_query_param("rule") if entered is None else ""
    chosen = next((each for each in rules if each.name == name), None)
    if chosen:
        entered = {"name": chosen.name, "kind": chosen.kind, "values": ", ".join(chosen.values)}
    return render(
        request,
        "holds/hold_rules.html",
        422 if error else 200,
        shop=shop,
        shops=shops,
        rules=rules,
        describe_rule=describe_rule,
        kinds=[(str(kind), label) for kind, label in KIND_LABELS.items()],
        entered=entered or {"name": "", "kind": str(HoldRuleKind.RISK), "values": ""},
        error=error,
        preview=preview,
        previewed=previewed,
        shown=preview.held[:MAX_SHOWN] if preview else (),
    )
