//! Links to findings: reports of one act put together, what is contested, and the verdict.

use crate::agreement::{Basis, Term, Testable};
use crate::corpus::{Act, Document, Party, Place, Words};
use crate::dates::{Days, Lies};
use crate::disagree::disagreements;
use crate::finding::{
    AgreementView, BoundView, Citation, Coarse, Coverage, Evidence, Excluded, FigureView, Finding, Findings,
    Overlay, PartyView, SCHEMA, Verdict, ZoneView,
};
use crate::matching::{Item, Link, Query, days_of, is_on, links};
use crate::origins;
use crate::table::{Shows, phrase_in};
use crate::who::{Fit, fits, kin};
use crate::words;
use std::collections::BTreeSet;

/// Holds an agreement against a corpus.
#[must_use]
pub fn monitor(query: &Query) -> Findings {
    let all: Vec<(&Term, Vec<Link>)> = query.agreement.terms.iter().map(|t| (t, links(query, t))).collect();
    let mut findings: Vec<Finding> = all.iter().map(|(term, links)| finding(query, term, links)).collect();
    findings.extend(outside(query, &all));
    Findings {
        schema: SCHEMA,
        about: words::ABOUT.to_owned(),
        agreement: view(query),
        from: query.window.from.map(|d| d.to_string()),
        to: query.window.to.map(|d| d.to_string()),
        as_of: query.as_of.to_string(),
        coverage: coverage(query),
        findings,
    }
}

fn view(query: &Query) -> AgreementView {
    let agreement = query.agreement;
    AgreementView {
        id: agreement.id.clone(),
        name: agreement.name.clone(),
        signed: agreement.signed.map(Days::show),
        life: agreement.life().show(),
        parties: agreement
            .parties
            .iter()
            .map(|p| PartyView { actor: p.actor.clone(), role: p.role.clone() })
            .collect(),
        reported_by: agreement.reported_by.clone(),
        sources: agreement.sources.clone(),
        warnings: agreement.warnings.clone(),
    }
}

fn coverage(query: &Query) -> Coverage {
    let documents = &query.corpus.documents;
    let set = |values: Vec<Option<String>>| -> Vec<String> {
        values.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect()
    };
    let days = documents.iter().filter_map(|d| d.published);
    Coverage {
        documents: documents.len(),
        outlets: set(documents.iter().map(|d| d.outlet.clone()).collect()),
        without_outlet: documents.iter().filter(|d| d.outlet.is_none()).count(),
        languages: set(documents.iter().map(|d| Some(d.language.clone())).collect()),
        first: days.clone().min().map(|d| d.to_string()),
        last: days.max().map(|d| d.to_string()),
        undated: documents.iter().filter(|d| d.published.is_none()).count(),
        items: documents.iter().map(|d| d.acts.len() + d.holdings.len() + d.stands.len()).sum(),
    }
}

fn cite(document: &Document, item: Item, origin: usize) -> Citation {
    citation(document, item.words(), item.status(), origin)
}
fn citation(document: &Document, words: &Words, status: &str, origin: usize) -> Citation {
    Citation {
        document: document.name.clone(),
        id: document.id.clone(),
        outlet: document.outlet.clone(),
        published: document.published.map(|d| d.to_string()),
        item: words.item.clone(),
        span: [words.span.0, words.span.1],
        quote: words.quote.clone(),
        chain: words.chain.iter().map(|v| v.words.clone()).collect(),
        status: status.to_owned(),
        origin,
    }
}

fn code(item: Item) -> String {
    match item {
        Item::Act(act) => match act.modes.first() {
            Some(mode) => format!("{}/{mode}", act.plover),
            None => act.plover.clone(),
        },
        Item::Holding(holding) => holding.class.clone(),
        Item::Stand(stand) => stand.value.clone(),
    }
}

// ---------------------------------------------------------------- reports of one act

/// Whether two acts can be one: of a type, by the same, of the same days, in places that agree, upon the same.
fn one_act(query: &Query, a: (usize, &Act), b: (usize, &Act)) -> bool {
    let (first, second) = (a.1, b.1);
    let documents = &query.corpus.documents;
    let modes = first.modes.is_empty()
        || second.modes.is_empty()
        || first.modes.iter().any(|m| second.modes.contains(m));
    let days = |(at, act): (usize, &Act)| days_of(act, &documents[at], query.table).0;
    let (here, there) = (days(a), days(b));
    let dated =
        here != Days::default() && there != Days::default() && here.near(there, query.table.same_days)
            || a.0 == b.0 && (here == Days::default() || there == Days::default());
    first.plover == second.plover
        && modes
        && dated
        && same_side(&first.actors, &second.actors)
        && same_side(&first.recipients, &second.recipients)
        && same_places(query, &first.places, &second.places)
}

/// Whether parties can be the same: some are kin, or one side does not say, or names a place or a description only.
fn same_side(one: &[Party], other: &[Party]) -> bool {
    let open =
        |party: &Party| party.id.as_deref().is_none_or(|id| id.starts_with("desc:")) || party.kind == "place";
    one.is_empty()
        || other.is_empty()
        || one.iter().any(open)
        || other.iter().any(open)
        || one.iter().any(|a| other.iter().any(|b| kin(a, b)))
}

fn same_places(query: &Query, one: &[Place], other: &[Place]) -> bool {
    let Some((a, b)) = one.first().zip(other.first()) else { return true };
    if a.id.is_some() && a.id == b.id || !a.name.is_empty() && a.name == b.name {
        return true;
    }
    let holds = |wide: &Place, near: &Place| {
        wide.precision >= 4
            && !wide.name.is_empty()
            && (near.admin1 == wide.name || wide.country == near.country && wide.precision == 6)
    };
    if holds(a, b) || holds(b, a) {
        return true;
    }
    match (a.point, b.point, query.table.radii.of(a), query.table.radii.of(b)) {
        (Some(x), Some(y), Some(ra), Some(rb)) => x.distance(y) / 1000.0 <= ra + rb,
        _ => a.point.is_none() || b.point.is_none(),
    }
}

/// Puts links of one kind and one act together; each group in the order of the corpus.
fn groups<'q, 'a>(query: &Query, links: &'q [Link<'a>]) -> Vec<Vec<&'q Link<'a>>> {
    let mut groups: Vec<Vec<&Link>> = vec![];
    for link in links.iter().filter(|l| l.excluded.is_none()) {
        let fits = |group: &&mut Vec<&Link>| {
            group.iter().all(|other| match (link.item, other.item) {
                (Item::Act(a), Item::Act(b)) => {
                    let planned = |s: &str| !matches!(s, "reported" | "denied");
                    link.shows == other.shows
                        && planned(&a.status) == planned(&b.status)
                        && one_act(query, (link.document, a), (other.document, b))
                }
                (Item::Holding(a), Item::Holding(b)) => {
                    // Two sentences of one document are two statements.
                    link.document != other.document
                        && link.shows == other.shows
                        && a.class == b.class
                        && same_side(&a.holders, &b.holders)
                        && a.place.as_ref().map(|p| &p.name) == b.place.as_ref().map(|p| &p.name)
                }
                (Item::Stand(a), Item::Stand(b)) => a.value == b.value && same_side(&a.holders, &b.holders),
                _ => false,
            })
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(link),
            None => groups.push(vec![link]),
        }
    }
    groups
}

/// The report that tells most: placed best, then reported, then with most roles filled.
fn fullest<'q, 'a>(group: &[&'q Link<'a>]) -> &'q Link<'a> {
    let roles = |link: &Link| match link.item {
        Item::Act(act) => {
            act.actors.len().min(1)
                + act.recipients.len().min(1)
                + act.places.len().min(1)
                + usize::from(act.object.is_some())
                + usize::from(act.when.is_some())
        }
        _ => 0,
    };
    let rank = |link: &&&'q Link<'a>| (link.denied, link.cannot_place.len(), usize::MAX - roles(link));
    group.iter().min_by_key(|l| rank(l)).copied().unwrap_or(group[0])
}

/// One act and all that is reported of it.
struct Told<'q, 'a> {
    best: &'q Link<'a>,
    group: Vec<&'q Link<'a>>,
    contested: Vec<String>,
    overlays: Vec<Overlay>,
}

fn told<'q, 'a>(query: &Query<'a>, term: &Term, group: Vec<&'q Link<'a>>) -> Told<'q, 'a> {
    let best = fullest(&group);
    let mut told = Told { best, group, contested: vec![], overlays: vec![] };
    denials(query, &mut told);
    coordination(query, &mut told);
    rivals(query, &mut told);
    stakes(query, term, &mut told);
    told
}

fn overlay(query: &Query, document: usize, words: &Words, status: &str, kind: &str, facet: &str) -> Overlay {
    let document = &query.corpus.documents[document];
    Overlay {
        kind: kind.to_owned(),
        by: origins::called(document, words),
        facet: facet.to_owned(),
        citation: citation(document, words, status, 0),
    }
}

/// Who says that the act was not done.
fn denials(query: &Query, told: &mut Told) {
    for link in told.group.iter().filter(|l| l.denied) {
        told.overlays.push(overlay(
            query,
            link.document,
            link.item.words(),
            link.item.status(),
            "denied-by",
            "act",
        ));
    }
    // A denial that names no place or day matches no term by itself and is of this act all the same.
    if let Item::Act(act) = told.best.item {
        for (at, document) in query.corpus.documents.iter().enumerate() {
            for denied in document.acts.iter().filter(|a| a.status == "denied") {
                let known = told.group.iter().any(|l| std::ptr::eq(l.item.words(), &denied.words));
                if !known
                    && !denied.actors.is_empty()
                    && one_act(query, (told.best.document, act), (at, denied))
                {
                    told.overlays.push(overlay(query, at, &denied.words, "denied", "denied-by", "act"));
                }
            }
        }
    }
    if told.overlays.iter().any(|o| o.kind == "denied-by") {
        told.contested.push("act".to_owned());
    }
}

/// Who says that it was not done together with them: a denied COOPERATE of the same days between the same.
fn coordination(query: &Query, told: &mut Told) {
    let mut found = vec![];
    for link in &told.group {
        let Item::Act(act) = link.item else { continue };
        for (at, document) in query.corpus.documents.iter().enumerate() {
            for denied in &document.acts {
                let parties = || denied.actors.iter().chain(&denied.recipients).chain(&denied.together);
                let between = act.together.iter().any(|t| parties().any(|p| kin(t, p)));
                let near = days_of(denied, document, query.table).0.near(link.days, query.table.same_days);
                let known =
                    found.iter().any(|(_, words): &(usize, &Words)| std::ptr::eq(*words, &denied.words));
                if denied.status == "denied"
                    && matches!(denied.plover.as_str(), "COOPERATE" | "SUPPORT" | "AGREE" | "CONSULT")
                    && between
                    && near
                    && !known
                {
                    found.push((at, &denied.words));
                }
            }
        }
    }
    for (at, words) in &found {
        told.overlays.push(overlay(query, *at, words, "denied", "denied-by", "coordination"));
    }
    if !found.is_empty() {
        told.contested.push("coordination".to_owned());
    }
}

/// Who says that somebody else did it: the same act upon the same, by others.
fn rivals(query: &Query, told: &mut Told) {
    let Item::Act(act) = told.best.item else { return };
    let mut found: Vec<Overlay> = vec![];
    for (at, document) in query.corpus.documents.iter().enumerate() {
        for other in document.acts.iter().filter(|a| a.status == "reported") {
            let named = |parties: &[Party]| {
                !parties.is_empty()
                    && parties.iter().all(|p| p.id.as_deref().is_some_and(|id| !id.starts_with("desc:")))
            };
            let apart = named(&act.actors)
                && named(&other.actors)
                && !act.actors.iter().any(|a| other.actors.iter().any(|b| kin(a, b)));
            // Of the same thing only if it says upon whom or what.
            let target = act.recipients.iter().any(|a| {
                a.kind != "place"
                    && other
                        .recipients
                        .iter()
                        .any(|b| a.id.is_some() && a.id == b.id || a.words.eq_ignore_ascii_case(&b.words))
            }) || act
                .object
                .as_ref()
                .zip(other.object.as_ref())
                .is_some_and(|(a, b)| a.words.eq_ignore_ascii_case(&b.words));
            let place = act
                .places
                .first()
                .zip(other.places.first())
                .is_some_and(|(a, b)| a.name == b.name && a.precision <= 2);
            let origin =
                told.best.item.words().origin().map(|v| &v.id) != other.words.origin().map(|v| &v.id);
            let without = |act: &Act| Act { actors: vec![], ..act.clone() };
            if apart
                && target
                && place
                && origin
                && one_act(query, (told.best.document, &without(act)), (at, &without(other)))
            {
                found.push(overlay(query, at, &other.words, &other.status, "denied-by", "actor"));
            }
        }
    }
    if !found.is_empty() {
        told.contested.push("actor".to_owned());
        told.overlays.extend(found);
    }
}

/// Who accepts it, says why, alleges it, or has the mandate to find it.
fn stakes(query: &Query, term: &Term, told: &mut Told) {
    let mechanism = if term.mechanism.is_empty() { &query.agreement.mechanism } else { &term.mechanism };
    let mut found = vec![];
    for link in &told.group {
        let words = link.item.words();
        let mandated = words.origin().and_then(|v| v.id.as_ref()).is_some_and(|id| mechanism.contains(id));
        if mandated {
            found.push(overlay(query, link.document, words, link.item.status(), "finding-by", "act"));
        }
        if link.shows == Shows::Alleges {
            found.push(overlay(query, link.document, words, link.item.status(), "alleged-by", "act"));
        }
        let Item::Act(act) = link.item else { continue };
        if link.shows == Shows::Alleges || link.denied || act.status != "reported" {
            continue;
        }
        match act.interest.as_str() {
            "self-report" => {
                found.push(overlay(query, link.document, words, &act.status, "accepted-by", "act"));
            }
            "adverse" => {
                found.push(overlay(query, link.document, words, &act.status, "alleged-by", "act"));
            }
            _ => {}
        }
        found.extend(justification(query, link, act));
    }
    let mut seen = BTreeSet::new();
    found.retain(|o| seen.insert((o.kind.clone(), o.by.clone(), o.facet.clone())));
    told.overlays.extend(found);
}

/// The same origin ascribes a hostile act or plan to those acted upon, against those who act; or the words say what it answers.
fn justification(query: &Query, link: &Link, act: &Act) -> Option<Overlay> {
    let document = &query.corpus.documents[link.document];
    let origin = act.words.origin().filter(|_| !act.words.of_the_outlet())?;
    // Acted upon may be a town of theirs.
    let of_place =
        |a: &Party, r: &Party| r.kind == "place" && !r.country.is_empty() && r.country == a.country;
    let reason = document.acts.iter().find(|other| {
        other.words.origin() == Some(origin)
            && other.quad == "material-conflict"
            && !std::ptr::eq(*other, act)
            && other.status != "denied"
            && other.actors.iter().any(|a| act.recipients.iter().any(|r| kin(a, r) || of_place(a, r)))
            && other.recipients.iter().any(|r| act.actors.iter().any(|a| kin(a, r)))
    });
    let answers = query.table.answer_words.iter().any(|w| phrase_in(&act.words.quote, w));
    let words = reason
        .map(|r| (&r.words, r.status.as_str()))
        .or(answers.then_some((&act.words, act.status.as_str())))?;
    Some(overlay(query, link.document, words.0, words.1, "justified-by", "act"))
}

// ---------------------------------------------------------------- evidence

fn evidence(query: &Query, term: &Term, told: &Told) -> Evidence {
    let best = told.best;
    let mut ordered: Vec<&Link> = vec![best];
    ordered.extend(told.group.iter().filter(|l| !std::ptr::eq(**l, best)));
    let reports: Vec<(&Document, &Words)> =
        ordered.iter().map(|l| (&query.corpus.documents[l.document], l.item.words())).collect();
    let (origin_of, names) = origins::count(&reports, query.table.same_text);
    let mut notes = best.notes.clone();
    if let Some(late) = best.late {
        notes.push(format!("{late} days after the deadline of the term as recorded"));
    }
    notes.extend(best.short.clone());
    if best.dated_by == crate::matching::DatedBy::Publication && matches!(best.item, Item::Act(_)) {
        notes.push(format!(
            "dated by its publication only: taken to lie at most {} days before",
            query.table.report_days
        ));
    }
    let bound = best.bound.and_then(|at| term.bound.get(at));
    let figure = |link: &Link| -> Vec<FigureView> {
        let by = origins::called(&query.corpus.documents[link.document], link.item.words());
        link.item
            .figures()
            .iter()
            .filter(|f| query.table.measures.contains(&f.measure))
            .map(|f| FigureView {
                measure: f.measure.clone(),
                lower: f.lower,
                upper: f.upper,
                quote: f.words.clone(),
                by: by.clone(),
            })
            .collect()
    };
    Evidence {
        shows: best.shows,
        rule: best.rule.to_owned(),
        what: match best.item {
            Item::Act(_) => "act",
            Item::Holding(_) => "holding",
            Item::Stand(_) => "position",
        }
        .to_owned(),
        code: code(best.item),
        status: best.item.status().to_owned(),
        bound: bound.map(|b| b.actor.clone()),
        basis: bound.map(|b| b.basis.as_str().to_owned()),
        days: best.days.show(),
        first: best.days.from.map(|d| d.to_string()),
        last: best.days.to.map(|d| d.to_string()),
        dated_by: best.dated_by,
        zone: best.zone.as_ref().map(|test| ZoneView {
            lies: test.lies.as_str().to_owned(),
            distance_km: test.distance_km.map(|km| (km * 1000.0).round() / 1000.0),
            radius_km: test.radius_km,
            why: test.why.clone(),
        }),
        cannot_place: best
            .cannot_place
            .iter()
            .map(|(facet, why)| Coarse { facet: (*facet).to_owned(), why: why.clone() })
            .collect(),
        contested: told.contested.clone(),
        notes,
        figures: ordered.iter().flat_map(|l| figure(l)).collect(),
        reports: ordered.len(),
        origins: names.len(),
        origin_names: names,
        citations: ordered
            .iter()
            .zip(origin_of)
            .map(|(l, origin)| cite(&query.corpus.documents[l.document], l.item, origin))
            .collect(),
    }
}

// ---------------------------------------------------------------- the verdict

/// How each act counts towards a verdict.
#[derive(Default)]
struct Tally {
    performs: usize,
    departs: usize,
    contested: usize,
    bears: usize,
    /// Acts that would perform or depart were they told more precisely.
    unplaced: usize,
    /// The same, of acts that would perform.
    unplaced_performance: usize,
    late: bool,
    short: bool,
    /// Departures of those who did not sign and did not accept.
    of_non_parties: usize,
    facets: BTreeSet<&'static str>,
}

fn tally(query: &Query, term: &Term, told: &[Told]) -> Tally {
    let mut tally = Tally::default();
    for act in told {
        let best = act.best;
        let decisive = act.contested.iter().any(|facet| best.decisive.contains(facet));
        let only_denied = act.group.iter().all(|l| l.denied);
        for (facet, _) in &best.cannot_place {
            tally.facets.insert(facet);
        }
        match best.shows {
            Shows::BearsOn | Shows::PositionOn | Shows::Alleges | Shows::Finds => tally.bears += 1,
            Shows::WouldPerform | Shows::WouldDepart => {
                let performs = best.shows == Shows::WouldPerform;
                if term.testable != Testable::BrightLine {
                    tally.bears += 1;
                } else if !best.counts(term) {
                    tally.unplaced += 1;
                    tally.unplaced_performance += usize::from(performs);
                } else if only_denied || decisive {
                    tally.contested += 1;
                } else if !matches!(best.item.status(), "reported") {
                    tally.bears += 1;
                } else if performs && best.short.is_some() {
                    tally.short = true;
                } else if performs {
                    tally.performs += 1;
                    tally.late |= best.late.is_some();
                } else if unaccepted(query, term, best) {
                    tally.of_non_parties += 1;
                } else {
                    tally.departs += 1;
                }
            }
        }
    }
    tally
}

/// Whether the one bound did not sign, and is not reported to have accepted.
fn unaccepted(query: &Query, term: &Term, link: &Link) -> bool {
    let Some(bound) = link.bound.and_then(|at| term.bound.get(at)) else { return false };
    bound.basis == Basis::NamedNonParty
        && position(query, &bound.actor).is_none_or(|(value, _)| value != "accepted")
}

/// The last position of somebody on the agreement, and where it was read.
fn position(query: &Query, actor: &str) -> Option<(String, Vec<Citation>)> {
    let bound = crate::agreement::Bound { actor: actor.to_owned(), ..Default::default() };
    let mut found: Vec<(Option<jiff::civil::Date>, &str, Citation)> = vec![];
    for document in &query.corpus.documents {
        for stand in document.stands.iter().filter(|s| is_on(query, document, s)) {
            let is = |party: &Party| matches!(fits(&bound, party, query.corpus), Fit::Yes(_));
            let in_time = document.published.is_none_or(|d| d <= query.as_of);
            if in_time && stand.holders.iter().any(is) {
                found.push((
                    document.published,
                    &stand.value,
                    citation(document, &stand.words, "reported", 0),
                ));
            }
        }
    }
    found.sort_by_key(|(day, ..)| *day);
    let value = found.last().map(|(_, value, _)| (*value).to_owned())?;
    Some((value.clone(), found.into_iter().filter(|(_, v, _)| *v == value).map(|(.., c)| c).collect()))
}

fn decide(query: &Query, term: &Term, tally: &Tally, excluded: usize, reasons: &mut Vec<String>) -> Verdict {
    let mut because = |verdict: Verdict, why: String| {
        reasons.push(why);
        verdict
    };
    if term.kind == "purpose" {
        return because(Verdict::NotEvaluated, "purpose clause".into());
    }
    if term.testable == Testable::No {
        return because(Verdict::NotEvaluated, "recorded as not testable".into());
    }
    let life = query.agreement.life();
    let own = term.window.unwrap_or_default();
    let asked = Days { from: query.window.from, to: query.window.to.or(Some(query.as_of)) };
    if asked.within(life) == Lies::Outside || asked.within(own) == Lies::Outside {
        return because(
            Verdict::NotInForce,
            format!("it holds {}", if asked.within(own) == Lies::Outside { own.show() } else { life.show() }),
        );
    }
    let deadline = term.deadline.and_then(|d| d.to);
    let due = deadline.is_some_and(|day| day < query.as_of);
    match (tally.performs, tally.departs) {
        (1.., 1..) => return because(Verdict::ReportedMixed, "acts of both kinds are reported".into()),
        (1.., 0) if tally.late => {
            return because(
                Verdict::ReportedMixed,
                "an act that would perform it is reported for after the deadline".into(),
            );
        }
        (0, 1..) => {
            return because(
                Verdict::ReportedAtOdds,
                format!("{} reported", counted(tally.departs, "act or state is", "acts or states are")),
            );
        }
        (1.., 0) if tally.contested > 0 => {
            return because(
                Verdict::ReportContested,
                "one report is denied or told otherwise in what matters, another is not".into(),
            );
        }
        (1.., 0) => {
            return because(
                Verdict::ReportedInLine,
                format!("{} reported", counted(tally.performs, "act is", "acts are")),
            );
        }
        (0, 0) => {}
    }
    if tally.contested > 0 {
        return because(
            Verdict::ReportContested,
            "the report is denied or told otherwise in what matters".into(),
        );
    }
    if tally.short {
        return because(Verdict::BearsOn, "fewer are reported than the term asks for".into());
    }
    let facets = || tally.facets.iter().copied().collect::<Vec<_>>().join(", ");
    if tally.unplaced_performance > 0 {
        return because(Verdict::CannotPlace, format!("cannot-place: {}", facets()));
    }
    if tally.of_non_parties > 0 {
        return because(
            Verdict::BearsOn,
            "those it is about did not sign, and no report says that they accepted".into(),
        );
    }
    if term.testable == Testable::OpenTextured && tally.bears + tally.unplaced > 0 {
        return because(Verdict::BearsOn, "open-textured: a report can bear on it and not settle it".into());
    }
    if due {
        let day = deadline.map(|d| d.to_string()).unwrap_or_default();
        reasons.push(format!("deadline {day} passed, no report that it was done"));
        if !tally.facets.is_empty() {
            reasons.push(format!("cannot-place: {}", facets()));
        }
        return Verdict::DueUnreported;
    }
    if tally.unplaced > 0 {
        return because(Verdict::CannotPlace, format!("cannot-place: {}", facets()));
    }
    if tally.bears > 0 {
        return because(Verdict::BearsOn, "the reports decide nothing".into());
    }
    if let Some(day) = deadline {
        return because(Verdict::NotYetDue, format!("deadline {day}"));
    }
    if excluded > 0 {
        return because(Verdict::OutsideTerms, "all that seemed to bear on it was excluded".into());
    }
    because(Verdict::NoReport, "nothing found".into())
}

fn counted(number: usize, one: &str, more: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {more}") }
}

fn finding(query: &Query, term: &Term, links: &[Link]) -> Finding {
    let acts: Vec<Told> = if matches!(term.kind.as_str(), "purpose") || term.testable == Testable::No {
        vec![]
    } else {
        groups(query, links).into_iter().map(|group| told(query, term, group)).collect()
    };
    let tally = tally(query, term, &acts);
    let excluded: Vec<Excluded> = links
        .iter()
        .filter_map(|link| {
            let document = &query.corpus.documents[link.document];
            Some(Excluded {
                why: link.excluded.clone()?,
                code: code(link.item),
                citation: cite(document, link.item, 0),
            })
        })
        .collect();
    let mut reasons = vec![];
    let verdict = decide(query, term, &tally, excluded.len(), &mut reasons);
    let mut overlays: Vec<Overlay> = vec![];
    for overlay in acts.iter().flat_map(|a| &a.overlays) {
        if !overlays.contains(overlay) {
            overlays.push(overlay.clone());
        }
    }
    let mut evidence: Vec<Evidence> = acts.iter().map(|a| evidence(query, term, a)).collect();
    let weight = |e: &Evidence| {
        let placed = if e.cannot_place.is_empty() { 0 } else { 1 };
        (placed, e.shows, std::cmp::Reverse(e.origins))
    };
    evidence.sort_by_key(weight);
    let mut finding = Finding {
        term: Some(term.id.clone()),
        para: term.para.clone(),
        text: term.text.clone(),
        kind: term.kind.clone(),
        verdict,
        reasons,
        bound: term
            .bound
            .iter()
            .map(|b| {
                let position = position(query, &b.actor);
                BoundView {
                    actor: b.actor.clone(),
                    basis: b.basis.as_str().to_owned(),
                    position: position.as_ref().map(|(value, _)| value.clone()),
                    position_in: position.map(|(_, cited)| cited).unwrap_or_default(),
                }
            })
            .collect(),
        deadline: term.deadline.map(Days::show),
        deadline_uncertain: term.deadline_uncertain,
        testable: term.testable.as_str().to_owned(),
        overlays,
        assumptions: assumptions(query, term),
        sources_disagree: disagreements(query.agreement, term, query.corpus, query.table),
        evidence,
        excluded,
        sentences: vec![],
    };
    finding.sentences = crate::sentences::of(query, &finding);
    finding
}

fn assumptions(query: &Query, term: &Term) -> Vec<String> {
    let mut all = vec![];
    if let Some(zone) = term.zone.as_deref().and_then(|z| query.agreement.zone(z)) {
        if !zone.delimited {
            let line = if zone.datum.is_empty() { "of its record" } else { &zone.datum };
            let of = if zone.as_of.is_empty() { String::new() } else { format!(", as of {}", zone.as_of) };
            all.push(format!(
                "zone {} depends on the assumed line “{line}”{of}: the parties drew none that is recorded",
                zone.id
            ));
        }
        if let Some((least, most)) = zone.depth.filter(|(least, most)| (least - most).abs() > 1e-9) {
            all.push(format!(
                "zone {} is recorded as {least} to {most} km deep: both ends are tested",
                zone.id
            ));
        }
    }
    all.extend(term.conditions.iter().map(|c| format!("condition, not tested: “{c}”")));
    all.extend(term.exceptions.iter().map(|e| format!("recorded exception: “{}”", e.text)));
    all.extend(term.depends_on.iter().map(|d| format!("comes after {d}")));
    all
}

// ---------------------------------------------------------------- what no term is about

/// Reported acts of violence and force by the parties, in the agreement's time, that no term is about as acts of theirs.
fn outside(query: &Query, all: &[(&Term, Vec<Link>)]) -> Vec<Finding> {
    let signed =
        |party: &&crate::agreement::Signatory| !matches!(party.role.as_str(), "mediator" | "witness");
    let parties: Vec<crate::agreement::Bound> = query
        .agreement
        .parties
        .iter()
        .filter(signed)
        .map(|p| crate::agreement::Bound { actor: p.actor.clone(), ..Default::default() })
        .collect();
    let mut links: Vec<Link> = vec![];
    for (at, document) in query.corpus.documents.iter().enumerate() {
        for act in &document.acts {
            let by =
                |party: &Party| parties.iter().any(|b| matches!(fits(b, party, query.corpus), Fit::Yes(_)));
            let examined =
                act.status == "reported" && act.quad == "material-conflict" && act.actors.iter().any(by);
            let (days, dated_by) = days_of(act, document, query.table);
            let window = [query.agreement.life(), query.window, Days { from: None, to: Some(query.as_of) }];
            let in_time = days != Days::default() && window.iter().all(|w| days.within(*w) != Lies::Outside);
            let about = all.iter().any(|(_, links)| {
                links
                    .iter()
                    .any(|l| l.by_the_bound && l.bound.is_some() && std::ptr::eq(l.item.words(), &act.words))
            });
            // "Is held by" is a state and no act, whatever else its words were read as.
            let (from, to) = act.words.span;
            let state = document.holdings.iter().any(|h| h.words.span.0 <= from && to <= h.words.span.1);
            if examined && in_time && !about && !state {
                let link = Link::new(at, Item::Act(act), "outside", Shows::BearsOn);
                links.push(Link { days, dated_by, ..link });
            }
        }
    }
    if links.is_empty() {
        return vec![];
    }
    let nothing = Term::default();
    let acts: Vec<Told> = groups(query, &links).into_iter().map(|g| told(query, &nothing, g)).collect();
    let reported = if query.agreement.reported_by.is_some() { "as reported" } else { "as recorded" };
    let mut finding = Finding {
        term: None,
        para: String::new(),
        text: String::new(),
        kind: String::new(),
        verdict: Verdict::OutsideTerms,
        reasons: vec![format!("no term {reported} regulates these acts of the parties")],
        bound: vec![],
        deadline: None,
        deadline_uncertain: false,
        testable: String::new(),
        overlays: acts.iter().flat_map(|a| a.overlays.clone()).collect(),
        assumptions: vec![],
        sources_disagree: vec![],
        evidence: acts.iter().map(|a| evidence(query, &nothing, a)).collect(),
        excluded: vec![],
        sentences: vec![],
    };
    finding.sentences = crate::sentences::of(query, &finding);
    vec![finding]
}
