"""The trained model: built when what it is made from has changed. `python -m setup.model` is `make model`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from setup import demo_shop
from setup.fingerprint import fingerprint
from setup.processes import LOGS, SetupError, end_of, quiet_environment, say

MODEL = Path("models/xiaoer.tar.gz")
# Rasa has fingerprints of its own, but to look at them takes ten seconds, and of a component they see the
# class alone, not what it imports.
STAMP = Path("models/xiaoer.inputs")
# The lock file, since another version of a library makes another model.
INPUTS = (
    "config.yml",
    "domain.yml",
    "data",
    "components",
    "networks",
    "students/nlu",
    "requirements/serve.txt",
)
LOG = LOGS / "model.log"


def is_current() -> bool:
    return MODEL.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint(INPUTS)


def ensure() -> Path:
    """The model's file, built if need be. Raises SetupError when training fails."""
    if not is_current():
        say("Building the model (a minute or two) …")
        _train()
    return MODEL


def _train() -> None:
    made_from = fingerprint(INPUTS)  # before training: what is edited meanwhile is not in the model
    STAMP.unlink(missing_ok=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    out = ["--out", str(MODEL.parent), "--fixed-model-name", MODEL.name.removesuffix(".tar.gz")]
    # Validation is `make validate`; --force, since Rasa would reuse a component whose imports have changed.
    command = [sys.executable, "-m", "setup.rasa_main", "train", "--force", "--skip-validation", *out]
    with LOG.open("wb") as log:
        done = subprocess.run(
            command,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or not MODEL.exists():
        raise SetupError(f"the model could not be built.\n{end_of(LOG)}")
    STAMP.write_text(made_from, encoding="ascii")


def main() -> int:
    try:
        demo_shop.ensure()  # whose wordings the model carries
        current = is_current()
        path = ensure()
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    say(f"{path} is up to date." if current else f"{path} is built.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
