"""The contract of `Users`."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Invitation, Role, User
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON


def test_a_user_is_found_by_every_name(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        anna = tx.users.add("Anna@Example.com", "Anna", Role.PACKER, NOON)
        assert anna == User(anna.id, "anna@example.com", "Anna", Role.PACKER, NOON)
        complete = replace(
            anna,
            name="Anna B.",
            role=Role.ADMIN,
            active=False,
            password_hash=Secret("hash"),
            oidc_subject="https://login.example.com|17",
            signed_in_at=NOON + HOUR,
        )
        tx.users.save(complete)
        tx.commit()
    with unit_of_work() as tx:
        assert tx.users.get(anna.id) == complete
        assert tx.users.find_by_email("ANNA@example.com") == complete
        assert tx.users.find_by_oidc_subject("https://login.example.com|17") == complete
        assert tx.users.get(anna.id + 1) is None
        assert tx.users.find_by_email("bert@example.com") is None
        assert tx.users.find_by_oidc_subject("17") is None


def test_users_are_listed_by_address(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.users.list_all() == []
        for email in ("bert@example.com", "anna@example.com"):
            tx.users.add(email, "", Role.VIEWER, NOON)
        assert [user.email for user in tx.users.list_all()] == ["anna@example.com", "bert@example.com"]


def test_an_invitation_is_used_once_and_before_it_expires(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        anna = tx.users.add("anna@example.com", "Anna", Role.VIEWER, NOON)
        invitation = Invitation("hash-1", anna.id, NOON + HOUR)
        tx.users.invite(invitation)
        assert tx.users.find_invitation("hash-1", NOON) == invitation
        assert tx.users.list_invitations(NOON) == [invitation]
        assert (tx.users.use_invitation("hash-1", NOON + HOUR), tx.users.use_invitation("hash-2", NOON)) == (None, None)
        assert tx.users.list_invitations(NOON + HOUR) == []
        assert tx.users.use_invitation("hash-1", NOON) == invitation
        assert tx.users.use_invitation("hash-1", NOON) is None


def test_a_user_has_one_invitation_at_most(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        anna, bert = (tx.users.add(email, "", Role.VIEWER, NOON) for email in ("a@example.com", "b@example.com"))
        for token_hash, user in (("hash-1", anna), ("hash-2", bert), ("hash-3", anna)):
            tx.users.invite(Invitation(token_hash, user.id, NOON + HOUR))
        assert {each.token_hash for each in tx.users.list_invitations(NOON)} == {"hash-2", "hash-3"}
        tx.users.withdraw_invitation(anna.id)
        assert [each.token_hash for each in tx.users.list_invitations(NOON)] == ["hash-2"]


def test_the_case_of_an_address_counts_only_where_it_could_be_another_address(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        mike = tx.users.add("Mike@example.com", "Mike", Role.VIEWER, NOON)
        assert tx.users.find_by_email("MIKE@EXAMPLE.COM") == mike
        assert tx.users.find_by_email("mi\N{KELVIN SIGN}e@example.com") is None


def test_who_changes_a_user_waits_for_a_change_that_is_not_committed(unit_of_work: UnitOfWork) -> None:
    def read_active() -> bool:
        with unit_of_work() as tx:
            user = tx.users.lock(anna.id)
        assert user
        return user.active

    with unit_of_work() as tx:
        anna = tx.users.add("anna@example.com", "Anna", Role.VIEWER, NOON)
        tx.commit()
    with ThreadPoolExecutor(1) as other:
        with unit_of_work() as tx:
            assert tx.users.lock(anna.id) == anna
            assert tx.users.lock(anna.id + 1) is None
            waiting = other.submit(read_active)
            assert wait([waiting], timeout=0.2).not_done
            tx.users.save(replace(anna, active=False))
            tx.commit()
        assert not waiting.result(timeout=10)
