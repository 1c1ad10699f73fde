"""A bundle: one folder with a distilled student's weights, tokenizer, labels, calibration and provenance.

    manifest.json    format version, labels, calibration, checksums of the other files, provenance
    tokenizer.json   the student's own vocabulary (Hugging Face tokenizers)
    model.onnx       int8 weights for ONNX Runtime

Reading checks all of it, so that a wrong or damaged bundle is told apart at the door and not by odd answers later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
TOKENIZER = "tokenizer.json"
ONNX = "model.onnx"
_MAX_TOKENS_LIMIT = 512


class BundleError(Exception):
    """The folder is not a bundle that this version can serve; says what was expected, found, and what to do."""


@dataclass(frozen=True)
class Bundle:
    """A checked bundle. `labels` are a head's classes in the order of its logits."""

    folder: Path
    labels: Mapping[str, tuple[str, ...]]
    temperature: float  # divides the intent logits, so that a confidence means a frequency (Guo et al. 2017)
    max_tokens: int
    provenance: Mapping[str, Any]
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
        _check_file(folder / name, expected)
    return Bundle(
        folder=folder,
        labels={head: tuple(labels) for head, labels in manifest["labels"].items()},
        temperature=float(manifest["temperature"]),
        max_tokens=int(manifest["max_tokens"]),
        provenance=manifest.get("provenance", {}),
        fingerprint=hashlib.sha256(raw).hexdigest(),
    )


def write_manifest(
    folder: Path,
    *,
    labels: Mapping[str, list[str]],
    temperature: float,
    max_tokens: int,
    provenance: Mapping[str, Any],
) -> None:
    """Completes a bundle whose other files are already in the folder."""
    files = {name: _checksum(folder / name) for name in (TOKENIZER, ONNX)}
    manifest = {
        "format": FORMAT,
        "labels": labels,
        "temperature": temperature,
        "max_tokens": max_tokens,
        "files": files,
        "provenance": provenance,
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
    labels, files = manifest.get("labels"), manifest.get("files")
    if not isinstance(labels, dict) or not isinstance(labels.get("intent"), list) or not labels["intent"]:
        raise BundleError(
            f"expected labels of the head 'intent' in {folder}, found none; train the bundle again"
        )
    if (
        not isinstance(files, dict)
        or {TOKENIZER, ONNX} - set(files)
        or any("/" in n or "\\" in n for n in files)
    ):
        raise BundleError(
            f"expected checksums of {TOKENIZER} and {ONNX} in {folder}, found {sorted(files or {})}"
        )
    temperature, max_tokens = manifest.get("temperature"), manifest.get("max_tokens")
    if not isinstance(temperature, (int, float)) or not 0.01 < temperature < 100:
        raise BundleError(f"expected a temperature between 0.01 and 100 in {folder}, found {temperature!r}")
    if not isinstance(max_tokens, int) or not 2 < max_tokens <= _MAX_TOKENS_LIMIT:
        raise BundleError(
            f"expected max_tokens from 3 to {_MAX_TOKENS_LIMIT} in {folder}, found {max_tokens!r}"
        )


def _check_file(file: Path, expected: str) -> None:
    if not file.is_file():
        raise BundleError(f"expected {file}, found nothing; the bundle is incomplete, copy or train it again")
    if _checksum(file) != expected:
        raise BundleError(
            f"{file} does not have the checksum in {MANIFEST}; it is damaged or was tampered with, restore it"
        )


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
