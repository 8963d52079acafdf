"""A person says how long a lot must still be good for a customer."""

import pytest

from novex_shopify.domain.errors import InvalidCustomerSetting, NotFound
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.use_cases.customers import SetMinimumLife
from novex_shopify.domain.use_cases.customers.apply_customer import ApplyCustomer
from tests.audited_world import read_audit_log
from tests.builders import OTHER_SHOP, SHOP, a_customer_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS

ADA = 7


@pytest.fixture
def fakes() -> Fakes:
    """A connected store."""
    fakes = Fakes()
    fakes.connect_shop()
    return fakes


@pytest.fixture
def set_minimum_life(fakes: Fakes) -> SetMinimumLife:
    """The ERP knows Ada by a webhook."""
    assert apply_event(fakes, ApplyCustomer(PAYLOADS), a_customer_body()) == DONE
    return SetMinimumLife(fakes.unit_of_work)


def test_a_minimum_is_set_recorded_and_removed(set_minimum_life: SetMinimumLife, fakes: Fakes) -> None:
    assert set_minimum_life.get(SHOP, ADA) is None
    for days in (90, 90, None):
        set_minimum_life(SHOP, ADA, days)
        assert set_minimum_life.get(SHOP, ADA) == days
    entries = [each for each in read_audit_log(fakes.unit_of_work) if each.action is AuditAction.CUSTOMER_CHANGED]
    assert [(each.subject.id, each.before, each.after) for each in entries] == [
        ("7", {"min_remaining_days": 90}, {"min_remaining_days": None}),
        ("7", {"min_remaining_days": None}, {"min_remaining_days": 90}),
    ]


def test_no_event_from_shopify_resets_it(set_minimum_life: SetMinimumLife, fakes: Fakes) -> None:
    set_minimum_life(SHOP, ADA, 90)
    newer = a_customer_body(updated_at="2026-11-23T13:00:00+01:00", last_name="King")
    assert apply_event(fakes, ApplyCustomer(PAYLOADS), newer) == DONE
    assert set_minimum_life.get(SHOP, ADA) == 90


def test_what_cannot_be_is_refused(set_minimum_life: SetMinimumLife) -> None:
    for days in (-1, 3651):
        with pytest.raises(InvalidCustomerSetting, match="0 to 3650 days"):
            set_minimum_life(SHOP, ADA, days)
    for shop, customer in ((SHOP, 404), (OTHER_SHOP, ADA)):
        with pytest.raises(NotFound, match=f"no customer {customer} of {shop}"):
            set_minimum_life(shop, customer, 90)
    assert set_minimum_life.get(SHOP, ADA) is None
