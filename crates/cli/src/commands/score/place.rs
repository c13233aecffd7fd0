//! Place names: which words are one, and where the place lies (Gritta et al. 2019).
//!
//! What dateline finds are its toponyms: place names, countries, capitals that stand for their government, and countries'
//! adjectives, whatever mention they are part of. Recognition compares exact spans with the gold toponyms: of GeoWebNews the
//! groups `literal` and `associative`, of the others all. GeoVirus marks no adjectives, so none are counted there.
//! Resolution is measured over gold toponyms with coordinates whose exact span was found and resolved; of an ambiguous one
//! the best candidate counts.

use super::{Args, Measured, f1};
use crate::exit::Failure;
use crate::input;
use dateline::{Coder, Origin, PublishedBasis, Toponym, ToponymForm};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    doc: String,
    #[serde(default)]
    corpus: String,
    text: String,
    #[serde(default)]
    date: Option<String>,
    toponyms: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    text: String,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
}

/// A toponym the system found: code points, and the point it lies at.
struct Found {
    start: usize,
    end: usize,
    at: Option<(f64, f64)>,
}

#[derive(Default)]
struct Counts {
    found: usize,
    gold: usize,
    right: usize,
    overlapping: usize,
    placed: usize,
    near: usize,
    distances: Vec<f64>,
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let text = input::text(&args.file)?;
    let mut reader = coder.reader();
    let (mut counts, mut misses, mut records) = (Counts::default(), vec![], 0);
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{}:{}: {error}", args.file, number + 1)))?;
        records += 1;
        let published =
            record.date.as_deref().and_then(|d| d.parse().ok()).map(|d| (d, PublishedBasis::Metadata));
        let origin = Origin { published, ..Origin::default() };
        let document = coder.document(record.text.clone(), origin);
        let found = reader.toponyms(&document);
        let adjectives = record.corpus != "geovirus";
        let found = found.iter().filter(|t| adjectives || t.form == ToponymForm::Name);
        let found: Vec<Found> = found.map(|t| in_code_points(&record.text, t)).collect();
        let gold: Vec<&Gold> =
            record.toponyms.iter().filter(|g| g.group.as_deref() != Some("other")).collect();
        counts.add(&found, &gold);
        describe(&record, &found, &gold, &mut misses);
    }
    let mut measured = Measured::new("place", &args.file, records);
    let (precision, recall, both) = f1(counts.right, counts.found, counts.gold);
    measured.add("recognition_precision", precision);
    measured.add("recognition_recall", recall);
    measured.add("recognition_f1", both);
    measured.add("recognition_relaxed_recall", f1(counts.overlapping, 0, counts.gold).1);
    let errors = Errors::of(&mut counts.distances);
    measured.add("accuracy_161km", errors.near);
    measured.add("mean_error_km", errors.mean);
    measured.add("median_error_km", errors.median);
    measured.add("auc", errors.area);
    measured.add("accuracy_161km_all", counts.near as f64 / counts.placed.max(1) as f64);
    measured.add("resolved", counts.distances.len() as f64);
    Ok((measured, misses))
}

fn in_code_points(text: &str, toponym: &Toponym) -> Found {
    let start = text[..toponym.span.start() as usize].chars().count();
    let end = start + toponym.span.text(text).chars().count();
    Found { start, end, at: toponym.place.best().map(|p| (p.latitude, p.longitude)) }
}

impl Counts {
    fn add(&mut self, found: &[Found], gold: &[&Gold]) {
        self.found += found.len();
        self.gold += gold.len();
        for gold in gold {
            let exact = found.iter().find(|f| f.start == gold.start && f.end == gold.end);
            self.right += usize::from(exact.is_some());
            self.overlapping += usize::from(found.iter().any(|f| f.start < gold.end && gold.start < f.end));
            let (Some(latitude), Some(longitude)) = (gold.lat, gold.lon) else { continue };
            self.placed += 1;
            let Some(at) = exact.and_then(|f| f.at) else { continue };
            let distance = kilometres(at, (latitude, longitude));
            self.near += usize::from(distance <= 161.0);
            self.distances.push(distance);
        }
    }
}

struct Errors {
    near: f64,
    mean: f64,
    median: f64,
    area: f64,
}

impl Errors {
    /// Of distances in km; all 0 where there are none.
    fn of(distances: &mut [f64]) -> Errors {
        distances.sort_by(f64::total_cmp);
        let count = distances.len();
        if count == 0 {
            return Errors { near: 0.0, mean: 0.0, median: 0.0, area: 0.0 };
        }
        let near = distances.iter().filter(|d| **d <= 161.0).count() as f64 / count as f64;
        let mean = distances.iter().sum::<f64>() / count as f64;
        let median = f64::midpoint(distances[(count - 1) / 2], distances[count / 2]);
        let logs: Vec<f64> = distances.iter().map(|d| (1.0 + d).ln()).collect();
        let whole: f64 = logs.windows(2).map(|w| f64::midpoint(w[0], w[1])).sum();
        let area = if count > 1 { whole / (20039f64.ln() * (count - 1) as f64) } else { 0.0 };
        Errors { near, mean, median, area }
    }
}

/// Great-circle distance between degrees north and east.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, other) = (a.0.to_radians(), b.0.to_radians());
    let half = ((other - north) / 2.0).sin().powi(2)
        + north.cos() * other.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    12_742.0 * half.sqrt().min(1.0).asin()
}

/// What was missed, found wrongly or put elsewhere, with the words around.
fn describe(record: &Record, found: &[Found], gold: &[&Gold], misses: &mut Vec<String>) {
    let characters: Vec<char> = record.text.chars().collect();
    let around = |start: usize, end: usize| -> String {
        let from = start.saturating_sub(40);
        let to = (end + 40).min(characters.len());
        let words = |r: std::ops::Range<usize>| characters[r].iter().collect::<String>().replace('\n', " ");
        format!("{}[{}]{}", words(from..start), words(start..end), words(end..to))
    };
    for gold in gold {
        let exact = found.iter().find(|f| f.start == gold.start && f.end == gold.end);
        let place = exact.and_then(|f| f.at);
        match (exact, place, gold.lat, gold.lon) {
            (None, ..) => {
                misses.push(format!("missed {} {} {}", record.doc, gold.text, around(gold.start, gold.end)));
            }
            (_, Some(at), Some(latitude), Some(longitude)) => {
                let distance = kilometres(at, (latitude, longitude));
                if distance > 161.0 {
                    let put = format!("({:.2}, {:.2}) for ({latitude:.2}, {longitude:.2})", at.0, at.1);
                    misses.push(format!(
                        "far {} {distance:.0} km {put} {}",
                        record.doc,
                        around(gold.start, gold.end)
                    ));
                }
            }
            _ => {}
        }
    }
    for found in found {
        if !gold.iter().any(|g| g.start == found.start && g.end == found.end) {
            misses.push(format!("wrong {} {}", record.doc, around(found.start, found.end)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(start: usize, end: usize, at: Option<(f64, f64)>) -> Gold {
        Gold { start, end, text: String::new(), group: None, lat: at.map(|a| a.0), lon: at.map(|a| a.1) }
    }

    #[test]
    fn only_exact_spans_are_right_and_only_resolved_ones_have_a_distance() {
        let found = [
            Found { start: 0, end: 5, at: Some((50.0, 30.0)) },
            Found { start: 10, end: 20, at: Some((0.0, 0.0)) },
            Found { start: 30, end: 35, at: None },
        ];
        let all = [
            gold(0, 5, Some((50.0, 31.0))),
            gold(10, 15, Some((0.0, 0.0))),
            gold(30, 35, Some((1.0, 1.0))),
            gold(40, 45, None),
        ];
        let mut counts = Counts::default();
        counts.add(&found, &all.iter().collect::<Vec<_>>());
        assert_eq!((counts.found, counts.gold, counts.right, counts.overlapping), (3, 4, 2, 3));
        assert_eq!((counts.placed, counts.near, counts.distances.len()), (3, 1, 1));
        assert!((counts.distances[0] - 71.5).abs() < 0.2, "{:?}", counts.distances);
    }

    #[test]
    fn errors_are_those_of_the_definition() {
        let errors = Errors::of(&mut [200.0, 0.0, 100.0, 10.0]);
        assert!((errors.near - 0.75).abs() < 1e-9);
        assert!((errors.mean - 77.5).abs() < 1e-9);
        assert!((errors.median - 55.0).abs() < 1e-9);
        let logs: [f64; 4] = [1f64.ln(), 11f64.ln(), 101f64.ln(), 201f64.ln()];
        let area = (logs[0] / 2.0 + logs[1] + logs[2] + logs[3] / 2.0) / (20039f64.ln() * 3.0);
        assert!((errors.area - area).abs() < 1e-9);
        assert!(Errors::of(&mut []).near.abs() < 1e-9);
    }

    #[test]
    fn a_quarter_of_the_way_round_is_ten_thousand_kilometres() {
        assert!((kilometres((0.0, 0.0), (0.0, 90.0)) - 10_007.5).abs() < 1.0);
    }

    #[test]
    fn spans_count_code_points() {
        let text = "Żary and Łódź";
        let span = dateline::Span::of(text.find('Ł').unwrap()..text.len());
        let toponym = Toponym { span, place: dateline::Resolution::Unknown(None), form: ToponymForm::Name };
        let found = in_code_points(text, &toponym);
        assert_eq!((found.start, found.end, found.at), (9, 13, None));
    }
}
