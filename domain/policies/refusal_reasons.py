"""Why lines of an import were refused, for people: one reason where only the numbers differ."""

import re
from collections import defaultdict
from collections.abc import Iterable

from novex_shopify.domain.model.bulk_operation import RefusalReason

_NUMBERS = re.compile(r"\d+")
_ANY_NUMBER = "\N{HORIZONTAL ELLIPSIS}"


def merge_reasons(reasons: Iterable[RefusalReason]) -> list[RefusalReason]:
    """Merge the reasons that differ only in numbers, such as ids; the most frequent come first."""
    alike: dict[str, list[RefusalReason]] = defaultdict(list)
    for each in reasons:
        alike[_NUMBERS.sub(_ANY_NUMBER, each.reason)].append(each)
    merged = [
        RefusalReason(
            text if len(group) > 1 else group[0].reason,
            sum(each.count for each in group),
            min(each.first_line for each in group),
        )
        for text, group in alike.items()
    ]
    return sorted(merged, key=lambda each: (-each.count, each.first_line))
