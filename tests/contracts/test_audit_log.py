"""The contract of `AuditLog`."""

from datetime import UTC, datetime, timedelta

from novex_shopify.domain.model.actor import ERP_CODE, Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditFilter, AuditSubject
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import OTHER_SHOP, SHOP

ANNA = Actor(ActorKind.USER, "Anna", "7")
STORE, USER = AuditSubject(AuditedKind.STORE, SHOP, SHOP), AuditSubject(AuditedKind.USER, "8")
ANYTHING = AuditFilter()


def test_an_entry_says_who_did_what_and_when(unit_of_work: UnitOfWork) -> None:
    began_at = datetime.now(UTC)
    with unit_of_work() as tx, acting_as(ANNA):
        tx.audit_log.record(AuditAction.USER_CHANGED, USER, {"role": "viewer"}, {"role": "admin", "sessions": 0})
        tx.commit()
    with unit_of_work() as tx:
        tx.audit_log.record(AuditAction.SIGNED_OUT, STORE)
        newest, first = tx.audit_log.search(ANYTHING, limit=9)
    assert (first.actor, first.action, first.subject) == (ANNA, AuditAction.USER_CHANGED, USER)
    assert (first.before, first.after) == ({"role": "viewer"}, {"role": "admin", "sessions": 0})
    assert began_at <= first.at <= newest.at <= datetime.now(UTC)
    assert (newest.actor, newest.subject, newest.before, newest.after) == (ERP_CODE, STORE, {}, {})


def test_an_entry_is_rolled_back_with_its_change(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.audit_log.record(AuditAction.SIGNED_OUT, USER)
    with unit_of_work.read() as tx:
        assert tx.audit_log.search(ANYTHING, limit=9) == []


def test_entries_are_filtered_and_paged(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        with acting_as(ANNA):
            tx.audit_log.record(AuditAction.SIGNED_IN, USER)
            tx.audit_log.record(AuditAction.USER_CHANGED, USER)
        tx.audit_log.record(AuditAction.USER_CHANGED, STORE)
        third, second, first = (entry.id for entry in tx.audit_log.search(ANYTHING, limit=9))
        tomorrow = datetime.now(UTC) + timedelta(days=1)

        def search(wanted: AuditFilter, before_id: int | None = None) -> list[int]:
            return [entry.id for entry in tx.audit_log.search(wanted, 2, before_id)]

        assert search(ANYTHING) == [third, second]
        assert search(ANYTHING, before_id=second) == [first]
        assert search(AuditFilter(actor_name="Anna")) == [second, first]
        assert search(AuditFilter(action=AuditAction.USER_CHANGED)) == [third, second]
        assert search(AuditFilter(kind=AuditedKind.STORE)) == [third]
        assert search(AuditFilter(kind=AuditedKind.USER, subject_id="8")) == [second, first]
        assert search(AuditFilter(shop=SHOP)) == [third]
        assert search(AuditFilter(since=tomorrow)) == []
        assert search(AuditFilter(until=tomorrow)) == [third, second]
        assert tx.audit_log.list_actor_names(limit=9) == ["Anna", "ERP code"]
        assert tx.audit_log.list_actor_names(limit=1) == ["Anna"]


def test_many_changes_are_recorded_at_once_and_the_last_of_each_subject_is_found(unit_of_work: UnitOfWork) -> None:
    tea, cup, pot = (AuditSubject(AuditedKind.VARIANT, number, SHOP) for number in ("1", "2", "3"))
    with unit_of_work() as tx:
        tx.audit_log.record_many(AuditAction.VARIANT_MAPPED, [])
        tx.audit_log.record_many(AuditAction.VARIANT_MAPPED, [(each, {}, {"item": "A"}) for each in (tea, cup)])
        with acting_as(ANNA):
            tx.audit_log.record(AuditAction.VARIANT_UNMAPPED, tea)
            tx.audit_log.record(AuditAction.USER_CHANGED, AuditSubject(AuditedKind.USER, "2"))
        found = tx.audit_log.find_last(AuditedKind.VARIANT, ["1", "2", "3"], SHOP)
        assert {number: (entry.actor, entry.action) for number, entry in found.items()} == {
            "1": (ANNA, AuditAction.VARIANT_UNMAPPED),
            "2": (ERP_CODE, AuditAction.VARIANT_MAPPED),
        }
        assert tx.audit_log.find_last(AuditedKind.VARIANT, [pot.id, tea.id], None) == {}
        assert tx.audit_log.find_last(AuditedKind.USER, ["2"], None)["2"].actor == ANNA


def test_entries_are_found_by_what_they_are_about(unit_of_work: UnitOfWork) -> None:
    order, of_another_store = (AuditSubject(AuditedKind.ORDER, "7", shop) for shop in (SHOP, OTHER_SHOP))
    label = AuditSubject(AuditedKind.LABEL, "7", SHOP)
    with unit_of_work() as tx:
        for subject in (order, label, of_another_store, USER, order):
            tx.audit_log.record(AuditAction.USER_CHANGED, subject)

        def list_about(limit: int, *subjects: AuditSubject) -> list[AuditSubject]:
            return [entry.subject for entry in tx.audit_log.list_about(subjects, limit)]

        assert list_about(9, order, label) == [order, label, order]
        assert list_about(2, order, label) == [order, label]
        assert list_about(9, of_another_store, AuditSubject(AuditedKind.ORDER, "8", SHOP)) == [of_another_store]
        assert list_about(9, USER) == [USER]
        assert list_about(9) == []
