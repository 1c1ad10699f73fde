#!/bin/sh
# Installs a package of the system where that asks for no password; whether it worked is for the caller to see.
# Usage: setup/system_package.sh WHAT "APT'S PACKAGES" "BREW'S ARGUMENTS"   WHAT: what the person is told
set -eu
what=$1 apt=$2 brew=$3 # the last two are several words each, and meant to be split

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing the system's $what …"
    $as_root apt-get -qq update || true
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -qq install -y --no-install-recommends $apt >/dev/null || true
elif command -v brew >/dev/null 2>&1; then
    echo "Installing Homebrew's $what …"
    brew install -q $brew || true
fi
