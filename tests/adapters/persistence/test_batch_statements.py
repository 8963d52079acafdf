"""Many rows travel in one statement, with the same result in SQLite and in PostgreSQL."""

from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import (
    fail_on_conflict,
    force_index_scans,
    ignore_on_conflict,
    insert_many,
    is_one_of,
    overwrite_on_conflict,
    update_many,
)
from novex_shopify.adapters.persistence.job_runs import JobRunRow
from tests.builders import HOUR, NOON

KEY = ("job",)


@pytest.fixture
def session(engine: Engine) -> Generator[Session]:
    """A session on an empty database; nothing is committed."""
    with Session(engine) as session:
        yield session


def build_row(job: str, worker: str = "ann:1", started_at: datetime = NOON) -> dict[str, Any]:
    return {"job": job, "worker": worker, "started_at": started_at}


def read_workers(session: Session) -> Mapping[str, str]:
    """The worker of each job."""
    return {row.job: row.worker for row in session.exec(select(JobRunRow))}


def build_worker_update(new: Any) -> Any:
    statement = update(JobRunRow).where(col(JobRunRow.job) == new.job).values(worker=new.worker)
    return statement.returning(col(JobRunRow.job))


def test_all_rows_are_inserted(session: Session) -> None:
    rows = [build_row(str(number), f"ann:{number}") for number in range(2_000)]
    assert insert_many(session, JobRunRow, rows) == []
    assert read_workers(session) == {row["job"]: row["worker"] for row in rows}


def test_a_row_that_exists_is_an_error_unless_something_else_is_asked_for(session: Session) -> None:
    insert_many(session, JobRunRow, [build_row("a")])
    with pytest.raises(IntegrityError):
        insert_many(session, JobRunRow, [build_row("b"), build_row("a")], fail_on_conflict)


def test_a_row_that_exists_is_ignored_and_only_new_rows_are_returned(session: Session) -> None:
    insert_many(session, JobRunRow, [build_row("a")])
    rows = [build_row("a", "bob:2"), build_row("b", "bob:2")]
    assert insert_many(session, JobRunRow, rows, ignore_on_conflict(KEY, ("job",))) == [("b",)]
    assert read_workers(session) == {"a": "ann:1", "b": "bob:2"}


def test_a_row_that_exists_is_overwritten_in_the_named_columns(session: Session) -> None:
    insert_many(session, JobRunRow, [build_row("a")])
    rows = [build_row("a", "bob:2", NOON + HOUR), build_row("b", "bob:2", NOON + HOUR)]
    insert_many(session, JobRunRow, rows, overwrite_on_conflict(KEY, ("worker",)))
    stored = session.exec(select(JobRunRow).order_by(col(JobRunRow.job))).all()
    assert [(row.worker, row.started_at) for row in stored] == [("bob:2", NOON), ("bob:2", NOON + HOUR)]


def test_each_row_is_updated_with_its_own_values_and_only_rows_that_exist_are_returned(session: Session) -> None:
    insert_many(session, JobRunRow, [build_row("a"), build_row("b"), build_row("c")])
    changes = [{"job": "a", "worker": "bob:2"}, {"job": "b", "worker": "eve:3"}, {"job": "d", "worker": "eve:3"}]
    assert sorted(update_many(session, JobRunRow, changes, build_worker_update)) == [("a",), ("b",)]
    assert read_workers(session) == {"a": "bob:2", "b": "eve:3", "c": "ann:1"}


def test_no_rows_need_no_statement(session: Session) -> None:
    assert insert_many(session, JobRunRow, []) == []
    assert update_many(session, JobRunRow, [], build_worker_update) == []


@pytest.mark.parametrize(("jobs", "found"), [(["a", "c", "x"], ["a", "c"]), ([], [])], ids=["some", "none"])
def test_rows_are_found_by_any_of_many_values(session: Session, jobs: list[str], found: list[str]) -> None:
    insert_many(session, JobRunRow, [build_row("a"), build_row("b"), build_row("c")])
    condition = is_one_of(session, JobRunRow, "job", jobs)
    assert session.exec(select(JobRunRow.job).where(condition).order_by(col(JobRunRow.job))).all() == found


def test_postgresql_scans_by_index_inside_the_block_only(migrated_postgres: Engine) -> None:
    with Session(migrated_postgres) as session:
        setting = select(func.current_setting("enable_seqscan"))
        with force_index_scans(session):
            assert session.exec(setting).one() == "off"
        assert session.exec(setting).one() == "on"
