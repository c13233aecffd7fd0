#!/usr/bin/env bash
# Makes models/english.model from the treebanks, in one go: about 15 minutes on two quiet cores.
#
#   tools/train_model.sh TREEBANKS RE3D OUT
#
# TREEBANKS holds ewt/, gum/ and ner/ as the card (models/README.md) names them, RE3D is re3d's train.jsonl, OUT the model to write.
# The first step is taken by the trainer of commit c8c5320, whose grammar of made-up news it used; it is built from this
# repository's history. All seeds are fixed.
set -euo pipefail
(($# == 3)) || { sed -n '2,8p' "$0"; exit 2; }
treebanks=$(realpath "$1") re3d=$(realpath "$2") out=$3
root=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$work/first" 2>/dev/null || true; rm -rf "$work"' EXIT

trees=(--train "$treebanks/ewt/train.conllu.gz" "$treebanks/gum/train.conllu.gz" --dev "$treebanks/ewt/dev.conllu")
names=(--entities "$treebanks/ner/uner_ewt/train.iob2.gz" "$treebanks/ner/wikigold/train.iob2"
    "$treebanks/ner/crossner_politics/train.iob2" "$treebanks/gum/entities_train.jsonl.gz" "$re3d")

git -C "$root" worktree add --detach "$work/first" c8c5320
(cd "$work/first" && CARGO_TARGET_DIR="$work/target" cargo run --release -p dateline-cli -- train "${trees[@]}" -o "$work/base.model")

cd "$root"
cargo build --release -p dateline-cli
dateline=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/dateline
for seed in 1 2 3 4 5; do
    "$dateline" train --from "$work/base.model" --rate 0.001 --epochs 5 --seed "$seed" "${trees[@]}" "${names[@]}" -o "$work/$seed.model"
done
"$dateline" train --from "$work"/{1,1,2,3,4,5}.model --epochs 0 "${trees[@]}" "${names[@]}" -o "$out"
