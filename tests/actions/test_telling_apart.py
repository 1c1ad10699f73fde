"""Words that fit one thing only."""

from __future__ import annotations

from actions.telling_apart import own_words


def test_what_two_things_share_tells_neither() -> None:
    assert own_words([{"oxford", "shoes"}, {"walking", "shoes"}]) == [{"oxford"}, {"walking"}]


def test_things_of_the_same_words_have_none_of_their_own() -> None:
    same = {"socks"}
    assert own_words([same, same, {"mug"}]) == [set(), set(), {"mug"}]
    assert own_words([]) == []
