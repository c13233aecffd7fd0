"""The published record as objects. Fields have the names and meanings of `docs/record.md`; where a record points by number,
`…_id` is the number and the property without it is what it points to."""

from __future__ import annotations

import datetime
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, NamedTuple, TypeVar, cast


class Span(NamedTuple):
    """A half-open stretch of a text: first code point and one past the last, as Python counts them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Part:
    """Something of a reading."""

    _reading: Reading

    def __repr__(self) -> str:
        shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.name != "_reading")
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, f.name) == getattr(other, f.name) for f in fields(self) if f.name != "_reading")

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, f.name) for f in fields(self) if f.name != "_reading"))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Words(_Part):
    """Something that stands in the text."""

    span: Span

    def quote(self) -> str:
        """The words of the text, letter by letter."""
        return self._reading.quote(self.span)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Citation(_Part):
    """Where a document was read: enough to find its bytes again."""

    input: str
    offset: int
    length: int
    line: int | None
    record: str | None
    digest: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Edition(_Part):
    """Which edition of a story a document is, by its publisher."""

    guid: str
    version: str | None
    status: str
    change: str
    supersedes: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document(_Part):
    """What is known of a document."""

    id: str
    key: str | None
    source: str | None
    url: str | None
    title: str | None
    published: datetime.date | None
    published_basis: str
    language: str
    length: int
    citation: Citation | None
    edition: Edition | None
    extractor: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Section(_Words):
    """A part of the document: headline, dateline, body, related, boilerplate or caption."""

    kind: str
    bytes: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sentence(_Words):
    """A sentence."""

    bytes: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Actor(_Part):
    """Who a mention means."""

    id: str | None
    name: str
    kind: str | None
    country: str | None
    sector: str | None
    cameo: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Place(_Part):
    """A place of the gazetteer. `precision` is UCDP's `where_prec`: look at it before you draw a pin."""

    id: str
    name: str
    country: str | None
    admin1: str | None
    kind: str
    lat: float
    lon: float
    precision: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Weapon(_Part):
    """A weapon, or what carries it."""

    class_: str | None = field(metadata={"key": "class"})
    platform: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Timex(_Part):
    """A time as TIMEX3 writes it."""

    type: str
    value: str
    mod: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Time(_Words):
    """When: the days that the words may mean."""

    edtf: str | None
    earliest: datetime.date | None
    latest: datetime.date | None
    grain: str
    timex: Timex
    basis: str
    bound: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Figure(_Words):
    """A number that counts something, as bounds: "at least 12" has no `upper`."""

    id: int
    text: str
    measure: str
    unit: str | None
    lower: float | None
    upper: float | None
    point: float | None
    strict: bool
    approximate: bool
    range_kind: str | None
    group: Span | None
    area_id: int | None = field(metadata={"key": "area"})
    period_id: int | None = field(metadata={"key": "period"})
    cumulative: bool
    additional: bool
    subset_of_id: int | None = field(metadata={"key": "subset_of"})
    supersedes_id: int | None = field(metadata={"key": "supersedes"})
    modifier: Span | None
    policy: str | None

    @property
    def area(self) -> Mention | None:
        """The place it is counted in."""
        return self._reading._mention(self.area_id)

    @property
    def period(self) -> Mention | None:
        """The time it is counted over."""
        return self._reading._mention(self.period_id)

    @property
    def subset_of(self) -> Mention | None:
        """The figure that this one is part of."""
        return self._reading._mention(self.subset_of_id)

    @property
    def supersedes(self) -> Mention | None:
        """The figure that this one takes the place of."""
        return self._reading._mention(self.supersedes_id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mention(_Words):
    """Words that name an actor, a place, a time, a figure or a weapon."""

    id: int
    kind: str
    bytes: Span
    head: Span
    text: str
    rule: str
    antecedent_id: int | None = field(metadata={"key": "antecedent"})
    resolution: str | None
    actor: Actor | None
    place: Place | None
    candidates: tuple[str, ...]
    weapon: Weapon | None
    time: Time | None = field(metadata={"flat": "time"})
    figure: Figure | None = field(metadata={"flat": "figure"})

    @property
    def antecedent(self) -> Mention | None:
        """The mention before it that it takes up: "the group", "it", a surname."""
        return self._reading._mention(self.antecedent_id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Speaker(_Part):
    """One voice of a claim."""

    speaker: str
    mention_id: int | None = field(metadata={"key": "mention"})
    span: Span | None
    text: str | None
    phrase: Span | None
    cue: tuple[Span, ...]

    @property
    def mention(self) -> Mention | None:
        """The speaker, where a mention names it."""
        return self._reading._mention(self.mention_id)

    def quote(self) -> str:
        """The words that name the speaker; for the outlet, which no words name, nothing."""
        return "" if self.span is None else self._reading.quote(self.span)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Claim(_Part):
    """Who says what. The first claim of a reading is the outlet's own voice."""

    id: int
    chain: tuple[Speaker, ...]
    origin: str
    cue: Span | None
    content: tuple[Span, ...]
    quote_type: str
    stance: str
    follows: bool
    said_id: int | None = field(metadata={"key": "said"})
    rule: str

    @property
    def said(self) -> Mention | None:
        """When it was said, if the words tell."""
        return self._reading._mention(self.said_id)

    def quote(self) -> str:
        """The words that are claimed, stretches joined by " … "; nothing for the outlet's own voice."""
        return " … ".join(self._reading.quote(span) for span in self.content)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Role(_Words):
    """Words that fill a role, and their mention."""

    text: str
    mention_id: int | None = field(metadata={"key": "mention"})

    @property
    def mention(self) -> Mention | None:
        """What the words resolve to, if they do."""
        return self._reading._mention(self.mention_id)

    @property
    def actor(self) -> Actor | None:
        """Who it is, if that is known."""
        return None if self.mention is None else self.mention.actor


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EventTime(_Part):
    """When something happened, and how the time given bears on it: within, at-or-before, since, until, before, after."""

    mention_id: int = field(metadata={"key": "mention"})
    relation: str

    @property
    def mention(self) -> Mention:
        """The time."""
        return self._reading.mentions[self.mention_id]

    @property
    def time(self) -> Time | None:
        """The days it may mean."""
        return self.mention.time


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EventPlace(_Part):
    """Where something happened."""

    mention_id: int = field(metadata={"key": "mention"})

    @property
    def mention(self) -> Mention:
        """The words that say where."""
        return self._reading.mentions[self.mention_id]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Claimed(_Words):
    """Something that somebody claims."""

    bytes: Span
    text: str
    claim_id: int = field(metadata={"key": "claim"})
    rule: str

    @property
    def claim(self) -> Claim:
        """Whose word it is."""
        return self._reading.claims[self.claim_id]

    @property
    def origin(self) -> str:
        """The innermost speaker: its words, or `outlet`."""
        return self.claim.origin


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EventMention(_Claimed):
    """Where else a document speaks of the same deed."""

    trigger: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Event(_Claimed):
    """Who did what to whom, where, when, and according to whom. Look at `status`: an event is not yet a deed."""

    id: int
    plover: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    cameo: str
    quad: str
    score: float
    status: str
    status_cue: Span | None
    factuality: tuple[str, ...]
    origin_interest: str
    trigger: Span
    actors: tuple[Role, ...]
    recipients: tuple[Role, ...]
    coordinated_with: tuple[Role, ...]
    object: Role | None
    weapons: tuple[Role, ...]
    where: EventPlace | None = field(metadata={"key": "place"})
    when: EventTime | None = field(metadata={"key": "time"})
    figure_ids: tuple[int, ...] = field(metadata={"key": "figures"})
    auxiliary: tuple[str, ...]
    further_mentions: tuple[EventMention, ...]

    @property
    def place(self) -> Place | None:
        """Where, if the words resolve to a place of the gazetteer."""
        return None if self.where is None else self.where.mention.place

    @property
    def time(self) -> Time | None:
        """When; `when.relation` says how the event stands to it."""
        return None if self.when is None else self.when.time

    @property
    def figures(self) -> tuple[Figure, ...]:
        """How many, each as its words bound it."""
        found = (self._reading.mentions[at].figure for at in self.figure_ids)
        return tuple(figure for figure in found if figure is not None)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Extent(_Words):
    """How much of a place."""

    text: str
    lower: float | None
    upper: float | None
    strict: bool
    of_rest: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Control(_Claimed):
    """Who holds a place."""

    id: int
    verb_class: str
    kind: str
    place: Role
    extent: Extent | None
    holders: tuple[Role, ...]
    from_: tuple[Role, ...] = field(metadata={"key": "from"})
    as_of: EventTime | None
    status: str
    status_cue: Span | None
    trigger: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Relation(_Claimed):
    """How two actors stand to each other."""

    id: int
    subject: Role
    rel: str
    object: Role
    ended: Span | None
    time: EventTime | None
    status: str
    trigger: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Position(_Claimed):
    """Where somebody stands on an agreement."""

    id: int
    holders: tuple[Role, ...]
    value: str
    toward: Role | None
    agreement_id: int | None = field(metadata={"key": "agreement"})
    trigger: Span

    @property
    def agreement(self) -> Agreement | None:
        """The agreement of this document that it is on."""
        return None if self.agreement_id is None else self._reading.agreements[self.agreement_id]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bound(_Words):
    """Who is bound by a term."""

    text: str
    mention_id: int | None = field(metadata={"key": "mention"})
    basis: str

    @property
    def mention(self) -> Mention | None:
        """Who it is, if the words resolve to somebody."""
        return self._reading._mention(self.mention_id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Deadline(_Part):
    """By when."""

    mention_id: int = field(metadata={"key": "mention"})
    edtf: str | None
    basis: str
    shared: bool

    @property
    def mention(self) -> Mention:
        """The time."""
        return self._reading.mentions[self.mention_id]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Term(_Claimed):
    """One obligation of an agreement."""

    id: int
    obligation: str
    bound: tuple[Bound, ...]
    object: Role | None
    place_id: int | None = field(metadata={"key": "place"})
    zone_id: int | None = field(metadata={"key": "zone"})
    deadline: Deadline | None
    continuing: bool
    testable: str
    trigger: Span

    @property
    def place(self) -> Mention | None:
        """Where it holds."""
        return self._reading._mention(self.place_id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Zone(_Words):
    """A zone that an agreement sets up."""

    id: int
    kind: str
    depth_id: int | None = field(metadata={"key": "depth"})
    datum: Span | None
    bytes: Span
    text: str

    @property
    def depth(self) -> Mention | None:
        """How deep it is."""
        return self._reading._mention(self.depth_id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Agreement(_Claimed):
    """An agreement as one document reports it."""

    id: int
    parties: tuple[Role, ...]
    mediators: tuple[Role, ...]
    time: EventTime | None
    mentions: tuple[Span, ...]
    terms: tuple[Term, ...]
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Note(_Part):
    """What a reader should know."""

    code: str
    span: Span | None
    message: str

    def quote(self) -> str:
        """The words it concerns; nothing if it concerns none."""
        return "" if self.span is None else self._reading.quote(self.span)


Statement = Control | Relation | Position | Agreement
"""What is stated beside events."""

_P = TypeVar("_P", bound=_Part)


class Reading:
    """Everything read from one document.

    >>> import dateline
    >>> reading = dateline.read("Rebels shelled Omdurman on Monday, residents said.", published="2024-05-03")
    >>> event = reading.events[0]
    >>> event.plover, event.quote(), event.origin, event.place.name, str(event.time.earliest)
    ('ASSAULT', 'Rebels shelled Omdurman', 'residents', 'Omdurman', '2024-04-29')
    """

    __slots__ = ("__dict__", "_json", "text")

    text: str
    """The text that all spans count in."""

    def __init__(self, record: str, text: str) -> None:
        """Takes a record as JSON (a line of `dateline read --format jsonl`) and the text it was read from."""
        self._json = record
        self.text = text

    @functools.cached_property
    def record(self) -> Mapping[str, Any]:
        """The published record, as `docs/record.md` describes it."""
        return cast(Mapping[str, Any], json.loads(self._json))

    def to_json(self) -> str:
        """The published record as JSON: a line of `dateline read --format jsonl`."""
        return self._json

    def quote(self, span: tuple[int, int]) -> str:
        """The words of a stretch of the text."""
        return self.text[span[0] : span[1]]

    def _all(self, kind: type[_P], name: str) -> tuple[_P, ...]:
        build = _builder(cast(Any, kind))
        return tuple(build(self, raw) for raw in self.record[name])

    def _mention(self, at: int | None) -> Mention | None:
        return None if at is None else self.mentions[at]

    @functools.cached_property
    def document(self) -> Document:
        """What is known of the document."""
        return cast(Document, _builder(Document)(self, self.record["document"]))

    @functools.cached_property
    def sections(self) -> tuple[Section, ...]:
        """Parts of the document."""
        return self._all(Section, "sections")

    @functools.cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences, in order."""
        return self._all(Sentence, "sentences")

    @functools.cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Actors, places, times, figures, weapons, in text order."""
        return self._all(Mention, "mentions")

    @functools.cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Who says what; the first is the outlet's own voice."""
        return self._all(Claim, "claims")

    @functools.cached_property
    def events(self) -> tuple[Event, ...]:
        """Who did what to whom, in text order."""
        return self._all(Event, "events")

    @functools.cached_property
    def controls(self) -> tuple[Control, ...]:
        """Who holds what."""
        return self._all(Control, "controls")

    @functools.cached_property
    def relations(self) -> tuple[Relation, ...]:
        """How actors stand to each other."""
        return self._all(Relation, "relations")

    @functools.cached_property
    def positions(self) -> tuple[Position, ...]:
        """Where somebody stands on an agreement."""
        return self._all(Position, "positions")

    @functools.cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """Agreements as this document reports them."""
        return self._all(Agreement, "agreements")

    @functools.cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know."""
        return self._all(Note, "notes")

    @functools.cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Numbers that count something, in text order."""
        return tuple(m.figure for m in self.mentions if m.figure is not None)

    @functools.cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Controls, relations, positions and agreements, in text order."""
        all_: list[Statement] = [*self.controls, *self.relations, *self.positions, *self.agreements]
        return tuple(sorted(all_, key=lambda statement: statement.span))

    def __repr__(self) -> str:
        name = self.document.key or self.document.id[:19]
        return f"<Reading {name}: {len(self.events)} events, {len(self.claims)} claims>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and (self._json, self.text) == (other._json, other.text)

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[type[Reading], tuple[str, str]]:
        return Reading, (self._json, self.text)


class Report(typing.TypedDict):
    """What one document tells of an incident on the word of one origin: a row of an incident's `reports`."""

    document: str
    outlet: str | None
    published: str | None
    origin: int
    chain: list[str]
    events: list[dict[str, str]]
    statuses: list[str]
    standing: str
    echo_of: int | None


class Incident:
    """Many reports of one deed, as `docs/incidents.md` describes it. Nothing is added up, and nothing is decided."""

    __slots__ = ("_json", "record")

    record: Mapping[str, Any]
    """The published record of the incident."""

    def __init__(self, record: str) -> None:
        """Takes a record as JSON: a line of `dateline incidents --format jsonl`."""
        self._json = record
        self.record = json.loads(record)

    def to_json(self) -> str:
        """The record as JSON."""
        return self._json

    @property
    def id(self) -> str:
        """Name: the same in every run over the same documents."""
        return str(self.record["id"])

    @property
    def plover(self) -> str:
        """PLOVER type."""
        return str(self.record["plover"])

    @property
    def status(self) -> str:
        """reported, planned, threatened, called-for, required, averted-aim or hypothetical."""
        return str(self.record["status"])

    @property
    def earliest(self) -> datetime.date | None:
        """First day it can be of."""
        return _day(self.record["earliest"])

    @property
    def latest(self) -> datetime.date | None:
        """Last day it can be of."""
        return _day(self.record["latest"])

    @property
    def reports(self) -> list[Report]:
        """What each document tells on the word of each origin."""
        return cast(list[Report], self.record["reports"])

    @property
    def grades(self) -> dict[str, str]:
        """How well each facet is attested: `{"act": "corroborated", "harm": "figures-differ"}`."""
        return {facet["facet"]: facet["grade"] for facet in self.record["facets"]}

    def __repr__(self) -> str:
        days = "/".join(dict.fromkeys(day for day in (self.record["earliest"], self.record["latest"]) if day))
        count = len(self.record["reports"])
        return f"<Incident {self.id}: {self.plover} {days}, {count} report{'s' if count > 1 else ''}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Incident) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[type[Incident], tuple[str]]:
        return Incident, (self._json,)


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


_Build = Callable[[Reading, Any], Any]


@functools.cache
def _builder(kind: Any) -> _Build:
    """What makes a value of a type out of the record."""
    if is_dataclass(kind):
        return _of_fields(cast(type[Any], kind))
    if kind is Span:
        return lambda reading, raw: Span(*raw)
    if kind is datetime.date:
        return lambda reading, raw: _day(raw)
    if kind is float:
        return lambda reading, raw: float(raw)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        each = _builder(inside[0])
        return lambda reading, raw: tuple(each(reading, one) for one in raw or ())
    if origin in (types.UnionType, typing.Union):
        some = _builder(next(one for one in inside if one is not type(None)))
        return lambda reading, raw: None if raw is None else some(reading, raw)
    return lambda reading, raw: raw


def _of_fields(kind: type[Any]) -> _Build:
    hints = typing.get_type_hints(kind)
    parts = [
        (f.name, f.metadata.get("key", f.name), f.metadata.get("flat"), _builder(hints[f.name]))
        for f in fields(kind)
        if f.name != "_reading"
    ]

    def build(reading: Reading, raw: Mapping[str, Any]) -> Any:
        def value(key: str, flat: str | None, make: _Build) -> Any:
            # Times and figures lie flat in their mentions.
            return make(reading, (raw if raw["kind"] == flat else None) if flat else raw.get(key))

        return kind(reading, **{name: value(key, flat, make) for name, key, flat, make in parts})

    return build


