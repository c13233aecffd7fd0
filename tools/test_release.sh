#!/usr/bin/env bash
# What a release has to hold: the program installs as one file and works in an empty folder with no network; every crate packs
# under 10 MB; the version names the model and the data.
#     tools/test_release.sh            # builds with cargo install; takes as long as a release build
#     tools/test_release.sh BINARY     # takes this program instead
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "test_release: $*" >&2; exit 1; }
step() { printf '== %s\n' "$*"; }

if [[ $# -gt 0 ]]; then
    binary=$(realpath "$1")
else
    step "cargo install"
    cargo install --locked --path crates/cli --root "$work/installed"
    binary=$work/installed/bin/dateline
fi
mkdir "$work/alone"
cp "$binary" "$work/alone/dateline"
cp examples/story.txt "$work/story.txt"
size=$(stat -c %s "$binary" 2>/dev/null || stat -f %z "$binary")
echo "$size bytes"

step "libraries of the system alone"
if command -v ldd >/dev/null; then
    # A static program has none, and ldd says so by failing.
    ldd "$binary" 2>/dev/null | grep -vE 'linux-vdso|ld-linux|/libc\.so|/libm\.so|/libgcc_s\.so|/libdl\.so|/libpthread\.so|/librt\.so' \
        | grep '=>' && fail "it needs more than the C library"
fi

# In an empty folder, with an empty environment, without a network where the machine can take it away.
alone=(env -i PATH=/usr/bin:/bin HOME=/nonexistent)
if unshare -rn true 2>/dev/null; then
    alone=(unshare -rn "${alone[@]}")
else
    echo "the network could not be taken away on this machine"
fi
dateline() { (cd "$work/alone" && "${alone[@]}" ./dateline "$@"); }

step "version, model, data"
dateline --version | tee "$work/version"
grep -qE '^dateline [0-9]+\.[0-9]+\.[0-9]+' "$work/version" || fail "no version"
grep -qE '^model +[0-9a-f]{12}' "$work/version" || fail "no digest of the model"
grep -qE '^data +[0-9a-f]{12}' "$work/version" || fail "no digest of the data"

step "alone and without a network"
dateline read "$work/story.txt" --published 2024-06-13 --format jsonl >"$work/read.jsonl"
grep -q '"plover":"ASSAULT"' "$work/read.jsonl" || fail "no event was read"
dateline add "$work/story.txt" --published 2024-06-13 --record war.db --quiet
dateline incidents --record war.db --quiet
dateline export --record war.db --format parquet -o tables --quiet || fail "no export"
dateline backup copy.db --record war.db --quiet
dateline doctor --record copy.db >"$work/doctor" || { cat "$work/doctor"; fail "the doctor finds trouble"; }
dateline find --record war.db --status denied | grep -q denied || fail "nothing is found"
(cd "$work/alone" && exec "${alone[@]}" ./dateline serve --record war.db --listen 127.0.0.1:0 2>"$work/serve") &
server=$!
for _ in $(seq 100); do grep -q http:// "$work/serve" 2>/dev/null && break; sleep 0.1; done
kill "$server"
wait "$server" || fail "the server did not end as it should"
grep -q 'http://127.0.0.1' "$work/serve" || fail "no server: $(cat "$work/serve")"
rest=$(cd "$work/alone" && ls -A | grep -vE '^(dateline|war\.db(-wal|-shm)?|copy\.db(-wal|-shm)?|tables)$' || true)
[[ -z $rest ]] || fail "it left files behind: $rest"

step "crates under 10 MB"
CARGO_TARGET_DIR=$work/packages cargo package --workspace --no-verify --allow-dirty --offline >"$work/log" 2>&1 \
    || { cat "$work/log"; fail "a crate does not pack"; }
for crate in "$work"/packages/package/*.crate; do
    bytes=$(stat -c %s "$crate" 2>/dev/null || stat -f %z "$crate")
    printf '%9s %s\n' "$bytes" "$(basename "$crate")"
    ((bytes < 10000000)) || fail "$(basename "$crate") is too large"
done
echo "all holds"
