"""When the model is built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup import demo_shop, model
from setup.fingerprint import fingerprint
from setup.processes import SetupError


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in model.INPUTS:
        path = tmp_path / name
        if path.suffix:
            path.parent.mkdir(exist_ok=True)
            path.write_text("first")
        else:
            (path / "deep").mkdir(parents=True)
            (path / "deep" / "file.yml").write_text("first")
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "config.yml",
        "domain.yml",
        "data/deep/file.yml",
        "components/deep/file.yml",
        "students/nlu/deep/file.yml",
    ],
)
def test_another_content_is_another_model(inputs: Path, changed: str) -> None:
    before = fingerprint(model.INPUTS)
    assert fingerprint(model.INPUTS) == before
    (inputs / changed).write_text("other")
    assert fingerprint(model.INPUTS) != before


def test_a_moved_file_is_another_model(inputs: Path) -> None:
    before = fingerprint(model.INPUTS)
    (inputs / "data/deep/file.yml").rename(inputs / "data/deep/other.yml")
    assert fingerprint(model.INPUTS) != before


def test_bytecode_does_not_count(inputs: Path) -> None:
    before = fingerprint(model.INPUTS)
    (inputs / "components/__pycache__").mkdir()
    (inputs / "components/__pycache__/a.pyc").write_bytes(b"1")
    assert fingerprint(model.INPUTS) == before


def test_a_missing_input_is_named(inputs: Path) -> None:
    (inputs / "domain.yml").unlink()
    with pytest.raises(SetupError, match=r"expected domain\.yml"):
        fingerprint(model.INPUTS)


def test_built_once_until_something_changes(inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def train() -> None:
        built.append(fingerprint(model.INPUTS))
        model.MODEL.parent.mkdir(exist_ok=True)
        model.MODEL.write_bytes(b"model")
        model.STAMP.write_text(built[-1])

    monkeypatch.setattr(model, "_train", train)
    model.ensure()
    model.ensure()
    assert len(built) == 1
    (inputs / "config.yml").write_text("other")
    model.ensure()
    assert len(built) == 2


def test_a_failed_build_shows_the_log_and_leaves_no_stamp(inputs: Path) -> None:
    """There is no Rasa project here, nor even the launcher."""
    with pytest.raises(SetupError, match=r"the model could not be built.(?s:.+)rasa_main"):
        model.ensure()
    assert not model.STAMP.exists()


def test_the_shop_looks_for_its_database_where_it_is_made() -> None:
    from shop.database import DEFAULT_URL

    assert f"sqlite:///{demo_shop.DATABASE}" == DEFAULT_URL


def test_the_shop_whose_wordings_the_model_carries_is_filled_first(
    inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(demo_shop, "ensure", lambda: done.append("shop"))
    monkeypatch.setattr(model, "_train", lambda: done.append("model"))
    assert model.main() == 0
    assert done == ["shop", "model"]
