"""Which ERP customer a Shopify customer is: by e-mail, then by phone, and only if it is certain."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from novex_shopify.domain.model.customer import Customer, ErpCustomer

_INTERNATIONAL_PREFIX = "00"


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """The matching ERP customer; or why the ERP may have the same person although a new record is created."""

    erp_id: str | None = None
    review_reason: str | None = None


def normalize_email(email: str | None) -> str | None:
    """Strip spaces and convert to lower case. More could merge two people: `casefold` turns `straße` into `strasse`."""
    return email.strip().lower() or None if email else None


def normalize_phone(phone: str | None) -> str | None:
    """Return `+`, country code and digits; None without a country code, because the number could be anyone's."""
    if not phone:
        return None
    if phone[0] == "+" and phone.isascii() and phone[1:].isdecimal():
        return phone
    digits = "".join(filter(str.isdecimal, phone))
    if phone.lstrip().startswith("+"):
        return f"+{digits}" if digits else None
    return f"+{digits.removeprefix(_INTERNATIONAL_PREFIX)}" if digits.startswith(_INTERNATIONAL_PREFIX) else None


def match_customers(
    customers: Sequence[Customer], known: Iterable[ErpCustomer], linked_ids: Collection[str]
) -> Mapping[int, CustomerMatch]:
    """Match customers that have no ERP record under their Shopify id; the result is by that id.

    `known` must contain all ERP customers that share an e-mail address or a phone number with one of them; `linked_ids`
    are those that belong to another customer of the same shop. Two customers of a shop are two people, so these are
    doubtful, and so is a second customer for the same record, or a phone number shared by different addresses or names.
    """
    people = _CustomerIndex(set(linked_ids))
    for each in known:
        people.add(each)
    return {customer.id: people.find(customer) for customer in customers}


@dataclass(slots=True)
class _CustomerIndex:
    linked_ids: set[str]
    by_email: dict[str, list[ErpCustomer]] = field(default_factory=lambda: defaultdict(list))
    by_phone: dict[str, list[ErpCustomer]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: ErpCustomer) -> None:
        if email := normalize_email(person.email):
            self.by_email[email].append(person)
        if phone := normalize_phone(person.phone):
            self.by_phone[phone].append(person)

    def find(self, customer: Customer) -> CustomerMatch:
        email, phone = normalize_email(customer.email), normalize_phone(customer.phone)
        same_email = self.by_email.get(email, []) if email else []
        if same_email:
            return self._pick_only(same_email, "e-mail address")
        same_phone = self.by_phone.get(phone, []) if phone else []
        if not same_phone:
            return _NO_MATCH
        if email and any(normalize_email(person.email) for person in same_phone):
            return _build_doubtful_match(same_phone, "phone number, but another e-mail address")
        if any(_names_differ(customer, person) for person in same_phone):
            return _build_doubtful_match(same_phone, "phone number, but another name")
        return self._pick_only(same_phone, "phone number")

    def _pick_only(self, candidates: Sequence[ErpCustomer], what: str) -> CustomerMatch:
        if len(candidates) > 1:
            return _build_doubtful_match(candidates, what)
        erp_id = candidates[0].id
        if erp_id in self.linked_ids:
            return _build_doubtful_match(candidates, f"{what}, and stands for another customer of this store")
        self.linked_ids.add(erp_id)
        return CustomerMatch(erp_id)


_NO_MATCH = CustomerMatch()


def _names_differ(customer: Customer, person: ErpCustomer) -> bool:
    names = [
        " ".join(filter(None, (each.first_name, each.last_name))).casefold().split() for each in (customer, person)
    ]
    return all(names) and names[0] != names[1]


def _build_doubtful_match(candidates: Sequence[ErpCustomer], what: str) -> CustomerMatch:
    ids = ", ".join(sorted(person.id for person in candidates))
    has = "has" if len(candidates) == 1 else "have"
    return CustomerMatch(review_reason=f"customer {ids} of the ERP {has} the same {what}")
