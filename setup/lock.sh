#!/bin/sh
# Resolves requirements/*.in into the lock files: pins with hashes, without addresses, for the machines named in
# pyproject.toml. serve is resolved within all, so that the two never disagree.
set -eu
cd "$(dirname "$0")/.."

uv=$(setup/uv.sh)
compile() {
    "$uv" pip compile -q --python-version 3.10 --generate-hashes --no-emit-index-url --no-header "$@"
}
compile --universal requirements/all.in -o requirements/all.txt
compile --universal -c requirements/all.txt requirements/serve.in -o requirements/serve.txt
compile --universal --no-deps requirements/teachers.in -o requirements/teachers.txt
# uv itself, for machines without it: without markers, since whatever Python 3 there is installs it.
compile requirements/uv.in -o requirements/uv.txt
