//! Which item of a corpus says what of a term, and why one that seemed to does not.

use crate::agreement::{Agreement, Basis, Term, Testable};
use crate::corpus::{Act, Corpus, Document, Holding, Number, Party, Place, Stand, Thing, WhenBasis, Words};
use crate::dates::{self, Days};
use crate::table::{
    ActRule, Object, Shared, Shows, StateRule, Table, When, Where, Who, phrase_in, shares_stem,
};
use crate::who::{Fit, fits};
use crate::zone::{self, Test};
use jiff::ToSpan;
use jiff::civil::Date;

/// What the monitor is asked.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// What is reported.
    pub corpus: &'a Corpus,
    /// The table of acts.
    pub table: &'a Table,
    /// Acts of these days only.
    pub window: Days,
    /// The day on which deadlines are looked at.
    pub as_of: Date,
}

/// An item of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item<'a> {
    Act(&'a Act),
    Holding(&'a Holding),
    Stand(&'a Stand),
}

/// An item that says something of a term.
#[derive(Clone, Debug)]
pub(crate) struct Link<'a> {
    pub document: usize,
    pub item: Item<'a>,
    pub rule: &'a str,
    pub decisive: &'a [String],
    pub shows: Shows,
    /// Who of those bound it is about: an index into the term's.
    pub bound: Option<usize>,
    /// Whether the one bound is the one who acts.
    pub by_the_bound: bool,
    pub days: Days,
    pub dated_by: DatedBy,
    pub zone: Option<Test>,
    /// What is too coarse: facet and why.
    pub cannot_place: Vec<(&'static str, String)>,
    /// Why it counts for nothing: only planned, elsewhere, excepted.
    pub excluded: Option<String>,
    pub denied: bool,
    /// Days behind the deadline.
    pub late: Option<i64>,
    /// How a performance falls short: fewer than the number agreed.
    pub short: Option<String>,
    /// What it rests on.
    pub notes: Vec<String>,
}

/// What dates an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DatedBy {
    /// The words date it.
    Words,
    /// The words date the report only: it lay at most some days before.
    Report,
    /// Nothing but the day of publication.
    Publication,
    /// Nothing.
    Nothing,
}

impl<'a> Item<'a> {
    pub fn words(self) -> &'a Words {
        match self {
            Item::Act(act) => &act.words,
            Item::Holding(holding) => &holding.words,
            Item::Stand(stand) => &stand.words,
        }
    }
    pub fn status(self) -> &'a str {
        match self {
            Item::Act(act) => &act.status,
            Item::Holding(holding) => &holding.status,
            Item::Stand(_) => "reported",
        }
    }
    pub fn figures(self) -> &'a [Number] {
        match self {
            Item::Act(act) => &act.figures,
            _ => &[],
        }
    }
}

/// When an act was, as far as its document tells.
pub(crate) fn days_of(act: &Act, document: &Document, table: &Table) -> (Days, DatedBy) {
    let before = |day: Option<Date>| day.and_then(|d| d.checked_sub(table.report_days.days()).ok());
    match act.when {
        Some(when) if when.basis == WhenBasis::Words => (when.days, DatedBy::Words),
        Some(when) => (Days { from: before(when.days.from), to: when.days.to }, DatedBy::Report),
        None if act.historical || document.published.is_none() => (Days::default(), DatedBy::Nothing),
        None => (Days { from: before(document.published), to: document.published }, DatedBy::Publication),
    }
}

/// Every item that says something of a term, and those that seemed to.
pub(crate) fn links<'a>(query: &Query<'a>, term: &'a Term) -> Vec<Link<'a>> {
    let mut links = vec![];
    for (number, document) in query.corpus.documents.iter().enumerate() {
        for act in &document.acts {
            links.extend(act_link(query, term, number, document, act));
        }
        for holding in &document.holdings {
            let rules = query.table.holdings.iter();
            links.extend(
                rules.filter_map(|rule| holding_link(query, term, rule, number, document, holding)).next(),
            );
        }
        for stand in &document.stands {
            let rules = query.table.stands.iter();
            links.extend(
                rules.filter_map(|rule| stand_link(query, term, rule, number, document, stand)).next(),
            );
        }
    }
    links
}

/// The best that the table says of an act: the first rule that takes it whole, else the first that takes it with something left open.
fn act_link<'a>(
    query: &Query<'a>,
    term: &'a Term,
    number: usize,
    document: &'a Document,
    act: &'a Act,
) -> Option<Link<'a>> {
    // What an agreement requires is its term, told once more.
    if act.status == "required" {
        return None;
    }
    // The making of an agreement performs none of its terms.
    let (from, to) = act.words.span;
    let makes = |words: &Words| words.span.0 < to && from < words.span.1;
    if act.quad != "material-conflict" && document.agreements.iter().any(|a| makes(&a.words)) {
        return None;
    }
    let named = query.table.acts.iter().any(|rule| rule.rules.contains(&act.rule));
    let rules = query.table.acts.iter().filter(|rule| {
        rule.terms.contains(&term.kind)
            && if named { rule.rules.contains(&act.rule) } else { rule.rules.is_empty() }
    });
    let mut found: Vec<Link> =
        rules.filter_map(|rule| act_by_rule(query, term, rule, number, document, act)).collect();
    let rank = |link: &Link| (link.excluded.is_some(), !link.cannot_place.is_empty());
    found.sort_by_key(rank);
    found.into_iter().next()
}

fn is_one_of(act: &Act, acts: &[String]) -> bool {
    acts.iter().any(|wanted| match wanted.split_once('/') {
        Some((plover, "-")) => act.plover == plover && act.modes.is_empty(),
        Some((plover, mode)) => act.plover == plover && act.modes.iter().any(|m| m == mode),
        None => act.plover == *wanted,
    })
}

fn act_by_rule<'a>(
    query: &Query<'a>,
    term: &'a Term,
    rule: &'a ActRule,
    number: usize,
    document: &'a Document,
    act: &'a Act,
) -> Option<Link<'a>> {
    // What anybody does counts only where the term says where.
    if rule.who == Who::Any && rule.place == Where::Zone && term.zone.is_none() {
        return None;
    }
    let narrowed = term.kind == "refrain" && rule.shows == Shows::WouldDepart && !term.acts.is_empty();
    let acts = if narrowed { &term.acts } else { &rule.acts };
    if !is_one_of(act, acts) || !shares_words(query, term, rule.shared, act) {
        return None;
    }
    let mut link = Link {
        decisive: &rule.decisive,
        by_the_bound: false,
        denied: act.status == "denied",
        ..Link::new(number, Item::Act(act), &rule.id, rule.shows)
    };
    bind(query, term, rule.who, &[&act.actors, &act.together], &act.recipients, &mut link)?;
    if rule.beneficiary && !term.beneficiary.is_empty() && !acts_upon(query, &term.beneficiary, act) {
        return None;
    }
    things(query, term, rule.object, act, &mut link)?;
    let counts = act.status == "reported" || link.denied || rule.statuses.contains(&act.status);
    if !counts {
        link.excluded = Some(format!("only {}", act.status));
    }
    if rule.shows == Shows::BearsOn && link.denied {
        link.excluded = Some("only denied".into());
    }
    (link.days, link.dated_by) = days_of(act, document, query.table);
    time(query, term, rule.when, &mut link)?;
    placed(query, term, rule.place, &act.places, act.object.as_ref(), &mut link);
    let told = link.zone.as_ref().is_some_and(|z| z.lies == zone::Lies::InsideAll);
    if rule.place == Where::Surely && !told {
        return None;
    }
    if let Some(exception) = term.exceptions.iter().find(|e| excepts(query, e, act)) {
        link.excluded = Some(format!("recorded exception: “{}”", exception.text));
    }
    numbers(term, act, &mut link);
    Some(link)
}

/// Finds who of those bound stands in the role; none if nobody can.
fn bind(
    query: &Query,
    term: &Term,
    who: Who,
    actors: &[&[Party]],
    recipients: &[Party],
    link: &mut Link,
) -> Option<()> {
    if who == Who::Any {
        return Some(());
    }
    let mut unsure = None;
    let as_actors = actors.iter().flat_map(|a| a.iter()).map(|p| (p, true));
    let candidates: Vec<(&Party, bool)> = match who {
        Who::Actor => as_actors.collect(),
        Who::Recipient => recipients.iter().map(|p| (p, false)).collect(),
        _ => as_actors.chain(recipients.iter().map(|p| (p, false))).collect(),
    };
    for (party, acts) in &candidates {
        for (at, bound) in term.bound.iter().enumerate() {
            // A guarantor answers for others; it is not the one who is to act.
            let guarantor = bound.basis == Basis::ImpliedGuarantor && term.bound.len() > 1;
            match fits(bound, party, query.corpus) {
                Fit::Yes(_) if guarantor => {}
                Fit::Yes(how) => {
                    link.bound = Some(at);
                    link.by_the_bound = *acts;
                    link.notes.extend(how);
                    return Some(());
                }
                Fit::Unsure(why) if unsure.is_none() && !guarantor => unsure = Some((at, *acts, why)),
                Fit::Unsure(_) | Fit::No => {}
            }
        }
    }
    if let Some((at, acts, why)) = unsure {
        link.bound = Some(at);
        link.by_the_bound = acts;
        link.cannot_place.push(("actor", why));
        return Some(());
    }
    // An act that nobody is named for may be anybody's who is bound by name; one whose actors are others is not.
    let by_name = term.bound.iter().any(|b| !b.actor.starts_with("desc:"));
    if candidates.is_empty() && who == Who::Actor && by_name {
        link.cannot_place.push(("actor", "who acted is not said".into()));
        return Some(());
    }
    None
}

fn acts_upon(query: &Query, beneficiary: &[String], act: &Act) -> bool {
    let is = |id: &String| {
        let bound = crate::agreement::Bound { actor: id.clone(), ..Default::default() };
        act.recipients.iter().any(|p| matches!(fits(&bound, p, query.corpus), Fit::Yes(_)))
            || phrase_in(&act.words.quote, id)
    };
    beneficiary.iter().any(is)
}

fn things(query: &Query, term: &Term, object: Object, act: &Act, link: &mut Link) -> Option<()> {
    let things: Vec<&Thing> = act.object.iter().chain(&act.means).collect();
    let tells = |class: &str, thing: &Thing| query.table.is_of(class, &thing.words, thing.class.as_deref());
    match object {
        Object::Anything => Some(()),
        Object::Weapons => {
            let weapon = |thing: &&Thing| tells("weapons", thing) == Some(true);
            let found = things.iter().copied().find(weapon);
            let spoken =
                || tells("weapons", &Thing { words: act.words.quote.clone(), class: None }) == Some(true);
            if found.is_none() && !spoken() {
                return None;
            }
            let words = found.map_or(act.words.quote.as_str(), |t| t.words.as_str());
            for class in &term.object {
                if query.table.is_of(class, words, found.and_then(|t| t.class.as_deref())) != Some(true) {
                    link.cannot_place.push(("object", format!("“{words}” is not said to be {class}")));
                }
            }
            Some(())
        }
        Object::Term | Object::TermOrUnsaid => {
            if term.object.is_empty() || things.is_empty() && object == Object::TermOrUnsaid {
                return Some(());
            }
            let quote = Thing { words: act.words.quote.clone(), class: None };
            let recipients: Vec<Thing> =
                act.recipients.iter().map(|p| Thing { words: p.words.clone(), class: None }).collect();
            let all = || things.iter().copied().chain(&recipients);
            let told = |class: &String| all().find(|t| tells(class, t) == Some(true));
            if term.object.iter().any(|class| told(class).is_some() || tells(class, &quote) == Some(true)) {
                return Some(());
            }
            let wide = all().chain(std::iter::once(&quote));
            let wide = wide.into_iter().find(|t| term.object.iter().any(|class| tells(class, t).is_none()));
            let wide = wide?;
            let words = all().next().map_or(wide.words.as_str(), |t| t.words.as_str());
            link.cannot_place.push(("object", format!("“{words}” is wider than {}", term.object.join(", "))));
            Some(())
        }
    }
}

fn shares_words(query: &Query, term: &Term, shared: Shared, act: &Act) -> bool {
    let trigger = if act.trigger.is_empty() { &act.words.quote } else { &act.trigger };
    let told = |words: &str| {
        if !term.verbs.is_empty() {
            return term.verbs.iter().any(|verb| phrase_in(words, verb));
        }
        // Words of duty tell what is to be done; where the term has none, all of its words but the smallest do.
        let duties: Vec<&String> =
            query.table.duty_words.iter().filter(|duty| phrase_in(&term.text, duty)).collect();
        if duties.is_empty() {
            let small = |word: &&str| !query.table.small_words.iter().any(|s| s.eq_ignore_ascii_case(word));
            let text: Vec<&str> = term.text.split(|c: char| !c.is_alphanumeric()).filter(small).collect();
            return shares_stem(words, &text.join(" "));
        }
        duties.iter().any(|duty| phrase_in(words, duty))
    };
    match shared {
        Shared::Nothing => true,
        Shared::Trigger | Shared::TriggerOrObject if !term.verbs.is_empty() => {
            told(trigger) || told(&act.words.quote)
        }
        Shared::Trigger => told(trigger),
        Shared::TriggerOrObject => {
            told(trigger)
                || act.object.as_ref().is_some_and(|o| {
                    told(&o.words)
                        || term.object.iter().any(|c| query.table.is_of(c, &o.words, None) == Some(true))
                })
        }
        Shared::Agreement => query.table.agreement_words.iter().any(|w| phrase_in(&act.words.quote, w)),
    }
}

/// Whether the item lies in the term's time and the window; none if it does not.
fn time(query: &Query, term: &Term, when: When, link: &mut Link) -> Option<()> {
    let life = query.agreement.life();
    let stretch = term.window.unwrap_or_default();
    for outer in [life, stretch, query.window, Days { from: None, to: Some(query.as_of) }] {
        match link.days.within(outer) {
            dates::Lies::Outside => return None,
            dates::Lies::Within => {}
            dates::Lies::Either if link.days == Days::default() => {
                link.cannot_place.push(("date", "no day is said".into()));
                break;
            }
            dates::Lies::Either => {
                link.cannot_place.push((
                    "date",
                    format!("it was {}, which may lie outside {}", link.days.show(), outer.show()),
                ));
                break;
            }
        }
    }
    let Some(last) = term.deadline.and_then(|d| d.to) else { return Some(()) };
    let behind = Days { from: last.tomorrow().ok(), to: None };
    let lies = link.days.within(behind);
    match when {
        When::AfterDeadline => match lies {
            dates::Lies::Outside => return None,
            dates::Lies::Within => {}
            dates::Lies::Either => {
                link.cannot_place.push(("date", format!("whether it was after {last} cannot be told")));
            }
        },
        When::Any if link.shows == Shows::WouldPerform => match (lies, link.days.from) {
            (dates::Lies::Within, Some(from)) => {
                link.late = last.until(from).ok().map(|span| i64::from(span.get_days()));
            }
            (dates::Lies::Either, _) => link.notes.push(format!("whether it was by {last} cannot be told")),
            _ => {}
        },
        When::Any => {}
    }
    Some(())
}

fn placed(
    query: &Query,
    term: &Term,
    wanted: Where,
    places: &[Place],
    object: Option<&Thing>,
    link: &mut Link,
) {
    let Some(zone) = term.zone.as_deref().and_then(|z| query.agreement.zone(z)) else { return };
    if wanted == Where::Anywhere {
        return;
    }
    let words = object.map(|o| Place { words: o.words.clone(), ..Place::default() });
    let named = words.into_iter().find(|w| zone.names.iter().any(|n| zone::contains(&w.words, n)));
    let tests: Vec<Test> =
        named.iter().chain(places).map(|place| zone::test(zone, place, &query.table.radii)).collect();
    // Whichever of the places of an act is told best decides.
    let decided = tests.iter().find(|t| t.lies != zone::Lies::CannotPlace).or(tests.first()).cloned();
    match (&decided, wanted) {
        (Some(test), _) if test.lies == zone::Lies::OutsideAll => {
            link.excluded = Some(format!("outside zone {} under all readings: {}", zone.id, test.why));
        }
        (Some(test), Where::Zone) if test.lies == zone::Lies::CannotPlace => {
            link.cannot_place.push(("place", test.why.clone()));
        }
        (Some(test), Where::Zone) if test.lies == zone::Lies::InsideSome => {
            link.cannot_place.push(("place", format!("inside zone {} by its greater depth only", zone.id)));
        }
        (None, Where::Zone) => link.cannot_place.push(("place", "no place is said".into())),
        (Some(test), Where::NotOutside) if test.lies != zone::Lies::InsideAll => {
            link.notes.push(format!("whether it was in zone {} is not told: {}", zone.id, test.why));
        }
        _ => {}
    }
    if let Some(test) = &decided
        && test.lies == zone::Lies::InsideAll
        && !test.why.is_empty()
    {
        link.notes.push(test.why.clone());
    }
    link.zone = decided;
}

fn excepts(query: &Query, exception: &crate::agreement::Exception, act: &Act) -> bool {
    let any = |ids: &[String], parties: &[Party]| {
        ids.is_empty()
            || ids.iter().any(|id| {
                let bound = crate::agreement::Bound { actor: id.clone(), ..Default::default() };
                parties.iter().any(|p| matches!(fits(&bound, p, query.corpus), Fit::Yes(_)))
            })
    };
    any(&exception.against, &act.recipients)
        && any(&exception.by, &act.actors)
        && (exception.acts.is_empty() || is_one_of(act, &exception.acts))
}

/// Holds the figures of an act against the number of its term; figures are never added up.
fn numbers(term: &Term, act: &Act, link: &mut Link) {
    let (Some(number), Shows::WouldPerform) = (term.number, link.shows) else { return };
    let counted = act.figures.iter().filter(|f| !matches!(f.measure.as_str(), "killed" | "injured"));
    let counted: Vec<&Number> = counted.collect();
    let Some(figure) = counted.iter().find(|f| f.lower.is_some() || f.upper.is_some()) else {
        if act.figures.is_empty() {
            link.notes.push(format!("how many of the {number} is not said"));
        }
        return;
    };
    if figure.upper.is_some_and(|upper| upper < number) {
        link.short = Some(format!(
            "“{}” is fewer than the {number} of the term; figures of several reports are not added up",
            figure.words
        ));
    } else if figure.lower.is_none_or(|lower| lower < number) {
        link.notes.push(format!("whether “{}” is the {number} of the term cannot be told", figure.words));
    }
}

fn holding_link<'a>(
    query: &Query<'a>,
    term: &'a Term,
    rule: &'a StateRule,
    number: usize,
    document: &'a Document,
    holding: &'a Holding,
) -> Option<Link<'a>> {
    let fits_rule = rule.terms.contains(&term.kind)
        && rule.classes.contains(&holding.class)
        && (rule.changes || !holding.change);
    if !fits_rule {
        return None;
    }
    let mut link = Link::new(number, Item::Holding(holding), &rule.id, rule.shows);
    bind(query, term, Who::Actor, &[&holding.holders], &[], &mut link)?;
    // Others hold places too: only who is bound by name, or by what a report says of it, is looked at.
    if !link.cannot_place.is_empty() {
        return None;
    }
    match holding.status.as_str() {
        "reported" => {}
        "denied" => link.denied = true,
        other => link.excluded = Some(format!("only {other}")),
    }
    (link.days, link.dated_by) = match (holding.when, document.published) {
        (Some(when), _) => (when.days, DatedBy::Words),
        (None, Some(day)) => (Days::on(day), DatedBy::Publication),
        (None, None) => (Days::default(), DatedBy::Nothing),
    };
    time(query, term, rule.when, &mut link)?;
    let places: Vec<Place> = holding.place.iter().cloned().collect();
    placed(query, term, rule.place, &places, None, &mut link);
    Some(link)
}

fn stand_link<'a>(
    query: &Query<'a>,
    term: &'a Term,
    rule: &'a StateRule,
    number: usize,
    document: &'a Document,
    stand: &'a Stand,
) -> Option<Link<'a>> {
    if !rule.terms.contains(&term.kind)
        || !rule.classes.contains(&stand.value)
        || !is_on(query, document, stand)
    {
        return None;
    }
    let mut link = Link::new(number, Item::Stand(stand), &rule.id, rule.shows);
    bind(query, term, Who::Actor, &[&stand.holders], &[], &mut link)?;
    if !link.cannot_place.is_empty() {
        return None;
    }
    link.days = document.published.map(Days::on).unwrap_or_default();
    link.dated_by = DatedBy::Publication;
    time(query, term, rule.when, &mut link)?;
    Some(link)
}

/// Whether a position is on this agreement: the one its document reports, if it reports it as this one.
pub(crate) fn is_on(query: &Query, document: &Document, stand: &Stand) -> bool {
    stand.agreement.is_none_or(|at| {
        document
            .agreements
            .get(at)
            .is_none_or(|r| crate::disagree::is_the_same(query.agreement, r, query.corpus))
    })
}

impl<'a> Link<'a> {
    /// An item as evidence under a rule, before anything else is known of it.
    pub fn new(document: usize, item: Item<'a>, rule: &'a str, shows: Shows) -> Link<'a> {
        Link {
            document,
            item,
            rule,
            decisive: &[],
            shows,
            bound: None,
            by_the_bound: true,
            days: Days::default(),
            dated_by: DatedBy::Nothing,
            zone: None,
            cannot_place: vec![],
            excluded: None,
            denied: false,
            late: None,
            short: None,
            notes: vec![],
        }
    }
    /// Whether it says the most it can of the term: reported, placed, and of a term that a report can settle.
    pub fn counts(&self, term: &Term) -> bool {
        self.excluded.is_none() && self.cannot_place.is_empty() && term.testable == Testable::BrightLine
    }
}
