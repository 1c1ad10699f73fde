"""In which precision models are trained: bfloat16 where the machine computes in it, float32 elsewhere.

A processor without instructions for bfloat16 emulates them: products take about six times as long as in float32 there, and a third of it
where they are.
"""

from __future__ import annotations

import torch


def mixed_precision(device: torch.device) -> torch.autocast:
    """A context in which products are computed in bfloat16, if that is faster on this device."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=_computes_in_bfloat16(device))


def _computes_in_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu":
        return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return False
