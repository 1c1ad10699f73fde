"""Replies by a small GPT-2: the prompt, the tokens, and the sentences that come of them. No torch but on a GPU.

A reply can hold no figure and no currency sign but those that stand in its context: the tokens with them are barred, and markers stand for
the context's facts (networks/reply_facts.py). What else a reply must not say is for the guard of whoever sends it.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import numpy as np

from networks.bundle import BundleError
from networks.reply_bundle import read_reply_bundle
from networks.reply_context import ReplyContext
from networks.reply_copying import Copying, Source
from networks.reply_decoding import Decoding, Network, write
from networks.reply_facts import Marked, Names, mark, markers_in
from networks.reply_onnx import OnnxNetwork
from networks.reply_prompt import MARKER_TOKENS, SENTENCE_TOKENS, SPECIAL, PromptTokens
from networks.serving import DEVICES, gpus

logger = logging.getLogger(__name__)

DEADLINE = 0.4  # seconds that a reply may take, where nobody says otherwise
_SENTENCE = re.compile(r"""[.!?](?=["'’”)]*(?:\s|$))["'’”)]*|[。！？…～][”’）]*""")
_LANGUAGES = ("en", "zh")
_BARRED = re.compile(r"[0-9０-９$€£¥￥%@\\<>{}|\ue000-\uf8ff]")


class Generator(Protocol):
    """Writes replies. Safe to share between threads."""

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        """The best complete sentence(s) by `deadline` (seconds on time.monotonic()), or None; "" where it has nothing to say."""


class Writer:
    """A generator of a network and its tokens."""

    def __init__(
        self,
        network: Network,
        tokens: PromptTokens,
        decoding: Decoding,
        copying: Copying,
        names: Iterable[str] = (),
    ) -> None:
        self._network, self._tokens, self._decoding, self._copying = network, tokens, decoding, copying
        self._names = Names(names)
        self._plain = plain_tokens(tokens)

    def with_names(self, names: Iterable[str]) -> Writer:
        """The same generator for another catalogue: its products, brands and coupons, in both languages."""
        return Writer(self._network, self._tokens, self._decoding, self._copying, names)

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        """The best complete sentence(s) by `deadline` (seconds on time.monotonic()), or None; "" where no passage's sentence fits."""
        if context.language not in _LANGUAGES:
            return None
        marked = mark(context, self._names)
        prompt = self._tokens.prompt(marked.context)
        read = set(prompt)  # a marker that was cut off the prompt stands for nothing
        allowed = self._plain.copy()
        allowed[[token for token in marker_tokens(self._tokens, marked) if token in read]] = True
        source = Source(self._tokens.source(marked), self._copying)
        written = write(self._network, prompt, self._tokens.end, allowed, self._decoding, deadline, source)
        if self._decoding.grounded and not set(written.ids) & set(source.markers.tolist()):
            return "" if written.finished else None
        text = marked.expanded(self._tokens.text(written.ids))
        if not written.finished:
            text = complete_sentences(text)
        if not text.strip() or any(number not in marked.values for number in markers_in(text)):
            return None
        return marked.fill(text).strip()


def open_generator(
    folder: Path,
    device: str = "auto",
    decoding: Decoding | None = None,
    names: Iterable[str] = (),
    threads: int = 1,
) -> Writer:
    """Loads a reply bundle; `decoding` None is the bundle's own. `names` are the catalogue's products, brands and coupons, in both languages.

    On a GPU by torch where `device` wants it and both are there, else on the CPU by ONNX Runtime. Raises BundleError.
    """
    if device not in DEVICES:
        raise BundleError(f"device: expected one of {', '.join(DEVICES)}, found {device!r}")
    bundle = read_reply_bundle(folder)
    tokens = PromptTokens.read(folder)
    if tokens.size != bundle.architecture.vocabulary:
        raise BundleError(
            f"{folder}: expected {bundle.architecture.vocabulary} tokens, found {tokens.size}; train the bundle again"
        )
    missing = None
    if not gpus():
        missing = "there is no GPU that CUDA can use"
    elif importlib.util.find_spec("torch") is None:
        missing = "torch is not installed"
    if device == "cuda" and missing:
        raise BundleError(f"expected a GPU for device cuda, found that {missing}; set device auto or mend it")
    network: Network
    if device == "cpu" or missing:
        network = OnnxNetwork(bundle, threads)
    else:
        from networks.reply_torch import TorchNetwork, from_bundle

        network = TorchNetwork(from_bundle(bundle), "cuda")
    logger.info(
        "Replies are written on the %s.",
        "CPU, by ONNX Runtime" if device == "cpu" or missing else "GPU, by torch",
    )
    return Writer(network, tokens, decoding or bundle.decoding, bundle.copying, names)


def complete_sentences(text: str) -> str:
    """The text up to the end of its last whole sentence; empty where there is none."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return text[: ends[-1]] if ends else ""


def plain_tokens(tokens: PromptTokens) -> np.ndarray:
    """(vocabulary,): which tokens may be used whatever the context; the end is one of them, the markers are not."""
    texts = tokens.tokenizer.decode_batch(
        [[number] for number in range(tokens.size)], skip_special_tokens=False
    )
    allowed = np.array([not _BARRED.search(text) for text in texts])
    allowed[[tokens.ids[token] for token in (*SPECIAL, *MARKER_TOKENS, *SENTENCE_TOKENS)]] = False
    allowed[tokens.end] = True
    return allowed


def marker_tokens(tokens: PromptTokens, marked: Marked) -> list[int]:
    """The tokens of all markers that stand for something."""
    facts = [MARKER_TOKENS[number] for number in marked.values]
    return [
        tokens.ids[token] for token in (*facts, *(SENTENCE_TOKENS[number] for number in marked.sentences))
    ]
