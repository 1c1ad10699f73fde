"""Which language that the shop does not speak a message is in: told by its script, or by the small words of which it is full."""

from __future__ import annotations

import re

from values.addresses import without_addresses

# Written with a script of its own.
_SCRIPTS = {
    "ja": re.compile("[\u3041-\u3096\u30a1-\u30fa]{2,}"),
    "ko": re.compile("[\uac00-\ud7a3]{2,}"),
    "ru": re.compile("[\u0430-\u044f\u0410-\u042f\u0451]{3,}"),
    "ar": re.compile("[\u0621-\u064a]{3,}"),
}
# Small words of each language; none of them is an English word, nor a name or a thing that one orders.
_WORDS = {
    "de": "ich sie wir ist sind nicht und oder wo wann wie kann können könnte möchte habe hallo guten tag danke bitte mein meine meinen meiner "
    "bestellung für mit auf bei nach auch ob der das ein eine einen dem den zu noch gibt es liefern wissen jemand",
    "fr": "je vous nous est sont pas et ou où quand comment peux pouvez voudrais bonjour bonsoir merci mon ma mes commande pour avec sur chez "
    "aussi si le la les un une des du au que qui ce cette livrez savoir suis ai avez",
    "es": "yo usted ustedes es son no y o dónde donde cuándo cuando cómo como puedo pueden quiero quisiera hola buenos buenas gracias mi mis "
    "pedido para con en por también el la los las un una unos unas del al que está mis tengo hacen devolver",
    "it": "io voi è sono non dove quando come posso potete vorrei ciao buongiorno grazie mio mia miei ordine per con su anche il lo gli un una "
    "del della che questo ho avete",
    "pt": "eu você vocês são não onde quando como posso podem quero queria olá bom obrigado obrigada meu minha pedido para com em por também "
    "os um uma uns do da que está tenho",
    "nl": "ik u jullie wij zijn niet waar wanneer hoe kan kunnen wil graag hallo goedendag dank bedankt mijn bestelling voor met op bij ook "
    "het een van naar dat deze heb",
}
_OF = {language: frozenset(words.split()) for language, words in _WORDS.items()}
# Of these one is enough: nobody greets or asks in them who speaks the shop's languages alone.
_PLAIN = {
    "guten": "de", "möchte": "de", "bestellung": "de", "bonjour": "fr", "bonsoir": "fr", "voudrais": "fr", "hola": "es", "quiero": "es",
    "quisiera": "es", "buongiorno": "it", "vorrei": "it", "olá": "pt", "goedendag": "nl", "goedemiddag": "nl",
}  # fmt: skip
_ENGLISH = frozenset(
    """
    the i my you your it this that are does did have has can could will would should what where when who why how
    from or but if please thanks thank get got want need order about with not and
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 300  # characters that are looked at
_LEAST = 2  # small words of one language
_SHARE = 0.3  # of the words


def other_language(text: str) -> str | None:
    """Its code, or None for English, Chinese and what has no language of its own."""
    for language, letters in _SCRIPTS.items():
        if letters.search(text):
            return language
    words = [word.lower() for word in _WORD.findall(without_addresses(text[:_MOST]))]
    if not words or sum(word in _ENGLISH for word in words) > len(words) * _SHARE / 2:
        return None
    counts = {language: sum(word in known for word in words) for language, known in _OF.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts[best] >= _LEAST and counts[best] >= _SHARE * len(words):
        return best
    return next((_PLAIN[word] for word in words if word in _PLAIN), None)
