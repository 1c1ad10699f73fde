"""What happens inside an encoder: hidden states of its layers, and queries, keys and values of its last attention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn

from distillation.errors import DistillationError

# BERT, XLM-R, MiniLM …; MPNet.
_NAMES = re.compile(r"(?:^|\.)(?:self\.(query|key|value)|attn\.(q|k|v))$")
_KINDS = {"q": "query", "k": "key", "v": "value"}


@dataclass
class Internals:
    """Filled by one forward pass inside `watched`."""

    hidden: list[torch.Tensor] = field(
        default_factory=list
    )  # embeddings and each layer: (batch, length, width)
    attention: dict[str, torch.Tensor] = field(
        default_factory=dict
    )  # query, key, value: (batch, length, width)


@contextmanager
def watched(body: nn.Module) -> Iterator[Internals]:
    """Watches the forward passes of a body. Raises DistillationError where it has no attention that is known."""
    found = Internals()
    last: dict[str, nn.Module] = {}
    for name, module in body.named_modules():
        if kind := _NAMES.search(name):
            last[_KINDS.get(kind[1] or kind[2], kind[1] or kind[2])] = module
    if set(last) != {"query", "key", "value"}:
        raise DistillationError(
            f"expected an encoder with queries, keys and values like BERT's, found {type(body).__name__}; leave "
            "attention and hidden-state distillation off for it"
        )

    def note(kind: str) -> Callable[[nn.Module, object, torch.Tensor], None]:
        def hook(module: nn.Module, given: object, output: torch.Tensor) -> None:
            found.attention[kind] = output

        return hook

    handles = [module.register_forward_hook(note(kind)) for kind, module in last.items()]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def matched_layers(student: int, teacher: int) -> list[int]:
    """For each of the student's layers the teacher's that it imitates: evenly spread, the last with the last."""
    return [round((layer + 1) * teacher / student) - 1 for layer in range(student)]
