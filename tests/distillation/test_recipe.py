"""Recipe files, checked at the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from distillation.errors import DistillationError
from distillation.intent import presets
from distillation.recipe import with_recipe


def _with(tmp_path: Path, text: str):
    (tmp_path / "r.yml").write_text(text, encoding="utf-8")
    return with_recipe(presets("full", ("use",), 3), tmp_path / "r.yml")


def test_a_recipe_changes_what_it_names(tmp_path: Path) -> None:
    config = _with(
        tmp_path,
        "learning: {training: {epochs: 2}, weights: {hidden: 1, attention: {start: 1, end: 0}}, blunt: [greet]}",
    )
    assert config.learning.training.epochs == 2
    assert config.learning.weights.hidden.at(0.5) == 1
    assert config.learning.weights.attention.at(0.25) == 0.75
    assert config.learning.weights.looks_inside
    assert config.learning.blunt == ("greet",)
    assert (config.teachers, config.seed) == (("use",), 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("learnin: {}", "learnin"),
        ("learning: {training: {epochs: many}}", "epochs"),
        ("learning: {training: {epochs: 0}}", "epochs"),
        ("learning: {weights: {hard: -1}}", "hard"),
        ("dev_share: 0.9", "dev_share"),
        ("- a", "list"),
        ("a: [", "cannot be read"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DistillationError, match=said):
        _with(tmp_path, text)


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(DistillationError, match="nowhere"):
        with_recipe(presets("quick", (), 0), tmp_path / "nowhere.yml")


def test_the_assistants_own_recipe_is_one() -> None:
    assert with_recipe(presets("full", (), 0), Path("distillation/shop.yml")).learning.blunt
