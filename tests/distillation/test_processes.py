"""Two processes under `accelerate launch`, as with two GPUs: one student, and nothing lost where they are cut off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

from networks.bundle import read_bundle
from networks.onnx_model import OnnxModel

ROOT = Path(__file__).resolve().parents[2]
# `--multi_gpu` starts as many processes as are asked for; where there is no GPU they talk through gloo on the CPU. With `--cpu`
# accelerate starts one only, whatever is asked for.
LAUNCH = [
    sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1",
    "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0",
]  # fmt: skip
CUT_OFF = """
import os, signal, sys
from distillation import trainer
from distillation.__main__ import main

save = trainer._Progress.save

def save_and_die(self, *arguments):
    save(self, *arguments)
    if self.epoch == 2:
        os.kill(os.getpid(), signal.SIGKILL)

trainer._SECONDS_BETWEEN_CHECKPOINTS = 0
trainer._Progress.save = save_and_die
sys.exit(main(sys.argv[1:]))
"""


def _launched(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run([*LAUNCH, *command], cwd=folder, env=environment, capture_output=True, text=True)


def test_two_processes_make_one_student_and_go_on_where_they_were_cut_off(
    tiny_body: Path, tmp_path: Path
) -> None:
    rows = [
        {"text": frame.format(word), "intent": word}
        for word in ("refund", "invoice")
        for frame in ("please {}", "i want {}", "{} now", "can you {}", "my {} it is", "so {} then", "hm {} ok", "do {}")
    ]  # fmt: skip
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    recipe = {"learning": {"training": {"epochs": 3, "batch": 4, "learning_rate": 5e-3}, "min_steps": 120}}
    (tmp_path / "recipe.yml").write_text(yaml.safe_dump(recipe), encoding="utf-8")
    (tmp_path / "cut_off.py").write_text(CUT_OFF, encoding="utf-8")
    asked = [
        "intent", "--train", "train.jsonl", "--teacher", "none", "--out-of-scope", "none", "--preset", "quick",
        "--body", str(tiny_body), "--recipe", "recipe.yml", "--out", "student",
    ]  # fmt: skip

    first = _launched("cut_off.py", *asked, folder=tmp_path)
    assert first.returncode != 0
    progress = tmp_path / "student" / "run" / "split" / "checkpoint" / "progress.json"
    # Two of three epochs, of at least 40 steps, of which each process makes half.
    assert progress.is_file(), first.stderr[-2000:]
    assert 40 <= json.loads(progress.read_text(encoding="utf-8"))["steps"] < 50
    assert not (tmp_path / "student" / "manifest.json").exists()

    second = _launched("-m", "distillation", *asked, folder=tmp_path)
    assert second.returncode == 0, second.stderr[-2000:]
    assert "goes on after epoch 2" in second.stdout
    cards = [line for line in second.stdout.splitlines() if line.startswith("{")]
    assert len(cards) == 1 and json.loads(cards[0])["data"]["examples"] == len(rows)
    assert OnnxModel(read_bundle(tmp_path / "student")).predict("please refund").intents[0][0] == "refund"
