"""In which precision models are trained: bfloat16 where the machine computes in it, float32 elsewhere.

A processor without instructions for bfloat16 emulates them: on one with AVX2 alone a product takes about six times as long as in float32.
"""

from __future__ import annotations

import torch

_INSTRUCTIONS = ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16")  # of x86, and of ARM


def mixed_precision(device: torch.device) -> torch.autocast:
    """A context in which products are computed in bfloat16, if that is faster on this device."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=_computes_in_bfloat16(device))


def _computes_in_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return device.type == "cpu" and any(able.get(name, False) for name in _INSTRUCTIONS)
