//! MUC-4: terrorist incidents in agency wires of around 1990, in capitals.
//!
//! Predictions are the incidents of `dateline::incidents`, one template each. *CEAF-REE* asks, template boundaries
//! aside, for the entities of five roles: predicted and gold entities of a text are aligned one to one, and a pair is
//! right if the predicted string is one of the gold entity's. *Template F1* is that of the GTT benchmark: templates are
//! aligned one to one, a pair needs the same type of incident, and type and role entities are counted.
//! `full_key_f1` does the same with the answer key of the conference, where victims known by description count and
//! optional fillers and templates may be given or not. `irrelevant_accuracy` is the share of the texts without a
//! template for which none is given.

use super::labels::{Tally, records};
use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::incidents::{self, Incident};
use dateline::{Coder, Origin, Span};
use serde::Deserialize;
use std::collections::BTreeMap;

const ROLES: [&str; 5] = ["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"];

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    roles: BTreeMap<String, Vec<Vec<Words>>>,
    templates_gtt: Vec<Gtt>,
    templates: Vec<Full>,
}

#[derive(Deserialize)]
struct Words {
    string: String,
}

#[derive(Deserialize)]
struct Gtt {
    incident_type: String,
    #[serde(flatten)]
    roles: BTreeMap<String, Vec<Vec<String>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Full {
    optional: bool,
    r#type: Vec<Filler>,
    perp_individual: Vec<Filler>,
    perp_org: Vec<Filler>,
    phys_tgt: Vec<Filler>,
    hum_tgt_name: Vec<Filler>,
    hum_tgt_desc: Vec<Filler>,
    instrument_id: Vec<Filler>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Filler {
    values: Vec<String>,
    strings: Vec<Words>,
    optional: bool,
}

/// Small letters, no punctuation, no articles, single blanks.
fn normal(words: &str) -> String {
    let plain: String = words.to_lowercase().chars().filter(|c| !c.is_ascii_punctuation()).collect();
    let kept = plain.split_whitespace().filter(|w| !matches!(*w, "a" | "an" | "the"));
    kept.collect::<Vec<_>>().join(" ")
}

/// An entity: strings any of which names it. Gold entities may be optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entity {
    strings: Vec<String>,
    optional: bool,
}

impl Entity {
    fn new<'s>(strings: impl Iterator<Item = &'s str>) -> Entity {
        Entity { strings: strings.map(normal).collect(), optional: false }
    }
    fn matches(&self, found: &str) -> bool {
        self.strings.iter().any(|s| s == found)
    }
}

/// An incident with its entities by role.
#[derive(Clone, Debug, Default)]
struct Template {
    /// Types any of which is right.
    deeds: Vec<String>,
    roles: [Vec<Entity>; 5],
    optional: bool,
}

/// The most pairs of found and gold entities that match, each used once.
fn aligned(found: &[String], gold: &[Entity]) -> usize {
    fn augment(
        at: usize,
        found: &[String],
        gold: &[Entity],
        taken: &mut [Option<usize>],
        seen: &mut [bool],
    ) -> bool {
        for (g, entity) in gold.iter().enumerate() {
            if seen[g] || !entity.matches(&found[at]) {
                continue;
            }
            seen[g] = true;
            if taken[g].is_none_or(|other| augment(other, found, gold, taken, seen)) {
                taken[g] = Some(at);
                return true;
            }
        }
        false
    }
    let mut taken = vec![None; gold.len()];
    (0..found.len()).filter(|at| augment(*at, found, gold, &mut taken, &mut vec![false; gold.len()])).count()
}

/// Right predictions, predictions, recalled gold entities, gold entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    right: usize,
    found: usize,
    recalled: usize,
    gold: usize,
}

impl Counts {
    fn plus(self, other: Counts) -> Counts {
        Counts {
            right: self.right + other.right,
            found: self.found + other.found,
            recalled: self.recalled + other.recalled,
            gold: self.gold + other.gold,
        }
    }
    fn f1(self) -> f64 {
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        let (p, r) = (share(self.right, self.found), share(self.recalled, self.gold));
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

/// A template alone: all of it counts against precision or recall.
fn alone(template: &Template, is_gold: bool) -> Counts {
    let entities = template.roles.iter().flatten().filter(|e| !e.optional).count() + 1;
    if is_gold {
        Counts { gold: if template.optional { 0 } else { entities }, ..Counts::default() }
    } else {
        Counts { found: entities, ..Counts::default() }
    }
}

/// Two templates side by side; none where the types differ.
fn pair(found: &Template, gold: &Template) -> Option<Counts> {
    if !found.deeds.iter().any(|d| gold.deeds.contains(d)) {
        return None;
    }
    let mut counts = Counts { right: 1, found: 1, recalled: 1, gold: 1 };
    for (found, gold) in found.roles.iter().zip(&gold.roles) {
        let hit = |f: &Entity, g: &Entity| f.strings.iter().any(|s| g.matches(s));
        for entity in found {
            let matched = gold.iter().find(|g| hit(entity, g));
            counts.found += 1;
            counts.right += usize::from(matched.is_some());
        }
        for entity in gold {
            let given = found.iter().any(|f| hit(f, entity));
            // An optional filler is right if given and not missed if not.
            counts.gold += usize::from(!entity.optional || given);
            counts.recalled += usize::from(given);
        }
    }
    Some(counts)
}

/// The alignment of templates with the most that is right, over all ways to pair them.
fn align(found: &[Template], gold: &[Template]) -> Counts {
    const MOST: usize = 12;
    let gold = &gold[..gold.len().min(MOST)];
    // Best counts by which gold templates are taken, found templates one after another.
    let mut best: BTreeMap<usize, Counts> = BTreeMap::from([(0, Counts::default())]);
    for template in found {
        let mut next: BTreeMap<usize, Counts> = BTreeMap::new();
        for (&taken, &counts) in &best {
            let mut offer = |taken: usize, counts: Counts| {
                let held = next.entry(taken).or_insert(counts);
                let value = |c: &Counts| c.right + c.recalled;
                if value(&counts) > value(held) {
                    *held = counts;
                }
            };
            offer(taken, counts.plus(alone(template, false)));
            for (g, other) in gold.iter().enumerate().filter(|(g, _)| taken & (1 << g) == 0) {
                if let Some(both) = pair(template, other) {
                    offer(taken | (1 << g), counts.plus(both));
                }
            }
        }
        best = next;
    }
    let finished = best.into_iter().map(|(taken, counts)| {
        let left = gold.iter().enumerate().filter(|(g, _)| taken & (1 << g) == 0);
        left.fold(counts, |counts, (_, template)| counts.plus(alone(template, true)))
    });
    finished
        .max_by(|a, b| (a.right + a.recalled).cmp(&(b.right + b.recalled)).then(b.gold.cmp(&a.gold)))
        .unwrap_or_default()
}

fn predicted(incident: &Incident, text: &str) -> Template {
    let entities = |spans: &[Span]| -> Vec<Entity> {
        spans.iter().map(|s| Entity::new(std::iter::once(s.text(text)))).collect()
    };
    Template {
        deeds: vec![incident.deed.as_str().to_owned()],
        roles: [
            entities(&incident.perpetrators),
            entities(&incident.organisations),
            entities(&incident.targets),
            entities(&incident.victims),
            entities(&incident.weapons),
        ],
        optional: false,
    }
}

impl Gtt {
    fn template(&self) -> Template {
        let entities = |role: &&str| -> Vec<Entity> {
            let list = self.roles.get(*role).into_iter().flatten();
            list.map(|strings| Entity::new(strings.iter().map(String::as_str))).collect()
        };
        let roles = ROLES.iter().map(entities).collect::<Vec<_>>();
        Template {
            deeds: self.incident_type.split('/').map(|d| d.trim().to_owned()).collect(),
            roles: roles.try_into().expect("there are five roles"),
            optional: false,
        }
    }
}

impl Full {
    fn template(&self) -> Template {
        let entities = |fillers: &[Filler]| -> Vec<Entity> {
            let named = fillers.iter().filter(|f| !f.strings.is_empty());
            named
                .map(|f| Entity {
                    optional: f.optional,
                    ..Entity::new(f.strings.iter().map(|w| w.string.as_str()))
                })
                .collect()
        };
        let mut victims = entities(&self.hum_tgt_name);
        for described in entities(&self.hum_tgt_desc) {
            if !victims.contains(&described) {
                victims.push(described);
            }
        }
        Template {
            deeds: self.r#type.iter().flat_map(|f| &f.values).map(|v| v.to_lowercase()).collect(),
            roles: [
                entities(&self.perp_individual),
                entities(&self.perp_org),
                entities(&self.phys_tgt),
                victims,
                entities(&self.instrument_id),
            ],
            optional: self.optional,
        }
    }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let mut roles = [Tally::default(); 5];
    let (mut gtt, mut full) = (Counts::default(), Counts::default());
    let (mut irrelevant, mut quiet, mut misses) = (0, 0, vec![]);
    for record in &all {
        let document = coder.document(record.text.clone(), Origin::default());
        let (reading, analysis) = reader.read_with_analysis(document);
        let templates: Vec<Template> = incidents::find(&reading, &analysis, &coder.lexicon)
            .iter()
            .map(|incident| predicted(incident, &record.text))
            .collect();
        let deeds: Vec<&String> = templates.iter().flat_map(|t| &t.deeds).collect();
        let expected: Vec<&String> = record.templates_gtt.iter().map(|t| &t.incident_type).collect();
        if !deeds.is_empty() || !expected.is_empty() {
            misses.push(format!("incidents {} found {deeds:?} gold {expected:?}", record.id));
        }
        let none: Vec<Vec<Words>> = vec![];
        for (number, (role, tally)) in ROLES.iter().zip(&mut roles).enumerate() {
            let gold: Vec<Entity> = record
                .roles
                .get(*role)
                .unwrap_or(&none)
                .iter()
                .map(|mentions| Entity::new(mentions.iter().map(|m| m.string.as_str())))
                .collect();
            let mut found: Vec<String> = vec![];
            for string in templates.iter().flat_map(|t| &t.roles[number]).flat_map(|e| &e.strings) {
                if !found.contains(string) {
                    found.push(string.clone());
                }
            }
            let right = aligned(&found, &gold);
            tally.right += right;
            tally.found += found.len();
            tally.expected += gold.len();
            if right < found.len() || right < gold.len() {
                let names: Vec<&Vec<String>> = gold.iter().map(|e| &e.strings).collect();
                misses.push(format!("{role} {} found {found:?} gold {names:?}", record.id));
            }
        }
        let gold: Vec<Template> = record.templates_gtt.iter().map(Gtt::template).collect();
        gtt = gtt.plus(align(&templates, &gold));
        let key: Vec<Template> = record.templates.iter().map(Full::template).collect();
        full = full.plus(align(&templates, &key));
        if record.templates.is_empty() {
            irrelevant += 1;
            quiet += usize::from(templates.is_empty());
        }
    }
    let mut measured = Measured::new("muc4", &args.file, all.len());
    let sum = |of: fn(&Tally) -> usize| roles.iter().map(of).sum();
    let (precision, recall, both) = f1(sum(|t| t.right), sum(|t| t.found), sum(|t| t.expected));
    measured.add("ceaf_ree_precision", precision);
    measured.add("ceaf_ree_recall", recall);
    measured.add("ceaf_ree_f1", both);
    for (role, tally) in ROLES.iter().zip(&roles) {
        measured.add(&format!("{role}_f1"), tally.f1());
    }
    measured.add("template_f1", gtt.f1());
    measured.add("full_key_f1", full.f1());
    measured.add("irrelevant_accuracy", quiet as f64 / irrelevant.max(1) as f64);
    Ok((measured, misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(strings: &[&str]) -> Entity {
        Entity::new(strings.iter().copied())
    }

    #[test]
    fn strings_compare_without_articles_and_punctuation() {
        assert_eq!(normal("THE  \"Car-Bomb\"\n of a MAN"), "carbomb of man");
    }

    #[test]
    fn entities_are_aligned_one_to_one_as_well_as_can_be() {
        let gold = [entity(&["rockets", "four rockets"]), entity(&["rockets"])];
        // The first prediction fits both, the second only the first: both can be placed.
        assert_eq!(aligned(&["rockets".into(), "four rockets".into()], &gold), 2);
        assert_eq!(aligned(&["rockets".into(), "rocket".into()], &gold), 1);
        assert_eq!(aligned(&["bomb".into()], &[]), 0);
    }

    #[test]
    fn templates_pair_only_by_type_and_the_rest_counts_in_full() {
        let one = |deed: &str, victim: &str| Template {
            deeds: vec![deed.to_owned()],
            roles: [vec![], vec![], vec![], vec![entity(&[victim])], vec![]],
            optional: false,
        };
        let counts = align(&[one("attack", "ana lopez")], &[one("attack", "ana lopez"), one("bombing", "x")]);
        assert_eq!(counts, Counts { right: 2, found: 2, recalled: 2, gold: 4 });
        let counts = align(&[one("arson", "ana lopez")], &[one("attack", "ana lopez")]);
        assert_eq!(counts, Counts { right: 0, found: 2, recalled: 0, gold: 2 });
    }

    #[test]
    fn an_optional_template_is_never_missed() {
        let gold = Template { deeds: vec!["attack".into()], optional: true, ..Template::default() };
        assert_eq!(align(&[], &[gold]), Counts::default());
    }
}
