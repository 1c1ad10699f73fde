"""The responses against the code that names them: none missing, none forgotten, both languages alike.

A response is named in full ("utter_thank"), by a rule, or by an f-string (`f"utter_order_{status}"`). Every
such f-string is in NAMES_BUILT with the values that it can take, read from where they are defined.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answers import RESPONDERS
from actions.questions import DIALOGUE_INTENTS
from actions.tasks import TASKS
from actions.tasks.edit_account import FIELDS
from actions.tasks.newsletter import SUBSCRIBE, UNSUBSCRIBE
from shop.domain.delivery_problem import PROBLEM_RESOLUTIONS
from shop.domain.errors import REFUSALS
from shop.domain.order import ORDER_STEPS
from shop.domain.refund import REFUND_STATES
from shop.domain.refund_due import TERMS_KINDS

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"utter_[a-z_]*[a-z]")
FACT = re.compile(r"{(\w+)}")
HAN = re.compile("[\u3400-\u9fff]")
CODE = sorted(path for folder in ("actions", "components") for path in (ROOT / folder).rglob("*.py"))

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
# They end a task or belong to none, so the form never answers them by a response of their name.
NEVER_ANSWERED_BY_NAME = {"human_agent", "stop_task", "goodbye", "desk_event"}
FIELDS_ASKED = set(FIELDS) - {"password"}  # a password is never taken in a chat

# f-string in the code, its braces left empty → what comes into them. Braces that hold `a if … else b` or a
# function of the same file that returns nothing but fixed words are read from the code and need no entry.
NAMES_BUILT: Mapping[str, Iterable[str]] = {
    "utter_{}": set(DOMAIN["intents"])
    - set(TASKS)
    - set(RESPONDERS)
    - (DIALOGUE_INTENTS - {"thank", "greet"})
    - NEVER_ANSWERED_BY_NAME,
    "utter_confirm_problem_{}": PROBLEM_RESOLUTIONS,
    "utter_problem_{}": PROBLEM_RESOLUTIONS,
    "utter_confirm_{}": (SUBSCRIBE, UNSUBSCRIBE),
    "utter_{}d": (SUBSCRIBE, UNSUBSCRIBE),
    "utter_confirm_refund_{}": TERMS_KINDS,
    "utter_question_new_{}": FIELDS_ASKED,
    "utter_{}_not_usable": FIELDS_ASKED - {"language"},  # chosen from a list, so always usable
    "utter_{}_invalid": ("title", "tax_id", "invoice_email"),
    "utter_order_{}": ORDER_STEPS,
    "utter_refund_{}": REFUND_STATES,
    "utter_refused_{}": REFUSALS,
}


def load_responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
        for name, variations in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items():
            assert name not in found, f"{name} stands in two files; the second is {path.name}"
            found[name] = variations
    return found


RESPONSES = load_responses()


# --- which responses the code names -------------------------------------------------------------------------


def fixed_words(node: ast.expr, functions: Mapping[str, ast.FunctionDef]) -> set[str] | None:
    """The words that an expression can come to, where the code itself says which; else None."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        both = [fixed_words(branch, functions) for branch in (node.body, node.orelse)]
        return None if None in both else set().union(*both)  # type: ignore[arg-type]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
        returned = [each for each in ast.walk(functions[node.func.id]) if isinstance(each, ast.Return)]
        words = [fixed_words(each.value, functions) if each.value else None for each in returned]
        return None if None in words else set().union(*words)  # type: ignore[arg-type]
    return None


def built_names(string: ast.JoinedStr, functions: Mapping[str, ast.FunctionDef]) -> set[str] | None:
    """All names that an f-string can make; None where it needs an entry in NAMES_BUILT and has none."""
    parts: list[Iterable[str]] = []
    for part in string.values:
        if isinstance(part, ast.FormattedValue):
            words = fixed_words(part.value, functions)
            if words is None:
                words = local_words(part.value, string, functions)
            if words is None:
                entry = NAMES_BUILT.get(template(string))
                return {template(string).format(word) for word in entry} if entry else None
            parts.append(words)
        else:
            parts.append({str(part.value)})  # type: ignore[attr-defined]
    return {"".join(words) for words in product(*parts)}


def local_words(
    node: ast.expr, string: ast.JoinedStr, functions: Mapping[str, ast.FunctionDef]
) -> set[str] | None:
    """The words of a variable that the function around sets once, from fixed words (`kind = _kind(…)`)."""
    if not isinstance(node, ast.Name):
        return None
    for function in functions.values():
        if any(each is string for each in ast.walk(function)):
            values = [value for name, value in assignments(function) if name == node.id]
            return fixed_words(values[0], functions) if len(values) == 1 else None
    return None


def assignments(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Name and value of every assignment in a function; `a, b = c, d` counts as two."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def template(string: ast.JoinedStr) -> str:
    """The f-string with its braces left empty: `utter_order_{}`."""
    return "".join(
        "{}" if isinstance(part, ast.FormattedValue) else str(part.value)  # type: ignore[attr-defined]
        for part in string.values
    )


def strings_of(tree: ast.AST) -> tuple[set[str], list[ast.JoinedStr]]:
    """Names written in full, and f-strings that build one."""
    built = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and template(node).startswith("utter_")
    ]
    parts = {id(part) for string in built for part in string.values}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in parts]
    texts = [node.value for node in constants if isinstance(node.value, str)]
    return {text for text in texts if NAME.fullmatch(text)}, built


def named_in_code() -> tuple[dict[str, str], dict[str, str]]:
    """Response → file that names it, and f-string without known values → its file."""
    named: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        full, built = strings_of(tree)
        place = path.relative_to(ROOT).as_posix()
        for string in built:
            names = built_names(string, functions)
            if names is None:
                unknown[template(string)] = place
            full |= names or set()
        named |= dict.fromkeys(full, place)
    return named, unknown


NAMED, UNKNOWN = named_in_code()
RULES = (ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8")
NAMED_IN_RULES = set(re.findall(r"^ +- action: (utter_\w+)$", RULES, re.MULTILINE))


def test_what_every_name_built_in_the_code_can_be_is_known() -> None:
    assert not UNKNOWN, f"say in NAMES_BUILT which names these make: {UNKNOWN}"


def test_no_entry_is_left_over() -> None:
    used = set()
    for path in CODE:
        used |= {template(string) for string in strings_of(ast.parse(path.read_text(encoding="utf-8")))[1]}
    assert set(NAMES_BUILT) <= used


def test_every_response_named_exists() -> None:
    missing = {name: place for name, place in NAMED.items() if name not in RESPONSES}
    assert not missing
    assert set(RESPONSES) >= NAMED_IN_RULES


def test_every_response_is_used() -> None:
    assert not sorted(set(RESPONSES) - set(NAMED) - NAMED_IN_RULES)


def test_the_names_of_other_folders_are_none_of_ours() -> None:
    """Only the folders searched above speak to customers."""
    others = [path for path in (ROOT / "shop").rglob("*.py")]
    assert not [path.name for path in others if "utter_" in path.read_text(encoding="utf-8")]


# --- what a response is filled with -------------------------------------------------------------------------


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """(file, response, facts) of every `say("utter_…", fact=…)` and `Confirm("utter_…", {…})` whose facts are
    all written out."""
    for path in CODE:
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            names = fixed_words(node.args[0], {}) or set()
            facts = facts_of(node)
            if facts is not None:
                yield from ((place, name, facts) for name in names if NAME.fullmatch(name))


def facts_of(call: ast.Call) -> set[str] | None:
    named = {keyword.arg for keyword in call.keywords}
    if isinstance(call.func, ast.Attribute) and call.func.attr == "say":
        return None if None in named else {str(name) for name in named}
    if isinstance(call.func, ast.Name) and call.func.id in ("Confirm", "Refuse"):
        told = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
        if isinstance(told, ast.Dict) and all(isinstance(key, ast.Constant) for key in told.keys):
            return {key.value for key in told.keys if isinstance(key, ast.Constant)}
    return None


def test_calls_are_found() -> None:
    assert len(list(calls())) > 80


def test_every_fact_of_a_response_is_passed() -> None:
    """Rasa would fill in a slot of that name, or show the braces to the customer."""
    wrong = [
        f"{place}: {name} lacks {lacking}"
        for place, name, facts in calls()
        if name in RESPONSES and (lacking := set().union(*map(facts_in, RESPONSES[name])) - facts)
    ]
    assert not wrong


# --- both languages -----------------------------------------------------------------------------------------


def facts_in(variation: Mapping[str, Any]) -> set[str]:
    return set(FACT.findall(variation["text"]))


def facts_told(variation: Mapping[str, Any]) -> set[str]:
    """The facts, where `name_zh` is the Chinese word for what `name` says in English."""
    return {fact.removesuffix("_zh") for fact in facts_in(variation)}


def payloads_in(variation: Mapping[str, Any]) -> list[str]:
    return [button["payload"] for button in variation.get("buttons", [])]


def by_language(name: str) -> dict[str, dict[str, Any]]:
    return {variation["condition"][0]["value"]: variation for variation in RESPONSES[name]}


each_response = pytest.mark.parametrize("name", sorted(RESPONSES))


@each_response
def test_there_is_one_variation_a_language(name: str) -> None:
    conditions = [variation.get("condition") for variation in RESPONSES[name]]
    expected = [[{"type": "slot", "name": "language", "value": language}] for language in ("en", "zh")]
    assert sorted(conditions, key=str) == expected
    assert all(
        set(variation) <= {"condition", "text", "buttons"} and variation["text"].strip()
        for variation in RESPONSES[name]
    )


@each_response
@pytest.mark.parametrize("part", [facts_told, payloads_in], ids=["facts", "payloads"])
def test_both_languages_have_the_same(name: str, part: Callable[[Mapping[str, Any]], object]) -> None:
    told = by_language(name)
    assert part(told["en"]) == part(told["zh"])


@each_response
def test_no_fact_takes_the_place_of_the_words(name: str) -> None:
    """Rasa's dispatcher takes these names for parts of the message itself: a fact of such a name is all that is said."""
    for variation in RESPONSES[name]:
        taken = {"text", "image", "attachment", "template", "buttons"} & facts_in(variation)
        assert not taken or variation["text"] == "{text}"


@each_response
def test_each_variation_is_in_its_language(name: str) -> None:
    for language, variation in by_language(name).items():
        titles = [button["title"] for button in variation.get("buttons", [])]
        for text in [FACT.sub("", variation["text"]), *titles]:
            if any(character.isalpha() for character in text):
                assert bool(HAN.search(text)) is (language == "zh"), f"{language}: {text}"


@each_response
def test_buttons_send_known_intents(name: str) -> None:
    for variation in RESPONSES[name]:
        for payload in payloads_in(variation):
            assert payload.startswith("/")
            assert payload[1:].split("{")[0] in DOMAIN["intents"]


# --- Rasa's own names ---------------------------------------------------------------------------------------


def questions_asked() -> set[str]:
    """The names that the form can leave in `requested_slot`."""
    names = {"confirmation"}
    for path in (ROOT / "actions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Question":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}: a question's name is written in full"
                names.add(str(first.value))
    return names


def test_rasa_finds_no_question_of_its_own_for_the_form() -> None:
    """The form's action asks by itself; Rasa would ask once more by a response of one of these names."""
    asked = questions_asked()
    assert {"order_id", "proof", "email", "code"} <= asked
    asked |= set(DOMAIN["slots"])
    taken = {f"{prefix}{name}" for name in asked for prefix in ("utter_ask_", "utter_ask_task_form_")}
    assert not taken & set(RESPONSES)
    assert not [name for name in DOMAIN["actions"] if name.startswith("action_ask_") and name[11:] in asked]
