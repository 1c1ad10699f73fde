#!/bin/sh
# Makes .venv hold what a lock file names. Nothing is ever removed from it.
# Usage: setup/environment.sh serve|all
set -eu
cd "$(dirname "$0")/.."

set_name=$1
lock=requirements/$set_name.txt
installed=.venv/installed-$set_name.txt # a copy of the lock file as it was installed: tells quickly that all is there

works() {
    .venv/bin/python -c 'import sys; assert sys.version_info[:2] == (3, 10)' >/dev/null 2>&1
}

if cmp -s "$lock" "$installed" && works; then
    exit 0
fi

uv=$(setup/uv.sh)
if [ ! -e .venv ]; then
    python=$(setup/python.sh "$uv")
    echo "Creating .venv with $python …"
    "$uv" venv -q --no-project --python "$python" .venv
elif ! works; then
    {
        echo "error: expected .venv to hold a working Python 3.10; found one that does not run, or another version."
        echo "Remove it (rm -rf .venv), then run the same command again."
    } >&2
    exit 1
fi

case $set_name in
serve) echo "Installing what the assistant needs into .venv (2.5 GB the first time: some minutes) …" ;;
*) echo "Installing everything into .venv (7 GB the first time, half of it CUDA for torch) …" ;;
esac
quiet=-q
if [ -t 2 ]; then quiet=; fi # uv's progress bars are for people only
# Removed first: the sets share packages, so installing one may outdate what the other's copy says.
rm -f .venv/installed-*.txt
if ! "$uv" pip install $quiet --python .venv/bin/python --require-hashes -r "$lock"; then
    echo "error: the packages of $lock could not be installed; the lines above say why. Then run the same command again." >&2
    exit 1
fi
cp "$lock" "$installed"
if [ "$set_name" = all ]; then cp requirements/serve.txt .venv/installed-serve.txt; fi # all holds serve
