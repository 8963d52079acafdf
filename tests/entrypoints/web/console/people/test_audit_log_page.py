"""The audit log is filtered in the address, paged, and downloaded."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from tests.builders import SHOP
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

LOG = "/console/settings/audit-log"


@pytest.fixture
def admin(web: TestClient, container: Container) -> TestClient:
    """The browser of Olga. Ann has mapped a variant, and a job has disconnected a store."""
    variant = AuditSubject(AuditedKind.VARIANT, "11", SHOP)
    with container.transaction() as tx:
        with acting_as(Actor(ActorKind.USER, "Ann", "7")):
            tx.audit_log.record(AuditAction.VARIANT_MAPPED, variant, {"item": None}, {"item": "=ART-1"})
        with acting_as(Actor(ActorKind.SHOPIFY, "app/uninstalled")):
            tx.audit_log.record(AuditAction.STORE_DISCONNECTED, AuditSubject.of_store(SHOP))
        tx.commit()
    sign_in_as(web, container, add_user(container, "Olga"))
    return web


def test_an_entry_shows_who_changed_what(admin: TestClient) -> None:
    page = admin.get(LOG).text
    assert f'<a href="/console/products/{SHOP}/11">11</a>' in page
    assert "<del>none</del> → =ART-1" in page
    assert '<a href="/console/settings/users/7">Ann</a>' in page  # another Ann is another user
    assert "Signed in" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("who=Ann", ["Variant mapped"]),
        ("action=store_disconnected", ["Store disconnected"]),
        ("kind=user", ["Signed in"]),
        ("object=11", ["Variant mapped"]),
        (f"shop={SHOP}&kind=store", ["Store disconnected"]),
        ("until=2001-01-01", []),
        ("action=made_up&since=never", ["Signed in", "Store disconnected", "Variant mapped"]),
    ],
)
def test_entries_are_filtered(admin: TestClient, query: str, shown: list[str]) -> None:
    entries = admin.get(f"{LOG}?{query}").text.partition("<tbody>")[2]
    assert [each for each in ("Signed in", "Store disconnected", "Variant mapped") if each in entries] == shown


def test_the_file_has_what_the_filter_means_and_runs_no_formula(admin: TestClient) -> None:
    answer = admin.get(f"{LOG}/csv?who=Ann")
    header, row, *rest = answer.text.removeprefix("\ufeff").splitlines()
    assert header.startswith("time,who,who id,how,action")
    assert ("Ann,7,user,variant_mapped,variant,11" in row, rest) == (True, [])
    assert "attachment" in answer.headers["content-disposition"]


def test_a_long_log_has_pages(admin: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        for number in range(60):
            tx.audit_log.record(AuditAction.EVENTS_RETRIED, AuditSubject(AuditedKind.EVENT, f"event-{number}"))
        tx.commit()
    first = admin.get(LOG).text
    older = first.partition('class="pager"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert ("event-59" in first, "event-9<" in first) == (True, False)
    assert "event-9<" in admin.get(older).text
