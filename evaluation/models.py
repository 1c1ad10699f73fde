"""Which trained model is evaluated: the one named, the newest, or one trained here from a configuration."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from evaluation.errors import ModelMissing

PROJECT = Path(__file__).resolve().parents[1]
CACHE = Path(".cache/evaluation/models")  # in the project
TRAINED_FROM = (
    "domain.yml",
    "data",
    "components",
    "networks",
    "students/nlu",
)  # what a model depends on besides its configuration
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def find_model(model: Path | None = None, config: Path | None = None, project: Path = PROJECT) -> Path:
    """The model file to evaluate. Trains `config` unless the same inputs were trained before.

    Raises ModelMissing where there is none, or where training fails.
    """
    if model is not None:
        if not model.is_file():
            raise ModelMissing(f"expected a model file, found nothing at {model}")
        return model.resolve()
    if config is not None:
        return _trained(config, project)
    models = sorted((project / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    if not models:
        raise ModelMissing(
            f"expected a model in {project / 'models'}, found none; make one with `make model`"
        )
    return models[-1]


def _trained(config: Path, project: Path) -> Path:
    if not config.is_file():
        raise ModelMissing(f"expected a Rasa configuration, found no file {config}")
    name = f"{config.stem.replace('.', '_')}-{inputs_hash(config, project)[:16]}"
    folder = project / CACHE
    file = folder / f"{name}.tar.gz"
    if file.is_file():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    print(f"training {config} into {file}", file=sys.stderr)
    command = [
        sys.executable, "-m", "rasa", "train", "--config", str(config.resolve()), "--domain", "domain.yml",
        "--data", "data", "--out", str(folder), "--fixed-model-name", name,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=project, env={**os.environ, **_QUIET}, capture_output=True, text=True)
    if done.returncode != 0 or not file.is_file():
        raise ModelMissing(
            f"training {config} failed with exit code {done.returncode}:\n{done.stderr[-2000:]}"
        )
    return file


def inputs_hash(config: Path, project: Path = PROJECT) -> str:
    """SHA-256 over the names and contents of everything that the model is made from."""
    digest = hashlib.sha256(config.read_bytes())
    for name in TRAINED_FROM:
        top = project / name
        files = (
            sorted(f for f in top.rglob("*") if f.is_file())
            if top.is_dir()
            else [top]
            if top.exists()
            else []
        )
        for file in files:
            if "__pycache__" in file.parts:
                continue
            digest.update(f"\0{file.relative_to(project)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
