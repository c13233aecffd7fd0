//! Readings to bytes. A format is a file here and a line in [`EXPORTERS`], which `dateline read` writes as it goes, or in
//! [`EXPORTS`], which `dateline export` makes of many documents, with what does harm taken out.

pub mod about;
mod acled;
mod brat;
pub mod codes;
mod conllu;
mod csv;
mod gdelt;
mod ged;
mod geojson;
mod icews;
pub mod json;
pub mod lines;
mod phoenix;
mod plover;
mod polecat;
mod records;
mod report;
pub mod safety;
mod statements;
pub mod tables;
mod webannotation;

pub use about::{About, Book, codebook, datapackage};
pub use lines::{Fill, Named, defused, fused};
pub use safety::{Quotes, Safety};

use crate::{Analysis, Coder, Reading};
use std::io::{self, Write};
use tables::{DeletedRow, IncidentRows, Rows, Source};

/// A reading with what made it.
pub struct Read<'a> {
    /// Model and dictionaries.
    pub coder: &'a Coder,
    /// The reading.
    pub reading: &'a Reading,
    /// Its sentences and trees.
    pub analysis: &'a Analysis,
    /// Whether escape sequences for colours may be written.
    pub colour: bool,
}

/// A format that `dateline read` writes as it goes.
pub struct Exporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// Endings by which `-o` knows it.
    pub endings: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// Written once before all readings.
    pub open: fn(&mut dyn Write) -> io::Result<()>,
    /// Writes one reading.
    pub write: fn(&Read, &mut dyn Write) -> io::Result<()>,
}

/// Every format that `dateline read` writes as it goes.
pub const EXPORTERS: &[Exporter] = &[
    Exporter {
        name: "report",
        endings: &["txt"],
        help: "for people: sentences with their events, roles and speakers",
        open: nothing,
        write: report::write,
    },
    Exporter {
        name: "jsonl",
        endings: &["jsonl", "json", "ndjson"],
        help: "the published record, one object a document (docs/record.md)",
        open: nothing,
        write: json::write,
    },
    Exporter {
        name: "csv",
        endings: &["csv"],
        help: "one row an event, for R and spreadsheets (docs/csv.md)",
        open: csv::open,
        write: csv::write,
    },
    Exporter {
        name: "conllu",
        endings: &["conllu", "conll"],
        help: "tokens, tags and trees",
        open: nothing,
        write: conllu::write,
    },
];

fn nothing(_: &mut dyn Write) -> io::Result<()> {
    Ok(())
}

/// The exporter with a name.
#[must_use]
pub fn exporter(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|e| e.name == name)
}
/// The exporter for an output file, by its ending.
#[must_use]
pub fn exporter_for(path: &str) -> Option<&'static Exporter> {
    let ending = path.rsplit_once('.')?.1.to_lowercase();
    EXPORTERS.iter().find(|e| e.endings.contains(&ending.as_str()))
}

/// Where an export puts its files: a folder, or one file for all that it creates.
pub trait Files: Send {
    /// A new file.
    ///
    /// # Errors
    /// Why it cannot be made.
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>>;
}

/// Takes what an export is made of, document after document.
pub trait Sink {
    /// A document and its rows.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn rows(&mut self, source: &Source, rows: &Rows) -> io::Result<()>;
    /// Rows of an incident; most formats have no place for it.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn incidents(&mut self, _: &IncidentRows) -> io::Result<()> {
        Ok(())
    }
    /// What an earlier export may hold and this one does not stand by; most formats have no place for it.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn deleted(&mut self, _: &[DeletedRow]) -> io::Result<()> {
        Ok(())
    }
    /// Ends all files.
    ///
    /// # Errors
    /// Why they cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Begins an export.
pub type Begin = fn(Box<dyn Files>, &About) -> io::Result<Box<dyn Sink>>;

/// A format that `dateline export` makes.
#[derive(Clone, Copy)]
pub struct Export {
    /// Its name on the command line.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Whether it is a folder of files; else it is one.
    pub folder: bool,
    /// Whether it carries the texts, so that short quotations are not enough.
    pub whole: bool,
    /// What its columns are.
    pub book: Book,
    /// Begins it.
    pub begin: Begin,
}

const fn file(name: &'static str, help: &'static str, book: Book, begin: Begin) -> Export {
    Export { name, help, folder: false, whole: false, book, begin }
}

/// Every format that `dateline export` makes; Parquet is made by `dateline-columnar`, SQLite by `dateline-store`.
pub const EXPORTS: &[Export] = &[
    Export {
        name: "csv",
        help: "our own tables, a folder with datapackage.json and codebook.md",
        folder: true,
        whole: false,
        book: Book::Tables,
        begin: csv::begin,
    },
    file("geojson", "events as points, all columns as properties", Book::Events, geojson::begin),
    file(
        "acled",
        "ACLED-shaped: 31 columns in their order and the direction behind them; no data of ACLED's",
        Book::Columns(&[("acled.csv", &acled::COLUMNS)]),
        acled::begin,
    ),
    file(
        "ucdp-ged",
        "UCDP-GED-shaped: 49 columns in their order; lethal events only, no id and no toll made up",
        Book::Columns(&[("ucdp-ged.csv", &ged::COLUMNS)]),
        ged::begin,
    ),
    file(
        "polecat",
        "POLECAT-shaped: 40 columns in their order, tabs",
        Book::Columns(&[("polecat.tsv", &polecat::COLUMNS)]),
        polecat::begin,
    ),
    file(
        "icews",
        "ICEWS-shaped: 20 columns in their order, tabs; reported events only",
        Book::Columns(&[("icews.tab", &icews::COLUMNS)]),
        icews::begin,
    ),
    Export {
        name: "gdelt",
        help: "GDELT-2-shaped: events (61 columns) and mentions (16), tabs, no header; reported events only",
        folder: true,
        whole: false,
        book: Book::Columns(&[("export.CSV", &gdelt::EVENTS), ("mentions.CSV", &gdelt::MENTIONS)]),
        begin: gdelt::begin,
    },
    file(
        "plover",
        "PLOVER events, one JSON object a line",
        Book::Text(
            "Fields: `id`, `date`, `date_start`, `date_end`, `type`, `mode`, `context`, `auxiliary`, `status`, `score`, `quad`, `cameo`, \
             `actor` and `recipient` (lists of `text`, `name`, `identifier_id`, `country`, `sector`), `location` (`name`, `admin1`, \
             `country`, `latitude`, `longitude`, `where_prec`, `identifier_id`), `text`, `chain`, `publisher`, `publication_date`, `url`, \
             `document`, `span`, `coder`, `decision`. What each holds is told in docs/csv.md under the columns of the same sense.\n\
             `auxiliary` tells what is no deed: negation, future, hypothetical, historical. Not filled: Wikidata ids of actors, for the \
             dictionaries hold few; magnitude (dead, injured, size), which stands with its sources in figures.csv.",
        ),
        plover::begin,
    ),
    file(
        "phoenix",
        "Phoenix-shaped: 26 columns in their order, tabs, no header; reported events only",
        Book::Columns(&[("phoenix.txt", &phoenix::COLUMNS)]),
        phoenix::begin,
    ),
    file(
        "jsonl",
        "the published record, one object a document (docs/record.md)",
        Book::Text(
            "Every field is described in docs/record.md and `dateline schema`. `document.text` is left out unless quotations are whole. A \
             coarsened place has the id `cell:LATITUDE,LONGITUDE`.",
        ),
        records::begin,
    ),
    file(
        "webannotation",
        "W3C Web Annotations, one JSON-LD object a line, selected by quotation and by position",
        Book::Text(
            "One annotation for each event, for the content of each claim, and for each mention that plays a part. `target.selector` holds \
             a TextQuoteSelector (with up to 32 code points before and after where the text is at hand) and a TextPositionSelector, whose \
             `start` and `end` count code points of the document's text; its digest is `target.state.cached`. `body.value` says what it is: \
             `event` with PLOVER type, modes, status and CAMEO code; `claim` with stance, origin and chain; or `role` of an event, claim or \
             statement with kind and identifier.",
        ),
        webannotation::begin,
    ),
    Export {
        name: "brat",
        help: "brat stand-off for annotators: .txt and .ann for each document, annotation.conf; needs --quotes full",
        folder: true,
        whole: true,
        book: Book::Text(
            "Triggers are events of their PLOVER type with the roles Actor, Recipient, With, Object, Means, Place, Time and Figure; the \
             attribute Status is the event's; a note has modes, CAMEO code, rule and according to whom. Files are named by a number made of \
             document_name. Not carried: claims and statements, for which brat's events have no nesting.",
        ),
        begin: brat::begin,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_others_have_their_columns_in_their_order() {
        let of = |name: &str, at: usize| -> Vec<&str> {
            let export = EXPORTS.iter().find(|e| e.name == name).expect("the format is there");
            let Book::Columns(files) = export.book else { panic!("{name} has columns") };
            files[at].1.iter().map(|(column, _)| *column).collect()
        };
        let acled = of("acled", 0);
        assert_eq!(
            acled.join(","),
            "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,\
             actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,\
             longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp,direction"
        );
        assert_eq!(
            of("ucdp-ged", 0).join(","),
            "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,\
             dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,\
             source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,\
             where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,\
             date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
        );
        assert_eq!(of("polecat", 0).len(), 40);
        assert_eq!(of("icews", 0).len(), 20);
        assert_eq!((of("gdelt", 0).len(), of("gdelt", 1).len()), (61, 16));
        assert_eq!(of("phoenix", 0).len(), 26);
        assert_eq!((of("gdelt", 0)[26], of("gdelt", 0)[60]), ("EventCode", "SOURCEURL"));
    }

    #[test]
    fn a_codebook_names_every_column_and_why_some_are_empty() {
        for export in EXPORTS {
            let text = codebook(export.name, export.help, export.book, &About::default());
            match export.book {
                Book::Columns(files) => {
                    for (column, _) in files.iter().flat_map(|(_, columns)| *columns) {
                        assert!(text.contains(&format!("| `{column}` |")), "{}: {column}", export.name);
                    }
                }
                Book::Tables => {
                    for column in tables::TABLES.iter().flat_map(|t| t.columns) {
                        assert!(text.contains(&format!("| `{}` |", column.name)), "{}", column.name);
                    }
                }
                Book::Events | Book::Text(_) => assert!(text.len() > 600, "{}", export.name),
            }
        }
    }
}
