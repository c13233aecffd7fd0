//! Exports hold what the record holds, in the columns they promise, and leave out what does harm.

use dateline::export::tables::{Row, Source, TABLES, of};
use dateline::export::{About, Book, EXPORTS, Files, Fill, Quotes, Safety, fused, json};
use dateline::published::Record;
use dateline::{Coder, Origin, PublishedBasis};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// Whose name stands here is made up.
const STORY: &str = "OMDURMAN, Sudan — Rebels shelled Omdurman on Monday, killing at least 12 civilians, the health ministry said.\n\n\
    Gunmen killed Tessaly Quorwen, a teacher, in Goma on Wednesday. Quorwen was well known, residents said.\n\n\
    Rebels shelled a hospital in Goma, killing five people, doctors said. The army denied that its troops had attacked the town. \
    🙂 Police arrested three protesters in Beirut, “Al-Nahar” said.";

fn record(text: &str) -> Record {
    let origin = Origin {
        source: Some("=Courier".into()),
        url: Some("https://courier.example/1".into()),
        title: Some("Tessaly Quorwen and others".into()),
        published: Some((jiff::civil::date(2024, 5, 8), PublishedBasis::User)),
        ..Origin::default()
    };
    let reading = CODER.reader().read(CODER.document(text.into(), origin));
    json::record(&reading, CODER.model.digest(), &CODER.lexicon.digest)
}

/// Files in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

struct Open(Memory, String);

impl Files for Memory {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        self.0.lock().expect("one thread").insert(name.to_owned(), vec![]);
        Ok(Box::new(Open(self.clone(), name.to_owned())))
    }
}
impl Write for Open {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut files = self.0.0.lock().expect("one thread");
        files.get_mut(&self.1).expect("it was created").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files of an export of one story.
fn export(name: &str, safety: Safety) -> BTreeMap<String, String> {
    let export = EXPORTS.iter().find(|e| e.name == name).expect("the format is there");
    let (record, text) = safety.apply(record(STORY), Some(STORY.to_owned()));
    let source = Source::with(&record, None, text.as_deref());
    let memory = Memory::default();
    let about = About { safety, ..About::default() };
    let mut sink = (export.begin)(Box::new(memory.clone()), &about).expect("it begins");
    sink.rows(&source, &safety.rows(&source)).expect("rows are written");
    sink.finish().expect("it ends");
    let files = memory.0.lock().expect("one thread");
    files
        .iter()
        .map(|(name, bytes)| (name.clone(), String::from_utf8(bytes.clone()).expect("UTF-8")))
        .collect()
}

fn parsed(text: &str, comma: bool, header: bool) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(if comma { b',' } else { b'\t' }).quoting(comma).has_headers(header);
    let rows = reader.from_reader(text.as_bytes()).into_records();
    rows.map(|row| row.expect("as wide as the first").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_line_has_the_columns_and_what_cannot_be_filled_is_empty() {
    for (name, header, comma) in [
        ("acled", true, true),
        ("ucdp-ged", true, true),
        ("polecat", true, false),
        ("icews", true, false),
        ("gdelt", false, false),
        ("phoenix", false, false),
    ] {
        let of = EXPORTS.iter().find(|e| e.name == name).expect("the format is there");
        let Book::Columns(files) = of.book else { panic!("{name} has columns") };
        let written = export(name, Safety::off());
        for (file, columns) in files {
            let lines = parsed(&written[*file], comma, header);
            assert!(!lines.is_empty(), "{name}/{file} has no line");
            let mut filled = vec![false; columns.len()];
            for line in &lines {
                assert_eq!(line.len(), columns.len(), "{name}/{file}");
                for (at, (cell, (column, fill))) in line.iter().zip(*columns).enumerate() {
                    filled[at] |= !cell.is_empty();
                    assert!(
                        matches!(fill, Fill::From(_)) || cell.is_empty(),
                        "{name}/{file}.{column}: {cell}"
                    );
                }
            }
            // Columns that are said to be filled are: but for a few that this story does not fill.
            let never: Vec<&str> = columns
                .iter()
                .zip(&filled)
                .filter(|((_, fill), filled)| matches!(fill, Fill::From(_)) && !**filled)
                .map(|((column, _), _)| *column)
                .collect();
            assert!(never.len() <= 7, "{name}/{file} never fills {never:?}");
            if header {
                let first = written[*file].lines().next().expect("a header");
                let names: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
                assert_eq!(first, names.join(if comma { "," } else { "\t" }));
            }
        }
    }
}

#[test]
fn no_format_names_a_private_person_unless_asked_to() {
    for format in EXPORTS {
        let masked = export(format.name, Safety { quotes: Quotes::Full, ..Safety::default() });
        for (file, text) in &masked {
            assert!(!text.contains("Quorwen") && !text.contains("Tessaly"), "{}/{file}: {text}", format.name);
        }
    }
    let shown = export("csv", Safety { show_names: true, ..Safety::default() });
    assert!(
        shown["events.csv"].contains("Tessaly Quorwen") && shown["documents.csv"].contains("Tessaly Quorwen")
    );
    let masked = export("csv", Safety::default());
    assert!(masked["events.csv"].contains("_______ _______"), "{}", masked["events.csv"]);
}

#[test]
fn places_are_coarse_unless_asked_for_and_hospitals_coarser() {
    let places = |safety| {
        let text = &export("csv", safety)["events.csv"];
        let at = |name: &str| TABLES[0].columns.iter().position(|c| c.name == name).expect("a column");
        let rows = parsed(text, true, true).into_iter();
        let cells = ["object", "recipients", "place", "place_id", "latitude", "where_prec"].map(at);
        rows.map(|row| cells.map(|at| row[at].clone())).collect::<Vec<_>>()
    };
    let exact = places(Safety::off());
    assert!(exact.iter().any(|row| row[2] == "Omdurman" && row[5] == "1"), "{exact:?}");
    for [object, recipients, place, id, latitude, precision] in places(Safety::default()) {
        if place.is_empty() {
            continue;
        }
        let precision: u8 = precision.parse().expect("a number");
        assert!(precision >= 3, "{place}");
        if precision < 6 && id.starts_with("cell:") {
            let latitude: f64 = latitude.parse().expect("a number");
            assert_eq!((latitude * 8.0).fract(), 0.0, "{place}: {latitude}");
        }
        if object.contains("hospital") || recipients.contains("hospital") {
            assert!(precision >= 4 && place != "Goma", "{place}");
        }
    }
}

#[test]
fn cells_that_would_run_do_not_and_can_be_had_back() {
    let files = export("csv", Safety::off());
    let rows = parsed(&files["events.csv"], true, true);
    assert!(rows.iter().all(|row| row[2] == "'=Courier" && fused(&row[2]) == "=Courier"));
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        for cell in parsed(text, true, true).iter().flatten() {
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!runs, "{name}: {cell}");
        }
    }
}

#[test]
fn short_quotations_are_short_and_none_is_none() {
    let road = "and the road to the north and the road to the south ".repeat(10);
    let long = format!("The ministry said rebels shelled Omdurman {road}on Monday.");
    let record = record(&long);
    let source = Source::with(&record, None, Some(&long));
    let lengths = |safety: Safety| -> Vec<usize> {
        let rows = safety.rows(&source);
        let quotes = rows.events.iter().map(|row| row.quote.as_str());
        let contents = rows.claims.iter().filter_map(|row| row.content.as_deref());
        quotes.chain(contents).map(|words| words.chars().count()).collect()
    };
    let whole = lengths(Safety::off());
    assert!(whole.iter().any(|length| *length > 300), "{whole:?}");
    assert!(lengths(Safety::default()).iter().all(|length| *length <= 241));
    assert!(lengths(Safety { quotes: Quotes::None, ..Safety::default() }).iter().all(|length| *length == 0));
}

#[test]
fn keys_tell_rows_apart() {
    let record = record(STORY);
    let rows = of(&Source::with(&record, None, Some(STORY)));
    fn unique<R: Row>(rows: &[R]) {
        let table = R::TABLE;
        let at: Vec<usize> =
            (0..table.columns.len()).filter(|at| table.key.contains(&table.columns[*at].name)).collect();
        let mut keys: Vec<String> =
            rows.iter().map(|row| at.iter().map(|at| format!("{:?}|", row.cells()[*at])).collect()).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "{}", table.name);
        assert!(count > 0 || table.name == "statements", "{} has no rows", table.name);
    }
    unique(&rows.events);
    unique(&rows.documents);
    unique(&rows.claims);
    unique(&rows.figures);
    unique(&rows.statements);
    unique(&rows.spans);
}

#[test]
fn every_table_and_column_stands_in_the_docs() {
    let page = include_str!("../../../docs/csv.md");
    for column in TABLES[0].columns {
        assert!(
            page.contains(&format!("`{}`", column.name)),
            "docs/csv.md does not tell of `{}`",
            column.name
        );
    }
    let page = include_str!("../../../docs/export.md");
    for table in TABLES {
        assert!(
            page.contains(&format!("`{}`", table.name)),
            "docs/export.md does not tell of `{}`",
            table.name
        );
    }
    for export in EXPORTS {
        assert!(
            page.contains(&format!("`{}`", export.name)),
            "docs/export.md does not tell of `{}`",
            export.name
        );
    }
}

/// Every property that a JSON Schema knows of, with the shape it is in.
fn properties(schema: &serde_json::Value) -> Vec<(String, String)> {
    let mut found = vec![];
    let shapes =
        schema["$defs"].as_object().into_iter().flatten().map(|(name, shape)| (name.as_str(), shape));
    for (name, shape) in shapes.chain([("Record", schema)]) {
        let of = shape["properties"].as_object().into_iter().flatten();
        found.extend(of.map(|(property, _)| (name.to_owned(), property.clone())));
    }
    found
}

#[test]
fn every_field_of_the_published_record_stands_in_the_docs() {
    let page = include_str!("../../../docs/record.md");
    let schema = dateline::published::schema();
    let all = properties(&schema);
    assert!(all.len() > 150, "{}", all.len());
    let missing: Vec<String> = all
        .iter()
        .filter(|(_, field)| {
            let told = [
                format!("`{field}`"),
                format!("`{field}."),
                format!(".{field}`"),
                format!("\"{field}\""),
                format!("].{field}"),
            ];
            !told.iter().any(|form| page.contains(form))
        })
        .map(|(shape, field)| format!("{shape}.{field}"))
        .collect();
    assert!(missing.is_empty(), "docs/record.md does not tell of {missing:?}");
}
