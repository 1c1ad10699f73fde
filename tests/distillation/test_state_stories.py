"""Dialogues made of Rasa's stories: hand-worked ones, in either language."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from distillation import state
from distillation.__main__ import main
from distillation.annotations import Annotated, Entity, annotated
from distillation.errors import DistillationError
from distillation.held_out import digests
from distillation.rasa_domain import read_domain
from distillation.rasa_stories import read_stories
from distillation.state import StateSources, distil_state
from distillation.state_config import StateConfig
from distillation.state_corpus import Dialogue, Exchange, digest_of
from distillation.state_stories import Made, StorySources, dialogues_of, read_examples
from distillation.story_annotations import canonical_value
from networks.state_schema import Schema, Slot

SCHEMA = Schema((
    Slot("order_id", format="ORD-<digits>", instead_of=("order_ref",)),
    Slot("order_ref", "closed", ("first", "latest"), instead_of=("order_id",), terms={"latest": ("newest", "最近")}),
    Slot("color", "closed", ("red", "navy_blue"), terms={"red": ("crimson", "红色")}),
    Slot("city"),
    Slot("day", "date"),
    Slot("email", format="email"),
    Slot("quantity", "number"),
))  # fmt: skip
TODAY = date(2026, 3, 10)
Turns = list[tuple[str, str, dict[str, str]]]  # the assistant's words, the customer's, the state after them

NLU = """
nlu:
- intent: greet
  examples: |
    - hello
    - 你好
- intent: wish
  examples: |
    - something nice
    - to [Paris](city)
    - to [Rome](city) in [crimson](color)
    - 去[北京](city)
    - by [carrier pigeon](vehicle)
- intent: faq/opening
  examples: |
    - when are you open
- synonym: red
  examples: |
    - Scarlet
"""


class Project:
    """A Rasa project on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def sources(self, *stories: str, nlu: str = NLU, domain: str = "") -> StorySources:
        """Each story is its steps as YAML."""
        told = "\n".join(
            f"- story: s{number}\n  steps:\n{_indented(steps)}" for number, steps in enumerate(stories)
        )
        return StorySources(
            read_stories(self.write("stories.yml", f'version: "3.1"\nstories:\n{told}')),
            read_examples([self.write("nlu.yml", nlu)]),
            read_domain([self.write("domain.yml", domain)] if domain else []),
        )

    def made(self, *stories: str, nlu: str = NLU, domain: str = "", seed: int = 0) -> Made:
        return dialogues_of(self.sources(*stories, nlu=nlu, domain=domain), SCHEMA, seed=seed)

    def only(self, *stories: str, domain: str = "") -> Turns:
        """The turns of the one dialogue that is made."""
        (dialogue,) = self.made(*stories, domain=domain).dialogues
        return turns(dialogue)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def _indented(steps: str) -> str:
    return "\n".join("  " + line for line in steps.strip("\n").splitlines())


def turns(dialogue: Dialogue) -> Turns:
    return [(exchange.system, exchange.user, dict(exchange.state)) for exchange in dialogue.exchanges]


def users(made: Made) -> set[str]:
    return {" / ".join(exchange.user for exchange in dialogue.exchanges) for dialogue in made.dialogues}


def test_annotations_are_read_as_rasa_writes_them() -> None:
    line = (
        '[Rome](city), [NYC](city:New York) or [LA]{"entity": "city", "value": "Los Angeles", "role": "to"}'
    )
    assert annotated(line) == Annotated(
        "Rome, NYC or LA",
        (
            Entity("city", None, 0, 4),
            Entity("city", "New York", 6, 9),
            Entity("city", "Los Angeles", 13, 15, role="to"),
        ),
    )
    assert annotated('买[水壶][{"entity": "a"}, {"entity": "b", "value": "c"}]').entities == (
        Entity("a", None, 1, 3),
        Entity("b", "c", 1, 3),
    )
    with pytest.raises(ValueError, match="entity"):
        annotated('[x]{"name": "a"}')


@pytest.mark.parametrize(
    ("slot", "words", "value"),
    [
        ("order_id", "1042", "ORD-1042"),
        ("order_id", "ord 1042", "ORD-1042"),
        ("color", "RED", "red"),
        ("color", "crimson", "red"),
        ("color", "红色", "red"),
        ("color", "navy blue", "navy_blue"),
        ("color", "mauve", "mauve"),
        ("city", " Paris, ", "Paris"),
        ("day", "tomorrow", "2026-03-11"),
        ("day", "明天", "2026-03-11"),
        ("quantity", "three", "3"),
        ("city", "dontcare", "dontcare"),
    ],
)
def test_a_value_is_written_as_its_slot_writes_it(slot: str, words: str, value: str) -> None:
    assert canonical_value(SCHEMA.by_name[slot], words, TODAY, "dontcare") == value


def test_the_storys_own_words_carry_the_state(project: Project) -> None:
    story = """
- user: |
    order [1042](order_id), the [crimson](color) one
- action: action_look
- user: |
    for [my aunt](recipient) in [Rome](city)
- user: thanks
"""
    assert project.only(story) == [
        ("", "order 1042, the crimson one", {"order_id": "ORD-1042", "color": "red"}),
        ("", "for my aunt in Rome", {"order_id": "ORD-1042", "color": "red", "city": "Rome"}),
        ("", "thanks", {"order_id": "ORD-1042", "color": "red", "city": "Rome"}),
    ]


def test_chinese_and_a_corrected_value(project: Project) -> None:
    story = """
- user: |
    要[红色](color)的，送到[北京](city)
- user: |
    改成[上海](city)吧，[明天]{"entity": "day"}送
"""
    first, second = project.only(story)
    assert first == ("", "要红色的，送到北京", {"color": "red", "city": "北京"})
    assert second[2] == {"color": "red", "city": "上海", "day": second[2]["day"]}
    assert date.fromisoformat(second[2]["day"]).year in (2025, 2026)


def test_another_name_of_the_same_thing_takes_its_place(project: Project) -> None:
    story = """
- user: the [newest](order_ref) order
- user: no, [ORD-1042](order_id)
- user: 还是[最近](order_ref)那单
"""
    assert [state for _, _, state in project.only(story)] == [
        {"order_ref": "latest"},
        {"order_id": "ORD-1042"},
        {"order_ref": "latest"},
    ]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ('to [the capital]{"entity": "city", "value": "Paris"}', "cannot be read"),
        ("in [mauve](color)", "cannot be read"),
        ("去[首都](city:北京)", "cannot be read"),
        ("[Paris](city) or [Rome](city)", "two values"),
        ("write to mia@example.com about [Rome](city)", "more than is annotated"),
        ("红色的，送到[北京](city)", "more than is annotated"),
    ],
)
def test_a_dialogue_with_a_doubtful_message_is_left_out(project: Project, message: str, why: str) -> None:
    made = project.made(f"- user: hello\n- user: |\n    {message}\n")
    assert not made.dialogues
    assert why in made.report()


def test_an_example_of_the_intent_is_drawn_that_names_the_same_slots(project: Project) -> None:
    made = project.made("- intent: wish\n  entities:\n  - city\n  - vehicle\n")
    assert users(made) <= {"to Paris", "去北京"}
    assert all(
        d.exchanges[0].state == {"city": d.exchanges[0].user[-5:].strip("去to ")} for d in made.dialogues
    )
    assert users(project.made("- intent: wish\n  entities: [color, city]\n")) == {"to Rome in crimson"}
    assert users(project.made("- intent: wish\n")) <= {"something nice", "by carrier pigeon"}
    assert users(project.made("- intent: faq\n")) == {"when are you open"}


def test_the_storys_value_is_preferred(project: Project) -> None:
    story = "- intent: wish\n  entities:\n  - city: {}\n"
    assert users(project.made(story.format("北京"))) == {"去北京"}
    assert users(project.made(story.format("Paris"))) == {"to Paris"}
    assert users(project.made(story.format("Oslo"))) <= {"to Paris", "去北京"}


def test_one_language_is_spoken_in_a_dialogue(project: Project) -> None:
    story = "- intent: greet\n- intent: wish\n  entities: [city]\n"
    found = {both for seed in range(8) for both in users(project.made(story, seed=seed))}
    assert found == {"hello / to Paris", "你好 / 去北京"}


def test_rasas_synonyms_give_values(project: Project) -> None:
    assert project.only("- user: a [scarlet](color) one\n") == [("", "a scarlet one", {"color": "red"})]


def test_a_story_ends_where_no_example_fits(project: Project) -> None:
    made = project.made("- user: hello\n- intent: wish\n  entities: [day]\n- user: bye\n", "- intent: none\n")
    assert users(made) == {"hello"}
    assert made.report() == (
        "stories: 1 gave 1 dialogues; left out 1 (no words for a message, see --texts: 1); "
        "cut short 1 (no words for a message, see --texts: 1)"
    )
    assert users(project.made("- user: hello\n- user: /affirm\n")) == {"hello"}


def test_a_slot_that_no_message_sets_ends_the_story_before_the_message(project: Project) -> None:
    story = "- user: hello\n- user: I am Bo\n- slot_was_set:\n  - city: Rome\n- user: bye\n"
    assert users(project.made(story)) == {"hello"}
    forgotten = "- user: hello\n- user: to [Rome](city)\n- slot_was_set:\n  - city: null\n"
    assert users(project.made(forgotten)) == {"hello"}
    same = "- user: to [Rome](city)\n- slot_was_set:\n  - city\n  - name: Bo\n  - day: null\n- user: bye\n"
    assert users(project.made(same)) == {"to Rome / bye"}


def test_the_assistants_words_are_the_domains(project: Project) -> None:
    domain = """
responses:
  utter_where:
  - text: Where to?
  - text: 去哪里？
  utter_sure:
  - text: "{city}, is it?"
  - text: "{city} by {vehicle}?"
  - text: "Not for you."
    condition:
    - type: slot
      name: city
      value: Oslo
"""
    story = """
- user: hello
- action: utter_where
- action: action_look
- user: to [Rome](city)
- action: utter_sure
- bot: Say yes or no.
- user: yes
- action: utter_unknown
- user: bye
"""
    assert [system for system, _, _ in project.only(story, domain=domain)] == [
        "",
        "Where to?",
        "Rome, is it?\nSay yes or no.",
        "",
    ]


def test_the_domain_tells_which_entity_fills_a_slot(project: Project) -> None:
    domain = """
slots:
  city:
    type: text
    mappings:
    - type: from_entity
      entity: place
      role: to
  vehicle:
    type: text
    mappings:
    - type: from_text
"""
    story = """
- user: |
    from [Rome]{"entity": "place", "role": "from"} to [Oslo]{"entity": "place", "role": "to"}
"""
    assert project.only(story, domain=domain) == [("", "from Rome to Oslo", {"city": "Oslo"})]


def test_one_of_several_steps_is_chosen_by_the_seed(project: Project) -> None:
    story = "- or:\n  - user: to [Rome](city)\n  - user: to [Oslo](city)\n  - or:\n    - user: 去[北京](city)\n- user: bye\n"
    found = {both for seed in range(6) for both in users(project.made(story, seed=seed))}
    assert found == {"to Rome / bye", "to Oslo / bye", "去北京 / bye"}


def test_a_checkpoint_joins_stories(project: Project) -> None:
    first = "- user: to [Rome](city)\n- checkpoint: where\n"
    then = "- checkpoint: where\n  slot_was_set:\n  - city: Rome\n- user: in [crimson](color)\n- checkpoint: how\n"
    last = "- checkpoint: how\n- user: bye\n"
    made = project.made(first, then, last)
    assert users(made) == {"to Rome", "to Rome / in crimson", "to Rome / in crimson / bye"}
    assert made.dialogues[2].exchanges[2].state == {"city": "Rome", "color": "red"}


@pytest.mark.parametrize(
    ("stories", "why"),
    [
        (["- checkpoint: nowhere\n- user: hi\n"], "no story leads"),
        (["- checkpoint: round\n- user: hi\n- checkpoint: round\n"], "no story leads"),
        (["- user: hi\n- checkpoint: a\n- user: bye\n"], "checkpoint in the middle"),
        (["- action: utter_hello\n"], "no message of the customer"),
    ],
)
def test_stories_that_are_no_dialogues_are_told(project: Project, stories: list[str], why: str) -> None:
    made = project.made(*stories)
    assert not made.dialogues
    assert why in made.report()


def test_the_same_seed_tells_the_same(project: Project) -> None:
    nlu = "nlu:\n- intent: a\n  examples: |\n" + "".join(f"    - word {n}\n" for n in range(30))
    stories = ["- intent: a\n- intent: a\n", "- intent: a\n"]
    first = project.made(*stories, nlu=nlu, seed=1)
    assert first == project.made(*stories, nlu=nlu, seed=1)
    assert users(first) != users(project.made(*stories, nlu=nlu, seed=2))
    more = project.made(*stories, "- intent: a\n", nlu=nlu, seed=1)
    assert more.dialogues[: len(first.dialogues)] == first.dialogues


def test_what_is_held_out_is_not_learned(project: Project) -> None:
    sources = project.sources("- user: bye\n", "- intent: wish\n  entities: [city]\n", "- user: hello\n")
    apart = Dialogue("dev", (Exchange("", "to Paris", {"city": "Paris"}),))
    made = dialogues_of(sources, SCHEMA, [apart], digests(["bye"]))
    assert users(made) == {"去北京", "hello"}
    assert "a message that is held out: 1" in made.report()


def test_what_resembles_a_held_out_dialogue_as_a_whole_is_not_learned(project: Project) -> None:
    sources = project.sources(
        "- user: I would like to travel to [Rome](city) please.\n- user: thanks\n", "- user: hello\n"
    )
    apart = [
        Dialogue(
            "dev", (Exchange("", "i would like to travel to Rome, please", {}), Exchange("", "Thanks!", {}))
        )
    ]
    made = dialogues_of(sources, SCHEMA, apart)
    assert users(made) == {"hello"}
    assert "resemble a held-out one: 1" in made.report()
    earlier = digests(["I would like to travel to Rome please.\nthanks"])
    assert users(dialogues_of(sources, SCHEMA, (), earlier)) == {"hello"}


@pytest.mark.parametrize(
    "text",
    [
        "stories:\n- story: [",
        "stories: 3",
        "stories:\n- 3",
        "stories:\n- story: a",
        "stories:\n- story: a\n  steps: []",
        "stories:\n- story: a\n  steps:\n  - wait: 3",
        "stories:\n- story: a\n  steps:\n  - wait",
        "stories:\n- story: a\n  steps:\n  - or:\n    - checkpoint: b",
        "stories:\n- story: a\n  steps:\n  - user: '[Rome]{city}'",
        "stories:\n- story: a\n  steps:\n  - intent: b\n    entities:\n    - a: 1\n      b: 2",
        "rules:\n- rule: a",
    ],
)
def test_what_holds_no_stories_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "s.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DistillationError, match=r"s\.yml.*(mend it|found none|expected a list)"):
        read_stories(file)


def test_tests_in_a_folder_are_no_stories(tmp_path: Path) -> None:
    (tmp_path / "test_stories.yml").write_text("stories:\n- story: a\n  steps:\n  - user: hi\n")
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    with pytest.raises(DistillationError, match=r"found none but tests \(test_stories.yml\)"):
        read_stories(tmp_path)
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "stories.yml").write_text("stories:\n- story: b\n  steps:\n  - user: yes\n")
    assert [story.name for story in read_stories(tmp_path)] == ["b"]
    assert [story.name for story in read_stories(tmp_path / "test_stories.yml")] == ["a"]
    with pytest.raises(DistillationError, match="no such file"):
        read_stories(tmp_path / "none")


@pytest.mark.parametrize(
    "text", ["responses: 3", "slots:\n  a:\n    mappings:\n    - entity: b", "intents: []"]
)
def test_a_domain_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "domain.yml").write_text(text)
    with pytest.raises(DistillationError, match=r"domain\.yml"):
        read_domain([tmp_path / "domain.yml"])


def written(count: int) -> list[Dialogue]:
    return [Dialogue(f"d{at}", (Exchange("", f"parcel {at}", {"city": "parcel"}),)) for at in range(count)]


def test_only_the_training_part_grows(
    project: Project, tiny_body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Learned(Exception):
        """The dialogues that would be learned."""

    def rows(dialogues: list[Dialogue], *_: object) -> None:
        raise Learned([dialogue.name for dialogue in dialogues])

    monkeypatch.setattr(state, "_rows", rows)
    half = replace(StateConfig(), dev_share=0.5)
    stories = project.sources("- user: to [Rome](city)\n")
    with pytest.raises(Learned) as drawn:
        distil_state(StateSources(written(8), SCHEMA, stories=stories), tiny_body, project.folder, half)
    assert len(drawn.value.args[0]) == 5  # the four others are what is chosen by
    assert drawn.value.args[0][-1] == "story s0"
    held = [Dialogue("dev", (Exchange("", "to Rome", {"city": "Rome"}),))]
    grown = StateSources(written(8), SCHEMA, dev=written(1), stories=stories)
    for sources in (replace(grown, dev=held), replace(grown, test=held)):
        with pytest.raises(Learned) as named:
            distil_state(sources, tiny_body, project.folder, half)
        assert named.value.args[0] == [f"d{at}" for at in range(8)]


def test_the_command_takes_stories(
    project: Project, tiny_body: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"turns": [{"user": e.user, "state": dict(e.state)} for e in one.exchanges]} for one in written(12)
    ]
    train = project.write("train.jsonl", "\n".join(map(json.dumps, lines)))
    schema = project.write("schema.json", json.dumps({"slots": {"city": {"type": "span"}}}))
    recipe = project.write("fast.yml", "copies: 0\nlearning: {epochs: 1, batch: 8}\n")
    nlu = project.write("nlu.yml", "nlu:\n- intent: wish\n  examples: |\n    - to [Oslo](city)\n")
    domain = project.write("domain.yml", "responses:\n  utter_where:\n  - text: Where to?\n")
    story = project.write(
        "stories.yml",
        "stories:\n- story: a\n  steps:\n  - user: hello\n  - action: utter_where\n  - intent: wish\n    entities: [city]\n",
    )
    out = project.folder / "out"
    given = ["--train", train, "--schema", schema, "--recipe", recipe, "--texts", nlu, "--domain", domain]
    start = ["--from", tiny_body, "--teacher", "none", "--preset", "quick", "--out", out]
    assert main(["state", *map(str, given), "--stories", str(story), *map(str, start)]) == 0
    said = capsys.readouterr()
    card = json.loads(said.out.splitlines()[-1])
    assert "stories: 1 gave 1 dialogues" in said.err
    assert (card["data"]["dialogues"], card["data"]["story_dialogues"]) == (12, 1)
    assert digest_of("city", "Oslo") in card["seen_values"]
    story.write_text("stories:\n", encoding="utf-8")
    assert main(["state", *map(str, given), "--stories", str(story), *map(str, start)]) == 1
    assert "stories.yml" in capsys.readouterr().err
    assert main(["state", *map(str, given), *map(str, start)]) == 1
    assert "--stories beside --domain" in capsys.readouterr().err
