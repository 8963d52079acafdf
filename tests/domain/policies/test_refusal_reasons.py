"""The reasons for refused lines are few, whatever the ids in them."""

from novex_shopify.domain.model.bulk_operation import RefusalReason
from novex_shopify.domain.policies.refusal_reasons import merge_reasons


def test_reasons_that_differ_only_in_numbers_are_one_and_the_most_frequent_comes_first() -> None:
    reasons = [
        RefusalReason("the line is longer than 1000 bytes", 2, 9),
        RefusalReason("customer 17 has no name", 1, 3),
        RefusalReason("customer 4711 has no name", 2, 8),
        RefusalReason("cut off", 2, 1),
    ]
    assert merge_reasons(reasons) == [
        RefusalReason("customer … has no name", 3, 3),
        RefusalReason("cut off", 2, 1),
        RefusalReason("the line is longer than 1000 bytes", 2, 9),
    ]
    assert merge_reasons([]) == []
