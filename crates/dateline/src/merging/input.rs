//! The published record as what incidents are made of.

use crate::Lexicon;
use crate::published::{
    ActorRecord, DecisionRecord, EventName, EventRecord, FigureRecord, MentionRecord, Range, Record,
    RoleRecord, SpeakerRecord, TimeRecord,
};
use dateline_incidents::{
    Decision, DecisionKind, Document, Event, EventRef, Figure, Party, Place, Publication, Relation, Sketch,
    Target, Time, Voice, VoiceKind,
};
use jiff::civil::Date;
use smol_str::SmolStr;

/// A record as a document with events, under a name that is the same in every run ([`name`] if none is at hand). `text`, if
/// it is at hand, is the text the record was read from: with it copies are known by their words, and sentences can be
/// compared.
#[must_use]
pub fn document(record: &Record, named: Option<&str>, text: Option<&str>, lexicon: &Lexicon) -> Document {
    let of = &record.document;
    let text = text.or(of.text.as_deref());
    let from = From { record, points: text.map(Points::new), lexicon };
    let empty = |text: &Option<String>| SmolStr::new(text.as_deref().unwrap_or_default());
    let edition = of.edition.as_ref();
    let events = record.event_names().into_iter().zip(&record.events);
    Document {
        id: named.map_or_else(|| name(record), SmolStr::new),
        outlet: empty(&of.source),
        owner: SmolStr::default(),
        published: of.published.as_deref().and_then(|day| day.parse().ok()),
        language: SmolStr::new(&of.language),
        guid: edition.map(|e| SmolStr::new(&e.guid)).unwrap_or_default(),
        version: edition.map(|e| empty(&e.version)).unwrap_or_default(),
        supersedes: edition.map(|e| e.supersedes.iter().map(SmolStr::new).collect()).unwrap_or_default(),
        publication: match edition.map(|e| e.status.as_str()) {
            Some("canceled") => Publication::Canceled,
            Some("withheld") => Publication::Withheld,
            _ => Publication::Usable,
        },
        sketch: text.map(Sketch::new).unwrap_or_default(),
        events: events
            .filter(|(_, event)| event.status != "unknown")
            .flat_map(|(name, event)| from.tellings(&name, event))
            .collect(),
    }
}

/// A document's name: the digest of its text, and behind it one of what was given with it, for one text from two outlets is
/// two documents.
#[must_use]
pub fn name(record: &Record) -> SmolStr {
    let of = &record.document;
    let edition = of.edition.as_ref();
    let given = [
        of.source.as_deref(),
        of.url.as_deref(),
        of.published.as_deref(),
        edition.map(|e| e.guid.as_str()),
        edition.and_then(|e| e.version.as_deref()),
    ];
    if given.iter().all(Option::is_none) {
        return SmolStr::new(&of.id);
    }
    // FNV-1a over the fields, each behind a byte that no text holds.
    let bytes = given.iter().flat_map(|field| std::iter::once(0xFF).chain(field.unwrap_or_default().bytes()));
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    smol_str::format_smolstr!("{}+{:08x}", of.id, hash >> 32)
}

/// Who owns which outlet: a TOML table of names, `"Outlet" = "Owner"`.
///
/// # Errors
/// What is wrong with it.
pub fn owners(toml: &str) -> Result<std::collections::BTreeMap<String, String>, String> {
    toml::from_str(toml).map_err(|error| error.to_string())
}

/// A decision as it is kept.
///
/// # Errors
/// What is wrong with it.
pub fn decision(record: &DecisionRecord) -> Result<Decision, String> {
    let kind = match record.decision.as_str() {
        "merge" => DecisionKind::Merge,
        "split" => DecisionKind::Split,
        other => return Err(format!("`decision` is `{other}`, which is neither merge nor split")),
    };
    for (name, text) in [("by", &record.by), ("on", &record.on), ("reason", &record.reason)] {
        if text.trim().is_empty() {
            return Err(format!("a decision needs `{name}`"));
        }
    }
    let refs = |names: &[EventName]| -> Vec<EventRef> {
        names
            .iter()
            .map(|n| EventRef { document: SmolStr::new(&n.document), event: SmolStr::new(&n.event) })
            .collect()
    };
    Ok(Decision {
        kind,
        events: refs(&record.events),
        others: refs(&record.others),
        by: SmolStr::new(&record.by),
        on: SmolStr::new(&record.on),
        reason: record.reason.clone(),
    })
}

/// A text by its code points.
struct Points<'a> {
    text: &'a str,
    /// Where each code point begins; empty for ASCII.
    starts: Vec<u32>,
}

impl<'a> Points<'a> {
    fn new(text: &'a str) -> Points<'a> {
        let starts =
            if text.is_ascii() { vec![] } else { text.char_indices().map(|(at, _)| at as u32).collect() };
        Points { text, starts }
    }
    fn words(&self, [start, end]: Range) -> &'a str {
        let byte = |point: u32| {
            if self.text.is_ascii() {
                (point as usize).min(self.text.len())
            } else {
                self.starts.get(point as usize).map_or(self.text.len(), |byte| *byte as usize)
            }
        };
        self.text.get(byte(start)..byte(end)).unwrap_or("")
    }
}

struct From<'a> {
    record: &'a Record,
    points: Option<Points<'a>>,
    lexicon: &'a Lexicon,
}

fn date(text: &Option<String>) -> Option<Date> {
    text.as_deref()?.parse().ok()
}
fn smol(text: &Option<String>) -> SmolStr {
    SmolStr::new(text.as_deref().unwrap_or_default())
}
fn within(inner: Range, outer: Range) -> bool {
    outer[0] <= inner[0] && inner[1] <= outer[1]
}

impl From<'_> {
    fn words(&self, span: Range) -> &str {
        self.points.as_ref().map_or("", |points| points.words(span))
    }
    fn mention(&self, id: u32) -> Option<&MentionRecord> {
        self.record.mentions.get(id as usize)
    }

    /// An event, and where the document tells it again on another's word, that telling too.
    fn tellings(&self, name: &str, record: &EventRecord) -> Vec<Event> {
        let mut event = self.event(name, record);
        let mut again = vec![];
        for further in record.further_mentions.iter().filter(|f| f.claim != record.claim) {
            let Some(sentence) = self.sentence(further.trigger) else { continue };
            let span = self.record.sentences[sentence].span;
            let inside = |id: &&u32| self.mention(**id).is_some_and(|m| within(m.span, span));
            let theirs: Vec<u32> = record.figures.iter().filter(inside).copied().collect();
            let own = self.sentence(record.trigger) == Some(sentence);
            let stance = self.stance(further.claim);
            let target = self.target_class(&further.text);
            if !own {
                let theirs: Vec<&str> =
                    theirs.iter().filter_map(|id| self.mention(*id)).map(|m| m.text.as_str()).collect();
                event.figures.retain(|f| !theirs.contains(&f.words.as_str()));
            }
            again.push(Event {
                id: smol_str::format_smolstr!("{name}:{}", further.trigger[0]),
                plover: event.plover.clone(),
                modes: event.modes.clone(),
                status: if stance == crate::Stance::Denies { crate::Status::Denied } else { event.status },
                historical: event.historical,
                trigger: self.words(further.trigger).to_owned(),
                words: further.text.clone(),
                sentence: sentence as u32,
                text: self.words(span).to_owned(),
                headline: self.is_headline(further.trigger),
                object: (!target.is_empty())
                    .then(|| Target { words: SmolStr::new(&further.text), class: target }),
                figures: if own { vec![] } else { self.figures(&theirs) },
                chain: self.chain(further.claim),
                stance,
                // What is told again is told of the same people, place and day.
                actors: event.actors.clone(),
                recipients: event.recipients.clone(),
                ..Event::default()
            });
        }
        let mut all = vec![event];
        all.extend(again);
        all
    }
    fn is_known(&self, role: &RoleRecord) -> bool {
        let mention = role.mention.and_then(|id| self.mention(id));
        mention.is_some_and(|m| {
            m.resolution.as_deref() == Some("known") || m.actor.as_ref().is_some_and(|a| a.sector.is_some())
        })
    }
    /// The place that a sentence names, where it names one or several that are one and what it lies in.
    fn place_beside(&self, sentence: usize) -> Option<Place> {
        let span = self.record.sentences.get(sentence)?.span;
        let named = self.record.mentions.iter().enumerate().filter(|(_, m)| within(m.span, span));
        let mut best: Option<Place> = None;
        for place in named.filter_map(|(id, _)| self.place(id as u32)) {
            let Some(known) = &best else {
                best = Some(place);
                continue;
            };
            let (fine, coarse) =
                if place.precision < known.precision { (&place, known) } else { (known, &place) };
            let nested = fine.id == coarse.id
                || coarse.precision >= 6 && fine.country == coarse.country
                || coarse.precision == 4 && fine.admin1 == coarse.name;
            if !nested {
                return None;
            }
            best = Some(fine.clone());
        }
        best.filter(|p| p.precision < 6)
    }
    fn sentence(&self, span: Range) -> Option<usize> {
        let at = self.record.sentences.partition_point(|s| s.span[1] <= span[0]);
        (at < self.record.sentences.len()).then_some(at)
    }
    fn is_headline(&self, span: Range) -> bool {
        self.record.sections.iter().any(|s| s.kind == "headline" && within(span, s.span))
    }
    fn stance(&self, claim: u32) -> crate::Stance {
        let claim = self.record.claims.get(claim as usize);
        claim.and_then(|c| c.stance.parse().ok()).unwrap_or(crate::Stance::Asserts)
    }

    fn event(&self, name: &str, event: &EventRecord) -> Event {
        let sentences = &self.record.sentences;
        let sentence = sentences.partition_point(|s| s.span[1] <= event.trigger[0]);
        let text = sentences.get(sentence).map_or("", |s| self.words(s.span));
        let (recipients, hit): (Vec<&RoleRecord>, Vec<&RoleRecord>) = event
            .recipients
            .iter()
            .partition(|role| self.is_known(role) || self.target_class(&role.text).is_empty());
        let trigger = match self.words(event.trigger) {
            "" => self.trigger_of_quote(event),
            words => words.to_owned(),
        };
        Event {
            id: SmolStr::new(name),
            plover: SmolStr::new(&event.plover),
            modes: event.modes.iter().map(SmolStr::new).collect(),
            status: event.status.parse().unwrap_or(crate::Status::Unknown),
            historical: event.auxiliary.iter().any(|a| a == "historical"),
            words: event.text.clone(),
            sentence: sentence as u32,
            text: text.to_owned(),
            headline: self.is_headline(event.trigger),
            another: self.another(event, sentence),
            trigger,
            actors: self.parties(&event.actors.iter().collect::<Vec<_>>()),
            recipients: self.parties(&recipients),
            coordinated_with: self.parties(&event.coordinated_with.iter().collect::<Vec<_>>()),
            object: event.object.as_ref().or(hit.first().copied()).map(|role| self.target(role)),
            place: event.place.as_ref().and_then(|p| self.place(p.mention)),
            place_beside: self.place_beside(sentence),
            time: event.time.as_ref().and_then(|t| self.time(t.mention, &t.relation)),
            figures: self.figures(&event.figures),
            chain: self.chain(event.claim),
            stance: self.stance(event.claim),
            interest: event.origin_interest.parse().unwrap_or(crate::Interest::None),
        }
    }
    /// The trigger's words where there is no text: they stand in the event's own.
    fn trigger_of_quote(&self, event: &EventRecord) -> String {
        let skip = event.trigger[0].saturating_sub(event.span[0]) as usize;
        let length = event.trigger[1].saturating_sub(event.trigger[0]) as usize;
        event.text.chars().skip(skip).take(length).collect()
    }

    /// Whether the words before a noun set the deed apart: "another strike", "in a separate attack".
    fn another(&self, event: &EventRecord, sentence: usize) -> bool {
        let Some(sentence) = self.record.sentences.get(sentence) else { return false };
        let Some(class) = self.lexicon.classes.get("another_deed") else { return false };
        let before = self.words([sentence.span[0], event.trigger[0]]).to_lowercase();
        let mut words = before.split(|c: char| !c.is_alphanumeric()).rev().filter(|w| !w.is_empty());
        let is = |word: Option<&str>| word.is_some_and(|w| class.heads.contains_key(w));
        is(words.next()) || is(words.next())
    }

    fn parties(&self, roles: &[&RoleRecord]) -> Vec<Party> {
        let party = |role: &&RoleRecord| {
            let mention = role.mention.and_then(|id| self.mention(id));
            // A place is acted upon like somebody, but is nobody.
            if mention.is_some_and(|m| m.kind != "actor") {
                return None;
            }
            Some(party(&role.text, mention))
        };
        roles.iter().filter_map(party).collect()
    }

    fn target(&self, role: &RoleRecord) -> Target {
        Target { words: SmolStr::new(&role.text), class: self.target_class(&role.text) }
    }
    /// The class of the word nearest to the end that has one; ground only if no other word tells.
    fn target_class(&self, words: &str) -> SmolStr {
        let lower = words.to_lowercase();
        let head = [" of ", " in ", " near ", " at ", " belonging ", " that ", ", "];
        let head =
            head.iter().filter_map(|cut| lower.find(cut)).min().map_or(lower.as_str(), |at| &lower[..at]);
        let classes = || self.lexicon.classes.iter().filter(|(name, _)| name.starts_with("target_"));
        let mut ground = false;
        for word in head.split(|c: char| !c.is_alphanumeric() && c != '-').rev().filter(|w| !w.is_empty()) {
            let one = word.strip_suffix('s').unwrap_or(word);
            let mut found: Vec<&str> = classes()
                .filter(|(_, set)| set.heads.contains_key(word) || set.heads.contains_key(one))
                .map(|(name, _)| name.as_str())
                .collect();
            found.sort_unstable();
            ground |= found.contains(&"target_ground");
            if let Some(name) = found.into_iter().find(|name| *name != "target_ground") {
                return SmolStr::new(name.trim_start_matches("target_").replace('_', "-"));
            }
        }
        if ground { "ground".into() } else { SmolStr::default() }
    }

    fn place(&self, id: u32) -> Option<Place> {
        let mention = self.mention(id)?;
        let place = mention.place.as_ref()?;
        Some(Place {
            id: SmolStr::new(&place.id),
            name: SmolStr::new(&place.name),
            country: smol(&place.country),
            admin1: smol(&place.admin1),
            latitude: place.lat,
            longitude: place.lon,
            precision: place.precision,
            words: SmolStr::new(&mention.text),
        })
    }
    fn time(&self, id: u32, relation: &str) -> Option<Time> {
        let time: &TimeRecord = self.mention(id)?.time.as_ref()?;
        Some(Time {
            earliest: date(&time.earliest)?,
            latest: date(&time.latest)?,
            relation: match relation {
                "at-or-before" => Relation::AtOrBefore,
                "before" | "until" => Relation::Before,
                "after" | "since" => Relation::After,
                _ => Relation::Within,
            },
        })
    }
    /// Figures by their ids. Where the words take one apart ("15 people, among them eight children and two women"), every
    /// smaller one of the measure is a part.
    fn figures(&self, ids: &[u32]) -> Vec<Figure> {
        let mut figures: Vec<Figure> = ids.iter().filter_map(|id| self.figure(*id)).collect();
        let measures: Vec<SmolStr> = figures.iter().filter(|f| f.part).map(|f| f.measure.clone()).collect();
        for measure in measures {
            let most =
                figures.iter().filter(|f| f.measure == measure).map(|f| f.bounds().0).fold(0.0, f64::max);
            let smaller = figures.iter_mut().filter(|f| f.measure == measure && f.bounds().0 < most);
            smaller.for_each(|f| f.part = true);
        }
        figures
    }
    fn figure(&self, id: u32) -> Option<Figure> {
        let mention = self.mention(id)?;
        let figure: &FigureRecord = mention.figure.as_ref()?;
        // What adds up over years is no count of one deed.
        if figure.cumulative && figure.period.is_some() {
            return None;
        }
        Some(Figure {
            measure: SmolStr::new(&figure.measure),
            lower: figure.lower,
            upper: figure.upper,
            point: figure.point,
            strict: figure.strict,
            approximate: figure.approximate,
            part: figure.subset_of.is_some(),
            group: SmolStr::new(figure.group.map_or("", |span| self.words(span))),
            words: SmolStr::new(&mention.text),
        })
    }

    fn chain(&self, claim: u32) -> Vec<Voice> {
        let Some(claim) = self.record.claims.get(claim as usize) else { return vec![] };
        claim.chain.iter().map(|speaker| self.voice(speaker)).collect()
    }
    fn voice(&self, speaker: &SpeakerRecord) -> Voice {
        let kind = match speaker.speaker.as_str() {
            "outlet" => return Voice::default(),
            "mention" => VoiceKind::Speaker,
            _ => VoiceKind::Unnamed,
        };
        let mut words = speaker.text.clone().unwrap_or_default();
        let mention = speaker.mention.and_then(|id| self.mention(id));
        let mut voice = Voice { kind, party: party(&words, mention) };
        if let Some(phrase) = speaker.phrase
            && voice.party.id.is_empty()
        {
            if !self.words(phrase).is_empty() {
                words = self.words(phrase).to_owned();
            }
            voice.party.words = SmolStr::new(words);
            // "A source in the interior ministry": nobody by name, but whose side it is on is told.
            let inside = self.record.mentions.iter().filter(|m| m.kind == "actor" && within(m.span, phrase));
            let known =
                inside.filter_map(|m| m.actor.as_ref()).find(|a| a.id.is_some() && a.country.is_some());
            if let Some(body) = known.filter(|_| voice.party.country.is_empty()) {
                (voice.party.country, voice.party.sector) = (smol(&body.country), smol(&body.sector));
            }
        }
        voice
    }
}

fn party(words: &str, mention: Option<&MentionRecord>) -> Party {
    let actor: Option<&ActorRecord> = mention.and_then(|m| m.actor.as_ref());
    let known = mention.is_some_and(|m| m.resolution.as_deref() == Some("known"));
    Party {
        id: actor.filter(|_| known).map(|a| smol(&a.id)).unwrap_or_default(),
        words: SmolStr::new(words),
        country: actor.map(|a| smol(&a.country)).unwrap_or_default(),
        sector: actor.map(|a| smol(&a.sector)).unwrap_or_default(),
    }
}
