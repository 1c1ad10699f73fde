"""docs/use-in-your-bot.md, held to what it says on the bot that `rasa init` makes."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rasa.cli
import yaml
from rasa.core.agent import Agent
from rasa.model_testing import test_nlu as nlu_tested
from rasa.model_training import train
from rasa.shared.utils.io import write_yaml

from components.encoder import DistilledEncoder
from components.intent_classifier import DistilledIntentClassifier
from distillation.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "use-in-your-bot.md").read_text(encoding="utf-8")
MOODBOT = Path(rasa.cli.__path__[0]) / "initial_project"
TRAINS = next(line for line in PAGE.splitlines() if line.startswith("python -m distillation intent "))
INSTALLS = next(line for line in PAGE.splitlines() if "where the bot is served" in line)
PIPELINES = [
    yaml.safe_load(block)["pipeline"] for block in re.findall(r"```yaml\n(pipeline:.*?)```", PAGE, re.DOTALL)
]
# What the page's packages are imported as.
THEIR_MODULES = {"onnxruntime", "tokenizers", "opencc", "phonenumbers"}
NEW_MODULES = """
import sys, rasa.core.agent, rasa.model_training
before = set(sys.modules)
import components.encoder, components.intent_classifier, components.state_tracker
new = {name.split(".")[0] for name in set(sys.modules) - before} - {"components", "networks", "values"}
print(components.encoder.__file__, *sorted(new & {"torch", "transformers", "shop", "actions", "distillation"}))
print(*sorted(name for name in new if "site-packages" in (getattr(sys.modules.get(name), "__file__", "") or "") and name != "rasa"))
"""


@pytest.fixture(scope="module")
def bot(tiny_body: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bot of `rasa init` with a student trained by the page's own command, on a body that learns within seconds."""
    folder = Path(shutil.copytree(MOODBOT, tmp_path_factory.mktemp("bot") / "moodbot"))
    write_yaml({"learning": {"training": {"epochs": 1}, "min_steps": 2}}, folder / "recipe.yml")
    fast = ["--teacher", "none", "--body", str(tiny_body), "--recipe", "recipe.yml"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main([*shlex.split(TRAINS)[3:], *fast]) == 0
    return folder


@pytest.fixture
def project(bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the present folder."""
    folder = Path(shutil.copytree(bot, tmp_path / "moodbot"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "false")
    return folder


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline[0]["name"])
def test_each_pipeline_of_the_page_trains_and_answers(
    project: Path, caplog: pytest.LogCaptureFixture, pipeline: list[dict[str, Any]]
) -> None:
    config = {"recipe": "default.v1", "assistant_id": "mood", "language": "en", "pipeline": pipeline}
    write_yaml({**config, "policies": [{"name": "RulePolicy"}]}, project / "config.yml")
    (project / "data" / "stories.yml").unlink()  # which need a policy that learns, and minutes
    with caplog.at_level(logging.WARNING, "components"):
        model = train("domain.yml", "config.yml", "data", output="models", fixed_model_name="mood").model
    assert "have changed" not in caplog.text  # toolkit and Rasa read the same examples
    shutil.rmtree(project / "students")  # the model holds all it needs
    assert model is not None
    asyncio.run(nlu_tested(model, "data/nlu.yml", "results", {"errors": True, "disable_plotting": True}))
    report = json.loads((project / "results" / "intent_report.json").read_text(encoding="utf-8"))
    assert {"greet", "goodbye", "accuracy"} <= set(report)
    parsed = asyncio.run(Agent.load(model).parse_message("hello there"))
    assert parsed["intent"]["confidence"] > 0 and len(parsed["intent_ranking"]) > 2
    assert {"out_of_scope", "oos_score"} <= set(parsed) and "sentiment" not in parsed


def test_the_files_and_packages_of_the_page_suffice(tmp_path: Path) -> None:
    section = PAGE[PAGE.index("## What to take") : PAGE.index("```sh")]
    files = re.findall(r"`(components/\w+\.py)`", section)
    assert len(files) > 4
    (tmp_path / "components").mkdir()
    for file in files:
        shutil.copyfile(ROOT / file, tmp_path / file)
    for folder in ("networks", "values"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", NEW_MODULES], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = done.stdout.strip().splitlines()[-2:]
    assert ours == str(tmp_path / "components" / "encoder.py")
    assert set(theirs.split()) <= THEIR_MODULES
    assert all(re.search(rf"\b{name}\b", INSTALLS) for name in THEIR_MODULES)


def test_the_settings_of_the_page_are_those_that_there_are() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", PAGE, re.MULTILINE)
    told = {name: yaml.safe_load(value.strip(" `")) for name, value in rows}
    there = {**DistilledEncoder.get_default_config(), **DistilledIntentClassifier.get_default_config()}
    assert {name: None if value == "none" else value for name, value in told.items()} == there


def test_the_flags_of_the_page_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["intent", "--help"])
    known = capsys.readouterr().out
    section = PAGE[PAGE.index("## Train a student") : PAGE.index("## config.yml")]
    named = set(re.findall(r"--[a-z][a-z-]+", section)) - {"--help"}
    assert len(named) > 4 and not {flag for flag in named if flag not in known}
