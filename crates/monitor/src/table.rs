//! The table of acts: which reported act, holding or position says what of which kind of term. It is data
//! (`data/monitor/acts.toml`); this reads and checks it.

use crate::agreement::KINDS;
use crate::fields::{Fields, Source};
use crate::zone::Radii;
use dateline_lexicon::{Example, Problem, SourceFile};

/// What a report says of a term.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// An act that the term asks for.
    WouldPerform,
    /// An act or state that would not accord with the term as recorded.
    WouldDepart,
    /// It has to do with the term, and decides nothing.
    BearsOn,
    /// Where one who is bound stands on it.
    PositionOn,
    /// Somebody says that it is not kept.
    Alleges,
    /// A body with the mandate says how it is kept.
    Finds,
}

impl Shows {
    /// As written and printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Shows::WouldPerform => "would-perform",
            Shows::WouldDepart => "would-depart",
            Shows::BearsOn => "bears-on",
            Shows::PositionOn => "position-on",
            Shows::Alleges => "alleges",
            Shows::Finds => "finds",
        }
    }
    const ALL: [Shows; 6] = [
        Shows::WouldPerform,
        Shows::WouldDepart,
        Shows::BearsOn,
        Shows::PositionOn,
        Shows::Alleges,
        Shows::Finds,
    ];
}

/// In which role of an act one who is bound must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// As the one who acts.
    Actor,
    /// As the one acted upon.
    Recipient,
    /// As either.
    Either,
    /// Nobody bound needs to stand in it.
    Any,
}

/// What a place has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the zone of the term; if that cannot be told, nothing can.
    Zone,
    /// In the zone of the term, and told to be: what cannot be told says nothing of the term.
    Surely,
    /// Not known to be out of the zone of the term.
    NotOutside,
    /// Anywhere.
    Anywhere,
}

/// What the thing acted upon or with has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// Anything.
    Anything,
    /// Of a class of the term's object.
    Term,
    /// Weapons of any kind.
    Weapons,
    /// Of a class of the term's object, or not said.
    TermOrUnsaid,
}

/// Which words an act shares with its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// None need be shared.
    Nothing,
    /// The word that tells the act.
    Trigger,
    /// The word that tells the act, or the thing acted upon.
    TriggerOrObject,
    /// A word of its agreement: "truce".
    Agreement,
}

/// When it must have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// While the term holds.
    Any,
    /// Behind the deadline, if there is one.
    AfterDeadline,
}

/// An act that says something of a term.
#[derive(Clone, Debug)]
pub struct ActRule {
    /// Its name.
    pub id: String,
    /// Kinds of terms.
    pub terms: Vec<String>,
    /// What it says.
    pub shows: Shows,
    /// PLOVER types, or `TYPE/mode`.
    pub acts: Vec<String>,
    /// Patterns of the reader that the act must come from; any if empty. What one entry names no other takes.
    pub rules: Vec<String>,
    /// In which role one who is bound stands.
    pub who: Who,
    /// What the place has to be.
    pub place: Where,
    /// What the object has to be.
    pub object: Object,
    /// Whether somebody for whose sake the term is has to be acted upon, where the term names any.
    pub beneficiary: bool,
    /// Which words are shared.
    pub shared: Shared,
    /// When.
    pub when: When,
    /// Statuses that count beside `reported` and `denied`; only for `bears-on`.
    pub statuses: Vec<String>,
    /// Facets which, denied or told otherwise, leave the report contested.
    pub decisive: Vec<String>,
    /// Sentences it must take, the marked words being the term.
    pub yes: Vec<Example>,
    /// Sentences it must not take.
    pub no: Vec<Example>,
}

/// A holding or a position that says something of a term.
#[derive(Clone, Debug)]
pub struct StateRule {
    /// Its name.
    pub id: String,
    /// Kinds of terms.
    pub terms: Vec<String>,
    /// What it says.
    pub shows: Shows,
    /// Classes of holdings, or values of positions.
    pub classes: Vec<String>,
    /// Whether a change of hands counts too; holdings only.
    pub changes: bool,
    /// What the place has to be; holdings only.
    pub place: Where,
    /// When.
    pub when: When,
    /// Sentences it must take.
    pub yes: Vec<Example>,
    /// Sentences it must not take.
    pub no: Vec<Example>,
}

/// A class of things.
#[derive(Clone, Debug)]
pub struct Things {
    /// Its name: `heavy-weapons`.
    pub class: String,
    /// Words for it.
    pub words: Vec<String>,
    /// Classes of weapons in the record that belong to it.
    pub weapons: Vec<String>,
    /// Classes that belong to it.
    pub holds: Vec<String>,
}

/// The whole table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Acts.
    pub acts: Vec<ActRule>,
    /// Holdings.
    pub holdings: Vec<StateRule>,
    /// Positions.
    pub stands: Vec<StateRule>,
    /// Classes of things.
    pub things: Vec<Things>,
    /// How far a place may be off.
    pub radii: Radii,
    /// An act that only its report dates was at most so many days before.
    pub report_days: i32,
    /// Two reports of one act are at most so many days apart.
    pub same_days: i32,
    /// Two texts that share so many of their word triples are one.
    pub same_text: f64,
    /// Words that name an agreement in passing.
    pub agreement_words: Vec<String>,
    /// Words of duty: those of them that a term's text holds tell what is to be done.
    pub duty_words: Vec<String>,
    /// Words of a term's text that tell nothing of what is to be done.
    pub small_words: Vec<String>,
    /// Measures of figures that are shown beside an act.
    pub measures: Vec<String>,
    /// Words that say what an act answers.
    pub answer_words: Vec<String>,
}

/// The table of a file.
///
/// # Errors
/// Every problem in it, each with its line.
pub fn load(file: &SourceFile) -> Result<Table, Vec<Problem>> {
    let source = Source::new(file);
    let tables = source.parse();
    let root = Fields::new(&source, tables.get_ref(), 0, "the file");
    let policies = root.tables("policy", "policy");
    let policy = policies.first();
    if policy.is_none() {
        source.problem(0, "[policy] is missing".into());
    }
    let number = |key| policy.and_then(|p| p.number(key)).unwrap_or_default();
    let radius = policy.and_then(|p| p.numbers("radius_km")).unwrap_or_default();
    let by_precision = <[f64; 7]>::try_from(radius).unwrap_or_else(|_| {
        root.problem("policy", "`radius_km` holds seven numbers, for where_prec 1 to 7");
        [0.0; 7]
    });
    let table = Table {
        radii: Radii { by_precision, town: number("town_km") },
        report_days: number("report_days") as i32,
        same_days: number("same_days") as i32,
        same_text: number("same_text"),
        agreement_words: policy.map(|p| p.texts("agreement_words")).unwrap_or_default(),
        duty_words: policy.map(|p| p.texts("duty_words")).unwrap_or_default(),
        small_words: policy.map(|p| p.texts("small_words")).unwrap_or_default(),
        measures: policy.map(|p| p.texts("measures")).unwrap_or_default(),
        answer_words: policy.map(|p| p.texts("answer_words")).unwrap_or_default(),
        things: root.tables("things", "things").iter().map(things).collect(),
        acts: root.tables("act", "act").iter().map(act).collect(),
        holdings: root.tables("holding", "holding").iter().map(state).collect(),
        stands: root.tables("stand", "stand").iter().map(state).collect(),
    };
    if let Some(policy) = policy {
        policy.done();
    }
    root.done();
    let mut problems = source.problems.into_inner();
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

fn things(fields: &Fields) -> Things {
    let things = Things {
        class: fields.needed("class"),
        words: fields.texts("words"),
        weapons: fields.texts("weapons"),
        holds: fields.texts("holds"),
    };
    fields.done();
    things
}

fn terms(fields: &Fields) -> Vec<String> {
    let terms = fields.texts("terms");
    for kind in &terms {
        if !KINDS.contains(&kind.as_str()) {
            fields.problem("terms", &format!("“{kind}” is no kind of term; {} are", KINDS.join(", ")));
        }
    }
    if terms.is_empty() {
        fields.problem("terms", "`terms` is empty");
    }
    terms
}
fn shows(fields: &Fields) -> Shows {
    let names: Vec<&str> = Shows::ALL.iter().map(|s| s.as_str()).collect();
    let written = fields.one_of("shows", &names);
    Shows::ALL.into_iter().find(|s| Some(s.as_str()) == written.as_deref()).unwrap_or_else(|| {
        fields.problem("shows", "`shows` is missing");
        Shows::BearsOn
    })
}
fn place(fields: &Fields) -> Where {
    match fields.one_of("place", &["zone", "surely", "not-outside", "anywhere"]).as_deref() {
        Some("surely") => Where::Surely,
        Some("not-outside") => Where::NotOutside,
        Some("anywhere") => Where::Anywhere,
        _ => Where::Zone,
    }
}
fn when(fields: &Fields) -> When {
    match fields.one_of("when", &["any", "after-deadline"]).as_deref() {
        Some("after-deadline") => When::AfterDeadline,
        _ => When::Any,
    }
}
fn examples(fields: &Fields, key: &'static str) -> Vec<Example> {
    let written = fields.texts(key);
    if written.is_empty() {
        fields.problem(key, &format!("`{key}` needs at least one sentence"));
    }
    let read = |text: &String| Example::read(text).map_err(|message| fields.problem(key, &message)).ok();
    written.iter().filter_map(read).collect()
}

fn act(fields: &Fields) -> ActRule {
    let id = fields.needed("id");
    fields.call(format!("act {id}"));
    let rule = ActRule {
        terms: terms(fields),
        shows: shows(fields),
        acts: fields.texts("acts"),
        rules: fields.texts("rules"),
        who: match fields.one_of("who", &["actor", "recipient", "either", "any"]).as_deref() {
            Some("recipient") => Who::Recipient,
            Some("either") => Who::Either,
            Some("any") => Who::Any,
            _ => Who::Actor,
        },
        place: place(fields),
        object: match fields.one_of("object", &["anything", "term", "weapons", "term-or-unsaid"]).as_deref() {
            Some("term") => Object::Term,
            Some("weapons") => Object::Weapons,
            Some("term-or-unsaid") => Object::TermOrUnsaid,
            _ => Object::Anything,
        },
        beneficiary: fields.truth("beneficiary").unwrap_or(false),
        shared: match fields.one_of("shared", &["trigger", "trigger-or-object", "agreement"]).as_deref() {
            Some("trigger") => Shared::Trigger,
            Some("trigger-or-object") => Shared::TriggerOrObject,
            Some("agreement") => Shared::Agreement,
            _ => Shared::Nothing,
        },
        when: when(fields),
        statuses: fields.texts("statuses"),
        decisive: fields.texts("decisive"),
        yes: examples(fields, "yes"),
        no: examples(fields, "no"),
        id,
    };
    if !rule.statuses.is_empty() && rule.shows != Shows::BearsOn {
        fields.problem("statuses", "only what `bears-on` may count an act that is not reported as done");
    }
    fields.done();
    rule
}

fn state(fields: &Fields) -> StateRule {
    let id = fields.needed("id");
    fields.call(format!("statement {id}"));
    let rule = StateRule {
        terms: terms(fields),
        shows: shows(fields),
        classes: fields.texts("classes"),
        changes: fields.truth("changes").unwrap_or(false),
        place: place(fields),
        when: when(fields),
        yes: examples(fields, "yes"),
        no: examples(fields, "no"),
        id,
    };
    fields.done();
    rule
}

impl Table {
    /// Whether words are of a class of things: yes, no, or they may be, because they name a wider class.
    #[must_use]
    pub fn is_of(&self, class: &str, words: &str, weapon: Option<&str>) -> Option<bool> {
        let Some(things) = self.find(class) else {
            return Some(crate::zone::contains(words, class) || shares_stem(words, class));
        };
        if self.names(things, words, weapon) {
            return Some(true);
        }
        let wider = self.things.iter().filter(|t| self.reaches(t, &things.class));
        let unsure = wider.into_iter().any(|t| self.says(t, words));
        if unsure { None } else { Some(false) }
    }
    /// The class of a name, or of words: the one that the most words of speak for.
    fn find(&self, class: &str) -> Option<&Things> {
        let by_name = self.things.iter().find(|t| t.class == class);
        let longest = |t: &&Things| {
            let fit = t.words.iter().filter(|word| phrase_in(class, word));
            fit.map(|word| stems(word).len()).max().unwrap_or(0)
        };
        // The first of those that fit best: the narrower stand behind the wider.
        by_name.or_else(|| self.things.iter().rev().max_by_key(longest).filter(|t| longest(t) > 0))
    }
    fn names(&self, things: &Things, words: &str, weapon: Option<&str>) -> bool {
        self.says(things, words)
            || weapon.is_some_and(|w| things.weapons.iter().any(|c| c == w))
            || things.holds.iter().filter_map(|h| self.find(h)).any(|held| self.names(held, words, weapon))
    }
    fn says(&self, things: &Things, words: &str) -> bool {
        things.words.iter().any(|word| phrase_in(words, word))
    }
    fn reaches(&self, wide: &Things, class: &str) -> bool {
        wide.class != class
            && wide
                .holds
                .iter()
                .any(|h| h == class || self.find(h).is_some_and(|held| self.reaches(held, class)))
    }
    /// Whether one class of the record has anything in common with another: `heavy-weapons` and `tank`.
    #[must_use]
    pub fn overlap(&self, one: &str, other: &str) -> bool {
        let (Some(a), Some(b)) = (self.find(one), self.find(other)) else {
            return shares_stem(one, other);
        };
        a.class == b.class || self.reaches(a, &b.class) || self.reaches(b, &a.class)
    }
}

/// The words of a text that may tell something, in small letters, without the ends that grammar gives them.
pub(crate) fn stems(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 3);
    words.map(|w| stem(&w.to_lowercase())).collect()
}
fn stem(word: &str) -> String {
    for ending in [
        "ations", "ation", "ions", "ion", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed",
        "es", "al", "s", "e", "y",
    ] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 4
        {
            // "patrolled", "patrol"
            let mut letters = rest.chars().rev();
            let doubled = letters.next().is_some_and(|a| letters.next() == Some(a) && a != 's');
            return if doubled {
                rest[..rest.len() - rest.chars().last().map_or(0, char::len_utf8)].to_owned()
            } else {
                rest.to_owned()
            };
        }
    }
    word.to_owned()
}
/// Whether two texts have a word in common, whatever its ending.
pub(crate) fn shares_stem(one: &str, other: &str) -> bool {
    let other = stems(other);
    stems(one).iter().any(|s| other.contains(s))
}
/// Whether a phrase stands in a text, word for word, whatever the endings.
pub(crate) fn phrase_in(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (stems(text), stems(phrase));
    !phrase.is_empty() && text.windows(phrase.len()).any(|part| part == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_words_tell_the_class() {
        let file = SourceFile::new("acts.toml", include_str!("../../../data/monitor/acts.toml"));
        let table = load(&file).expect("the table is sound");
        assert_eq!(table.is_of("heavy weapons", "three tanks", None), Some(true));
        assert_eq!(table.is_of("heavy weapons", "a weapons store", None), None);
        assert_eq!(table.is_of("heavy weapons", "bread", None), Some(false));
        assert!(table.overlap("heavy weapons", "mortar") && !table.overlap("prisoners", "mortar"));
    }

    #[test]
    fn endings_do_not_part_words() {
        for (one, other) in [
            ("patrolled", "patrols"),
            ("withdrew", "withdrew"),
            ("inspected", "inspections"),
            ("withdrawal", "withdraw"),
        ] {
            assert!(shares_stem(one, other), "{one} {other}: {:?} {:?}", stems(one), stems(other));
        }
        assert!(!shares_stem("patrolled", "parted"));
        assert!(phrase_in("40 heavy weapons and shells", "heavy weapon"));
        assert!(!phrase_in("heavy rain and weapons", "heavy weapon"));
    }
}
