//! Agreement files: TOML, with shapes as GeoJSON beside it. Every problem is told at once, with file and line.

use crate::agreement::{Agreement, Basis, Bound, Exception, KINDS, Shape, Signatory, Term, Testable, Zone};
use crate::fields::{Fields, Source};
use crate::geojson;
use dateline_lexicon::{Problem, SourceFile};

/// What a party can be to an agreement; two may be joined: `signatory-guarantor`.
const ROLES: [&str; 5] = ["signatory", "guarantor", "mediator", "witness", "adherent"];
/// What a zone can be.
const SHAPES: [&str; 5] = ["polygon", "line", "band", "buffer", "places"];

/// The agreement of a file. `beside` gives the text of a file that the agreement names, or none where there is no such file.
///
/// # Errors
/// Every problem in the file and in those beside it.
pub fn load(
    file: &SourceFile,
    beside: &dyn Fn(&str) -> Option<SourceFile>,
) -> Result<Agreement, Vec<Problem>> {
    let source = Source::new(file);
    let tables = source.parse();
    let root = Fields::new(&source, tables.get_ref(), 0, "the file");
    let mut agreement = head(&root);
    let mut more = vec![];
    for zone in root.tables("zone", "zone") {
        let zone = self::zone(&zone, beside, &mut agreement.warnings, &mut more);
        agreement.zones.push(zone);
    }
    for fields in root.tables("term", "term") {
        let term = term(&fields, &agreement);
        agreement.terms.push(term);
    }
    root.done();
    if agreement.terms.is_empty() {
        source.problem(0, "there is no [[term]]: nothing to hold against reports".into());
    }
    for term in root.tables("term", "term") {
        term.call(format!("term {}", term.text("id")));
        for other in term.texts("depends_on") {
            if !agreement.terms.iter().any(|t| t.id == other) {
                term.problem("depends_on", &format!("there is no term `{other}`"));
            }
        }
    }
    let mut problems = source.problems.into_inner();
    problems.extend(more);
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(agreement) } else { Err(problems) }
}

fn head(root: &Fields) -> Agreement {
    let Some(fields) = root.tables("agreement", "agreement").into_iter().next() else {
        root.problem("agreement", "[agreement] is missing: id, name, parties");
        return Agreement::default();
    };
    let agreement = Agreement {
        id: fields.needed("id"),
        name: fields.needed("name"),
        names: fields.texts("names"),
        signed: fields.days("signed"),
        in_force: in_force(&fields),
        parties: fields.tables("parties", "party").iter().map(signatory).collect(),
        named_non_parties: fields.texts("named_non_parties"),
        mechanism: fields.texts("mechanism"),
        sources: fields.texts("source"),
        reported_by: Some(fields.text("reported_by")).filter(|r| !r.is_empty()),
        ..Agreement::default()
    };
    // Kept for people and for other programs; nothing is made of them.
    for key in ["type", "form", "status", "stage", "conflict_level", "languages", "codes", "note"] {
        fields.get(key);
    }
    for related in fields.tables("related", "related") {
        related.needed("rel");
        related.needed("to");
        related.days("when");
        related.done();
    }
    if agreement.parties.is_empty() {
        fields.problem("parties", "`parties` is empty: who made it?");
    }
    if agreement.signed.is_none() && agreement.in_force.is_none() {
        fields.problem("signed", "`signed` or `in_force` is needed: from when do its terms hold?");
    }
    fields.done();
    agreement
}

fn in_force(fields: &Fields) -> Option<crate::dates::Days> {
    let (days, ended) = (fields.days("in_force"), fields.days("ended"));
    let mut days = match (days, ended) {
        (None, None) => return None,
        (days, _) => {
            days.unwrap_or(crate::dates::Days { from: fields.days("signed").and_then(|s| s.from), to: None })
        }
    };
    if let Some(ended) = ended {
        days.to = ended.to;
    } else if fields.text("in_force").len() <= 10 {
        days.to = None;
    }
    Some(days)
}

fn signatory(fields: &Fields) -> Signatory {
    let role = fields.needed("role");
    for part in role.split('-').filter(|p| !p.is_empty()) {
        if !ROLES.contains(&part) {
            fields.problem(
                "role",
                &format!("`role` is “{role}”; {} are meant, or two of them with a hyphen", ROLES.join(", ")),
            );
        }
    }
    let signatory = Signatory { actor: fields.needed("actor"), role, since: fields.days("since") };
    fields.done();
    signatory
}

fn term(fields: &Fields, agreement: &Agreement) -> Term {
    let id = fields.needed("id");
    fields.call(format!("term {id}"));
    if agreement.terms.iter().any(|t| t.id == id) {
        fields.problem("id", "the id stands twice");
    }
    let kind = fields.one_of("kind", &KINDS);
    if kind.is_none() && fields.text("kind").is_empty() {
        fields.problem("kind", &format!("`kind` is missing: one of {}", KINDS.join(", ")));
    }
    let kind = kind.unwrap_or_default();
    let testable: Vec<&str> = Testable::ALL.iter().map(|t| t.as_str()).collect();
    let written = fields.one_of("testable", &testable);
    let fallback = if kind == "purpose" { Testable::No } else { Testable::BrightLine };
    let testable = Testable::ALL.into_iter().find(|t| Some(t.as_str()) == written.as_deref());
    let zone = Some(fields.text("zone")).filter(|z| !z.is_empty());
    if let Some(zone) = zone.as_deref()
        && agreement.zone(zone).is_none()
    {
        fields.problem("zone", &format!("there is no zone `{zone}`"));
    }
    let term = Term {
        para: fields.text("para"),
        text: fields.needed("text"),
        paraphrase: fields.truth("paraphrase").unwrap_or(true),
        bound: fields.tables("bound", "bound").iter().map(bound).collect(),
        beneficiary: fields.texts("beneficiary"),
        object: fields.texts("object"),
        acts: fields.texts("acts"),
        verbs: fields.texts("verbs"),
        zone,
        deadline: fields.days("deadline"),
        deadline_uncertain: fields.text("deadline").ends_with(['?', '%']),
        window: fields.days("window"),
        continuing: fields
            .truth("continuing")
            .unwrap_or(matches!(kind.as_str(), "refrain" | "prevent" | "allow")),
        number: fields.number("number"),
        conditions: fields.texts("conditions"),
        exceptions: fields.tables("exceptions", "exception").iter().map(exception).collect(),
        mechanism: fields.texts("mechanism"),
        testable: testable.unwrap_or(fallback),
        depends_on: fields.texts("depends_on"),
        words: None,
        id,
        kind,
    };
    fields.get("note");
    if term.bound.is_empty() && term.kind != "purpose" {
        fields.problem("bound", "`bound` is empty: who is to do it, and on what basis?");
    }
    if term.kind != "purpose" && term.kind != "prevent" && written.is_none() {
        fields.problem("testable", "`testable` is missing: bright-line, open-textured or no");
    }
    fields.done();
    term
}

fn bound(fields: &Fields) -> Bound {
    let names: Vec<&str> = Basis::ALL.iter().map(|b| b.as_str()).collect();
    let written = fields.one_of("basis", &names);
    if written.is_none() && fields.text("basis").is_empty() {
        fields.problem("basis", &format!("`basis` is missing: one of {}", names.join(", ")));
    }
    let basis = Basis::ALL.into_iter().find(|b| Some(b.as_str()) == written.as_deref()).unwrap_or_default();
    let bound = Bound { actor: fields.needed("actor"), basis, includes: fields.texts("includes") };
    fields.done();
    bound
}

fn exception(fields: &Fields) -> Exception {
    let exception = Exception {
        text: fields.needed("text"),
        against: fields.texts("against"),
        by: fields.texts("by"),
        acts: fields.texts("acts"),
    };
    if exception.against.is_empty() && exception.by.is_empty() && exception.acts.is_empty() {
        fields.problem("text", "an exception needs `against`, `by` or `acts`, else it would except all");
    }
    fields.done();
    exception
}

fn zone(
    fields: &Fields,
    beside: &dyn Fn(&str) -> Option<SourceFile>,
    warnings: &mut Vec<String>,
    more: &mut Vec<Problem>,
) -> Zone {
    let id = fields.needed("id");
    fields.call(format!("zone {id}"));
    let kind = fields.one_of("kind", &SHAPES);
    if kind.is_none() && fields.text("kind").is_empty() {
        fields.problem("kind", &format!("`kind` is missing: one of {}", SHAPES.join(", ")));
    }
    let kind = kind.unwrap_or_default();
    let mut zone = Zone {
        id,
        names: fields.texts("names"),
        depth: depth(fields),
        side: fields.text("side"),
        delimited: fields.truth("delimited").unwrap_or(true),
        countries: fields.texts("countries"),
        places: fields.texts("places"),
        ..Zone::default()
    };
    let mut draw = |fields: &Fields, key: &'static str| -> Option<crate::agreement::Datum> {
        let name = fields.text(key);
        if name.is_empty() {
            return None;
        }
        let Some(file) = beside(&name) else {
            warnings.push(format!(
                "zone {}: there is no file {name}, so no place can be put in or out of it by distance",
                zone.id
            ));
            return None;
        };
        match geojson::read(&file.text) {
            Ok(datum) => Some(datum),
            Err((line, message)) => {
                more.push(Problem { path: file.path, line, message });
                None
            }
        }
    };
    let mut drawn = draw(fields, "geometry");
    let side = draw(fields, "side_geometry");
    for datum in fields.tables("datum", "datum") {
        drawn = draw(&datum, "geometry").or(drawn);
        zone.datum = datum.text("line");
        zone.as_of = datum.text("as_of");
        datum.text("src");
        datum.done();
    }
    zone.side_area = side.map(|s| s.area);
    fields.get("note");
    if matches!(kind.as_str(), "band" | "buffer") && zone.depth.is_none() {
        fields.problem(
            "depth_km",
            "`depth_km` is missing: one number, or [least, most] where both are written",
        );
    }
    if kind == "places" && zone.places.is_empty() {
        fields.problem("places", "`places` is empty: names or ids of places");
    }
    let wrong =
        |what: &str| fields.problem("kind", &format!("`kind` is {kind}, and the geometry holds no {what}"));
    zone.shape = match (kind.as_str(), drawn) {
        ("places", _) => Shape::Places,
        (_, None) => Shape::Undrawn,
        ("polygon", Some(datum)) => {
            if datum.area.rings.is_empty() {
                wrong("polygon");
            }
            Shape::Polygon(datum.area)
        }
        ("buffer", Some(datum)) => Shape::Buffer(datum),
        (_, Some(datum)) => {
            if datum.lines.is_empty() {
                wrong("line");
            }
            if kind == "line" { Shape::Line(datum.lines) } else { Shape::Band(datum.lines) }
        }
    };
    fields.done();
    zone
}

fn depth(fields: &Fields) -> Option<(f64, f64)> {
    use toml::de::DeValue;
    match fields.get("depth_km")?.get_ref() {
        DeValue::Array(_) => match fields.numbers("depth_km")?.as_slice() {
            [least, most] if 0.0 <= *least && least <= most => Some((*least, *most)),
            _ => {
                fields.problem("depth_km", "`depth_km` is [least, most], the smaller first");
                None
            }
        },
        _ => fields.number("depth_km").map(|d| (d, d)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[agreement]
id = "two-rivers"
name = "Two Rivers Truce"
signed = "2021-05-01"
parties = [{ actor = "aaa", role = "signatory" }, { actor = "bbb", role = "signatory-guarantor" }]

[[zone]]
id = "strip"
kind = "band"
depth_km = [15, 20]
datum = { line = "river", geometry = "river.geojson" }
delimited = false

[[term]]
id = "R1"
text = "forces leave the strip"
kind = "withdraw"
bound = [{ actor = "aaa", basis = "party" }]
zone = "strip"
deadline = "2021-06-01"
testable = "bright-line"
"#;
    const RIVER: &str = r#"{"type":"LineString","coordinates":[[36,35],[37,36]]}"#;

    fn read(text: &str) -> Result<Agreement, Vec<String>> {
        let beside = |name: &str| (name == "river.geojson").then(|| SourceFile::new(name, RIVER));
        load(&SourceFile::new("a.toml", text), &beside)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_good_file_is_read() {
        let agreement = read(GOOD).unwrap();
        assert_eq!(agreement.terms[0].kind, "withdraw");
        assert!(matches!(agreement.zones[0].shape, Shape::Band(_)));
        assert_eq!(agreement.zones[0].depth, Some((15.0, 20.0)));
        assert!(agreement.warnings.is_empty());
    }

    #[test]
    fn all_problems_come_at_once_each_with_its_line() {
        let bad = GOOD
            .replace("kind = \"withdraw\"", "kind = \"leave\"")
            .replace("zone = \"strip\"", "zone = \"stripe\"")
            .replace("deadline = \"2021-06-01\"", "deadline = \"1 June\"")
            .replace("role = \"signatory\" }", "role = \"friend\" }")
            .replace("delimited = false", "delimitted = false")
            .replace("[15, 20]", "[20, 15]");
        let problems = read(&bad).unwrap_err();
        let lines: Vec<&str> = problems.iter().filter_map(|p| p.split(':').nth(1)).collect();
        assert_eq!(lines, ["6", "11", "11", "13", "18", "20", "21"], "{problems:#?}");
        assert!(problems[0].contains("friend"), "{problems:#?}");
    }

    #[test]
    fn a_file_of_shapes_that_is_broken_is_told_by_its_own_name() {
        let beside = |name: &str| Some(SourceFile::new(name, "{\n\"type\": 3 }"));
        let problems = load(&SourceFile::new("a.toml", GOOD), &beside).unwrap_err();
        assert_eq!(problems[0].path, "river.geojson");
    }

    #[test]
    fn a_line_that_is_not_drawn_is_no_problem_but_said() {
        let agreement = load(&SourceFile::new("a.toml", GOOD), &|_| None).unwrap();
        assert_eq!(agreement.zones[0].shape, Shape::Undrawn);
        assert!(agreement.warnings[0].contains("river.geojson"), "{:?}", agreement.warnings);
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_with_its_line() {
        let problems = read("[agreement]\nid = \n").unwrap_err();
        assert!(problems.iter().any(|p| p.starts_with("a.toml:2:")), "{problems:?}");
    }

    #[test]
    fn an_exception_that_would_except_all_is_a_problem() {
        let with = GOOD.replace("testable =", "exceptions = [{ text = \"self-defence\" }]\ntestable =");
        assert!(read(&with).unwrap_err()[0].contains("except all"));
    }
}
