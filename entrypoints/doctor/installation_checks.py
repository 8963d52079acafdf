"""Checks of what all stores depend on. Each returns what it found, or raises `CheckFailed`."""

from collections.abc import Callable, Mapping
from uuid import uuid4

import httpx
from sqlalchemy.exc import SQLAlchemyError

from novex_shopify.config.container import Container
from novex_shopify.config.startup import fetch_schema_version, find_encoding_problem, find_schema_problem
from novex_shopify.domain.errors import DatabaseUnavailable, ProviderUnavailable, describe_kind
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.installation_problems import (
    find_address_problem,
    find_disk_problem,
    find_event_problem,
    find_settling_problem,
    find_shipment_problem,
    find_worker_problem,
)
from novex_shopify.domain.policies.signatures import sign_webhook
from novex_shopify.domain.use_cases.periodic_jobs import probe_writes

TIMEOUT_SECONDS = 10

# Shopify assigns no such name: a delivery from it is answered and counted like that of any unknown store, not stored.
UNREGISTERED_SHOP_DOMAIN = "novex-doctor-.myshopify.com"


def check_settings(container: Container) -> str:
    # The other settings were read before this check; only the key for tokens is read on first use.
    container.token_cipher()
    return f"complete; Shopify API {container.settings().shopify_api_version}"


def check_database(container: Container) -> str:
    if error := container.database_probe().find_error():
        cause = f"cannot be reached ({_get_driver_message(error)})"
        raise CheckFailed(cause, "start it, or correct DATABASE_URL") from error
    if problem := find_encoding_problem(container):
        raise CheckFailed(*problem)
    if container.database_probe().loses_prepared_statements():
        cause = "a connection pooler in transaction mode stands in between, which loses prepared statements"
        raise CheckFailed(cause, "add prepare_threshold=none to the parameters of DATABASE_URL")
    return str(container.settings().database_kind)


def check_schema(container: Container) -> str:
    version = fetch_schema_version(container)
    if problem := find_schema_problem(version):
        raise CheckFailed(*problem)
    return f"at revision {version.current}" + (", newer than this program needs" if version.is_newer else "")


def check_database_writable(container: Container) -> str:
    try:
        probe_writes(container.unit_of_work(), container.worker_id(), container.clock().now())
    except (SQLAlchemyError, DatabaseUnavailable) as error:
        why = str(error) if isinstance(error, DatabaseUnavailable) else describe_kind(error)
        fix = "let DATABASE_URL lead to the primary server and its user write, and check the free disk space"
        raise CheckFailed(f"the database takes no writes ({why})", fix) from error
    if problem := find_disk_problem(container.database_probe().find_free_bytes()):
        raise CheckFailed(problem, "make room, or move the database to a larger disk")
    return "yes"


def check_redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "not used: the worker runs inside the web process"
    if problem := container.redis_probe().find_problem():
        cause = f"{problem}: events wait up to 15 seconds for the next sweep"
        raise CheckFailed(cause, _find_redis_fix(problem))
    unverified = "; its certificate is not verified" if container.redis_probe().accepts_any_certificate() else ""
    return f"takes writes; keys begin with {container.settings().redis_key_prefix}{unverified}"


def _find_redis_fix(problem: str) -> str:
    if "certificate" in problem:
        return (
            "add ssl_ca_certs=/path/to/ca.pem to REDIS_URL, or where the provider's certificate is self-signed, as on"
            " Heroku, set REDIS_TLS_VERIFY=false"
        )
    return "start it, give it memory, or correct REDIS_URL"


def check_recorded_address(container: Container) -> str:
    if problem := find_address_problem(container.get_installation_status()()):
        raise CheckFailed(problem, "if this is a copy, disconnect its stores; if APP_URL is wrong, correct it")
    return "the database was used at no other address"


def check_worker(container: Container) -> str:
    status: InstallationStatus = container.get_installation_status()()
    if problem := find_worker_problem(status):
        command = "worker" if container.settings().redis_url else "serve"
        raise CheckFailed(problem, f"start `novex-shopify {command}`; its log shows why it stopped")
    assert status.last_job
    return f"{status.last_job.worker} ran its periodic jobs at {status.last_job.started_at:%H:%M:%S} UTC"


def check_app_url(container: Container) -> str:
    url = f"{container.settings().app_url}/healthz"
    answer = _send_request(container, "GET", url)
    if answer.status_code != 200 or b"alive" not in answer.content:
        raise CheckFailed(
            f"{url} answers {answer.status_code}, and not as this product does",
            "have APP_URL lead to `novex-shopify serve`, through every proxy in between",
        )
    return f"{container.settings().app_url} answers"


def check_signature(container: Container) -> str:
    """A signed delivery is accepted at the public address, and a forged one is not. Nothing is stored."""
    url, secret = container.settings().webhook_url, container.settings().client_secret
    body = f'{{"test": "{uuid4()}"}}'.encode()
    headers = {
        "X-Shopify-Hmac-Sha256": sign_webhook(secret, body),
        "X-Shopify-Shop-Domain": UNREGISTERED_SHOP_DOMAIN,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Webhook-Id": str(uuid4()),
    }
    genuine = _send_request(container, "POST", url, content=body, headers=headers).status_code
    forged = _send_request(container, "POST", url, content=body + b" ", headers=headers).status_code
    if (genuine, forged) != (200, 401):
        raise CheckFailed(
            f"{url} answers a genuine webhook with {genuine} instead of 200, a forged one with {forged} instead of 401",
            "start the web process with this SHOPIFY_CLIENT_SECRET, and let no proxy change bodies or headers",
        )
    return "a genuine webhook is accepted, a forged one is not"


def check_identity_provider(container: Container) -> str:
    """Its settings and keys can be read; nothing is stored, and no person has to sign in."""
    issuer = container.settings().oidc_issuer
    if issuer is None:
        return "not used: people sign in to the console with passwords"
    try:
        container.sign_in_with_provider().begin()
    except ProviderUnavailable as error:
        fix = "correct OIDC_ISSUER, and let this machine reach it; until then people sign in with passwords"
        raise CheckFailed(f"{issuer} cannot be used ({error.cause})", fix) from error
    return f"{issuer} can be used; its redirect URI is {container.settings().provider_callback_url}"


def check_event_backlog(container: Container) -> str:
    status: InstallationStatus = container.get_installation_status()()
    if problem := find_event_problem(status):
        fix = "start another `novex-shopify worker`; `novex-shopify events list` shows errors"
        raise CheckFailed(problem, fix)
    queued, blocked, failed = (
        status.open_events.get(each, 0) for each in (EventStatus.PENDING, EventStatus.PARKED, EventStatus.DEAD)
    )
    return f"{queued} events queued, {blocked} blocked, {failed} failed"


def check_shipment_backlog(container: Container) -> str:
    if problem := find_shipment_problem(container.get_installation_status()()):
        raise CheckFailed(problem, "`novex-shopify fulfillments list` shows what it waits for")
    return "none is overdue"


def check_settling(container: Container) -> str:
    if problem := find_settling_problem(container.get_installation_status()()):
        raise CheckFailed(problem, "`novex-shopify orders unsettled` shows why; `orders settle` tries again")
    return "no order waits"


def check_search(container: Container) -> str:
    missing: Mapping[RecordKind, int] = container.check_search()()
    if missing:
        records = ", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in missing.items())
        raise CheckFailed(f"searches do not find {records}", "run `novex-shopify search rebuild`")
    return "all orders, lots and invoices are indexed"


INSTALLATION_CHECKS: Mapping[str, Callable[[Container], str]] = {
    "settings": check_settings,
    "database": check_database,
    "schema": check_schema,
    "writable": check_database_writable,
    "redis": check_redis,
    "worker": check_worker,
    "recorded address": check_recorded_address,
    "address": check_app_url,
    "signature": check_signature,
    "identity provider": check_identity_provider,
    "backlog": check_event_backlog,
    "shipments": check_shipment_backlog,
    "settling": check_settling,
    "search": check_search,
}
DATABASE_CHECKS = frozenset({"schema", "writable", "recorded address", "worker", "backlog", "shipments", "search"})


def _send_request(container: Container, method: str, url: str, **options: object) -> httpx.Response:
    try:
        return container.http().request(method, url, timeout=TIMEOUT_SECONDS, **options)  # type: ignore[arg-type]
    except httpx.RequestError as error:
        fix = "start `novex-shopify serve`, and make it reachable at APP_URL"
        raise CheckFailed(f"{url} cannot be reached ({describe_kind(error)})", fix) from error


def _get_driver_message(error: Exception) -> str:
    return str(getattr(error, "orig", None) or describe_kind(error)).strip().splitlines()[0]
