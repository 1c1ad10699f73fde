"""A reply bundle: one folder with a small GPT-2 that writes replies.

    manifest.json      format version, architecture, decoding, checksums of the other files, provenance
    tokenizer.json     byte-level BPE (Hugging Face tokenizers)
    model.onnx         the graph for ONNX Runtime; its weights are those in model.safetensors
    model.safetensors  int8 weights with scales, for ONNX Runtime and for torch alike

Reading checks all of it, so that a wrong or damaged bundle is told apart at the door and not by odd replies later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from networks.bundle import MANIFEST, ONNX, TOKENIZER, TORCH, BundleError, check_file, checksum
from networks.reply_copying import Copying
from networks.reply_decoding import Decoding

FORMAT = 1
KIND = "reply"
FILES = (TOKENIZER, ONNX, TORCH)


@dataclass(frozen=True)
class Architecture:
    """A GPT-2's sizes."""

    layers: int
    width: int
    heads: int
    vocabulary: int
    positions: int

    def __post_init__(self) -> None:
        if any(type(size) is not int or size < 1 for size in vars(self).values()) or self.width % self.heads:
            raise BundleError(f"expected whole sizes from 1 and a width that the heads divide, found {self}")


@dataclass(frozen=True)
class ReplyBundle:
    """A checked bundle."""

    folder: Path
    architecture: Architecture
    decoding: Decoding  # the one that was measured as best
    copying: Copying  # the one that it learned with
    provenance: Mapping[str, Any]
    fingerprint: str  # sha256 of the manifest, which holds the checksums of all other files


def read_reply_bundle(folder: Path) -> ReplyBundle:
    """Reads and checks a bundle. Raises BundleError."""
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
    except FileNotFoundError:
        raise BundleError(
            f"expected a reply bundle in {folder}, found no {MANIFEST}; name the folder that was trained "
            "(`make distill-reply` makes students/reply)"
        ) from None
    except (OSError, ValueError):
        raise BundleError(
            f"expected JSON in {folder / MANIFEST}, found something else; restore or train the bundle again"
        ) from None
    if not isinstance(manifest, dict) or (manifest.get("kind"), manifest.get("format")) != (KIND, FORMAT):
        found = (
            (manifest.get("kind"), manifest.get("format"))
            if isinstance(manifest, dict)
            else type(manifest).__name__
        )
        raise BundleError(
            f"expected kind {KIND} and format {FORMAT} in {folder / MANIFEST}, found {found}; "
            "train it again with this version"
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != set(FILES):
        raise BundleError(f"expected checksums of {', '.join(FILES)} in {folder / MANIFEST}, found {files!r}")
    for name, expected in files.items():
        check_file(folder / name, expected)
    try:
        architecture, decoding = Architecture(**manifest["architecture"]), Decoding(**manifest["decoding"])
        copying = Copying(**manifest["copying"])
    except (KeyError, TypeError) as error:
        raise BundleError(
            f"expected architecture, decoding and copying in {folder / MANIFEST}, found that {error} is wrong; train it again"
        ) from None
    return ReplyBundle(
        folder,
        architecture,
        decoding,
        copying,
        manifest.get("provenance", {}),
        hashlib.sha256(raw).hexdigest(),
    )


def write_reply_manifest(
    folder: Path,
    architecture: Architecture,
    decoding: Decoding,
    copying: Copying,
    provenance: Mapping[str, Any],
) -> None:
    """Completes a bundle whose other files are already in the folder."""
    manifest = {
        "kind": KIND,
        "format": FORMAT,
        "architecture": asdict(architecture),
        "decoding": asdict(decoding),
        "copying": asdict(copying),
        "files": {name: checksum(folder / name) for name in FILES},
        "provenance": provenance,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
