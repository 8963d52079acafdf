"""What happens after a shop is connected, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step; `progress` says how far it is while it runs."""

    title: str
    state: StepState
    progress: str = ""


def list_setup_steps(snapshot: ShopSnapshot) -> Sequence[SetupStep]:
    """List the steps in the order in which a person notices them."""
    runs = {run.kind: run for run in snapshot.imports}
    return (
        SetupStep("Webhooks are subscribed", _judge_subscriptions(snapshot)),
        _build_import_step("Products are imported and matched with ERP items", runs.get(ImportKind.PRODUCTS)),
        _build_import_step("Customers are imported", runs.get(ImportKind.CUSTOMERS)),
    )


def _judge_subscriptions(snapshot: ShopSnapshot) -> StepState:
    if not snapshot.missing_topics:
        return StepState.DONE
    return StepState.FAILED if snapshot.subscription_error else StepState.RUNNING


def _build_import_step(title: str, run: ImportRun | None) -> SetupStep:
    if run is None:
        return SetupStep(title, StepState.WAITING)
    if run.status is ImportStatus.DONE:
        return SetupStep(title, StepState.DONE, f"{run.progress.read} read")
    if run.finished:
        return SetupStep(title, StepState.FAILED, run.error or "")
    total = f" of {run.progress.total}" if run.progress.total else ""
    state = StepState.RUNNING if run.operation_id else StepState.WAITING
    return SetupStep(title, state, f"{run.progress.read}{total} read" if run.progress.read else "")
