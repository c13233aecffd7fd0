//! Statements by sentence: who holds what, how actors stand to each other, where they stand on agreements, what agreements lay
//! down. The table `statements.txt` was written before the frames it tests were widened.
//!
//! What is not read as the table asks stands in `statements.txt.failing`; `UPDATE_EXPECT=1` rewrites it.

use dateline::{Coder, Origin, Reading, Role, Span};
use std::collections::BTreeSet;
use std::path::Path;

const TABLE: &str = include_str!("statements.txt");
const RELATIONS: [&str; 12] = [
    "backed-by",
    "sides-with",
    "part-of",
    "includes",
    "member-of",
    "split-from",
    "affiliate-of",
    "led-by",
    "allied-with",
    "based-in",
    "formerly",
    "in-class",
];
const POSITIONS: [&str; 4] = ["accepted", "rejected", "conditional", "none-stated"];

struct Row<'a> {
    line: &'a str,
    kind: &'a str,
    roles: Vec<(&'a str, Vec<&'a str>)>,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Row<'a> {
        let mut parts = line.splitn(3, " | ");
        let mut next = || parts.next().unwrap_or_else(|| panic!("three parts: {line}"));
        let (kind, roles, text) = (next(), next(), next());
        let role = |part: &'a str| {
            let (name, words) = part.split_once(" = ").unwrap_or_else(|| panic!("a role: {line}"));
            (name.trim(), words.split(" + ").map(str::trim).collect())
        };
        let roles = roles.split(" ; ").filter(|part| part.trim() != "-");
        Row { line, kind, roles: roles.map(role).collect(), text }
    }
    /// Whether every word asked for in a role stands in one of these fillers.
    fn holds(&self, name: &str, reading: &Reading, fillers: &[Role]) -> bool {
        let text = |span: Span| reading.document.quote(span).to_lowercase();
        let wanted = self.roles.iter().filter(|(role, _)| *role == name).flat_map(|(_, words)| words);
        wanted.into_iter().all(|word| fillers.iter().any(|f| text(f.span).contains(&word.to_lowercase())))
    }
    fn is_right(&self, reading: &Reading) -> bool {
        let kind = self.kind;
        if let Some(kind) = kind.strip_prefix("none ") {
            let none = Row { kind, roles: vec![], ..*self };
            return !none.is_right(reading);
        }
        if RELATIONS.contains(&kind) {
            return reading.relations.iter().any(|r| {
                r.rel == kind
                    && self.holds("subject", reading, &[r.subject])
                    && self.holds("object", reading, &[r.object])
            });
        }
        if POSITIONS.contains(&kind) {
            return reading
                .positions
                .iter()
                .any(|p| p.value == kind && self.holds("holder", reading, &p.holders));
        }
        if kind == "agreement" {
            return reading.agreements.iter().any(|a| self.holds("party", reading, &a.parties));
        }
        if let Some(obligation) = kind.strip_prefix("term ") {
            let terms = reading.agreements.iter().flat_map(|a| &a.terms);
            return terms.into_iter().any(|term| {
                let bound: Vec<Role> = term.bound.iter().map(|b| b.role).collect();
                term.obligation == obligation && self.holds("bound", reading, &bound)
            });
        }
        reading.controls.iter().any(|c| {
            c.class == kind
                && self.holds("place", reading, &[c.place])
                && self.holds("holder", reading, &c.holders)
                && self.holds("from", reading, &c.from)
        })
    }
}

#[test]
fn statements_of_the_table_are_read() {
    let coder = Coder::built_in();
    let mut reader = coder.reader();
    let rows: Vec<Row> =
        TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(Row::read).collect();
    assert!(rows.len() >= 90, "only {} rows", rows.len());
    let wrong: Vec<&str> = rows
        .iter()
        .filter(|row| !row.is_right(&reader.read(coder.document(row.text.to_owned(), Origin::default()))))
        .map(|row| row.line)
        .collect();
    println!("{} of {} rows are right", rows.len() - wrong.len(), rows.len());
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statements.txt.failing");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text: String = wrong.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&list, text).expect("the list can be written");
        return;
    }
    let known = std::fs::read_to_string(&list).unwrap_or_default();
    let (known, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (known.lines().collect(), wrong.into_iter().collect());
    let differs: Vec<&&str> = known.symmetric_difference(&now).collect();
    assert!(differs.is_empty(), "UPDATE_EXPECT=1 rewrites the list; these differ: {differs:#?}");
}

/// A headline and the sentence behind it make one agreement; the same parties may make another later in the story.
#[test]
fn one_agreement_told_twice_is_one_and_a_second_is_two() {
    let coder = Coder::built_in();
    let agreements = |text: &str| {
        let reading = coder.reader().read(coder.document(text.to_owned(), Origin::default()));
        reading.agreements.len()
    };
    let headline =
        "Chad, Libya agree a ceasefire\n\nTRIPOLI - Chad and Libya agreed on Tuesday to a ceasefire.";
    assert_eq!(agreements(headline), 1);
    let later = "Chad and Libya signed a truce on Monday. Both will leave the border. The markets opened again, and \
                 traders came back.\n\nIn June Chad and Libya signed a deal. Under the deal, Libya will release 60 prisoners.";
    assert_eq!(agreements(later), 2);
}
