#!/bin/sh
# Builds the chat page from web/ into channels/static, or checks what is committed there against a fresh build.
# Usage: setup/web.sh build|check
set -eu
cd "$(dirname "$0")/.."
built=channels/static

rm -rf web/node_modules # npm would do it, but first it reads what is there, and has stumbled over that
npm --prefix web ci --no-progress --loglevel=error
case ${1:-} in
build)
    npm --prefix web run --silent build
    ;;
check)
    fresh=var/web-check
    npm --prefix web run --silent test
    npm --prefix web run --silent build -- --outDir "../$fresh" --logLevel warn
    if ! diff -r "$built" "$fresh"; then
        echo "error: expected $built to be what web/ builds; it is not. Run \`make web\` and commit $built" >&2
        exit 1
    fi
    echo "$built is what web/ builds."
    ;;
*)
    echo "usage: setup/web.sh build|check" >&2
    exit 2
    ;;
esac
