"""Runs all checks, in the order in which they depend on each other."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from novex_shopify.config.container import Container
from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.config.settings import Settings, read_settings
from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.check_result import CheckFailed, CheckResult, CheckStatus
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.entrypoints.doctor.installation_checks import DATABASE_CHECKS, INSTALLATION_CHECKS
from novex_shopify.entrypoints.doctor.shop_checks import SHOP_CHECKS

_FIX_EARLIER_CHECK = "repair the failed check above first"


def run_checks_from_env(shop: ShopDomain | None = None) -> Sequence[CheckResult]:
    """Also checks the settings. Never raises: whatever is broken is in the results."""
    try:
        settings = read_settings()
    except InvalidSettings as error:
        return [
            CheckResult(
                "settings",
                CheckStatus.BROKEN,
                f"{problem.variable} {problem.message}",
                f"set it, for example {problem.example}",
            )
            for problem in error.problems
        ]
    container = Container(settings=_accept_standby(settings))
    try:
        return run_checks(container, shop)
    finally:
        container.http().close()
        container.engine().dispose()


def _accept_standby(settings: Settings) -> Settings:
    """The doctor also looks at a database that only reads; the check `writable` reports it."""
    url = settings.parsed_database_url
    if settings.uses_sqlite or "target_session_attrs" in url.query:
        return settings
    readable = url.update_query_dict({"target_session_attrs": "any"}).render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": readable})


def run_checks(container: Container, shop: ShopDomain | None = None) -> Sequence[CheckResult]:
    """Check a running installation and one or all connected stores. Never raises."""
    results: list[CheckResult] = []
    for name, check in INSTALLATION_CHECKS.items():
        is_database_ok = all(
            result.status is CheckStatus.OK for result in results if result.check in ("database", "schema")
        )
        if name in DATABASE_CHECKS and not is_database_ok:
            results.append(_build_skipped_result(name))
        else:
            results.append(_run_check(name, None, partial(check, container)))
    if any(result.check in DATABASE_CHECKS and result.status is CheckStatus.UNKNOWN for result in results):
        return [*results, _build_skipped_result("stores")]
    try:
        results += _check_shops(container, shop)
    except NovexError as error:  # the database failed in the meantime
        results.append(
            CheckResult(
                "stores", CheckStatus.BROKEN, str(error), "run the doctor again; the checks above name the cause"
            )
        )
    return results


def _check_shops(container: Container, only_shop: ShopDomain | None) -> Iterator[CheckResult]:
    with container.read_transaction() as tx:
        known = [shop for shop in tx.shops.list_all() if only_shop in (None, shop.domain)]
    if only_shop and not known:
        cause, fix = f"{only_shop} was never connected", f"connect it: `novex-shopify shops connect {only_shop}`"
        yield CheckResult("stores", CheckStatus.BROKEN, cause, fix)
    connected = [shop for shop in known if shop.connected or only_shop]
    if not only_shop:
        yield CheckResult("stores", CheckStatus.OK, f"{len(connected)} connected")
    for shop in connected:
        yield from _check_shop(container, shop)


def _check_shop(container: Container, shop: Shop) -> Iterator[CheckResult]:
    has_valid_token = True
    for name, check in SHOP_CHECKS.items():
        if not has_valid_token:
            yield CheckResult(
                name, CheckStatus.UNKNOWN, "not checked without a valid token", _FIX_EARLIER_CHECK, shop.domain
            )
            continue
        result = _run_check(name, shop.domain, partial(check, container, shop))
        has_valid_token = name != "token" or result.status is CheckStatus.OK
        yield result


def _run_check(name: str, shop: ShopDomain | None, check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(name, CheckStatus.OK, check(), shop=shop)
    except CheckFailed as failure:
        return CheckResult(name, CheckStatus.BROKEN, failure.cause, failure.fix, shop)
    except (NovexError, InvalidSettings, CannotStart) as error:
        return CheckResult(name, CheckStatus.BROKEN, str(error), "follow the message", shop)
    except Exception as error:  # one failing check must not hide the others; `describe` shows no secrets
        return CheckResult(
            name, CheckStatus.BROKEN, describe(error), "report it as a bug, with the steps that led here", shop
        )


def _build_skipped_result(name: str) -> CheckResult:
    return CheckResult(name, CheckStatus.UNKNOWN, "not checked without a working database", _FIX_EARLIER_CHECK)
