//! Groups of deeds to incidents: who tells of them, on whose word, and how well each facet is attested.

use crate::cluster::{Alike, Group, name};
use crate::compare::{Nesting, bounds, place_relation};
use crate::decide::At;
use crate::deed::{Deed, Placed};
use crate::input::{Document, Event, EventRef, Party, Place, Publication, Target, version};
use crate::kin;
use crate::origin::{Speaker, Telling, sets, speaker};
use crate::output::{
    Attested, Facet, FacetKind, FigureEntry, Grade, Incident, LookAlike, Origin, OriginKind, Report,
    Standing, Teller,
};
use crate::rules::Rules;
use crate::window::{Basis, Window, date};
use crate::{figures, text};
use dateline_record::{Stance, Status};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};
use smol_str::{SmolStr, format_smolstr};

/// Measures that tell of harm to people.
const HARM: &[&str] = &["killed", "injured", "missing", "casualties", "abducted", "detained", "displaced"];
/// Of these, the ones whose counts are held against each other; the rest is shown.
const COMPARED: &[&str] = &["killed", "injured", "missing", "casualties", "abducted"];

/// Incidents of groups, by first day and name.
pub(crate) fn attest(
    documents: &[&Document],
    deeds: &[Deed],
    groups: Vec<Group>,
    alike: &[Alike],
    rules: &Rules,
) -> Vec<Incident> {
    let mut group_of = vec![0usize; deeds.len()];
    for (at, group) in groups.iter().enumerate() {
        group.deeds.iter().for_each(|deed| group_of[*deed as usize] = at);
    }
    let names: Vec<SmolStr> = groups.iter().map(|group| incident_name(documents, deeds, group)).collect();
    // A group is part of another if all its deeds are told as parts of it.
    let part_of = |at: usize| -> Option<usize> {
        let mut wholes =
            groups[at].deeds.iter().map(|d| deeds[*d as usize].part_of.map(|p| group_of[p as usize]));
        let first = wholes.next()??;
        (first != at && wholes.all(|w| w == Some(first))).then_some(first)
    };
    let parents: Vec<Option<usize>> = (0..groups.len()).map(part_of).collect();
    let mut parts: Vec<Vec<usize>> = vec![vec![]; groups.len()];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            parts[*parent].push(at);
        }
    }
    let mut beside: Vec<Vec<LookAlike>> = vec![vec![]; groups.len()];
    for pair in alike {
        for (a, b) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let first =
                |deed: u32| name(documents, (deeds[deed as usize].document, deeds[deed as usize].events[0]));
            beside[group_of[a as usize]].push(LookAlike {
                incident: names[group_of[b as usize]].clone(),
                ours: first(a),
                theirs: first(b),
                because: pair.because.clone(),
            });
        }
    }
    let replaced = superseded(documents);
    let mut incidents: Vec<Incident> = vec![];
    for (at, group) in groups.iter().enumerate() {
        let mut told: Vec<(At, bool)> = vec![];
        for (group, of_part) in
            std::iter::once((group, false)).chain(parts[at].iter().map(|part| (&groups[*part], true)))
        {
            for deed in &group.deeds {
                let deed = &deeds[*deed as usize];
                told.extend(deed.events.iter().chain(&deed.aspects).map(|e| ((deed.document, *e), of_part)));
            }
        }
        told.sort_unstable();
        let scene = Scene { documents, rules, replaced: &replaced, told: &told };
        let mut incident = scene.incident(deeds, group);
        incident.id = names[at].clone();
        incident.part_of = parents[at].map(|p| names[p].clone());
        incident.parts = parts[at].iter().map(|p| names[*p].clone()).collect();
        incident.look_alikes = std::mem::take(&mut beside[at]);
        incidents.push(incident);
    }
    incidents.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    incidents
}

fn incident_name(documents: &[&Document], deeds: &[Deed], group: &Group) -> SmolStr {
    let events = group.deeds.iter().flat_map(|d| {
        let deed = &deeds[*d as usize];
        deed.events.iter().map(|e| (deed.document, *e))
    });
    let first = name(documents, events.min().unwrap_or_default());
    let digest = Sha256::digest(first.to_string().as_bytes());
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format_smolstr!("inc-{hex}")
}

/// Documents of which a later version is at hand.
fn superseded(documents: &[&Document]) -> FxHashSet<u32> {
    let mut latest: FxHashMap<&str, (u64, &str)> = FxHashMap::default();
    let mut gone: FxHashSet<&str> = FxHashSet::default();
    for document in documents.iter().filter(|d| !d.guid.is_empty()) {
        let last = latest.entry(document.guid.as_str()).or_insert_with(|| version(document));
        *last = version(document).max(*last);
        gone.extend(document.supersedes.iter().map(SmolStr::as_str));
    }
    let old = |d: &Document| {
        latest.get(d.guid.as_str()).is_some_and(|last| version(d) < *last) || gone.contains(d.guid.as_str())
    };
    (0..documents.len() as u32).filter(|d| old(documents[*d as usize])).collect()
}

/// What an object is, so that two tellings of it can be held against each other: its class, else its last word.
pub(crate) fn target_key(target: &Target) -> SmolStr {
    if !target.class.is_empty() {
        return target.class.clone();
    }
    let words = target.words.to_lowercase();
    let last = words.split(|c: char| !c.is_alphanumeric()).rfind(|w| !w.is_empty()).unwrap_or("");
    SmolStr::new(text::stem(last))
}
/// Classes of what is ground and not a target: "the outskirts".
const GROUND: &str = "ground";

/// What one telling says on one question.
struct Statement<'a> {
    kind: FacetKind,
    key: SmolStr,
    value: String,
    /// Index into the voices' sets; who says it.
    origin: usize,
    report: usize,
    event: EventRef,
    words: &'a str,
    denied: bool,
    place: Option<&'a Place>,
    days: Option<(i32, i32)>,
    figure: Option<(f64, f64)>,
}

struct Scene<'a> {
    documents: &'a [&'a Document],
    rules: &'a Rules,
    replaced: &'a FxHashSet<u32>,
    told: &'a [(At, bool)],
}

impl<'a> Scene<'a> {
    fn standing(&self, document: u32) -> Standing {
        if self.documents[document as usize].publication != Publication::Usable {
            Standing::Withdrawn
        } else if self.replaced.contains(&document) {
            Standing::Superseded
        } else {
            Standing::Stands
        }
    }

    fn incident(&self, deeds: &[Deed], group: &Group) -> Incident {
        let (tellings, voices) = self.tellings();
        let sets = sets(self.documents, &tellings, &voices, self.rules);
        let tellings = unfolded(tellings, &voices, &sets);
        let (origins, origin_of) = origins(&tellings, &voices, &sets);
        let (reports, report_of) = self.reports(&tellings, &origin_of, &origins);
        let (origins, reports) = ranked(origins, reports);
        let statements = self.statements(&tellings, &report_of, &reports, &origins);
        let facets = self.facets(&statements, &reports, &origins);
        let figures = figures::series(self.figures(&tellings, &report_of, &reports), &reports);
        let first = &deeds[group.deeds[0] as usize];
        let mut modes: Vec<SmolStr> = vec![];
        let mut window: Option<Window> = None;
        let mut place: Option<&Place> = None;
        for deed in group.deeds.iter().map(|d| &deeds[*d as usize]) {
            modes.extend(deed.modes.iter().filter(|m| !modes.contains(m)).cloned().collect::<Vec<_>>());
            window = match (window, deed.window) {
                (Some(a), Some(b)) => a.both(b).or(Some(if a.basis <= b.basis { a } else { b })),
                (a, b) => a.or(b),
            };
            let own = deed.place.filter(|_| deed.placed == Placed::Own);
            if own.is_some_and(|p| place.is_none_or(|best| p.precision < best.precision)) {
                place = own;
            }
        }
        Incident {
            id: SmolStr::default(),
            class: first.class,
            plover: first.plover.into(),
            modes,
            first: window.and_then(|w| date(w.first)),
            last: window.and_then(|w| date(w.last)),
            place: place.cloned(),
            events: self
                .told
                .iter()
                .filter(|(_, part)| !part)
                .map(|(at, _)| name(self.documents, *at))
                .collect(),
            reports,
            origins,
            facets,
            figures,
            merges: group.merges.clone(),
            look_alikes: vec![],
            part_of: None,
            parts: vec![],
        }
    }

    /// Every telling with its voice. A headline repeats what its story says, and an outlet that cites somebody for a deed
    /// does not vouch for it besides.
    fn tellings(&self) -> (Vec<Telling<'a>>, Vec<Speaker>) {
        let mut voices: Vec<Speaker> = vec![];
        let mut tellings: Vec<Telling> = vec![];
        for ((document, at), of_part) in self.told {
            let source = self.documents[*document as usize];
            let event = &source.events[*at as usize];
            let voice = speaker(source, event);
            let known = voices.iter().position(|v| v.key == voice.key);
            let voice = known.unwrap_or_else(|| {
                voices.push(voice);
                voices.len() - 1
            });
            tellings.push(Telling {
                document: *document,
                at: *at,
                of_part: *of_part,
                event,
                voice,
                folded: false,
            });
        }
        let sourced: FxHashSet<u32> = tellings
            .iter()
            .filter(|t| !t.event.headline && voices[t.voice].kind != OriginKind::Outlet)
            .map(|t| t.document)
            .collect();
        let bodied: FxHashSet<u32> =
            tellings.iter().filter(|t| !t.event.headline).map(|t| t.document).collect();
        for telling in &mut tellings {
            let outlet = voices[telling.voice].kind == OriginKind::Outlet;
            telling.folded = telling.event.headline && bodied.contains(&telling.document)
                || outlet && sourced.contains(&telling.document);
        }
        (tellings, voices)
    }

    /// Reports, by document and origin, and the report of each telling.
    fn reports(
        &self,
        tellings: &[Telling],
        origin_of: &[usize],
        origins: &[Origin],
    ) -> (Vec<Report>, Vec<usize>) {
        let mut reports: Vec<Report> = vec![];
        let mut keys: Vec<(u32, usize)> = vec![];
        let mut report_of = vec![usize::MAX; tellings.len()];
        for folded in [false, true] {
            for (at, telling) in tellings.iter().enumerate().filter(|(_, t)| t.folded == folded) {
                let origin = origin_of[telling.voice];
                let key = |k: &(u32, usize)| k.0 == telling.document && (folded || k.1 == origin);
                let report = keys.iter().position(key).unwrap_or_else(|| {
                    keys.push((telling.document, origin));
                    reports.push(self.report(telling, origin));
                    keys.len() - 1
                });
                let event = name(self.documents, (telling.document, telling.at));
                reports[report].events.push(event);
                if !folded && !reports[report].statuses.contains(&telling.event.status) {
                    reports[report].statuses.push(telling.event.status);
                }
                report_of[at] = report;
            }
        }
        // A copy: the same origin in a document that is as good as the same.
        for at in 0..reports.len() {
            let earlier = (0..at).find(|before| {
                let (a, b) = (self.documents[keys[*before].0 as usize], self.documents[keys[at].0 as usize]);
                let kind = origins[keys[at].1].kind;
                let same = keys[*before].1 == keys[at].1 || kind == OriginKind::Outlet;
                keys[*before].0 != keys[at].0 && same && a.sketch.similarity(&b.sketch) >= self.rules.echo
            });
            reports[at].echo_of = earlier;
        }
        (reports, report_of)
    }
    fn report(&self, telling: &Telling, origin: usize) -> Report {
        let document = self.documents[telling.document as usize];
        let chain = telling.event.chain.iter().map(|voice| {
            if voice.party.words.is_empty() { document.outlet.clone() } else { voice.party.words.clone() }
        });
        Report {
            document: document.id.clone(),
            outlet: document.outlet.clone(),
            published: document.published,
            origin,
            chain: chain.collect(),
            events: vec![],
            statuses: vec![],
            standing: self.standing(telling.document),
            echo_of: None,
        }
    }

    fn figures(&self, tellings: &[Telling], report_of: &[usize], reports: &[Report]) -> Vec<FigureEntry> {
        let mut entries = vec![];
        for (at, telling) in tellings.iter().enumerate() {
            for figure in &telling.event.figures {
                entries.push(FigureEntry {
                    measure: figure.measure.clone(),
                    lower: figure.lower,
                    upper: figure.upper,
                    point: figure.point,
                    strict: figure.strict,
                    approximate: figure.approximate,
                    part: figure.part,
                    group: figure.group.clone(),
                    words: figure.words.clone(),
                    event: name(self.documents, (telling.document, telling.at)),
                    report: report_of[at],
                    published: reports[report_of[at]].published,
                    of_part: telling.of_part,
                    replaces: None,
                });
            }
        }
        entries
    }

    /// What each telling says on each question.
    fn statements(
        &self,
        tellings: &[Telling<'a>],
        report_of: &[usize],
        reports: &[Report],
        origins: &[Origin],
    ) -> Vec<Statement<'a>> {
        let actors: Vec<SmolStr> = self.all_sides(tellings, |e| &e.actors);
        let helpers: Vec<SmolStr> = self.all_sides(tellings, |e| &e.coordinated_with);
        let mut all = vec![];
        for (at, telling) in tellings.iter().enumerate() {
            let event = telling.event;
            let origin = if telling.folded { usize::MAX } else { reports[report_of[at]].origin };
            let side = origins.get(origin).map(|o| o.side.clone()).unwrap_or_default();
            let mut say = |kind: FacetKind, key: SmolStr, value: String, denied: bool| {
                all.push(Statement {
                    kind,
                    key,
                    value,
                    origin,
                    report: report_of[at],
                    event: name(self.documents, (telling.document, telling.at)),
                    words: if event.words.is_empty() { &event.trigger } else { &event.words },
                    denied,
                    place: event.place.as_ref(),
                    days: None,
                    figure: None,
                });
                all.len() - 1
            };
            if event.plover == "COOPERATE" {
                let parties: Vec<&Party> = event.actors.iter().chain(&event.recipients).collect();
                let denied = event.status == Status::Denied || event.stance == Stance::Denies;
                for party in parties {
                    let with = kin::side(party);
                    let is_medium = matches!(party.sector.as_str(), "JRN" | "MED");
                    if !with.is_empty() && !actors.contains(&with) && !is_medium {
                        say(FacetKind::Coordination, with, party.words.to_string(), denied);
                    }
                }
                continue;
            }
            if event.status == Status::Denied || event.stance == Stance::Denies {
                // Whoever denies speaks of its own part in it.
                if !side.is_empty() && helpers.contains(&side) && !actors.contains(&side) {
                    let value = origins[origin].words.to_string();
                    say(FacetKind::Coordination, side.clone(), value, true);
                } else if event.status == Status::Denied && !telling.of_part {
                    say(FacetKind::Act, "happened".into(), "happened".into(), true);
                    for party in &event.actors {
                        say(FacetKind::Actor, party_key(party), party.words.to_string(), true);
                    }
                }
                continue;
            }
            if !telling.of_part {
                say(FacetKind::Act, "happened".into(), event.status.as_str().into(), false);
                for party in &event.actors {
                    say(FacetKind::Actor, party_key(party), party.words.to_string(), false);
                }
                for party in &event.recipients {
                    say(FacetKind::Recipient, party_key(party), party.words.to_string(), false);
                }
                for party in &event.coordinated_with {
                    say(FacetKind::Coordination, party_key(party), party.words.to_string(), false);
                }
                if let Some(target) = event.object.as_ref().filter(|t| t.class != GROUND) {
                    say(FacetKind::Target, target_key(target), target.words.to_string(), false);
                }
                if let Some(place) = &event.place {
                    say(FacetKind::Place, place.id.clone(), place.name.to_string(), false);
                }
                let document = self.documents[telling.document as usize];
                if let Some(window) =
                    Window::of(document, event, self.rules).filter(|w| w.basis != Basis::Published)
                {
                    let show = |d: i32| date(d).map_or_else(String::new, |d| d.to_string());
                    let value = if window.first == window.last || window.basis == Basis::Reported {
                        show(window.last)
                    } else {
                        format!("{}/{}", show(window.first), show(window.last))
                    };
                    let value =
                        if window.basis == Basis::Reported { format!("at or before {value}") } else { value };
                    let number = say(FacetKind::Date, SmolStr::new(&value), value, false);
                    all[number].days = Some((window.first, window.last));
                }
            }
            for figure in event.figures.iter().filter(|f| HARM.contains(&f.measure.as_str()) && !f.part) {
                let (low, high) = figure.bounds();
                let value = format!("{} {}", figure.measure, bounds(low, high));
                all.push(Statement {
                    kind: FacetKind::Harm,
                    key: figure.measure.clone(),
                    value,
                    origin,
                    report: report_of[at],
                    event: name(self.documents, (telling.document, telling.at)),
                    words: &figure.words,
                    denied: false,
                    place: None,
                    days: None,
                    figure: Some((low, high)),
                });
            }
        }
        all
    }
    fn all_sides(
        &self,
        tellings: &[Telling<'a>],
        parties: impl Fn(&'a Event) -> &'a Vec<Party>,
    ) -> Vec<SmolStr> {
        let deeds = tellings.iter().filter(|t| t.event.plover != "COOPERATE");
        let mut sides: Vec<SmolStr> =
            deeds.flat_map(|t| kin::sides(parties(t.event))).filter(|s| !s.is_empty()).collect();
        sides.sort();
        sides.dedup();
        sides
    }

    fn facets(&self, statements: &[Statement], reports: &[Report], origins: &[Origin]) -> Vec<Facet> {
        let kinds = [
            FacetKind::Act,
            FacetKind::Actor,
            FacetKind::Recipient,
            FacetKind::Date,
            FacetKind::Place,
            FacetKind::Target,
            FacetKind::Coordination,
            FacetKind::Harm,
        ];
        let mut facets = vec![];
        for kind in kinds {
            let said: Vec<&Statement> = statements.iter().filter(|s| s.kind == kind).collect();
            if said.is_empty() {
                continue;
            }
            let actors: Vec<&SmolStr> = statements
                .iter()
                .filter(|s| s.kind == FacetKind::Actor && !s.denied)
                .map(|s| &s.key)
                .collect();
            let (grade, count, denied_by) = self.grade(kind, &said, reports, origins, &actors);
            let speaking: FxHashSet<usize> = said.iter().map(|s| s.report).collect();
            let silent = reports
                .iter()
                .enumerate()
                .filter(|(at, r)| r.standing == Standing::Stands && !speaking.contains(at))
                .count();
            facets.push(Facet { kind, grade, values: values(&said), origins: count, silent, denied_by });
        }
        facets
    }

    fn grade(
        &self,
        kind: FacetKind,
        said: &[&Statement],
        reports: &[Report],
        origins: &[Origin],
        actors: &[&SmolStr],
    ) -> (Grade, usize, Vec<usize>) {
        let stands: Vec<&&Statement> =
            said.iter().filter(|s| reports[s.report].standing == Standing::Stands).collect();
        let unique = |list: Vec<usize>| {
            let mut list = list;
            list.sort_unstable();
            list.dedup();
            list
        };
        let mut denied_by =
            unique(stands.iter().filter(|s| s.denied && s.origin != usize::MAX).map(|s| s.origin).collect());
        // An origin that said so and later denies it has taken it back.
        let latest = |origin: usize, denied: bool| {
            let said = stands.iter().filter(|s| s.origin == origin && s.denied == denied);
            said.filter_map(|s| reports[s.report].published).max()
        };
        let back: Vec<usize> = denied_by
            .iter()
            .copied()
            .filter(|o| {
                latest(*o, false).is_some_and(|said| latest(*o, true).is_some_and(|denied| denied > said))
            })
            .collect();
        let affirmed: Vec<&&&Statement> =
            stands.iter().filter(|s| !s.denied && !back.contains(&s.origin)).collect();
        let is_counted = |origin: usize| {
            origins.get(origin).is_some_and(|o| matches!(o.kind, OriginKind::Named | OriginKind::Described))
        };
        let sourced = unique(affirmed.iter().map(|s| s.origin).filter(|o| is_counted(*o)).collect());
        let count = sourced.len();
        if affirmed.is_empty() {
            let grade = if !back.is_empty() || stands.is_empty() { Grade::Retracted } else { Grade::Denied };
            return (grade, count, denied_by);
        }
        denied_by.retain(|o| !back.contains(o));
        let side = |origin: &usize| origins[*origin].side.clone();
        let named: Vec<&SmolStr> = if kind == FacetKind::Coordination {
            affirmed.iter().map(|s| &s.key).collect()
        } else {
            actors.to_vec()
        };
        let admits = |o: &usize| !side(o).is_empty() && named.contains(&&side(o));
        let admitted = matches!(kind, FacetKind::Act | FacetKind::Actor | FacetKind::Coordination)
            && sourced.iter().any(admits);
        if admitted {
            return (Grade::Acknowledged, count, denied_by);
        }
        if !denied_by.is_empty() {
            return (Grade::Contested, count, denied_by);
        }
        let (conflict, nested) = self.agreement(kind, &affirmed);
        let grade = if conflict {
            if kind == FacetKind::Harm { Grade::FiguresDiffer } else { Grade::Contested }
        } else if count == 0 {
            Grade::Unattributed
        } else if nested {
            Grade::Compatible
        } else if count == 1 {
            Grade::SingleOrigin
        } else if matches!(kind, FacetKind::Harm | FacetKind::Target | FacetKind::Recipient)
            && sourced.iter().any(|o| !side(o).is_empty() && actors.contains(&&side(o)))
        {
            Grade::CrossSide
        } else {
            Grade::Corroborated
        };
        (grade, count, denied_by)
    }

    /// Whether two accounts exclude each other, and whether two values lie within each other.
    fn agreement(&self, kind: FacetKind, said: &[&&&Statement]) -> (bool, bool) {
        let (mut conflict, mut nested) = (false, false);
        // Accounts: what each origin says; what outlets say on their own word stands apart for each report.
        let account = |s: &Statement| if s.origin == usize::MAX { (1, s.report) } else { (0, s.origin) };
        let mut accounts: Vec<(usize, usize)> = said.iter().map(|s| account(s)).collect();
        accounts.sort_unstable();
        accounts.dedup();
        for (at, a) in accounts.iter().enumerate() {
            for b in &accounts[at..] {
                let ours = || said.iter().filter(|s| account(s) == *a);
                let theirs = || said.iter().filter(|s| account(s) == *b);
                let mut agrees = false;
                let mut compared = false;
                for x in ours() {
                    for y in theirs() {
                        let Some((fits, within)) = self.fit(kind, x, y) else { continue };
                        compared = true;
                        agrees |= fits;
                        nested |= within;
                        // Every count stands for itself: one that fits does not excuse another that does not.
                        conflict |= kind == FacetKind::Harm && a != b && !fits;
                    }
                }
                conflict |= a != b && compared && !agrees;
            }
        }
        (conflict, nested)
    }
    /// Whether two values can both hold, and whether one lies within the other; none if they are not of one kind.
    fn fit(&self, kind: FacetKind, a: &Statement, b: &Statement) -> Option<(bool, bool)> {
        match kind {
            FacetKind::Harm => {
                let ((p, q), (r, s)) = a.figure.zip(b.figure)?;
                let same = a.key == b.key && COMPARED.contains(&a.key.as_str());
                let fits = p <= s && r <= q;
                same.then_some((fits, fits && (p, q) != (r, s)))
            }
            FacetKind::Place => {
                let (x, y) = a.place.zip(b.place)?;
                let relation = place_relation(x, y, self.rules);
                Some((relation != Nesting::Apart, relation == Nesting::Within))
            }
            FacetKind::Date => {
                let ((p, q), (r, s)) = a.days.zip(b.days)?;
                Some((p <= s && r <= q, false))
            }
            FacetKind::Act => None,
            FacetKind::Actor | FacetKind::Recipient | FacetKind::Coordination => {
                let vague = |key: &SmolStr| key.is_empty() || key.starts_with("desc:");
                (!vague(&a.key) && !vague(&b.key)).then(|| (a.key == b.key, false))
            }
            _ => Some((a.key == b.key, false)),
        }
    }
}

/// A party as a value: its side, or what it is called.
fn party_key(party: &Party) -> SmolStr {
    let side = kin::side(party);
    if side.is_empty() {
        format_smolstr!("desc:{}", party.words.to_lowercase().replace(' ', "-"))
    } else {
        side
    }
}

/// A headline that cites who the story cites adds to that report: it is no voice of its own, but no outlet's either.
fn unfolded<'a>(mut tellings: Vec<Telling<'a>>, voices: &[Speaker], sets: &[usize]) -> Vec<Telling<'a>> {
    let told: FxHashSet<(u32, usize)> =
        tellings.iter().filter(|t| !t.folded).map(|t| (t.document, sets[t.voice])).collect();
    for telling in tellings.iter_mut().filter(|t| t.folded && voices[t.voice].kind != OriginKind::Outlet) {
        telling.folded = !told.contains(&(telling.document, sets[telling.voice]));
    }
    tellings
}

/// The voices' sets as origins, and the origin of each voice.
fn origins(tellings: &[Telling], voices: &[Speaker], sets: &[usize]) -> (Vec<Origin>, Vec<usize>) {
    let heard: FxHashSet<usize> = tellings.iter().filter(|t| !t.folded).map(|t| t.voice).collect();
    let mut roots: Vec<usize> = sets.to_vec();
    roots.sort_unstable();
    roots.dedup();
    let mut origins = vec![];
    let mut of = vec![0; voices.len()];
    for root in roots {
        let members: Vec<usize> = (0..voices.len()).filter(|v| sets[*v] == root).collect();
        let told = |v: usize| tellings.iter().filter(|t| t.voice == v && !t.folded).count();
        let best = members
            .iter()
            .copied()
            .min_by_key(|v| (!heard.contains(v), voices[*v].kind, usize::MAX - told(*v), *v))
            .unwrap_or(root);
        members.iter().for_each(|v| of[*v] = origins.len());
        let side =
            members.iter().map(|v| &voices[*v].side).find(|s| !s.is_empty()).cloned().unwrap_or_default();
        origins.push(Origin {
            key: voices[best].key.clone(),
            words: voices[best].words.clone(),
            kind: voices[best].kind,
            side,
            members: members.iter().filter(|v| **v != best).map(|v| voices[*v].key.clone()).collect(),
        });
    }
    (origins, of)
}

/// Origins that have a report: counted kinds first, then by how many reports they have.
fn ranked(origins: Vec<Origin>, mut reports: Vec<Report>) -> (Vec<Origin>, Vec<Report>) {
    let count = |origin: usize| reports.iter().filter(|r| r.origin == origin).count();
    let mut order: Vec<usize> = (0..origins.len()).filter(|o| count(*o) > 0).collect();
    let apart = |o: usize| matches!(origins[o].kind, OriginKind::Outlet | OriginKind::Unknown);
    order.sort_by_key(|o| (apart(*o), usize::MAX - count(*o), *o));
    let mut place = vec![0; origins.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    for report in &mut reports {
        report.origin = place[report.origin];
    }
    (order.into_iter().map(|o| origins[o].clone()).collect(), reports)
}

/// Statements of one value together.
fn values(said: &[&Statement]) -> Vec<Attested> {
    let mut values: Vec<Attested> = vec![];
    for statement in said {
        let teller = Teller {
            event: statement.event.clone(),
            report: statement.report,
            words: statement.words.to_owned(),
        };
        let by_value = statement.kind == FacetKind::Harm;
        let known = values.iter_mut().find(|v| {
            v.key == statement.key
                && v.denied == statement.denied
                && (!by_value || v.value == statement.value)
        });
        match known {
            Some(value) => value.by.push(teller),
            None => values.push(Attested {
                value: statement.value.clone(),
                key: statement.key.clone(),
                denied: statement.denied,
                by: vec![teller],
            }),
        }
    }
    values
}
