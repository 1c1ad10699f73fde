"""A whole small assistant, trained and loaded by Rasa: what its graph makes of encoder and classifier."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.model_training import train, train_nlu
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.utils.io import write_yaml

from networks.onnx_model import OnnxModel
from tests.networks.tiny import LABELS

ROOT = Path(__file__).resolve().parents[2]
ENCODER = "components.encoder.DistilledEncoder"
CLASSIFIER = "components.intent_classifier.DistilledIntentClassifier"
NLU = {
    "version": "3.1",
    "nlu": [
        {"intent": intent, "examples": f"- {intent} one\n- {intent} two\n"} for intent in LABELS["intent"]
    ],
}


@pytest.fixture
def project(tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # Rasa keeps its cache in the current folder
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "false")
    shutil.copytree(tiny_bundle, tmp_path / "bundle")
    (tmp_path / "data").mkdir()
    write_yaml(NLU, tmp_path / "data" / "nlu.yml")
    rule = {"rule": "greet", "steps": [{"intent": "greet"}, {"action": "utter_hi"}]}
    write_yaml({"version": "3.1", "rules": [rule]}, tmp_path / "data" / "rules.yml")
    write_domain(tmp_path, LABELS["intent"])
    write_config(
        tmp_path,
        [{"name": ENCODER, "bundle": "bundle", "gpu": False}, {"name": CLASSIFIER}, {"name": CLASSIFIER}],
    )
    return tmp_path


def write_domain(project: Path, intents: list[str]) -> None:
    write_yaml(
        {"version": "3.1", "intents": intents, "responses": {"utter_hi": [{"text": "hi"}]}},
        project / "domain.yml",
    )


def write_config(project: Path, pipeline: list[dict[str, Any]]) -> None:
    fixed = {
        "recipe": "default.v1",
        "assistant_id": "tiny",
        "language": "en",
        "policies": [{"name": "RulePolicy"}],
    }
    write_yaml({**fixed, "pipeline": pipeline}, project / "config.yml")


def parsed(model: str | None, text: str) -> dict[str, Any]:
    assert model is not None
    agent = Agent.load(model)
    return dict(asyncio.run(agent.parse_message(text)))


def test_one_pass_serves_two_classifiers_and_the_model_runs_without_the_bundle(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = train("domain.yml", "config.yml", "data", output="models", fixed_model_name="first").model
    cached = train("domain.yml", "config.yml", "data", output="models", fixed_model_name="cached").model
    nlu = train_nlu("config.yml", "data", output="models", fixed_model_name="nlu")
    shutil.rmtree(project / "bundle")
    read: list[str] = []
    predict = OnnxModel.predict
    monkeypatch.setattr(OnnxModel, "predict", lambda self, text: (read.append(text), predict(self, text))[1])
    for model in (first, cached, nlu):
        answer = parsed(model, "cancel")
        assert answer["intent"]["name"] in LABELS["intent"]
        assert answer["sentiment"]["name"] in LABELS["sentiment"]
        assert answer["out_of_scope"] is False
    assert read.count("cancel") == 3  # once in each model, for two classifiers


def test_the_domain_must_know_what_the_bundle_says(project: Path) -> None:
    write_config(project, [{"name": CLASSIFIER, "bundle": "bundle"}])  # the least that a bot needs
    assert train("domain.yml", "config.yml", "data", output="models", fixed_model_name="fits").model
    write_domain(project, [intent for intent in LABELS["intent"] if intent != "track_order"])
    with pytest.raises(InvalidConfigException, match=r"can say the intents track_order, which the domain"):
        train("domain.yml", "config.yml", "data", output="models", fixed_model_name="misfit")
    assert train_nlu("config.yml", "data", output="models", fixed_model_name="nlu")  # which has no domain


def test_another_bundle_is_packed_in_spite_of_the_cache(project: Path) -> None:
    from tests.networks.tiny import write_tiny_bundle

    before = parsed(
        train("domain.yml", "config.yml", "data", output="models", fixed_model_name="a").model, "cancel"
    )
    write_tiny_bundle(project / "bundle", seed=7)
    after = parsed(
        train("domain.yml", "config.yml", "data", output="models", fixed_model_name="b").model, "cancel"
    )
    assert before["intent"] != after["intent"]


def test_serving_on_a_cpu_imports_no_torch() -> None:
    code = (
        "import sys, components.encoder, components.intent_classifier, networks.onnx_model, networks.serving; "
        "networks.serving.gpus(); "
        "print([name for name in ('torch', 'transformers', 'onnx', 'distillation') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


def test_the_runtime_itself_imports_no_rasa() -> None:
    code = (
        "import sys, networks.onnx_model, networks.serving; "
        "print([name for name in ('torch', 'transformers', 'rasa', 'tensorflow', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr
