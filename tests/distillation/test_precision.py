"""bfloat16 only where it is faster."""

from __future__ import annotations

import pytest
import torch

from distillation import precision

CPU = torch.device("cpu")


@pytest.mark.parametrize(("able", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_products_are_in_bfloat16_where_the_machine_computes_in_it(
    able: bool, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "_computes_in_bfloat16", lambda device: able)
    layer = torch.nn.Linear(4, 4)
    with precision.mixed_precision(CPU):
        assert layer(torch.ones(2, 4)).dtype == dtype


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx2": True}, False),
        ({"avx512_f": True, "avx512_bf16": False}, False),
        ({"amx_bf16": True}, True),
        ({"bf16": True}, True),
    ],
)
def test_a_processor_is_asked_for_its_instructions(
    able: dict[str, bool], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert precision._computes_in_bfloat16(CPU) is expected


def test_an_old_gpu_that_emulates_it_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: including_emulation)
    assert not precision._computes_in_bfloat16(torch.device("cuda"))
