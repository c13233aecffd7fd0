"""What a type checker must accept, and what it must refuse: `mypy --strict` reads this file, pytest runs it."""

from __future__ import annotations

import datetime
from typing import assert_type

import dateline


def test_types_are_told() -> None:
    reading = dateline.read("Rebels shelled Omdurman on Monday, residents said.", published=datetime.date(2024, 5, 8))
    assert_type(reading.events, tuple[dateline.Event, ...])
    event = reading.events[0]
    assert_type(event.quote(), str)
    assert_type(event.place, dateline.Place | None)
    assert_type(event.claim, dateline.Claim)
    assert_type(event.figures, tuple[dateline.Figure, ...])
    assert_type(event.actors[0].actor, dateline.Actor | None)
    assert_type(event.span, dateline.Span)
    tables = dateline.read_many([{"text": "Rebels left."}, "news.jsonl"], columns={"text": "body"})
    assert_type(tables, dateline.Tables)
    assert_type(tables.events, dateline.Table)
    assert_type(tables.failures, list[dateline.Failure])
    assert_type(tables.incidents(), list[dateline.Incident])
    assert_type(dateline.versions().model, str)
    assert_type(dateline.__version__, str)
    with_data = dateline.Coder()
    assert_type(with_data.read("Rebels left."), dateline.Reading)
    for batch in with_data.batches(["news.jsonl"], jobs=1):
        assert_type(batch, dateline.Tables)


def refused() -> None:
    """Never called: each line must be an error to mypy, which `warn_unused_ignores` of --strict checks."""
    dateline.read(b"bytes")  # type: ignore[arg-type]
    dateline.read("Rebels left.", day="2024-05-08")  # type: ignore[call-arg]
    dateline.read("Rebels left.").events[0].plover = "ASSAULT"  # type: ignore[misc]
    dateline.read_many([], jobs="two")  # type: ignore[arg-type]
    dateline.Coder().read_many([], job=2)  # type: ignore[call-arg]
