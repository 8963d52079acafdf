"""What roles include."""

from novex_shopify.domain.model.user import Role


def test_each_role_may_do_what_the_ones_before_it_may() -> None:
    assert [[role.includes(other) for other in Role] for role in Role] == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]
