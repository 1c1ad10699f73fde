"""GPT-2 with a key–value cache in plain torch: what is exported, what runs on a GPU, and how a teacher is measured.

The weights are named as in transformers' GPT2LMHeadModel, and the mathematics is the same (Radford et al. 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from networks.bundle import TORCH, BundleError
from networks.reply_bundle import Architecture, ReplyBundle

HEAD = "head"  # the tied embedding, (width, vocabulary): one matrix looked up by column and multiplied with
INT8, SCALE = "_quantized", "_scale"
_EPSILON = 1e-5


class CachedGpt2(nn.Module):
    """Logits of the last token, and keys and values (layers, 2, rows, heads, length, width of a head)."""

    def __init__(self, sizes: Architecture, weights: Mapping[str, torch.Tensor]) -> None:
        super().__init__()
        self.sizes = sizes
        self.weights = nn.ParameterDict({_key(name): nn.Parameter(value) for name, value in weights.items()})

    def forward(self, ids: torch.Tensor, past: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """`ids` (rows, new), `past` with length 0 at the start → logits (rows, vocabulary) and the cache with the new tokens."""
        rows, new = ids.shape[0], ids.shape[1]
        before = past.shape[4]
        positions = torch.arange(new, device=ids.device) + before
        x = self._w(HEAD)[:, ids].permute(1, 2, 0) + self._w("wpe.weight")[positions]
        later = torch.arange(before + new, device=ids.device)[None, :] > positions[:, None]
        barred = later.to(x.dtype) * -10000.0
        cache = []
        for layer in range(self.sizes.layers):
            name = f"h.{layer}"
            mixed = self._linear(self._norm(x, f"{name}.ln_1"), f"{name}.attn.c_attn")
            q, k, v = (self._heads(part, rows, new) for part in mixed.split(self.sizes.width, dim=-1))
            k, v = torch.cat([past[layer, 0], k], dim=2), torch.cat([past[layer, 1], v], dim=2)
            cache.append(torch.stack([k, v]))
            scores = q @ k.transpose(-1, -2) * (self.sizes.width // self.sizes.heads) ** -0.5 + barred
            seen = (torch.softmax(scores, dim=-1) @ v).transpose(1, 2).reshape(rows, new, self.sizes.width)
            x = x + self._linear(seen, f"{name}.attn.c_proj")
            inner = F.gelu(
                self._linear(self._norm(x, f"{name}.ln_2"), f"{name}.mlp.c_fc"), approximate="tanh"
            )
            x = x + self._linear(inner, f"{name}.mlp.c_proj")
        last = self._norm(x[:, -1], "ln_f")
        return last @ self._w(HEAD), torch.stack(cache)

    def empty(self, rows: int = 1) -> torch.Tensor:
        """A cache before the first token."""
        sizes, like = self.sizes, self._w(HEAD)
        shape = (sizes.layers, 2, rows, sizes.heads, 0, sizes.width // sizes.heads)
        return torch.zeros(shape, dtype=like.dtype, device=like.device)

    def _w(self, name: str) -> torch.Tensor:
        return self.weights[_key(name)]

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x @ self._w(f"{name}.weight") + self._w(f"{name}.bias")

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(
            x, (self.sizes.width,), self._w(f"{name}.weight"), self._w(f"{name}.bias"), _EPSILON
        )

    def _heads(self, x: torch.Tensor, rows: int, new: int) -> torch.Tensor:
        return x.reshape(rows, new, self.sizes.heads, -1).transpose(1, 2)


def _key(name: str) -> str:
    return name.replace(".", "__")  # ParameterDict takes no dots


def from_gpt2(state: Mapping[str, torch.Tensor], heads: int) -> CachedGpt2:
    """Of a GPT2LMHeadModel's state dict."""
    weights = {
        name.removeprefix("transformer."): value.detach().clone().float()
        for name, value in state.items()
        if name.startswith("transformer.") and not name.endswith((".attn.bias", ".attn.masked_bias"))
    }
    embedding = weights.pop("wte.weight")
    weights[HEAD] = embedding.T.contiguous()
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("h."))
    sizes = Architecture(
        layers, embedding.shape[1], heads, embedding.shape[0], weights["wpe.weight"].shape[0]
    )
    return CachedGpt2(sizes, weights).eval()


def from_bundle(bundle: ReplyBundle) -> CachedGpt2:
    """Of the int8 weights in a bundle, as float32."""
    stored = load_file(bundle.folder / TORCH)
    weights: dict[str, torch.Tensor] = {}
    for name, value in stored.items():
        if name.endswith(INT8):
            scale = stored.get(name.removesuffix(INT8) + SCALE)
            if scale is None:
                raise BundleError(
                    f"expected the scales of {name} in {bundle.folder / TORCH}, found none; train it again"
                )
            weights[name.removesuffix(INT8)] = value.float() * scale  # a scale for each column
        elif not name.endswith(SCALE):
            weights[name] = value.float()
    return CachedGpt2(bundle.architecture, weights).eval()


class TorchNetwork:
    """A model that writes replies by torch: in float16 on a GPU, in float32 on the CPU."""

    def __init__(self, model: CachedGpt2, device: str) -> None:
        self._device = torch.device(device)
        try:
            self._model = (model.half() if self._device.type != "cpu" else model).to(self._device)
        except RuntimeError as error:  # out of memory, or a driver that does not work
            raise BundleError(
                f"expected room for the reply model on the device {device}, found that {error}; free memory there or "
                "set device auto"
            ) from error
        self.positions = model.sizes.positions

    @torch.inference_mode()
    def start(self, ids: Sequence[int]) -> tuple[np.ndarray, Any]:
        """Reads a prompt."""
        return self._run(torch.tensor([list(ids)], device=self._device), self._model.empty())

    @torch.inference_mode()
    def step(self, ids: Sequence[int], cache: Any) -> tuple[np.ndarray, Any]:
        """One more token in each row."""
        return self._run(torch.tensor(list(ids), device=self._device)[:, None], cache)

    @torch.inference_mode()
    def rows(self, cache: Any, rows: Sequence[int]) -> Any:
        """A cache of these rows."""
        return cache[:, :, list(rows)]

    def _run(self, ids: torch.Tensor, cache: torch.Tensor) -> tuple[np.ndarray, Any]:
        logits, cache = self._model(ids, cache)
        return logits.float().cpu().numpy(), cache
