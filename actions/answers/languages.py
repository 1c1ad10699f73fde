"""A message in a language that the shop does not speak: said so, in that language too."""

from __future__ import annotations

from actions.context import Context
from values.other_languages import other_language

_OWN = {
    "de": "Leider spreche ich nur Englisch und Chinesisch. Schreiben Sie mir gern auf Englisch.",
    "fr": "Je ne parle malheureusement que l'anglais et le chinois. Écrivez-moi volontiers en anglais.",
    "es": "Lo siento, solo hablo inglés y chino. Escríbame en inglés, por favor.",
    "it": "Purtroppo parlo solo inglese e cinese. Mi scriva pure in inglese.",
    "pt": "Infelizmente só falo inglês e chinês. Escreva-me em inglês, por favor.",
    "nl": "Helaas spreek ik alleen Engels en Chinees. Schrijf me gerust in het Engels.",
    "ja": "申し訳ありませんが、英語と中国語のみ対応しております。",
    "ko": "죄송합니다. 영어와 중국어로만 도와드릴 수 있습니다.",
    "ru": "К сожалению, я говорю только по-английски и по-китайски.",
    "ar": "عذرًا، أتحدث الإنجليزية والصينية فقط.",
}


def says_which_languages(context: Context) -> bool:
    """Answers such a message; whether it was one."""
    language = None if context.turn.is_button else other_language(context.turn.text)
    if language is None:
        return False
    context.reply.say("utter_other_language", own=_OWN[language])
    return True
