"""A unigram tokenizer of one's own: the pieces of a big one that a corpus uses, so that the embeddings shrink with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # ids 0 to 3, as in XLM-R
SPACE = "\u2581"
MAX_TOKENS = 66
HAN = ("\u4e00", "\u9fff")

Pieces = Sequence[tuple[str, float]]


def unigram_tokenizer(pieces: Pieces) -> Tokenizer:
    """XLM-R's tokenizer (NFKC, metaspace, <s> … </s>) over these pieces; the first four are SPECIAL."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always"),
        ]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def used_pieces(pieces: Pieces, texts: Iterable[str], size: int, han: int = 3900) -> list[int]:
    """The ids of `size` pieces: special ones, single ASCII characters, the commonest `han` characters, then by use.

    Single characters stay so that nothing common turns into <unk>; a unigram model's scores are log-probabilities,
    so the commonest characters are those with the highest.
    """
    tokenizer = unigram_tokenizer(pieces)
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    bare = [piece.replace(SPACE, "") for piece, _ in pieces]
    kept = {0, 1, 2, 3} | {
        i for i, piece in enumerate(bare) if pieces[i][0] == SPACE or (len(piece) == 1 and piece.isascii())
    }
    characters = [i for i, (piece, _) in enumerate(pieces) if len(piece) == 1 and HAN[0] <= piece <= HAN[1]]
    kept |= set(sorted(characters, key=lambda i: -pieces[i][1])[:han])
    for piece, _ in counts.most_common():
        if len(kept) >= size:
            break
        kept.add(piece)
    return sorted(kept)
