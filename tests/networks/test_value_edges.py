"""Words of the sentence beside a value are none of it."""

from __future__ import annotations

import pytest

from networks.value_edges import within_edges


@pytest.mark.parametrize(
    ("text", "tagged", "value"),
    [
        ("ordered an upright vacuum", "an upright vacuum", "upright vacuum"),
        ("take the three notebooks", "the three notebooks", "notebooks"),
        ("Lady's pedal bin", "'s pedal bin", "pedal bin"),
        ("the raincoat's torn", "raincoat's", "raincoat"),
        ("sending the scarf back", "scarf back", "scarf"),
        ("twenty lanyards w/ logo", "lanyards w", "lanyards"),
        ("the Vornado-style heater", "-style heater", "style heater"),
        ("五顶安全帽", "顶安全帽", "安全帽"),
        ("一双洞洞鞋", "双洞洞鞋", "洞洞鞋"),
        ("三件套马桶刷", "套马桶刷", "马桶刷"),
        ("你们家菜刀", "家菜刀", "菜刀"),
        ("退鞋垫", "退鞋垫", "鞋垫"),
        ("帆布的束口袋", "的束口袋", "束口袋"),
        ("桌布啊，餐桌的", "桌布啊", "桌布"),
    ],
)
def test_what_is_cut_off(text: str, tagged: str, value: str) -> None:
    start = text.index(tagged)
    first, last = within_edges(text, start, start + len(tagged))
    assert text[first:last] == value


@pytest.mark.parametrize(
    "value",
    ["Three Mile Lane 4", "The Lochan", "地毯", "套筒扳手", "家居服", "对讲机", "换气扇", "退热贴", "anti-slip mat", "with frogs on", "目的", "back"],
)  # fmt: skip
def test_what_stays(value: str) -> None:
    assert within_edges(value, 0, len(value)) == (0, len(value))


def test_a_value_of_such_words_alone_stays() -> None:
    assert within_edges("the ", 0, 4) == (0, 4)
