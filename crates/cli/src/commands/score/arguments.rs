//! Who, whom, where and with what of a given trigger: shared by the suites whose gold is arguments of events.
//!
//! Trigger and type are given, as the sets' own scorers do. Arguments come from the event that dateline codes at the
//! trigger, and from what stands around the word in the tree (`dateline::around`), for most triggers have no pattern.
//! [`FRAMES`] says which role of which type of event our roles are. *Head match*: the head word of a predicted argument is
//! that of the gold span (the word in it that hangs on a word outside it, in our trees), and the role is the same.

use super::{Measured, f1};
use dateline::{
    Analysis, Around, Coder, Document, Event, Lexicon, MentionKind, Origin, Reader, Reading, Role, Section,
    SectionKind, Span, around,
};
use serde::Deserialize;

/// Where a role's filler stands: our event's or the tree's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Doer,
    Undergoer,
    Place,
    Means,
    /// Behind one of these prepositions.
    Behind(&'static [&'static str]),
}
use Slot::{Behind, Doer, Means, Place, Undergoer};

type Frame = (&'static str, &'static [(Slot, &'static str)]);

const TO: Slot = Behind(&["to", "into", "for", "towards", "toward"]);
const FROM: Slot = Behind(&["from", "out"]);
const FOR: Slot = Behind(&["for", "of", "over", "with", "on"]);
const WITH: Slot = Behind(&["with", "between", "among"]);
const TOLD: Slot = Behind(&["to", "with", "on", "from", "of", "against"]);

/// Opening of a type, in small letters, and its roles. The first that fits counts.
const FRAMES: &[Frame] = &[
    (
        "artifactexistence.damagedestroy.damage",
        &[(Doer, "damager"), (Undergoer, "artifact"), (Place, "place"), (Means, "instrument")],
    ),
    (
        "artifactexistence.damagedestroy.destroy",
        &[(Doer, "destroyer"), (Undergoer, "artifact"), (Place, "place"), (Means, "instrument")],
    ),
    (
        "artifactexistence.damagedestroy",
        &[(Doer, "damagerdestroyer"), (Undergoer, "artifact"), (Place, "place"), (Means, "instrument")],
    ),
    (
        "artifactexistence.manufacture",
        &[(Doer, "manufacturerassembler"), (Undergoer, "artifact"), (Place, "place")],
    ),
    (
        "conflict.attack",
        &[(Doer, "attacker"), (Undergoer, "target"), (Place, "place"), (Means, "instrument")],
    ),
    ("conflict.demonstrate", &[(Doer, "demonstrator"), (Undergoer, "target"), (Place, "place")]),
    ("conflict.yield.surrender", &[(Doer, "surrenderer"), (TO, "recipient"), (Place, "place")]),
    ("conflict.yield.retreat", &[(Doer, "retreater"), (TO, "destination"), (FROM, "origin")]),
    ("conflict.yield", &[(Doer, "yielder"), (TO, "recipient"), (Place, "place")]),
    (
        "contact.collaborate",
        &[(Doer, "participant"), (Undergoer, "participant"), (WITH, "participant"), (Place, "place")],
    ),
    (
        "contact.discussion",
        &[(Doer, "participant"), (Undergoer, "participant"), (WITH, "participant"), (Place, "place")],
    ),
    (
        "contact.negotiate",
        &[(Doer, "participant"), (Undergoer, "participant"), (WITH, "participant"), (Place, "place")],
    ),
    (
        "contact.contact",
        &[
            (Doer, "participant"),
            (Undergoer, "participant"),
            (WITH, "participant"),
            (TO, "participant"),
            (Place, "place"),
        ],
    ),
    (
        "contact.funeralvigil",
        &[(Doer, "participant"), (Undergoer, "deceased"), (FOR, "deceased"), (Place, "place")],
    ),
    ("contact.", &[(Doer, "communicator"), (Undergoer, "recipient"), (TOLD, "recipient"), (Place, "place")]),
    ("control.impedeinterferewith", &[(Doer, "impeder")]),
    ("disaster.accidentcrash", &[(Doer, "crashobject"), (Undergoer, "crashobject"), (Place, "place")]),
    (
        "disaster.fireexplosion",
        &[(Doer, "fireexplosionobject"), (Undergoer, "fireexplosionobject"), (Place, "place")],
    ),
    ("disaster.disease", &[(Doer, "victim"), (Undergoer, "victim"), (Place, "place")]),
    ("genericcrime", &[(Doer, "perpetrator"), (Undergoer, "victim"), (Place, "place")]),
    ("government.agreements", &[(Doer, "participant"), (WITH, "participant"), (Place, "place")]),
    ("government.formation", &[(Doer, "founder"), (Undergoer, "gpe"), (Place, "place")]),
    ("government.legislate", &[(Doer, "governmentbody"), (Undergoer, "law"), (Place, "place")]),
    (
        "government.spy",
        &[
            (Doer, "spy"),
            (Undergoer, "observedentity"),
            (Behind(&["on"]), "observedentity"),
            (Place, "place"),
            (Behind(&["for"]), "beneficiary"),
        ],
    ),
    (
        "government.vote",
        &[(Doer, "voter"), (Behind(&["for"]), "candidate"), (Undergoer, "candidate"), (Place, "place")],
    ),
    (
        "inspection.sensoryobserve.inspect",
        &[(Doer, "inspector"), (Undergoer, "inspectedentity"), (Place, "place")],
    ),
    (
        "inspection.sensoryobserve.monitor",
        &[(Doer, "monitor"), (Undergoer, "monitoredentity"), (Place, "place")],
    ),
    ("inspection.", &[(Doer, "inspector"), (Undergoer, "inspectedentity"), (Place, "place")]),
    ("justice.arrestjail", &[(Doer, "jailer"), (Undergoer, "detainee"), (Place, "place"), (FOR, "crime")]),
    (
        "justice.initiatejudicialprocess",
        &[(Doer, "prosecutor"), (Undergoer, "defendant"), (Place, "place"), (FOR, "crime")],
    ),
    (
        "justice.investigate",
        &[
            (Doer, "investigator"),
            (Undergoer, "defendant"),
            (Place, "place"),
            (Behind(&["into", "of", "for"]), "crime"),
        ],
    ),
    (
        "justice.chargeindict",
        &[(Doer, "prosecutor"), (Undergoer, "defendant"), (Place, "place"), (FOR, "crime")],
    ),
    (
        "justice.judicialconsequences.execute",
        &[(Doer, "executioner"), (Undergoer, "defendant"), (Place, "place"), (FOR, "crime")],
    ),
    (
        "justice.judicialconsequences.extradite",
        &[(Doer, "extraditer"), (Undergoer, "defendant"), (TO, "destination"), (FROM, "origin")],
    ),
    ("justice.", &[(Doer, "judgecourt"), (Undergoer, "defendant"), (Place, "place"), (FOR, "crime")]),
    ("life.die", &[(Doer, "killer"), (Undergoer, "victim"), (Place, "place"), (Means, "instrument")]),
    ("life.injure", &[(Doer, "injurer"), (Undergoer, "victim"), (Place, "place"), (Means, "instrument")]),
    ("manufacture.artifact", &[(Doer, "manufacturer"), (Undergoer, "artifact"), (Place, "place")]),
    ("medical.intervention", &[(Doer, "treater"), (Undergoer, "patient"), (Place, "place")]),
    (
        "movement.transportartifact",
        &[(Doer, "transporter"), (Undergoer, "artifact"), (TO, "destination"), (FROM, "origin")],
    ),
    (
        "movement.transportperson.prevent",
        &[(Doer, "preventer"), (Undergoer, "passenger"), (TO, "destination"), (FROM, "origin")],
    ),
    (
        "transaction.transfermoney.embargo",
        &[
            (Doer, "preventer"),
            (Undergoer, "recipient"),
            (Behind(&["on", "against"]), "recipient"),
            (Place, "place"),
        ],
    ),
    (
        "transaction.transferownership.embargo",
        &[
            (Doer, "preventer"),
            (Undergoer, "recipient"),
            (Behind(&["on", "against"]), "recipient"),
            (Place, "place"),
        ],
    ),
    (
        "transaction.transaction.embargo",
        &[
            (Doer, "preventer"),
            (Undergoer, "recipient"),
            (Behind(&["on", "against"]), "recipient"),
            (Place, "place"),
        ],
    ),
    (
        "movement.transportperson",
        &[(Doer, "transporter"), (Undergoer, "passenger"), (TO, "destination"), (FROM, "origin")],
    ),
    (
        "movement.transportation",
        &[(Doer, "transporter"), (Undergoer, "passengerartifact"), (TO, "destination"), (FROM, "origin")],
    ),
    ("personnel.elect", &[(Doer, "voter"), (Undergoer, "candidate"), (Place, "place")]),
    (
        "personnel.endposition",
        &[
            (Doer, "employee"),
            (Undergoer, "employee"),
            (Behind(&["from", "of", "at", "as"]), "placeofemployment"),
            (Place, "place"),
        ],
    ),
    (
        "personnel.startposition",
        &[
            (Doer, "placeofemployment"),
            (Undergoer, "employee"),
            (Behind(&["in", "of", "at", "for"]), "placeofemployment"),
        ],
    ),
    (
        "transaction.transfermoney",
        &[(Doer, "giver"), (Undergoer, "money"), (TO, "recipient"), (Place, "place")],
    ),
    (
        "transaction.transferownership",
        &[(Doer, "giver"), (Undergoer, "artifact"), (TO, "recipient"), (Place, "place")],
    ),
    (
        "transaction.exchange",
        &[(Doer, "giver"), (Undergoer, "acquiredentity"), (TO, "recipient"), (Place, "place")],
    ),
    ("transaction.", &[(Doer, "giver"), (TO, "recipient"), (WITH, "participant"), (Place, "place")]),
];

fn frame(kind: &str) -> &'static [(Slot, &'static str)] {
    let small = kind.to_lowercase();
    FRAMES.iter().find(|(opening, _)| small.starts_with(opening)).map_or(&[], |(_, roles)| roles)
}

/// A role and the head word that fills it.
pub(super) type Argument = (String, Span);

/// How far from the trigger its place is looked for. RAMS marks it wherever in its five sentences it stands, WikiEvents
/// hardly ever outside the clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Clause,
    Passage,
}

/// A trigger with its type, in bytes.
struct Given<'r> {
    pub kind: &'r str,
    pub trigger: Span,
}

/// The head word of a span of text: the last of its words that hangs on a word outside it.
fn head(analysis: &Analysis, span: Span) -> Span {
    let first = analysis.tokens.partition_point(|t| t.span.end() <= span.start());
    let inside = analysis.tokens[first..].iter().take_while(|t| t.span.start() < span.end());
    let tops = inside.enumerate().filter(|(at, token)| {
        let above = analysis.tokens[token.head as usize].span;
        token.head as usize == first + at || !span.overlaps(above)
    });
    tops.map(|(_, token)| token.span).next().unwrap_or(span)
}

fn role_head(reading: &Reading, analysis: &Analysis, role: &Role) -> Span {
    role.mention.map_or_else(|| head(analysis, role.span), |id| reading.mention(id).head)
}

/// Whether a word heads a mention of an actor.
fn is_party(reading: &Reading, at: Span) -> bool {
    reading
        .mentions
        .iter()
        .any(|m| m.head == at && !matches!(m.kind, MentionKind::Time(_) | MentionKind::Figure(_)))
}
fn sentence_of(reading: &Reading, at: Span) -> Span {
    reading.sentences.iter().copied().find(|s| s.overlaps(at)).unwrap_or(at)
}
/// The place of the trigger's sentence that stands nearest to it; else the last one before the sentence.
fn nearest_place(reading: &Reading, trigger: Span) -> Option<Span> {
    let sentence = sentence_of(reading, trigger);
    let places =
        || reading.mentions.iter().filter(|m| matches!(m.kind, MentionKind::Place(_))).map(|m| m.head);
    let far = |at: &Span| at.start().abs_diff(trigger.start());
    let here = places().filter(|at| sentence.contains(*at)).min_by_key(far);
    here.or_else(|| places().rfind(|at| at.end() <= sentence.start()))
}
fn is_place(reading: &Reading, at: Span) -> bool {
    reading.mentions.iter().any(|m| m.head == at && matches!(m.kind, MentionKind::Place(_)))
}

/// The arguments of a given trigger.
fn predict(
    reading: &Reading,
    analysis: &Analysis,
    lexicon: &Lexicon,
    given: &Given,
    around: &Around,
    reach: Reach,
) -> Vec<Argument> {
    let event: Option<&Event> = reading.events.iter().find(|e| e.trigger.overlaps(given.trigger));
    let word = analysis.tokens.iter().find(|t| t.span.overlaps(given.trigger));
    let dying = word.is_some_and(|t| {
        lexicon
            .classes
            .get("dying")
            .is_some_and(|set| set.heads.contains_key(t.lemma.to_lowercase().as_str()))
    });
    let is_weapon = |at: Span| {
        let token = analysis.tokens.iter().find(|t| t.span == at);
        token.is_some_and(|t| {
            let lemma = t.lemma.to_lowercase();
            ["armament", "arms", "strike_word"].iter().any(|class| {
                lexicon
                    .classes
                    .get(*class)
                    .and_then(|set| set.heads.get(lemma.as_str()))
                    .is_some_and(|before| before.iter().any(Vec::is_empty))
            })
        })
    };
    let of_roles =
        |roles: &[Role]| -> Vec<Span> { roles.iter().map(|r| role_head(reading, analysis, r)).collect() };
    let behind = |cases: &[&str]| -> Vec<Span> {
        around.behind.iter().filter(|(case, _)| cases.contains(&case.as_str())).map(|(_, at)| *at).collect()
    };
    let noun = around.doers.is_empty() && around.undergoers.is_empty();
    let mut found: Vec<Argument> = vec![];
    for (slot, role) in frame(given.kind) {
        let fillers: Vec<Span> = match slot {
            Doer if dying => vec![],
            Undergoer if dying => around.doers.iter().copied().chain(behind(&["of"])).collect(),
            Doer => {
                let mut all = around.doers.clone();
                if all.is_empty() {
                    all = event.map(|e| of_roles(&e.actors)).unwrap_or_default();
                }
                if all.is_empty() && noun {
                    all = behind(&["by"]);
                }
                if all.is_empty() && noun {
                    all = around.owners.iter().copied().filter(|at| is_party(reading, *at)).collect();
                }
                all
            }
            Undergoer => {
                let mut all = around.undergoers.clone();
                if *role == "recipient" {
                    // What is said is the object of such verbs more often than to whom.
                    all.retain(|at| is_party(reading, *at));
                }
                if all.is_empty() {
                    all = event
                        .map(|e| {
                            of_roles(&e.recipients)
                                .into_iter()
                                .chain(e.object.iter().map(|o| role_head(reading, analysis, o)))
                                .collect()
                        })
                        .unwrap_or_default();
                }
                if all.is_empty() && noun {
                    all = behind(&["of", "on", "against"]);
                }
                all
            }
            Place => {
                let own = event.and_then(|e| e.place).map(|id| reading.mention(id).head);
                let near = behind(&["in", "at", "near", "inside", "outside", "across", "on"]);
                let near = near.into_iter().filter(|at| is_place(reading, *at));
                let far = if reach == Reach::Passage { nearest_place(reading, given.trigger) } else { None };
                own.into_iter().chain(near).chain(far).take(1).collect()
            }
            Means => {
                let own = event.and_then(|e| e.instrument).map(|i| role_head(reading, analysis, &i));
                let with = behind(&["with"]).into_iter().filter(|at| is_weapon(*at));
                let itself = word.map(|t| t.span).filter(|at| is_weapon(*at));
                let sentence = sentence_of(reading, given.trigger);
                let beside = analysis.tokens.iter().map(|t| t.span).filter(|at| sentence.contains(*at));
                let beside = beside.filter(|at| is_weapon(*at) && *at != given.trigger);
                own.into_iter().chain(with).chain(itself).chain(beside).take(1).collect()
            }
            Behind(cases) => behind(cases),
        };
        for at in fillers {
            let argument = ((*role).to_owned(), at);
            // A word plays one role; the first that a frame names.
            if !found.iter().any(|(_, other)| *other == at) {
                found.push(argument);
            }
        }
    }
    found
}

/// Right, found and gold arguments.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Score {
    pub right: usize,
    pub found: usize,
    pub gold: usize,
}

impl Score {
    /// Counts one trigger's arguments; each gold argument is matched once.
    pub fn add(&mut self, found: &[Argument], gold: &[Argument]) {
        let mut left: Vec<&Argument> = gold.iter().collect();
        self.found += found.len();
        self.gold += gold.len();
        for (role, at) in found {
            let hit = left.iter().position(|(r, head)| r.eq_ignore_ascii_case(role) && head == at);
            if let Some(hit) = hit {
                left.swap_remove(hit);
                self.right += 1;
            }
        }
    }
    pub fn measure(&self, measured: &mut Measured) {
        let (precision, recall, both) = f1(self.right, self.found, self.gold);
        measured.add("argument_precision", precision);
        measured.add("argument_recall", recall);
        measured.add("argument_f1", both);
    }
}

/// Code points of a text, from and to.
#[derive(Deserialize)]
pub(super) struct Range {
    start: usize,
    end: usize,
}

/// An event of the gold, its trigger and type given.
#[derive(Deserialize)]
pub(super) struct Gold {
    r#type: String,
    trigger: Range,
    arguments: Vec<GoldArgument>,
}

#[derive(Deserialize)]
struct GoldArgument {
    start: usize,
    end: usize,
    role: String,
}

/// Scores the arguments of a text's events, each with its name; gives a line for each event.
pub(super) fn compare(
    coder: &Coder,
    reader: &mut Reader,
    text: &str,
    sentences: &[Range],
    events: &[(&str, &Gold)],
    reach: Reach,
    score: &mut Score,
) -> Vec<String> {
    let byte = bytes(text);
    let span = |start: usize, end: usize| Span::of(byte[start]..byte[end]);
    let body = |s: &Range| Section { kind: SectionKind::Body, span: span(s.start, s.end) };
    let document = Document::new(text.to_owned(), Origin::default(), sentences.iter().map(body).collect());
    let (reading, analysis) = reader.read_with_analysis(document);
    let triggers: Vec<Span> = events.iter().map(|(_, e)| span(e.trigger.start, e.trigger.end)).collect();
    let near = around(text, &analysis, &coder.lexicon, &triggers);
    let mut lines = vec![];
    for (((id, event), trigger), near) in events.iter().zip(triggers).zip(&near) {
        let given = Given { kind: &event.r#type, trigger };
        let found = predict(&reading, &analysis, &coder.lexicon, &given, near, reach);
        let arguments = event.arguments.iter();
        let gold: Vec<_> =
            arguments.map(|a| (a.role.clone(), head(&analysis, span(a.start, a.end)))).collect();
        score.add(&found, &gold);
        let words = |list: &[(String, Span)]| -> Vec<String> {
            list.iter().map(|(role, at)| format!("{role}={}", at.text(text))).collect()
        };
        lines.push(format!(
            "{id} {} “{}” found {:?} gold {:?}",
            event.r#type,
            trigger.text(text),
            words(&found),
            words(&gold)
        ));
    }
    lines
}

/// The byte at which each code point of a text begins, and its end.
pub(super) fn bytes(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_frame_of_a_type_counts() {
        assert_eq!(frame("Conflict.Attack.DetonateExplode")[0].1, "attacker");
        assert_eq!(frame("artifactexistence.damagedestroy.destroy")[0].1, "destroyer");
        assert!(frame("cognitive.identify").is_empty());
    }

    #[test]
    fn an_argument_is_right_by_role_and_head_and_only_once() {
        let at = |start: u32| Span::new(start, start + 3);
        let mut score = Score::default();
        let found =
            [("attacker".to_owned(), at(0)), ("target".to_owned(), at(5)), ("target".to_owned(), at(5))];
        let gold =
            [("Attacker".to_owned(), at(0)), ("Target".to_owned(), at(5)), ("Place".to_owned(), at(9))];
        score.add(&found, &gold);
        assert_eq!(score, Score { right: 2, found: 3, gold: 3 });
    }
}
