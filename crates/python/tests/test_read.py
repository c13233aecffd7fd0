"""One document: objects, quotes, offsets, errors."""

from __future__ import annotations

import datetime
import json
import pathlib
import pickle
import threading
import time
import typing
from dataclasses import fields

import dateline
import pytest

STORY = (
    "Rebels shelled Omdurman on Monday, killing at least 12 people, the “health ministry” 🙂 said.\n\n"
    "The army said it would withdraw from Kassala. Residents denied that troops had left."
)


@pytest.fixture(scope="module")
def reading() -> dateline.Reading:
    return dateline.read(STORY, published="2024-05-08", outlet="Courier", id="story-1")


def test_an_event_says_who_did_what_to_whom_where_when_and_on_whose_word(reading: dateline.Reading) -> None:
    event = reading.events[0]
    assert (event.plover, event.status, event.quote()) == ("ASSAULT", "reported", event.text)
    assert event.actors[0].quote() == "Rebels"
    assert event.place is not None and event.place.name == "Omdurman"
    assert event.place.country == "SDN"
    assert event.time is not None and event.time.earliest == datetime.date(2024, 5, 6)
    assert event.time.quote() == "Monday"
    assert event.claim.chain[0].speaker == "outlet"
    assert "ministry" in event.origin
    assert event.claim.quote()


def test_a_figure_is_bounds_with_its_words(reading: dateline.Reading) -> None:
    figure = next(f for f in reading.figures if f.measure == "killed")
    assert (figure.lower, figure.upper, figure.point) == (12.0, None, None)
    assert "12" in figure.quote()


def test_offsets_count_code_points_as_python_does(reading: dateline.Reading) -> None:
    assert reading.text == STORY
    quoted = [*reading.events, *reading.mentions, *reading.sentences, *reading.sections, *reading.statements]
    assert len(quoted) > 10
    for part in quoted:
        assert part.quote() == STORY[part.span.start : part.span.end]
        if hasattr(part, "text"):
            assert part.quote() == part.text
        raw = STORY.encode()[part.bytes.start : part.bytes.end] if hasattr(part, "bytes") else None
        assert raw is None or raw.decode() == part.quote()
    assert any(part.span.start > STORY.index("🙂") for part in reading.events)


def test_statements_quote_too() -> None:
    text = "The M23 rebels control the town of Bunagana. Rwanda and Congo signed a ceasefire in Luanda on Tuesday."
    statements = dateline.read(text, published="2024-05-08").statements
    assert {type(s).__name__ for s in statements} >= {"Control"}
    assert all(s.quote() and s.quote() in text for s in statements)


def test_the_record_is_that_of_the_command(reading: dateline.Reading) -> None:
    record = json.loads(reading.to_json())
    assert record["document"]["key"] == "story-1"
    assert record["document"]["source"] == "Courier"
    assert record["dateline"] == dateline.__version__ == dateline.versions().dateline
    assert (record["model"], record["data"]) == dateline.versions()[1:]
    assert record["document"]["citation"] is None


def test_the_same_text_gives_the_same_bytes(reading: dateline.Reading) -> None:
    again = dateline.read(STORY, published=datetime.date(2024, 5, 8), outlet="Courier", id="story-1")
    assert again == reading and hash(again) == hash(reading)
    assert again.events == reading.events
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_every_field_of_the_schema_is_an_attribute() -> None:
    """The classes cannot drift from the record: names and types are held against its JSON Schema."""
    schema = dateline.schema("record")
    definitions: dict[str, typing.Any] = schema["$defs"]
    checked = 0
    for name, definition in definitions.items():
        if name in {"DocumentRecord"} or not name.endswith(("Record", "Place")):
            continue
        short = name.removesuffix("Record")
        kind = getattr(dateline, short)
        keys = {f.metadata.get("key", f.name) for f in fields(kind)}
        missing = set(definition["properties"]) - keys
        if short == "Mention":
            held = {f.metadata.get("key", f.name) for part in (dateline.Time, dateline.Figure) for f in fields(part)}
            missing -= held
        assert not missing, f"{short} lacks {missing}"
        checked += 1
    assert checked > 25
    document = {f.name for f in fields(dateline.Document)}
    # The text is the reading's.
    assert set(definitions["DocumentRecord"]["properties"]) - document == {"text"}
    record = set(schema["properties"]) - {"schema", "dateline", "model", "data"}
    assert all(hasattr(dateline.Reading, name) for name in record)


def test_types_are_those_of_the_schema(reading: dateline.Reading) -> None:
    """Every value of a long reading is what its annotation says."""

    def check(part: object) -> int:
        hints = typing.get_type_hints(type(part))
        count = 0
        for f in fields(part):  # type: ignore[arg-type]
            value, hint = getattr(part, f.name), hints[f.name]
            if f.name == "_reading":
                continue
            members = typing.get_args(hint) if typing.get_origin(hint) not in (tuple, None) else (hint,)
            kinds = tuple(typing.get_origin(m) or m for m in members)
            assert isinstance(value, kinds), f"{type(part).__name__}.{f.name} is {value!r}"
            for inner in value if isinstance(value, tuple) and not isinstance(value, dateline.Span) else (value,):
                if hasattr(inner, "_reading"):
                    count += check(inner)
            count += 1
        return count

    assert sum(check(p) for p in [*reading.mentions, *reading.claims, *reading.events, *reading.statements]) > 200


def test_errors_are_exceptions_with_words() -> None:
    with pytest.raises(ValueError, match="`published` is `yesterday`, which is no date"):
        dateline.read("Rebels left.", published="yesterday")
    with pytest.raises(ValueError, match="no text: byte 6 is NUL"):
        dateline.read("Rebels\0left.")
    with pytest.raises(ValueError, match="more than the limit of 10"):
        dateline.read("Rebels left the town.", max_document=10)
    with pytest.raises(TypeError, match="a text is a str, not a bytes"):
        dateline.read(b"Rebels left.")  # type: ignore[arg-type]


def test_a_document_costs_no_more_than_its_limits() -> None:
    first = "Rebels shelled Idlib on Monday."
    text = f"{first} The army attacked Aleppo on Tuesday. Israel denied it."
    reading = dateline.read(text, max_words=6)
    assert [event.quote() for event in reading.events] == ["Rebels shelled Idlib"]
    (note,) = [note for note in reading.notes if note.code == "too-many-words"]
    assert note.span is not None and text[slice(*note.span)].startswith("The army attacked")
    assert not [note for note in dateline.read(text).notes if note.code == "too-many-words"]
    slow = "The army attacked Aleppo and rebels shelled Idlib. " * 30_000
    with pytest.raises(TimeoutError, match="took longer than 1 s, the limit of time_limit"):
        dateline.read(slow, time_limit=1)
    # What it left behind does not show.
    assert dateline.read(first).to_json() == dateline.read(first, time_limit=0, max_words=100).to_json()
    with pytest.raises(ValueError, match="`time_limit` is -1"):
        dateline.read(first, time_limit=-1)
    with pytest.raises(ValueError, match="split it or raise max_document"):
        dateline.read(first, max_document=10)


def test_data_files_of_ones_own_fail_all_at_once(tmp_path: typing.Any) -> None:
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        dateline.Coder(data=tmp_path / "nothing")
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "assault.toml").write_text("[[pattern]]\nid = 'assault.shell'\n")
    with pytest.raises(ValueError, match=r"problem\(s\) in the data files\n.*assault.toml"):
        dateline.Coder(data=tmp_path)


def test_the_data_files_of_the_repository_are_those_built_in(reading: dateline.Reading) -> None:
    coder = dateline.Coder(data=pathlib.Path(__file__).parents[3] / "data")
    assert coder.versions == dateline.versions()
    again = coder.read(STORY, published="2024-05-08", outlet="Courier", id="story-1")
    assert again == reading


def test_other_languages_and_empty_texts_are_noted_and_not_read() -> None:
    spanish = "El ejército bombardeó la ciudad el lunes, según dijeron los vecinos de la zona a los periodistas."
    reading = dateline.read(spanish)
    assert reading.events == () and [n.code for n in reading.notes][:1] == ["other-language"]
    assert [n.code for n in dateline.read("").notes if n.code == "empty-document"]


def test_other_threads_go_on_while_it_reads() -> None:
    """The interpreter is let go: a counter counts while one long document is read."""
    long = " ".join(f"Rebels shelled Omdurman on day {n}, residents of quarter {n} said." for n in range(400))
    ended = threading.Event()
    counts: list[int] = []

    def count() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            time.sleep(0.001)
        counts.append(number)

    dateline.read("Rebels left.")
    counter = threading.Thread(target=count)
    counter.start()
    start = time.perf_counter()
    assert len(dateline.read(long, published="2024-05-08").claims) > 300
    took = time.perf_counter() - start
    ended.set()
    counter.join()
    assert counts[0] > took * 1000 / 20, f"{counts[0]} counts in {took:.2f} s"


def test_threads_read_side_by_side_and_alike() -> None:
    texts = [f"Rebels shelled Omdurman and killed {n} people on Monday, the army said." for n in range(2, 42)]
    expected = [dateline.read(text).to_json() for text in texts]
    found: dict[int, str] = {}

    def work(start: int) -> None:
        for at in range(start, len(texts), 4):
            found[at] = dateline.read(texts[at]).to_json()

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[at] for at in range(len(texts))] == expected
