"""`shopify_job_runs`: the last run of each periodic job."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, col

from novex_shopify.adapters.persistence.batch_statements import build_insert
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId


class JobRunRow(Row, table=True):
    __tablename__ = "shopify_job_runs"

    job: str = Field(primary_key=True)
    worker: str
    started_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> JobRun:
        return JobRun(self.job, self.worker, self.started_at)


@dataclass(frozen=True, slots=True)
class SqlJobRuns:
    """The port `JobRuns`."""

    session: Session

    def try_start(self, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        insert = build_insert(self.session, JobRunRow)
        upsert = insert.on_conflict_do_update(
            index_elements=["job"],
            set_={"worker": insert.excluded.worker, "started_at": insert.excluded.started_at},
            where=col(JobRunRow.started_at) <= now - period,
        ).returning(col(JobRunRow.job))
        values = {"job": job, "worker": worker.name, "started_at": now}
        return self.session.connection().execute(upsert.values(values)).one_or_none() is not None

    def find_last(self, job: str) -> JobRun | None:
        row = self.session.get(JobRunRow, job)
        return row.to_domain() if row else None
