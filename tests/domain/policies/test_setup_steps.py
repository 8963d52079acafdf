"""What happens after a store is connected is shown step by step."""

from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.policies.setup_steps import StepState, list_setup_steps
from tests.builders import NOON, SHOP, a_shop


def test_each_step_says_how_far_it_is() -> None:
    running = ImportRun(
        1, SHOP, ImportKind.PRODUCTS, ImportStatus.RUNNING, NOON, "operation-1", ImportProgress(read=250, total=900)
    )
    failed = ImportRun(2, SHOP, ImportKind.CUSTOMERS, ImportStatus.FAILED, NOON, error="no file")
    snapshot = ShopSnapshot(a_shop(), NOON, missing_topics=frozenset({"ORDERS_CREATE"}), imports=(running, failed))
    assert [(step.state, step.progress) for step in list_setup_steps(snapshot)] == [
        (StepState.RUNNING, ""),
        (StepState.RUNNING, "250 of 900 read"),
        (StepState.FAILED, "no file"),
    ]
    assert [step.state for step in list_setup_steps(ShopSnapshot(a_shop(), NOON))] == [
        StepState.DONE,
        StepState.WAITING,
        StepState.WAITING,
    ]
