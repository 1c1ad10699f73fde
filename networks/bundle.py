"""A bundle: one folder with a distilled student's weights, tokenizer, labels, calibration and provenance.

    manifest.json      format version, labels, calibration, checksums of the other files, provenance
    tokenizer.json     the student's own vocabulary (Hugging Face tokenizers)
    model.onnx         int8 weights for ONNX Runtime
    model.safetensors  float16 weights for torch on a GPU, with config.json, the architecture; may both be left out
    exemplars.jsonl    some training examples of each intent, rehearsed in incremental learning; may be left out

Reading checks all of it, so that a wrong or damaged bundle is told apart at the door and not by odd answers later.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from networks.errors import BundleError as BundleError
from networks.state_reading import StateReader

FORMAT = 2
MANIFEST = "manifest.json"
TOKENIZER = "tokenizer.json"
ONNX = "model.onnx"
TORCH, CONFIG = "model.safetensors", "config.json"
EXEMPLARS = "exemplars.jsonl"
OPTIONAL = (TORCH, CONFIG, EXEMPLARS)
HEADS = ("intent", "language", "sentiment")
OOS_SCORES = (
    "energy",
    "distance",
    "confidence",
)  # "confidence": one minus the best in-scope intent's probability
_MAX_TOKENS_LIMIT = 512


@dataclass(frozen=True)
class Bundle:
    """A checked bundle. `labels` are a head's classes in the order of its logits."""

    folder: Path
    labels: Mapping[str, tuple[str, ...]]
    temperature: float  # divides the intent logits, so that a confidence means a frequency (Guo et al. 2017)
    oos_score: str  # which of OOS_SCORES tells what is out of scope
    oos_threshold: float  # from this score on a message counts as out of scope
    oos_intent: str | None  # the intent that stands for what is out of scope, where there is one
    max_tokens: int
    provenance: Mapping[str, Any]
    has_torch: bool
    state: StateReader | None  # of a bundle with a state head
    fingerprint: str  # sha256 of the manifest, which holds the checksums of all other files


def read_bundle(folder: Path) -> Bundle:
    """Reads and checks a bundle. Raises BundleError."""
    manifest_file = folder / MANIFEST
    try:
        raw = manifest_file.read_bytes()
        manifest = json.loads(raw)
    except FileNotFoundError:
        raise BundleError(
            f"expected a bundle in {folder}, found no {MANIFEST}; name the folder that was trained"
        ) from None
    except ValueError:
        raise BundleError(
            f"expected JSON in {manifest_file}, found something else; restore or train the bundle again"
        ) from None
    _check_manifest(manifest, folder)
    for name, expected in manifest["files"].items():
        if name not in OPTIONAL or (folder / name).exists():
            check_file(folder / name, expected)
    return Bundle(
        folder=folder,
        labels={head: tuple(labels) for head, labels in manifest["labels"].items()},
        temperature=float(manifest["temperature"]),
        oos_score=manifest["out_of_scope"]["score"],
        oos_threshold=float(manifest["out_of_scope"]["threshold"]),
        oos_intent=manifest["out_of_scope"].get("intent"),
        max_tokens=int(manifest["max_tokens"]),
        provenance=manifest.get("provenance", {}),
        has_torch=all(name in manifest["files"] and (folder / name).is_file() for name in (TORCH, CONFIG)),
        state=StateReader.from_json(manifest["state"], str(folder)) if manifest.get("state") else None,
        fingerprint=hashlib.sha256(raw).hexdigest(),
    )


def write_manifest(
    folder: Path,
    *,
    labels: Mapping[str, list[str]],
    temperature: float,
    oos_score: str,
    oos_threshold: float,
    oos_intent: str | None = None,
    max_tokens: int,
    provenance: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
) -> None:
    """Completes a bundle whose other files are already in the folder."""
    there = [TOKENIZER, ONNX, *(name for name in OPTIONAL if (folder / name).is_file())]
    files = {name: checksum(folder / name) for name in there}
    manifest = {
        "format": FORMAT,
        "labels": labels,
        "temperature": temperature,
        "out_of_scope": {"score": oos_score, "threshold": oos_threshold, "intent": oos_intent},
        "max_tokens": max_tokens,
        "files": files,
        "provenance": provenance,
        **({"state": state} if state else {}),
    }
    (folder / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _check_manifest(manifest: Any, folder: Path) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise BundleError(
            f"expected bundle format {FORMAT} in {folder}, found {found}; train it again with this version"
        )
    _check_labels(manifest.get("labels"), folder, needed=not manifest.get("state"))
    _check_names(manifest.get("files"), folder)
    temperature, max_tokens = manifest.get("temperature"), manifest.get("max_tokens")
    if not isinstance(temperature, (int, float)) or not 0.01 < temperature < 100:
        raise BundleError(f"expected a temperature between 0.01 and 100 in {folder}, found {temperature!r}")
    if not isinstance(max_tokens, int) or not 2 < max_tokens <= _MAX_TOKENS_LIMIT:
        raise BundleError(
            f"expected max_tokens from 3 to {_MAX_TOKENS_LIMIT} in {folder}, found {max_tokens!r}"
        )
    oos = manifest.get("out_of_scope")
    if (
        not isinstance(oos, dict)
        or oos.get("score") not in OOS_SCORES
        or not isinstance(oos.get("threshold"), (int, float))
        or not math.isfinite(oos["threshold"])
    ):
        raise BundleError(
            f"expected an out-of-scope score ({', '.join(OOS_SCORES)}) with its threshold in {folder}, found {oos!r}"
        )
    if oos.get("intent") is not None and oos["intent"] not in manifest["labels"].get("intent", ()):
        raise BundleError(
            f"expected the out-of-scope intent among the labels in {folder}, found {oos['intent']!r}"
        )


def _check_labels(labels: Any, folder: Path, *, needed: bool) -> None:
    if not isinstance(labels, dict) or (needed and not labels.get("intent")) or set(labels) - set(HEADS):
        found = sorted(labels) if isinstance(labels, dict) else labels
        raise BundleError(
            f"expected labels of the heads {', '.join(HEADS)}, at least of intent, in {folder}, found {found!r}; "
            "train the bundle again"
        )
    for head, names in labels.items():
        if (
            not isinstance(names, list)
            or not all(isinstance(name, str) and name for name in names)
            or len(set(names)) != len(names)
        ):
            raise BundleError(
                f"expected different names as labels of the head {head} in {folder}, found {names!r}"
            )


def _check_names(files: Any, folder: Path) -> None:
    known = {TOKENIZER, ONNX, *OPTIONAL}
    if not isinstance(files, dict) or {TOKENIZER, ONNX} - set(files) or set(files) - known:
        found = sorted(files) if isinstance(files, dict) else files
        raise BundleError(
            f"expected checksums of {TOKENIZER} and {ONNX}, and of no other file than {', '.join(sorted(known))}, in "
            f"{folder}, found {found!r}"
        )


def check_file(file: Path, expected: str) -> None:
    """Raises BundleError where the file is not there, is a link, or has another checksum."""
    if file.is_symlink() or not file.is_file():
        raise BundleError(
            f"expected {file}, found no such file; the bundle is incomplete, copy or train it again"
        )
    if checksum(file) != expected:
        raise BundleError(
            f"{file} does not have the checksum in {MANIFEST}; it is damaged or was tampered with, restore it"
        )


def checksum(file: Path) -> str:
    """sha256, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
