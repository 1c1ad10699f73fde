"""Sizes and measures as the catalogue writes them."""

from __future__ import annotations

import pytest

from values.amounts import canonical_size


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("两升", "2 L"), ("两米八", "2.8 m"), ("一米六", "1.6 m"), ("三百克", "300 g"), ("半升", "0.5 L"), ("三十四寸", "34 inch"),
        ("42码半", "42.5"), ("42半", "42.5"), ("43码", "43"), ("500 millilitres", "500 MILLILITRES"), ("1.7 litres", "1.7 L"),
        ("120×60", "120x60"), ("2xl", "XXL"), ("升", "L"), ("四尺", "四尺"), ("五", "5"), ("三十七码", "37"), ("thirty-eight and a half", "38.5"),
        ("四十二码半", "42.5"), ("one size", "One Size"), ("十二色", "十二色"), ("five six", "FIVE SIX"), ("万", "万"),
        ("400 g bag", "400 g"), ("30 litres in", "30 L"), ("1公斤装", "1 kg"), ("30厘米，20厘米", "30 cm"), ("2 gold", "2 GOLD"),
    ],
)  # fmt: skip
def test_measures_are_written_in_digits(said: str, canonical: str) -> None:
    assert canonical_size(said) == canonical
