"""One bilingual byte-level BPE vocabulary of one's own: GPT-2's pre-tokenizer, with digits one by one.

Pieces are kept short (four Chinese characters), for a phrase must be cut alike in a passage and in the reply that copies it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from networks.reply_prompt import MARKER_TOKENS, SENTENCE_TOKENS, SPECIAL

_LONGEST_PIECE = 12  # bytes


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """A tokenizer of `size` pieces, the special ones first. Any text can be cut into its pieces."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special = [
        AddedToken(token, special=True, normalized=False)
        for token in (*SPECIAL, *MARKER_TOKENS, *SENTENCE_TOKENS)
    ]
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=_LONGEST_PIECE, show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
