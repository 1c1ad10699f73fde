#!/bin/sh
# Prints the path of a working uv: from PATH, ~/.local/bin or .tools. Installs one into .tools if there is none.
set -eu
cd "$(dirname "$0")/.."

works() {
    [ -n "$1" ] && "$1" --version >/dev/null 2>&1
}

own=$PWD/.tools/uv/bin/uv
for candidate in "$(command -v uv || true)" "${HOME:-}/.local/bin/uv" "$own"; do
    if works "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

log=$PWD/.tools/uv.log
mkdir -p .tools
: >"$log"

# Debian cuts Python into parts: venv or pip may be missing, and pip refuses to touch the system's Python
# (a folder of one's own is allowed). So both ways are tried.
by_venv() {
    rm -rf .tools/uv
    "$1" -m venv .tools/uv && .tools/uv/bin/python -m pip install -q $pip_options
}

by_pip() {
    rm -rf .tools/uv
    "$1" -m pip install -q --target .tools/uv $pip_options
}

pip_options="--disable-pip-version-check --only-binary :all: --require-hashes -r requirements/uv.txt"

try_all() {
    for python in python3 python; do
        command -v "$python" >/dev/null 2>&1 || continue
        for way in by_venv by_pip; do
            echo "--- $way with $(command -v "$python")" >>"$log"
            if "$way" "$python" >>"$log" 2>&1 && works "$own"; then
                return 0
            fi
        done
    done
    return 1
}

# Only where it needs no password: as root, or with a sudo that asks for none.
add_venv_with_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    echo "Installing the system's python3-venv …" >&2
    $as_root apt-get -qq update >>"$log" 2>&1 || true
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -qq install -y --no-install-recommends python3-venv >>"$log" 2>&1
}

echo "Installing uv into .tools …" >&2
if try_all || { add_venv_with_apt && try_all; }; then
    echo "$own"
    exit 0
fi

{
    tail -n 5 "$log" | sed 's/^/  | /'
    echo "error: expected uv, or a Python 3 with venv or pip to install it with; found neither (see .tools/uv.log)."
    echo "Do one of these, then run the same command again:"
    echo "  Debian, Ubuntu:  sudo apt-get install python3-venv"
    echo "  macOS:           brew install uv"
    echo "  anywhere:        install uv as its documentation says, so that it is on PATH"
} >&2
exit 1
