#!/usr/bin/env bash
# Tests under AddressSanitizer: of the crate with the `unsafe` kernels, and of those that its texts and spans go through.
#     tools/sanitize.sh [CRATE…]     # dateline-syntax, dateline-record and dateline-lexicon if none is named
# Needs a nightly toolchain. Tests of dateline-syntax use every kernel that the processor has: portable, AVX2, AVX-512 VNNI or NEON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
crates=("$@")
((${#crates[@]})) || crates=(dateline-syntax dateline-record dateline-lexicon)
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
export RUSTFLAGS="-Zsanitizer=address" ASAN_OPTIONS=detect_leaks=1
# Build scripts and macros run on the machine that builds: with a target named, they are not instrumented.
for crate in "${crates[@]}"; do
    printf '== %s (%s s)\n' "$crate" "$SECONDS"
    cargo +nightly test --locked --target "$host" -p "$crate" --lib --tests
done
echo "no fault found in $SECONDS s"
