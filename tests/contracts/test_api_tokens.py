"""The contract of `ApiTokens`."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.model.api_token import ApiScope, ApiToken
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON


def add_token(tx: Transaction, name: str, token_hash: str, expires_at: datetime | None = None) -> ApiToken:
    return tx.api_tokens.add(
        name=name,
        token_hash=token_hash,
        scope=ApiScope.WRITE,
        created_by="Anna",
        created_at=NOON,
        expires_at=expires_at,
    )


def test_a_token_is_found_by_its_hash_until_it_expires(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        warehouse = add_token(tx, "warehouse", "hash-1", expires_at=NOON + HOUR)
        reports = add_token(tx, "reports", "hash-2")
        assert warehouse == ApiToken(
            warehouse.id, "warehouse", "hash-1", ApiScope.WRITE, NOON, "Anna", NOON + HOUR, None
        )
        tx.commit()
    with unit_of_work() as tx:
        assert tx.api_tokens.get(warehouse.id) == warehouse
        assert tx.api_tokens.find("hash-1", NOON) == warehouse
        assert tx.api_tokens.find("hash-1", NOON + HOUR) is None
        assert tx.api_tokens.find("hash-2", NOON + HOUR) == reports
        assert tx.api_tokens.find("hash-3", NOON) is None
        assert tx.api_tokens.list_all() == [reports, warehouse]


def test_the_last_use_is_recorded_and_a_revoked_token_is_gone(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        token = add_token(tx, "warehouse", "hash-1")
        tx.api_tokens.record_use(token.id, NOON + HOUR)
        tx.api_tokens.record_use(token.id + 1, NOON)
        assert tx.api_tokens.get(token.id) == replace(token, last_used_at=NOON + HOUR)
        tx.api_tokens.revoke(token.id + 1)
        assert tx.api_tokens.get(token.id)
        tx.api_tokens.revoke(token.id)
        assert (tx.api_tokens.get(token.id), tx.api_tokens.find("hash-1", NOON)) == (None, None)
