"""Steps have a text form, and results of batches add up."""

import pytest

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.use_cases.imports.importer import BatchResult, ImportStep, StepName


@pytest.mark.parametrize("step", [ImportStep(StepName.DELETE), ImportStep(StepName.MATCH, 123)])
def test_a_step_is_parsed_from_its_text(step: ImportStep) -> None:
    assert ImportStep.from_text(step.to_text()) == step


def test_the_text_of_a_step_is_stable_because_it_is_stored() -> None:
    assert ImportStep(StepName.DELETE).to_text() == "delete:0"
    assert ImportStep(StepName.MATCH, 123).to_text() == "match:123"


@pytest.mark.parametrize("text", ["", "delete", "delete:", "unknown:1"])
def test_another_text_is_no_step(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a valid StepName|invalid literal"):
        ImportStep.from_text(text)


def test_the_results_of_batches_add_up() -> None:
    first, second = BatchResult(2, (RefusedLine(1, "cut off"),)), BatchResult(3, (RefusedLine(9, "no id"),))
    assert first + second == BatchResult(5, (RefusedLine(1, "cut off"), RefusedLine(9, "no id")))
