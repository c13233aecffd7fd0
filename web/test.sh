#!/usr/bin/env bash
# Tests of the island: bash web/test.sh DATELINE
#   types and pure functions; the committed files are what the sources build; everything in a real browser.
# Needs Node 20.19 or later; Debian's chromium is installed if it is not there.
set -euo pipefail
binary=$(realpath "${1:?usage: web/test.sh DATELINE}")
cd "$(dirname "${BASH_SOURCE[0]}")"

npm ci --no-progress --loglevel=error
npx tsc --noEmit
npx vitest run

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
node tools/basemap.mjs && node tools/licences.mjs
npx vite build --logLevel warn --outDir "$built" --emptyOutDir
diff -rq "$built" ../crates/serve/assets || { echo "crates/serve/assets is not what web/ builds: run npm run build" >&2; exit 1; }

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }
node e2e/run.mjs "$binary"
