#!/usr/bin/env bash
# Builds the program twice, in two folders of different names, and compares the digests.
#     tools/reproduce.sh [PROFILE] [FOLDER]    # release if not given; the copies go into FOLDER, a temporary one if not given
# Takes two full builds: mind the time, and 3 GB of disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
profile=${1:-release}
work=${2:-$(mktemp -d)}
[[ -n ${2:-} ]] || trap 'rm -rf "$work"' EXIT

digest() { # folder
    mkdir -p "$work/$1"
    git archive HEAD | tar x -C "$work/$1"
    local home=${CARGO_HOME:-$HOME/.cargo}
    # Names of folders are the one thing that differs; the toolchain's own are mapped by rustc.
    (
        cd "$work/$1"
        export CARGO_TARGET_DIR=$PWD/target CARGO_INCREMENTAL=0 SOURCE_DATE_EPOCH=0
        export RUSTFLAGS="--remap-path-prefix=$PWD=/dateline --remap-path-prefix=$home=/cargo"
        # What C there is (SQLite) names its files too.
        export CFLAGS="-ffile-prefix-map=$PWD=/dateline -ffile-prefix-map=$home=/cargo"
        cargo build --quiet --locked --profile "$profile" -p dateline-cli
    )
    sha256sum "$work/$1/target/$profile/dateline" | cut -d' ' -f1
    rm -rf "$work/$1/target/$profile/deps"
}

one=$(digest one)
echo "one                     $one"
two=$(digest a-folder/of-another-name)
echo "a-folder/of-another-name $two"
[[ $one == "$two" ]] && echo "the same" || { echo "they differ" >&2; exit 1; }
