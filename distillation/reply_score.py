"""How good a reply model in training is: the likeness of what it writes to what people wrote, on questions it does not learn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from torch import nn

from distillation.reply_triples import Triple
from networks.reply import Writer
from networks.reply_copying import Copying
from networks.reply_decoding import Decoding
from networks.reply_prompt import PromptTokens
from networks.reply_sentences import likeness
from networks.reply_torch import TorchNetwork, from_gpt2

_PATIENCE = 30.0  # seconds for a reply


def likeness_on(
    triples: Sequence[Triple], tokens: PromptTokens, decoding: Decoding, copying: Copying, most: int = 200
) -> Callable[[nn.Module], float]:
    """For early stopping: the mean likeness to the written replies of at most so many triples, from 0 to 1, evenly drawn."""
    chosen = [triple.filled() for triple in triples[:: -(-len(triples) // most) or 1]]
    names = sorted({name for triple in chosen for name in triple.names()})

    def score(model: nn.Module) -> float:
        model.eval()
        network = TorchNetwork(from_gpt2(model.state_dict(), model.config.n_head), "cpu")
        writer = Writer(network, tokens, decoding, copying, names)
        total = 0.0
        for triple in chosen:
            said = writer.reply(triple.context, time.monotonic() + _PATIENCE) or ""
            total += likeness(said, triple.reply)
        return total / max(1, len(chosen))

    return score
