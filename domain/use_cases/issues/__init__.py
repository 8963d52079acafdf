"""Use cases about what needs attention."""

from novex_shopify.domain.use_cases.issues.change_issues import ChangeIssues
from novex_shopify.domain.use_cases.issues.compare_issues import CompareIssues
from novex_shopify.domain.use_cases.issues.find_issues import FindIssues
from novex_shopify.domain.use_cases.issues.list_issues import ListIssues

__all__ = ["ChangeIssues", "CompareIssues", "FindIssues", "ListIssues"]
