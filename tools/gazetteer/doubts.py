#!/usr/bin/env python3
"""Writes tools/gazetteer/doubts.tsv: place names that are words or names of people besides.

What it makes   `name  bits`: 1 a common word, 2 a given name, 4 a family name; small letters, only names that rows.py gives.
The rule        Word: the treebanks' training parts write it small, twice or more, as anything but a proper noun; of a name of
                several words, each one is. Given name: listed by the 1990 US Census. Family name: listed by it with 0.001 percent
                of people or more.
What it takes   English UD treebanks, parts under commercial terms: EWT train, GUM train (CC BY-SA and freer); `dist.male.first`,
                `dist.female.first`, `dist.all.last` of the 1990 US Census (public domain); names from rows.py --names.

    python3 tools/gazetteer/rows.py --names | python3 tools/gazetteer/doubts.py CENSUS_FOLDER TRAIN.conllu.gz… > tools/gazetteer/doubts.tsv
"""
import collections
import gzip
import pathlib
import sys


def words(paths):
    small = collections.Counter()
    for path in paths:
        opened = gzip.open if path.endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8") as file:
            for line in file:
                cells = line.rstrip("\n").split("\t")
                if len(cells) == 10 and cells[0].isdigit() and cells[3] != "PROPN" and cells[1].islower() and cells[1].isalpha():
                    small[cells[1]] += 1
    return {word for word, count in small.items() if count >= 2}


def census(path, least):
    found = set()
    for line in path.read_text().splitlines():
        cells = line.split()
        if float(cells[1]) >= least:
            found.add(cells[0].lower())
    return found


def main():
    folder, *treebanks = sys.argv[1:]
    folder = pathlib.Path(folder)
    common = words(treebanks)
    given = census(folder / "dist.male.first", 0) | census(folder / "dist.female.first", 0)
    family = census(folder / "dist.all.last", 0.001)
    print("# Place names that are words (1), given names (2) or family names (4) besides. Made by tools/gazetteer/doubts.py, which")
    print("# says by what rule. Sources: UD English EWT and GUM (CC BY-SA 4.0), 1990 US Census (public domain).")
    for name in sorted({line.rstrip("\n") for line in sys.stdin}):
        parts = name.split(" ")
        if len(parts) == 1:
            bits = (name in common) | (name in given) << 1 | (name in family) << 2
        else:
            bits = all(part in common for part in parts)
        if bits:
            print(f"{name}\t{int(bits)}")


main()
