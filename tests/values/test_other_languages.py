"""Messages in languages that the shop does not speak."""

from __future__ import annotations

import pytest

from values.other_languages import other_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Guten Tag, ich möchte wissen, ob Sie auch nach Österreich liefern?", "de"),
        ("wo ist meine Bestellung", "de"),
        ("Bonjour, je voudrais savoir où est ma commande", "fr"),
        ("est-ce que vous livrez en France", "fr"),
        ("Hola, quiero devolver unos zapatos", "es"),
        ("dónde está mi pedido", "es"),
        ("buongiorno, dove è il mio ordine", "it"),
        ("olá, onde está meu pedido", "pt"),
        ("goedendag, waar is mijn bestelling", "nl"),
        ("これはいくらですか", "ja"),
        ("주문 어디 있어요", "ko"),
        ("где мой заказ", "ru"),
        ("أين طلبي", "ar"),
    ],
)
def test_it_is_told_by_its_words_or_its_script(text: str, language: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "where is my order?",
        "I want to return the shoes, they are too small",
        "2 pairs please, size 42",
        "Am Markt 9, 28195 Bremen",
        "Friedrichstr. 12, 10117 Berlin, Weber & Söhne GmbH",
        "Calle de Alcalá 14, 28014 Madrid",
        "Via Nuova 3, 40121 Bologna",
        "Maria del Carmen López",
        "jane.miller@example.com",
        "do u ship 2 austria n who carries it",
        "bom dia tea",
        "la mer cream",
        "我的订单到哪了",
        "de nada",
        "ok",
        "",
    ],
)
def test_english_chinese_names_and_addresses_are_no_such_language(text: str) -> None:
    assert other_language(text) is None
