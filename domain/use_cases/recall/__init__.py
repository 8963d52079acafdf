"""Use cases of recalls."""

from novex_shopify.domain.use_cases.recall.close_recall import CloseRecall
from novex_shopify.domain.use_cases.recall.export_recall import ExportRecall
from novex_shopify.domain.use_cases.recall.note_notice import NoteNotice
from novex_shopify.domain.use_cases.recall.open_recall import OpenRecall
from novex_shopify.domain.use_cases.recall.preview_recall import PreviewRecall
from novex_shopify.domain.use_cases.recall.show_recall import ShowRecall
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled

__all__ = [
    "CloseRecall",
    "ExportRecall",
    "NoteNotice",
    "OpenRecall",
    "PreviewRecall",
    "ShowRecall",
    "UnassignRecalled",
]
