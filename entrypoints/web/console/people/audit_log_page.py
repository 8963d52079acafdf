"""`/console/settings/audit-log`: who changed what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from starlette.responses import Response

from novex_shopify.domain.model.audit import (
    AuditAction,
    AuditedKind,
    AuditEntry,
    AuditFilter,
    AuditSubject,
    AuditValue,
    AuditValues,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.formatting import format_sentence_case
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query

_PATH = "/console/settings/audit-log"
_PAGE_SIZE = 50
_MAX_NAMES = 200
_CSV_BATCH_SIZE = 1000
_FIELDS = ("who", "action", "kind", "object", "shop", "since", "until")
_CSV_HEADER = ("time", "who", "who id", "how", "action", "object", "id", "store", "before", "after")


def show_audit_log(request: ConsoleRequest) -> Response:
    form = _read_form(request)
    with request.container.read_transaction() as tx:
        entries = tx.audit_log.search(_build_filter(request, form), _PAGE_SIZE + 1, request.get_query_number("before"))
        actor_names = tx.audit_log.list_actor_names(_MAX_NAMES)
        user_names = {str(user.id): user.name for user in tx.users.list_all()}
        shops = [shop.domain for shop in tx.shops.list_all()]
    shown = entries[:_PAGE_SIZE]
    return render(
        request,
        "people/audit_log.html",
        entries=shown,
        form=form,
        is_filtered=any(form.values()),
        actor_names=actor_names,
        user_names=user_names,
        shops=shops,
        actions=[(action.value, format_name(action)) for action in AuditAction],
        kinds=[(kind.value, format_name(kind)) for kind in AuditedKind],
        older_url=_PATH + build_query(**form, before=shown[-1].id) if len(entries) > _PAGE_SIZE else None,
        newest_url=_PATH + build_query(**form) if request.get_query_number("before") else None,
        csv_url=f"{_PATH}/csv" + build_query(**form),
        describe_changes=describe_changes,
        build_subject_url=build_subject_url,
        format_name=format_name,
    )


def download_audit_log(request: ConsoleRequest) -> Response:
    wanted = _build_filter(request, _read_form(request))
    rows = (_to_row(entry) for entry in _iter_entries(request.container.unit_of_work(), wanted))
    return send_csv("audit-log.csv", _CSV_HEADER, rows)


def format_name(value: str) -> str:
    """The name of an action, of a kind or of a field, in words."""
    return format_sentence_case(value).replace("Api ", "API ")


def describe_changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """The name of each changed field, and its value before and after."""
    names = list(dict.fromkeys([*entry.before, *entry.after]))
    return [(format_name(name), _describe(entry.before, name), _describe(entry.after, name)) for name in names]


def build_subject_url(subject: AuditSubject) -> str:
    """The page of what was changed; empty if it has none."""
    shop, subject_id = quote(subject.shop or ""), quote(subject.id, safe="")
    if not subject_id:
        return ""
    urls: Mapping[AuditedKind, str] = {
        AuditedKind.STORE: f"/console/stores/{subject_id}",
        AuditedKind.VARIANT: f"/console/products/{shop}/{subject_id}",
        AuditedKind.EVENT: f"/console/events/{subject_id}",
        AuditedKind.ORDER: f"/console/orders/{shop}/{subject_id}",
        AuditedKind.IMPORT: f"/console/imports/{subject_id}",
        AuditedKind.USER: f"/console/settings/users/{subject_id}",
        AuditedKind.RECALL: f"/console/recalls/{subject_id}",
        AuditedKind.LOT: f"/console/lots/{subject_id}",
        AuditedKind.LABEL: f"/console/labels/{subject_id}",
        AuditedKind.INVOICE: f"/console/invoices/{subject_id}",
        AuditedKind.LOCATION: f"/console/settings/locations/{subject_id}",
        AuditedKind.BOX: "/console/settings/shipping",
        AuditedKind.ORIGIN: "/console/settings/shipping",
    }
    return urls.get(subject.kind, "")


def _read_form(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.get_query_param(name) for name in _FIELDS}


def _build_filter(request: ConsoleRequest, form: Mapping[str, str]) -> AuditFilter:
    """Values that mean nothing are left out. Days are those of the person who asks."""
    zone = request.preferences.zone or UTC
    since, until = _parse_day(form["since"]), _parse_day(form["until"])
    return AuditFilter(
        actor_name=form["who"] or None,
        action=AuditAction(form["action"]) if form["action"] in set(AuditAction) else None,
        kind=AuditedKind(form["kind"]) if form["kind"] in set(AuditedKind) else None,
        subject_id=form["object"] or None,
        shop=ShopDomain(form["shop"]) if form["shop"] else None,
        since=datetime.combine(since, time(), zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    )


def _parse_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def _describe(values: AuditValues, name: str) -> str:
    return _to_text(values[name]) if name in values else ""


def _to_text(value: AuditValue) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {each}" for key, each in value.items()) or "none"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _iter_entries(unit_of_work: UnitOfWork, wanted: AuditFilter) -> Iterator[AuditEntry]:
    """In a transaction for each batch: a browser may read slowly."""
    before_id: int | None = None
    while True:
        with unit_of_work.read() as tx:
            batch = tx.audit_log.search(wanted, _CSV_BATCH_SIZE, before_id)
        yield from batch
        if len(batch) < _CSV_BATCH_SIZE:
            return
        before_id = batch[-1].id


def _to_row(entry: AuditEntry) -> Sequence[str]:
    cells = (
        entry.actor.name,
        entry.actor.id,
        entry.actor.kind.value,
        entry.action.value,
        entry.subject.kind.value,
        entry.subject.id,
        entry.subject.shop or "",
        json.dumps(entry.before, ensure_ascii=False),
        json.dumps(entry.after, ensure_ascii=False),
    )
    return (entry.at.isoformat(), *map(to_cell, cells))
