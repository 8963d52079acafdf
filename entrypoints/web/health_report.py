"""Judges the installation by writes and by outcomes, for probes, metrics and the console."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import anyio
import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import DatabaseUnavailable, describe_kind
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.webhook_event import IntakeOutcome
from novex_shopify.domain.policies.installation_problems import (
    find_address_problem,
    find_disk_problem,
    find_event_problem,
    find_settling_problem,
    find_shipment_problem,
    find_worker_problem,
    list_shop_problems,
)
from novex_shopify.domain.timing import (
    HEALTH_REPORT_INTERVAL,
    INTAKE_RETRY_AFTER,
    READINESS_TIMEOUT,
    WORKER_ACTIVITY_TIMEOUT,
)
from novex_shopify.domain.use_cases.periodic_jobs import probe_writes

MIN_FAILED_DELIVERIES = 3
"""One failure is repeated by Shopify; several in a row, and none stored since, are an outage."""

_UNKNOWN = "unknown without the database"
_STATUS_CHECKS: Mapping[str, Callable[[InstallationStatus], str | None]] = {
    "events": find_event_problem,
    "shipments": find_shipment_problem,
    "settling": find_settling_problem,
    "shops": lambda status: "; ".join(list_shop_problems(status)),
    "address": find_address_problem,
}


@dataclass(frozen=True, slots=True)
class HealthReport:
    """`checks` has each part, with `ok` (or `embedded`) or what is wrong with it.

    `ready` says whether webhooks can be stored. `status` is None if the database cannot be used.
    """

    checks: Mapping[str, str]
    ready: bool = False
    status: InstallationStatus | None = None

    @property
    def problems(self) -> Mapping[str, str]:
        return {name: found for name, found in self.checks.items() if found not in ("ok", "embedded")}


_TIMED_OUT = HealthReport({"database": "does not answer in time"})


@dataclass(slots=True)
class HealthMonitor:
    """Makes a report at most every `HEALTH_REPORT_INTERVAL`, and one at a time for all who ask meanwhile."""

    container: Container
    _failed_deliveries: int = 0
    _last_failed_at: datetime | None = None
    _made_at: datetime | None = None
    _last: tuple[datetime, HealthReport] | None = None
    _task: "asyncio.Task[HealthReport] | None" = None
    # A thread of its own: a check that waits for the database must not take those that answer everything else.
    _limiter: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(1))

    def record_outcome(self, outcome: IntakeOutcome) -> None:
        """Count the deliveries that could not be stored since the last one that could."""
        if outcome is IntakeOutcome.NOT_STORED:
            self._failed_deliveries += 1
            self._last_failed_at = self.container.clock().now()
        elif outcome is IntakeOutcome.STORED:
            self._failed_deliveries = 0

    async def get_report(self) -> HealthReport:
        """The last report if it is recent. Answers within `READINESS_TIMEOUT`, whatever the database does."""
        if self._task is None or (self._task.done() and self._is_outdated()):
            self._task = asyncio.create_task(self._make_report())
        try:
            async with asyncio.timeout(READINESS_TIMEOUT.total_seconds()):
                return await asyncio.shield(self._task)
        except TimeoutError:
            return _TIMED_OUT

    async def _make_report(self) -> HealthReport:
        try:
            return await anyio.to_thread.run_sync(self.make_report, abandon_on_cancel=True, limiter=self._limiter)
        finally:
            self._made_at = self.container.clock().now()

    def _is_outdated(self) -> bool:
        made_at, now = self._made_at, self.container.clock().now()
        return made_at is None or not made_at <= now < made_at + HEALTH_REPORT_INTERVAL

    def get_recent_report(self, max_age: timedelta) -> HealthReport:
        """The last report if it is not older; otherwise a new one, made in this thread."""
        now = self.container.clock().now()
        if self._last and now - max_age < self._last[0] <= now:
            return self._last[1]
        return self.make_report()

    def make_report(self) -> HealthReport:
        """Check everything now."""
        report = self._check_everything()
        self._last = self.container.clock().now(), report
        return report

    def _check_everything(self) -> HealthReport:
        status, problem = None, self._find_write_problem()
        if problem is None:
            try:
                status = self.container.get_installation_status()()
            except (SQLAlchemyError, DatabaseUnavailable) as error:
                problem = _describe(error)
        checks = {
            "database": problem or "ok",
            "disk": self._check_disk(),
            "webhooks": self._check_webhooks(),
            "redis": self._check_redis(),
        }
        if status is None:
            return HealthReport({**checks, **dict.fromkeys(("worker", *_STATUS_CHECKS), _UNKNOWN)})
        checks["worker"] = self._check_worker(status)
        checks.update({name: find(status) or "ok" for name, find in _STATUS_CHECKS.items()})
        return HealthReport(checks, ready=not self._loses_webhooks(), status=status)

    def _find_write_problem(self) -> str | None:
        try:
            probe_writes(self.container.unit_of_work(), self.container.worker_id(), self.container.clock().now())
        except (SQLAlchemyError, DatabaseUnavailable) as error:
            return f"takes no writes ({_describe(error)})"
        return None

    def _check_disk(self) -> str:
        return find_disk_problem(self.container.database_probe().find_free_bytes()) or "ok"

    def _check_webhooks(self) -> str:
        # A small write can succeed on a disk that has no room for webhooks.
        failed = self._failed_deliveries
        return "ok" if failed < MIN_FAILED_DELIVERIES else f"the last {failed} deliveries could not be stored"

    def _loses_webhooks(self) -> bool:
        """Whether deliveries fail now. A while later it is unknown: a load balancer may have sent none meanwhile."""
        if self._last_failed_at is None or self._failed_deliveries < MIN_FAILED_DELIVERIES:
            return False
        return self.container.clock().now() - self._last_failed_at < INTAKE_RETRY_AFTER

    def _check_redis(self) -> str:
        if not self.container.settings().redis_url:
            return "embedded"
        if problem := self.container.redis_probe().find_problem():
            return f"{problem}: webhooks are stored and wait for the next sweep"
        return "ok"

    def _check_worker(self, status: InstallationStatus) -> str:
        if status.last_job is None and status.read_at - self.container.started_at() < WORKER_ACTIVITY_TIMEOUT:
            return "ok"  # a new installation: its first worker may still be starting
        return find_worker_problem(status) or "ok"


def _describe(error: Exception) -> str:
    return str(error) if isinstance(error, DatabaseUnavailable) else describe_kind(error)
