#!/bin/sh
# Sees to it that Node.js 18 or newer and npm are there: the chat page is built with them. Running needs neither.
set -eu

there() {
    command -v npm >/dev/null 2>&1 && version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ]
}

there && exit 0

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing the system's Node.js to build the chat page …"
    $as_root apt-get -qq update || true
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -qq install -y --no-install-recommends nodejs npm >/dev/null || true
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Homebrew's Node.js to build the chat page …"
    brew install -q node || true
fi

there && exit 0
{
    echo "error: expected Node.js 18 or newer with npm to build the chat page; found $(node --version 2>/dev/null || echo none)"
    echo "Do one of these, then run the same command again:"
    echo "  Debian, Ubuntu:  sudo apt-get install nodejs npm"
    echo "  macOS:           brew install node"
} >&2
exit 1
