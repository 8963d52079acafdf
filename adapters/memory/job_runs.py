"""Job runs in memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId


@dataclass(frozen=True, slots=True)
class MemoryJobRuns:
    """The port `JobRuns`."""

    state: State

    def try_start(self, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        last = self.state.job_runs.get(job)
        if last and last.started_at > now - period:
            return False
        self.state.job_runs[job] = JobRun(job, worker.name, now)
        return True

    def find_last(self, job: str) -> JobRun | None:
        return self.state.job_runs.get(job)
