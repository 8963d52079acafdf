"""The whole examination, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from novex_shopify.config.container import Container
from novex_shopify.config.doctor.installation import CHECKS, NEED_THE_DATABASE
from novex_shopify.config.doctor.store import STORE_CHECKS
from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.config.settings import read_settings
from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.finding import Finding, Unwell, Verdict
from novex_shopify.domain.model.shop import Shop, ShopDomain

_MEND_FIRST = "mend that first"


def examine_from_env(shop: ShopDomain | None = None) -> Sequence[Finding]:
    """Look at everything, the settings included. Raises nothing, whatever is broken."""
    try:
        settings = read_settings()
    except InvalidSettings as error:
        return [
            Finding(
                "settings", Verdict.BROKEN, f"{problem.variable} {problem.what}", f"set it, such as {problem.example}"
            )
            for problem in error.problems
        ]
    container = Container(settings=settings)
    try:
        return examine(container, shop)
    finally:
        container.http().close()
        container.engine().dispose()


def examine(container: Container, shop: ShopDomain | None = None) -> Sequence[Finding]:
    """Look at every link of a running installation, with one store or all connected ones. Raises nothing."""
    findings: list[Finding] = []
    for link, check in CHECKS.items():
        database = all(finding.verdict is Verdict.OK for finding in findings if finding.link in ("database", "schema"))
        if link in NEED_THE_DATABASE and not database:
            findings.append(_unknown(link))
        else:
            findings.append(_look(link, None, partial(check, container)))
    if any(finding.link in NEED_THE_DATABASE and finding.verdict is Verdict.UNKNOWN for finding in findings):
        return [*findings, _unknown("stores")]
    try:
        findings += _stores(container, shop)
    except NovexError as error:  # the database went away in the middle
        findings.append(Finding("stores", Verdict.BROKEN, str(error), "look again; the links above say what is amiss"))
    return findings


def _stores(container: Container, only: ShopDomain | None) -> Iterator[Finding]:
    with container.unit_of_work()() as tx:
        known = [shop for shop in tx.shops.all() if only in (None, shop.domain)]
    if only and not known:
        cause, fix = f"{only} was never connected", f"open the link of `novex-shopify shops connect {only}`"
        yield Finding("stores", Verdict.BROKEN, cause, fix)
    connected = [shop for shop in known if shop.connected or only]
    if not only:
        yield Finding("stores", Verdict.OK, f"{len(connected)} connected")
    for shop in connected:
        yield from _store(container, shop)


def _store(container: Container, shop: Shop) -> Iterator[Finding]:
    admitted = True
    for link, check in STORE_CHECKS.items():
        if not admitted:
            yield Finding(link, Verdict.UNKNOWN, "cannot be asked without a valid token", _MEND_FIRST, shop.domain)
            continue
        finding = _look(link, shop.domain, partial(check, container, shop))
        admitted = link != "token" or finding.verdict is Verdict.OK
        yield finding


def _look(link: str, shop: ShopDomain | None, check: Callable[[], str]) -> Finding:
    try:
        return Finding(link, Verdict.OK, check(), shop=shop)
    except Unwell as unwell:
        return Finding(link, Verdict.BROKEN, unwell.cause, unwell.fix, shop)
    except (NovexError, InvalidSettings, CannotStart) as error:
        return Finding(link, Verdict.BROKEN, str(error), "as it says", shop)
    except Exception as error:  # a doctor that falls ill helps nobody; what it may have carried is not shown
        return Finding(link, Verdict.BROKEN, describe(error), "report it, with the steps that lead here", shop)


def _unknown(link: str) -> Finding:
    return Finding(link, Verdict.UNKNOWN, "cannot be looked at without a database in order", _MEND_FIRST)
