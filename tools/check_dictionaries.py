#!/usr/bin/env python3
"""Checks the dictionaries under data/ without building dateline.

What it tells   every id used once; kinds, sectors and country codes known; coordinates in range; a name not twice
                in one entry; a link that leads to no entry (a hint, as composed ids are fine); and, with --shared,
                names that stand for more than one entry, which a person should have meant.
What it needs   Python 3.11 or later, nothing else. `dateline check` stays the judge of what the program accepts.

    python3 tools/check_dictionaries.py [--data data] [--shared]
"""
import argparse
import collections
import pathlib
import re
import sys
import tomllib
import unicodedata

KINDS = set("""state government-body armed-forces armed-group party igo ngo media monitor company person-official
population descriptor movement""".split())
PLACES = set("country admin1 admin2 city base camp region crossing river sea facility front".split())
FIELD_CODES = {"IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR", "UNK", ""}
EDTF = re.compile(r"(\.\.|\d{4}(-\d\d(-\d\d)?)?[~?]?)?")


def key(name: str) -> tuple:
    """A name as dateline compares it: no accents, dots or hyphens; a capital is kept."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.replace(".", "")) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain)
    return tuple((w.lower(), w[0].isupper(), len(w) > 1 and w.isupper()) for w in words)


def many(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def main() -> int:
    arguments = argparse.ArgumentParser(description="Check the dictionaries under data/.")
    arguments.add_argument("--data", default="data", type=pathlib.Path)
    arguments.add_argument("--shared", action="store_true", help="print names that several entries share")
    options = arguments.parse_args()
    tables = collections.defaultdict(list)
    sectors = set()
    problems = []
    for path in sorted(options.data.glob("*/*.toml")):
        text = path.read_text(encoding="utf-8")
        if not text.startswith("#"):
            problems.append(f"{path}: opens with no comment")
        for table, entries in tomllib.loads(text).items():
            if table == "sectors":
                sectors |= set(entries.get("names", []))
            elif isinstance(entries, list):
                tables[table] += [(path, entry) for entry in entries]

    codes = {c["code"] for _, c in tables["country"]} | FIELD_CODES
    ids = {a["id"] for _, a in tables["actor"]} | {c["code"].lower() for _, c in tables["country"]}
    composed = {f"{c['code'].lower()}-{r['id']}" for _, c in tables["country"] for _, r in tables["role"]}
    names = collections.defaultdict(set)

    def say(path, entry, message):
        problems.append(f"{path}: {entry.get('id') or entry.get('code')}: {message}")

    for table in ("country", "actor", "role", "place"):
        seen = collections.Counter(e.get("id") or e.get("code") for _, e in tables[table])
        problems += [f"{table}: the id {i} stands {n} times" for i, n in seen.items() if n > 1]

    for path, entry in tables["country"]:
        for field in ("names", "adjectives", "nationals", "seats"):
            keys = [key(n) for n in entry.get(field, [])]
            if len(keys) != len(set(keys)):
                say(path, entry, f"a name twice in {field}")
            for k in keys:
                names[k].add(entry["code"])
        for place in (entry, entry.get("capital", entry)):
            if not (-90 <= place["lat"] <= 90 and -180 <= place["lon"] <= 180):
                say(path, entry, "coordinates out of range")
        if "capital" in entry:
            if abs(entry["lat"] - entry["capital"]["lat"]) > 25:
                say(path, entry, "the capital is far from the middle point")
            names[key(entry["capital"]["name"])].add(entry["code"])

    for path, entry in tables["actor"]:
        if entry["kind"] not in KINDS:
            say(path, entry, f"kind {entry['kind']}")
        if entry.get("sector") not in sectors:
            say(path, entry, f"sector {entry.get('sector')}")
        # "desc:" opens the ids that are composed of a description; an entry may give one its names.
        if not re.fullmatch(r"(desc:)?[a-z0-9]+(-[a-z0-9]+)*", entry["id"]):
            say(path, entry, "an id is a lower-case slug")
        for code in many(entry.get("country")):
            if code not in codes:
                say(path, entry, f"country {code}")
        if not entry.get("src"):
            say(path, entry, "no src")
        if not entry["names"]:
            say(path, entry, "no name")
        seen = collections.Counter()
        for name in entry["names"]:
            names[key(name["text"])].add(entry["id"])
            seen[key(name["text"]), name.get("only_if"), name.get("from"), name.get("until")] += 1
            if not key(name["text"]):
                say(path, entry, "an empty name")
            for date in (name.get("from", ""), name.get("until", "")):
                if not EDTF.fullmatch(date):
                    say(path, entry, f"date {date}")
        if any(n > 1 for n in seen.values()):
            say(path, entry, "a name twice")
        for date in entry.get("active", "").split("/"):
            if not EDTF.fullmatch(date):
                say(path, entry, f"active {date}")
        for link in entry.get("links", []):
            if link["to"] not in ids and link["to"] not in composed:
                say(path, entry, f"a link to {link['to']}, which is no entry")

    nouns = collections.Counter(n.lower() for _, r in tables["role"] for n in r["nouns"])
    problems += [f"roles: the noun {n} stands {c} times" for n, c in nouns.items() if c > 1]
    for path, entry in tables["role"]:
        if entry["kind"] not in KINDS or entry["sector"] not in sectors:
            say(path, entry, "kind or sector")

    for path, entry in tables["place"]:
        if entry["kind"] not in PLACES or not 1 <= entry["precision"] <= 7:
            say(path, entry, "kind or precision")
        if not (-90 <= entry["lat"] <= 90 and -180 <= entry["lon"] <= 180):
            say(path, entry, "coordinates out of range")
        for code in many(entry.get("country")):
            if code not in codes:
                say(path, entry, f"country {code}")
        keys = [key(n) for n in entry["names"]]
        if len(keys) != len(set(keys)):
            say(path, entry, "a name twice")
        for k in keys:
            names[k].add(entry["id"])

    cities = 0
    for path in sorted(options.data.glob("*/*.tsv")):
        seen = set()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            cells = line.split("\t")
            cities += 1
            if len(cells) != 7 or cells[3] not in codes or cells[0] in seen:
                problems.append(f"{path}:{number}: cells, country or id")
                continue
            seen.add(cells[0])
            if not (-90 <= float(cells[4]) <= 90 and -180 <= float(cells[5]) <= 180):
                problems.append(f"{path}:{number}: coordinates")

    for problem in problems:
        print(problem)
    if options.shared:
        for k, owners in sorted(names.items()):
            if len(owners) > 1:
                print("shared:", " ".join(w for w, _, _ in k), "=", " ".join(sorted(owners)))
    counts = ", ".join(f"{len(tables[t])} {t}" for t in ("country", "actor", "role", "place"))
    print(f"{counts}, {len(nouns)} role nouns, {cities} cities, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
