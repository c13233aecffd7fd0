"""Web archives of made-up news, to learn with: the places are real, nothing in them happened.

Twelve weeks of a war as six outlets tell it. Fighting ebbs in a truce of two weeks and comes back; each deed is told by one to
four outlets, on the word of one side or the other, and not all tolls are the same.
"""

from __future__ import annotations

import datetime
import gzip
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
import make_warc

FIRST = datetime.date(2024, 1, 8)
TOWNS = ("Omdurman", "El Obeid", "Nyala", "Wad Madani", "El Fasher", "Kadugli")
FIGHTING = (9, 11, 12, 10, 7, 2, 1, 6, 10, 13, 9, 8)
"""Deeds a week."""


def _deeds(dice: random.Random, week: int) -> list[tuple[datetime.date, list[str]]]:
    """Each deed, as tellings that differ."""
    deeds: list[tuple[datetime.date, list[str]]] = []
    monday = FIRST + datetime.timedelta(weeks=week)

    def add(day: int, *tellings: str) -> None:
        date = monday + datetime.timedelta(days=day)
        deeds.append((date, [telling.format(day=f"{date:%A}") for telling in tellings]))

    for _ in range(FIGHTING[week]):
        town, dead = dice.choice(TOWNS), dice.randrange(2, 19)
        more = dead + dice.randrange(1, 6)
        if dice.random() < 0.5:
            add(
                dice.randrange(6),
                f"The Rapid Support Forces shelled {town} on {{day}}, killing {dead} people, residents said.",
                f"At least {dead} people were killed when the Rapid Support Forces shelled {town} on {{day}}, the army said.",
                f"Paramilitary fighters shelled {town} on {{day}} and killed {more} people, a doctors' union said.",
            )
        else:
            add(
                dice.randrange(6),
                f"The Sudanese army bombed {town} on {{day}}, killing {dead} people, the Rapid Support Forces said.",
                f"Army aircraft bombed {town} on {{day}}, witnesses said. A doctors' union said {more} people were killed.",
                f"The army denied that it bombed {town} on {{day}}.",
            )
    if week in (4, 5):
        add(2, "Delegations of the Sudanese army and the Rapid Support Forces met in Jeddah on {day}, mediators said.")
        add(3, "The Sudanese army and the Rapid Support Forces signed a truce of two weeks in Jeddah on {day}.")
    if week in (7, 8):
        add(1, "The Sudanese army accused the Rapid Support Forces on {day} of violating the truce.")
    if week % 3 == 0:
        add(4, "Thousands of people protested in Port Sudan on {day} against the war.")
    if week in (2, 9):
        add(3, "The United States imposed sanctions on two companies of the Rapid Support Forces on {day}.")
    return deeds


def write(folder: pathlib.Path, seed: int = 1) -> list[pathlib.Path]:
    """One archive a month, as CC-NEWS has them; the same seed gives the same bytes."""
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    by_month: dict[str, list[bytes]] = {}
    number = 0
    for week in range(len(FIGHTING)):
        for date, tellings in _deeds(dice, week):
            for telling in dice.sample(tellings, dice.randrange(1, len(tellings) + 1)):
                number += 1
                # Some outlets tell of it on the next day.
                published = date + datetime.timedelta(days=dice.randrange(2))
                story = [telling, "The war between the army and the paramilitary force began in April 2023."]
                page = make_warc.page(dice, number, story, published.isoformat())
                # Its headline is numbered, which reads like "report 12".
                page = page.replace(f", report {number}", "")
                packed = gzip.compress(make_warc.record("response", number, make_warc.response(number, page)), 6, mtime=0)
                by_month.setdefault(f"{published:%Y%m}", []).append(packed)
    paths = []
    for month, pages in sorted(by_month.items()):
        paths.append(folder / f"CC-NEWS-{month}01000000-00001.warc.gz")
        paths[-1].write_bytes(b"".join(pages))
    return paths


if __name__ == "__main__":
    for path in write(pathlib.Path(sys.argv[1])):
        print(path)
