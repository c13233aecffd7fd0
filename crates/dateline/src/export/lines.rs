//! What tables in other people's shapes have in common: columns, parties, days, and how lines are written.

use super::Sink;
use super::codes::{Side, side};
use super::tables::{EventRow, Rows, Source};
use jiff::civil::Date;
use std::io::{self, Write};

/// How a column of a format is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// From what.
    From(&'static str),
    /// Not at all, and why.
    Empty(&'static str),
}

/// A column of a format: its name, and how it is filled.
pub type Named = (&'static str, Fill);

/// Writes one line after another.
pub(super) enum Lines {
    /// Commas, quotation marks where they are needed; a header.
    Comma(Box<csv::Writer<Box<dyn Write + Send>>>),
    /// Tabs and nothing else: breaks and tabs inside a cell become blanks.
    Tab(Box<dyn Write + Send>),
}

impl Lines {
    pub(super) fn comma(out: Box<dyn Write + Send>) -> Lines {
        Lines::Comma(Box::new(csv::WriterBuilder::new().flexible(false).from_writer(out)))
    }
    pub(super) fn tab(out: Box<dyn Write + Send>) -> Lines {
        Lines::Tab(out)
    }
    pub(super) fn header(&mut self, columns: &[Named]) -> io::Result<()> {
        self.raw(columns.iter().map(|(name, _)| *name))
    }
    pub(super) fn line(&mut self, cells: &[String]) -> io::Result<()> {
        let cells: Vec<String> = cells.iter().map(|cell| defused(cell)).collect();
        self.raw(cells.iter().map(String::as_str))
    }
    fn raw<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
        match self {
            Lines::Comma(out) => out.write_record(cells).map_err(io::Error::other),
            Lines::Tab(out) => {
                let flat = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
                let line: Vec<String> = cells.map(flat).collect();
                writeln!(out, "{}", line.join("\t"))
            }
        }
    }
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match self {
            Lines::Comma(out) => out.flush(),
            Lines::Tab(out) => out.flush(),
        }
    }
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.
#[must_use]
pub fn defused(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}
/// What [`defused`] was given.
#[must_use]
pub fn fused(cell: &str) -> &str {
    let inner = cell.strip_prefix('\'').unwrap_or(cell);
    if inner.starts_with(['=', '+', '-', '@', '\t', '\r']) { inner } else { cell }
}

/// Makes the lines of one document.
pub(super) type Make = fn(&Source, &Rows) -> Vec<Vec<String>>;

/// A format of one table.
pub(super) struct OneTable {
    lines: Lines,
    make: Make,
}

impl OneTable {
    /// A table with a header.
    pub(super) fn begin(mut lines: Lines, columns: &[Named], make: Make) -> io::Result<Box<dyn Sink>> {
        lines.header(columns)?;
        Ok(Box::new(OneTable { lines, make }))
    }
    /// A table without one.
    pub(super) fn bare(lines: Lines, make: Make) -> Box<dyn Sink> {
        Box::new(OneTable { lines, make })
    }
}

impl Sink for OneTable {
    fn rows(&mut self, source: &Source, rows: &Rows) -> io::Result<()> {
        (self.make)(source, rows).iter().try_for_each(|line| self.lines.line(line))
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.lines.finish()
    }
}

/// Whether an event goes into tables that cannot say that it was planned, denied or rejected by a person.
pub(super) fn stands(row: &EventRow) -> bool {
    row.status == "reported" && row.decision.as_deref() != Some("reject")
}

/// One of those who act or are acted upon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) words: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) country: String,
    pub(super) sector: String,
    pub(super) cameo: String,
}

impl Party {
    /// The neutral name of somebody in the dictionaries, else the words.
    pub(super) fn called(&self) -> String {
        let known = !self.id.is_empty() && !self.id.starts_with("desc:") && !self.name.is_empty();
        one_line(if known { &self.name } else { &self.words })
    }
    pub(super) fn is_nobody(&self) -> bool {
        self.words.is_empty()
    }
}

pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parties(words: &[String], rest: [&[String]; 5]) -> Vec<Party> {
    let cell = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    let party = |(at, words): (usize, &String)| Party {
        words: words.clone(),
        id: cell(rest[0], at),
        name: cell(rest[1], at),
        country: cell(rest[2], at),
        sector: cell(rest[3], at),
        cameo: cell(rest[4], at),
    };
    words.iter().enumerate().map(party).collect()
}
pub(super) fn actors(row: &EventRow) -> Vec<Party> {
    parties(
        &row.actors,
        [&row.actor_ids, &row.actor_names, &row.actor_countries, &row.actor_sectors, &row.actor_cameo],
    )
}
pub(super) fn recipients(row: &EventRow) -> Vec<Party> {
    parties(
        &row.recipients,
        [
            &row.recipient_ids,
            &row.recipient_names,
            &row.recipient_countries,
            &row.recipient_sectors,
            &row.recipient_cameo,
        ],
    )
}
/// Whether all parties stand among those who act: they act on each other, or two armed sides fight ("soldiers clashed with rebels").
pub(super) fn is_mutual(row: &EventRow) -> bool {
    if row.actors.len() < 2 {
        return false;
    }
    let sides: Vec<Side> = row.actor_sectors.iter().map(|sector| side(sector)).collect();
    let fight = row.plover == "ASSAULT"
        && row.recipients.is_empty()
        && sides.iter().all(|s| matches!(s, Side::State | Side::Armed))
        && sides.iter().any(|s| *s != sides[0]);
    fight || row.actors == row.recipients
}
/// Everyone who acts with everyone acted upon; nobody stands for a side that is not told. Of an act of both sides on each
/// other each pair stands once in each direction, and nobody with himself.
pub(super) fn dyads(row: &EventRow) -> Vec<(Party, Party)> {
    let or_nobody = |parties: Vec<Party>| if parties.is_empty() { vec![Party::default()] } else { parties };
    let mutual = is_mutual(row);
    let whom = if mutual { actors(row) } else { recipients(row) };
    let (actors, recipients) = (or_nobody(actors(row)), or_nobody(whom));
    let pairs = actors.iter().flat_map(|a| recipients.iter().map(move |r| (a.clone(), r.clone())));
    pairs.filter(|(a, r)| !mutual || a != r).collect()
}

/// The day of an event for tables that have one, and how sure: 1 the day, 2 within a week, 3 wider, or only the report is dated.
pub(super) fn day(row: &EventRow) -> (Option<Date>, u8) {
    match (row.earliest, row.latest) {
        (Some(first), Some(last)) => {
            let days = first.until(last).map_or(0, |span| span.get_days());
            let middle = first.checked_add(jiff::Span::new().days(days / 2)).unwrap_or(first);
            (
                Some(middle),
                if days == 0 {
                    1
                } else if days < 7 {
                    2
                } else {
                    3
                },
            )
        }
        // What is told of the days to come is told on the day of the report.
        (None, Some(last)) => (Some(row.published.map_or(last, |day| day.min(last))), 3),
        (Some(first), None) => (Some(first), 3),
        (None, None) => (row.published, 3),
    }
}

/// Latitude and longitude where the place is no country, sea or air: their middle points are nobody's place.
pub(super) fn point(row: &EventRow) -> (String, String) {
    match (row.latitude, row.longitude, row.where_prec) {
        (Some(latitude), Some(longitude), Some(precision)) if precision < 6 => {
            (latitude.to_string(), longitude.to_string())
        }
        _ => Default::default(),
    }
}

pub(super) fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}
pub(super) fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}
/// Number of the sentence that holds the trigger, from 1.
pub(super) fn sentence(source: &Source, row: &EventRow) -> usize {
    source.record.sentences.iter().take_while(|s| s.span[1] <= row.trigger_start).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_are_defused_and_numbers_are_not() {
        for (cell, written) in
            [("=1+1", "'=1+1"), ("@army", "'@army"), ("-9.5", "-9.5"), ("army", "army"), ("\tx", "'\tx")]
        {
            assert_eq!(defused(cell), written);
            assert_eq!(fused(&defused(cell)), cell);
        }
        assert_eq!(fused("'quoted'"), "'quoted'");
    }

    #[test]
    fn a_mutual_act_pairs_everyone_with_the_others() {
        let both = vec!["Ankara".to_owned(), "Moscow".to_owned()];
        let row = EventRow { actors: both.clone(), recipients: both, ..EventRow::default() };
        let pairs: Vec<(String, String)> = dyads(&row).into_iter().map(|(a, r)| (a.words, r.words)).collect();
        assert_eq!(pairs, [("Ankara".into(), "Moscow".into()), ("Moscow".into(), "Ankara".into())]);
    }

    #[test]
    fn two_armed_sides_that_fight_act_on_each_other() {
        let row = EventRow {
            plover: "ASSAULT".into(),
            actors: vec!["soldiers".into(), "militants".into()],
            actor_sectors: vec!["MIL".into(), "REB".into()],
            ..EventRow::default()
        };
        assert!(is_mutual(&row));
        let police = EventRow { actor_sectors: vec!["MIL".into(), "COP".into()], ..row };
        assert!(!is_mutual(&police));
    }

    #[test]
    fn the_day_of_a_week_is_its_middle_and_less_sure() {
        let date = jiff::civil::date;
        let row = EventRow {
            earliest: Some(date(2024, 5, 6)),
            latest: Some(date(2024, 5, 12)),
            ..EventRow::default()
        };
        assert_eq!(day(&row), (Some(date(2024, 5, 9)), 2));
        let row = EventRow { published: Some(date(2024, 5, 8)), ..EventRow::default() };
        assert_eq!(day(&row), (Some(date(2024, 5, 8)), 3));
    }
}
