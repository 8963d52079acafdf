"""A carrier's day is closed with one manifest for its parcels, whatever breaks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    ManifestRefused,
    NotFound,
    NovexError,
)
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.label import LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import Manifest, ManifestState
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.manifests import CloseDay, GetManifestFile, ListCarrierDays, ProcessManifest
from tests.domain.use_cases.labels.label_steps import WORKER, LabelFakes

HOURS = timedelta(hours=2)
UNAVAILABLE = CarriersUnavailable("no answer")


class ManifestFakes(LabelFakes):
    """A warehouse that has bought labels, each for one unit."""

    @property
    def today(self) -> date:
        return self.clock.now().date()

    @property
    def maker(self) -> ProcessManifest:
        return ProcessManifest(
            unit_of_work=self.unit_of_work,
            carriers=self.carriers,
            retry=RetryPolicy(lambda: 0.0),
            notifier=self.notifier,
            clock=self.clock,
            worker=WORKER,
            active_claims=ActiveClaims(),
        )

    def buy_labels(self, count: int, carrier: str = "USPS", first: int = 1, **options: object) -> Sequence[int]:
        ids = [
            self.request_rates(1, LabelOptions(**options), parcel_id=f"PAR-{first + number}")  # type: ignore[arg-type]
            for number in range(count)
        ]
        self.work()
        for each in ids:
            self.choose(each, carrier)
        self.work()
        return ids

    def close(self) -> Manifest:
        """Close the day of the only carrier."""
        [found] = ListCarrierDays(self.unit_of_work, self.clock)(self.today)
        return CloseDay(self.unit_of_work, self.notifier, self.clock)(found.carrier_day.key, self.today)

    def make(self, within: timedelta = HOURS) -> None:
        """Do everything of manifests that becomes due within this time."""
        end = self.clock.now() + within
        while self.maker.run_next() or self._wait(end):
            pass

    def _wait(self, end: object) -> bool:
        with self.unit_of_work.read() as tx:
            due = [each.next_attempt_at for each in tx.manifests.list_latest(10) if each.next_attempt_at]
        if not due or min(due) > end:  # type: ignore[operator]
            return False
        self.clock.advance(max(min(due) - self.clock.now(), timedelta()))
        return True

    def list_manifests(self) -> list[Manifest]:
        with self.unit_of_work.read() as tx:
            return list(tx.manifests.list_latest(10))

    def list_numbers(self) -> list[str]:
        """The tracking numbers on all manifests that the provider has made."""
        return [number for each in self.carriers.manifests.values() for number in each.tracking_numbers]


@pytest.fixture
def fakes() -> ManifestFakes:
    fakes = ManifestFakes()
    fakes.open()
    return fakes


def get_number(purchase: LabelPurchase) -> str:
    assert purchase.postage is not None
    return purchase.postage.tracking_number


def test_a_day_is_closed_with_one_manifest_whose_file_is_kept(fakes: ManifestFakes) -> None:
    ids = fakes.buy_labels(3)
    manifest = fakes.close()
    assert (manifest.totals.parcels, manifest.totals.weight_g, str(manifest.totals.costs[0])) == (3, 4500, "18.21 USD")
    fakes.make()
    [made] = fakes.list_manifests()
    assert (made.state, made.next_attempt_at) == (ManifestState.CREATED, None)
    assert sorted(fakes.list_numbers()) == sorted(get_number(fakes.get(each)) for each in ids)
    calls = fakes.carriers.calls.total()
    assert GetManifestFile(fakes.unit_of_work)(made.id) == GetManifestFile(fakes.unit_of_work)(made.id)
    assert fakes.carriers.calls.total() == calls
    with fakes.unit_of_work.read() as tx:
        assert tx.audit_log.search(AuditFilter(), 1)[0].action is AuditAction.DAY_CLOSED


def test_closing_again_makes_no_second_manifest_and_later_parcels_get_one_of_their_own(fakes: ManifestFakes) -> None:
    fakes.buy_labels(1)
    first = fakes.close()
    assert fakes.close() == first
    fakes.make()
    assert fakes.close().id == first.id
    fakes.buy_labels(2, first=2)
    second = fakes.close()
    fakes.make()
    assert (second.id != first.id, second.totals.parcels, len(fakes.list_numbers())) == (True, 2, 3)


def test_void_and_return_labels_and_those_of_another_day_are_left_out(fakes: ManifestFakes) -> None:
    kept, void = fakes.buy_labels(2)
    fakes.void(void, "not used")
    back = fakes.request_rates(1, reverse=True, parcel_id="BACK")
    fakes.work()
    fakes.choose(back, "USPS")
    fakes.work()
    fakes.buy_labels(1, first=3, label_date=fakes.clock.now() + timedelta(days=1))
    [found] = ListCarrierDays(fakes.unit_of_work, fakes.clock)(fakes.today)
    assert ([each.id for each in found.open], found.voided, found.totals.parcels) == ([kept], 1, 1)
    [tomorrow] = ListCarrierDays(fakes.unit_of_work, fakes.clock)(fakes.today + timedelta(days=1))
    assert [each.parcel.id for each in tomorrow.open] == ["PAR-3"]


def test_a_label_that_becomes_void_while_its_manifest_waits_leaves_the_others_free(fakes: ManifestFakes) -> None:
    _, void = fakes.buy_labels(2)
    fakes.close()
    fakes.void(void, "not used")
    fakes.work()
    fakes.make()
    [failed] = fakes.list_manifests()
    assert (failed.state, "refunded" in (failed.last_error or "")) == (ManifestState.FAILED, True)
    assert fakes.close().totals.parcels == 1
    fakes.make()
    assert len(fakes.list_numbers()) == 1


def test_a_carrier_without_manifests_and_a_day_that_has_passed_are_named(fakes: ManifestFakes) -> None:
    fakes.buy_labels(1, "UPS")
    with pytest.raises(ManifestRefused, match="UPS has no manifests"):
        fakes.close()
    with pytest.raises(NotFound):
        CloseDay(fakes.unit_of_work, fakes.notifier, fakes.clock)("unknown", fakes.today)
    fakes.carriers.calls.clear()
    yesterday = fakes.today
    fakes.clock.advance(timedelta(days=1))
    [found] = ListCarrierDays(fakes.unit_of_work, fakes.clock)(yesterday)
    assert not found.can_be_closed
    fakes.buy_labels(1, first=2)
    fakes.clock.advance(timedelta(days=1))
    found = ListCarrierDays(fakes.unit_of_work, fakes.clock)(yesterday + timedelta(days=1))[0]
    assert "has passed" in (found.obstacle or "")


@pytest.mark.parametrize("is_made", [False, True])
@pytest.mark.parametrize("error", [UNAVAILABLE, CarriersThrottled("wait"), RuntimeError("bug")])
def test_after_a_lost_response_there_is_one_manifest(fakes: ManifestFakes, error: NovexError, is_made: bool) -> None:
    fakes.buy_labels(2)
    fakes.carriers.fail_next("create_manifest", error, after_completion=is_made)
    fakes.close()
    fakes.make()
    [made] = fakes.list_manifests()
    assert (made.state, len(fakes.carriers.manifests), made.totals.parcels) == (ManifestState.CREATED, 1, 2)


def test_a_request_without_a_record_is_not_repeated_before_the_provider_must_have_ended(fakes: ManifestFakes) -> None:
    fakes.buy_labels(1)
    fakes.carriers.fail_next("create_manifest", UNAVAILABLE)
    fakes.close()
    fakes.make(timedelta(seconds=119))
    assert fakes.carriers.calls["create_manifest"] == 1
    fakes.make(timedelta(minutes=2))
    assert (fakes.carriers.calls["create_manifest"], len(fakes.carriers.manifests)) == (2, 1)


@pytest.mark.parametrize("error", [CarriersRefused("too many requests"), CarriersAccessDenied("the key ended")])
def test_a_manifest_that_is_refused_frees_its_parcels(fakes: ManifestFakes, error: NovexError) -> None:
    fakes.buy_labels(2)
    fakes.carriers.fail_next("create_manifest", error)
    fakes.close()
    fakes.make()
    assert [(each.state, each.last_error) for each in fakes.list_manifests()] == [(ManifestState.FAILED, str(error))]
    assert fakes.close().totals.parcels == 2


def test_a_manifest_that_was_made_elsewhere_is_taken_and_the_other_parcels_are_free(fakes: ManifestFakes) -> None:
    first, second = fakes.buy_labels(2)
    with fakes.unit_of_work.read() as tx:
        account = tx.carrier_accounts.list_all()[0]
    fakes.carriers.create_manifest(account, [fakes.get(second).shipment_id or ""])
    fakes.close()
    fakes.make()
    assert [(each.state, each.totals.parcels) for each in fakes.list_manifests()] == [(ManifestState.CREATED, 1)]
    assert fakes.close().totals.parcels == 1
    fakes.make()
    assert sorted(fakes.list_numbers()) == sorted(get_number(fakes.get(each)) for each in (first, second))


def test_a_manifest_that_the_carrier_still_makes_is_waited_for(fakes: ManifestFakes) -> None:
    fakes.buy_labels(1)
    fakes.close()
    fakes.carriers.fail_next("fetch_form", UNAVAILABLE)
    fakes.make(timedelta())
    [slow] = fakes.carriers.manifests.values()
    fakes.carriers.manifests[slow.id] = replace(slow, state=ManifestState.CREATING, form_url=None)
    fakes.make(timedelta(minutes=1))
    assert fakes.list_manifests()[0].state is ManifestState.CREATING
    with pytest.raises(ManifestRefused, match="has no file"):
        GetManifestFile(fakes.unit_of_work)(fakes.list_manifests()[0].id)
    fakes.carriers.manifests[slow.id] = slow
    fakes.make()
    assert fakes.list_manifests()[0].state is ManifestState.CREATED


@given(
    st.lists(st.tuples(st.sampled_from(("create_manifest", "find_manifest", "fetch_form")), st.booleans()), max_size=4)
)
def test_whatever_call_breaks_each_parcel_is_on_one_manifest(faults: list[tuple[str, bool]]) -> None:
    fakes = ManifestFakes()
    fakes.open()
    fakes.buy_labels(2)
    fakes.close()
    for call, after_completion in faults:
        fakes.carriers.fail_next(call, UNAVAILABLE, after_completion=after_completion)
        fakes.make(timedelta(seconds=30))
    fakes.make()
    assert [each.state for each in fakes.list_manifests()] == [ManifestState.CREATED]
    assert len(fakes.list_numbers()) == 2
