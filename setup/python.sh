#!/bin/sh
# Prints the path of a working Python 3.10: from PATH, pyenv, Homebrew, or uv's own (which uv may download).
# Usage: setup/python.sh UV
set -eu
uv=$1

# Run, not only found: pyenv puts a python3.10 on PATH that fails as long as no 3.10 is selected, and a Python
# built without its libraries lacks modules that Rasa needs.
check='import ctypes, sqlite3, ssl, sys, zlib
assert sys.version_info[:2] == (3, 10) and sys.implementation.name == "cpython"
print(sys.executable)'

works() {
    [ -x "$1" ] && "$1" -c "$check" 2>/dev/null
}

# Every folder of PATH, not only the first hit: behind a shim that fails there may be a Python that works.
old_ifs=$IFS
IFS=:
for folder in $PATH; do
    for name in python3.10 python3 python; do
        works "$folder/$name" && exit 0
    done
done
IFS=$old_ifs

for candidate in \
    "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10*/bin/python3.10 \
    "${HOMEBREW_PREFIX:-/opt/homebrew}/opt/python@3.10/bin/python3.10"; do
    works "$candidate" && exit 0
done

# uv must not look at the Pythons above again: it stops at a failing shim.
UV_PYTHON_PREFERENCE=only-managed
export UV_PYTHON_PREFERENCE
managed=$("$uv" python find 3.10 2>/dev/null || true)
works "$managed" && exit 0
echo "No Python 3.10 here: downloading one with uv …" >&2
"$uv" python install 3.10 >&2 || true
managed=$("$uv" python find 3.10 2>/dev/null || true)
works "$managed" && exit 0

{
    echo "error: expected a working Python 3.10 (Rasa 3.6 runs on no other); found none on PATH, among pyenv's versions"
    echo "or Homebrew's, and uv could not download one. Do one of these, then run the same command again:"
    echo "  macOS:         brew install python@3.10"
    echo "  Ubuntu 22.04:  sudo apt-get install python3.10"
    echo "  with pyenv:    pyenv install 3.10"
    echo "  anywhere:      let uv reach the internet once: uv python install 3.10"
} >&2
exit 1
