"""The contract of `SecondFactors`."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import NOON

SECRET = Secret("JBSWY3DPEHPK3PXP")


def add_app(tx: Transaction, email: str = "anna@example.com") -> SecondFactor:
    factor = SecondFactor(tx.users.add(email, "", Role.VIEWER, NOON).id, SECRET, NOON)
    tx.second_factors.put(factor)
    return factor


def test_an_app_is_replaced_confirmed_and_deleted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        factor, other = add_app(tx), add_app(tx, "bert@example.com")
        assert tx.second_factors.get(factor.user_id) == factor
        tx.second_factors.confirm(factor.user_id)
        assert tx.second_factors.get(factor.user_id) == replace(factor, confirmed=True)
        another = replace(factor, secret=Secret("KRUGKIDROVUWG2ZA"))
        tx.second_factors.put(another)
        assert tx.second_factors.get(factor.user_id) == another
        assert tx.second_factors.list_user_ids() == [factor.user_id, other.user_id]
        tx.second_factors.delete(factor.user_id)
        assert tx.second_factors.get(factor.user_id) is None
        assert tx.second_factors.get(other.user_id) == other


def test_a_code_is_used_once_and_none_before_it(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        user_id = add_app(tx).user_id
        assert tx.second_factors.use_step(user_id, 59_000_000)
        assert not tx.second_factors.use_step(user_id, 59_000_000)
        assert not tx.second_factors.use_step(user_id, 58_999_999)
        tx.second_factors.confirm(user_id)
        assert not tx.second_factors.use_step(user_id, 59_000_000)
        assert tx.second_factors.use_step(user_id, 59_000_001)
        assert not tx.second_factors.use_step(user_id + 1, 59_000_001)


def test_a_recovery_code_is_used_once_by_its_user(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        anna, bert = add_app(tx).user_id, add_app(tx, "bert@example.com").user_id
        tx.second_factors.put_recovery_codes(anna, ["hash-1", "hash-2"])
        assert not tx.second_factors.use_recovery_code(bert, "hash-1")
        assert tx.second_factors.use_recovery_code(anna, "hash-1")
        assert not tx.second_factors.use_recovery_code(anna, "hash-1")
        assert tx.second_factors.count_recovery_codes(anna) == 1
        tx.second_factors.put_recovery_codes(anna, ["hash-3"])
        assert not tx.second_factors.use_recovery_code(anna, "hash-2")
        tx.second_factors.delete(anna)
        assert (tx.second_factors.count_recovery_codes(anna), tx.second_factors.count_recovery_codes(bert)) == (0, 0)


def test_the_secret_is_encrypted_and_follows_the_keys(engine: Engine) -> None:
    old, new = (Secret(Fernet.generate_key().decode()) for _ in range(2))
    with SqlUnitOfWork(engine, TokenCipher([old]), BuiltinErp)() as tx:
        factor = add_app(tx)
        tx.second_factors.use_step(factor.user_id, 59_000_000)
        tx.commit()
    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT secret FROM shopify_console_second_factors").scalar_one()
        assert SECRET.value.encode() not in bytes(stored)
    with SqlUnitOfWork(engine, TokenCipher([new, old]), BuiltinErp)() as tx:
        assert tx.second_factors.reencrypt(factor.user_id)
        assert not tx.second_factors.reencrypt(factor.user_id)
        tx.commit()
    with SqlUnitOfWork(engine, TokenCipher([new]), BuiltinErp)() as tx:
        assert tx.second_factors.get(factor.user_id) == factor
        assert not tx.second_factors.use_step(factor.user_id, 59_000_000)
    with SqlUnitOfWork(engine, TokenCipher([old]), BuiltinErp)() as tx, pytest.raises(TokenUnreadable):
        tx.second_factors.reencrypt(factor.user_id)
