//! Figures as reports give them, drawn: a line a report, from what it says at least to what it says at most. Nothing is added up
//! and nothing is averaged.

use dateline::published::{IncidentRecord, SeriesRecord};
use maud::{Markup, html};

/// Width of the part that numbers are drawn in.
const WIDTH: f64 = 360.0;
/// Height of a line.
const LINE: f64 = 22.0;
/// Where numbers begin.
const LEFT: f64 = 210.0;

/// The series of one measure.
pub fn figures(incident: &IncidentRecord, measure: &str, series: &[&SeriesRecord]) -> Markup {
    let ends = |f: &SeriesRecord| (f.lower.or(f.point), f.upper.or(f.point));
    let most = series.iter().flat_map(|f| [ends(f).0, ends(f).1]).flatten().fold(0.0_f64, f64::max);
    let step = step(most);
    let last = (most / step).ceil().max(1.0) * step;
    let x = |value: f64| LEFT + WIDTH * (value / last).clamp(0.0, 1.0);
    let height = LINE * (series.len() as f64 + 1.5);
    let ticks = (0..=((last / step).round() as u32)).map(|n| f64::from(n) * step);
    let label = |f: &SeriesRecord| {
        let report = incident.reports.get(f.report);
        let outlet = report.and_then(|r| r.outlet.as_deref()).unwrap_or("outlet not told");
        let origin = report.and_then(|r| incident.origins.get(r.origin)).map_or("", |o| o.words.as_str());
        let who = if origin.is_empty() || origin == "outlet" {
            outlet.to_owned()
        } else {
            format!("{origin} ({outlet})")
        };
        let short: String = who.chars().take(32).collect();
        if short.len() < who.len() { format!("{short}…") } else { short }
    };
    html! {
        svg.figures viewBox={ "0 0 " (LEFT + WIDTH + 30.0) " " (height) } role="img"
            aria-label={ "Figures of " (measure) ", a line a report; the table below holds the same" } {
            g.axis {
                @for tick in ticks {
                    line.tick x1=(x(tick)) x2=(x(tick)) y1="0" y2=(height - LINE) {}
                    text.tick-label x=(x(tick)) y=(height - 6.0) text-anchor="middle" { (tick) }
                }
            }
            @for (at, figure) in series.iter().enumerate() {
                @let y = LINE * (at as f64 + 0.5);
                @let (lower, upper) = ends(figure);
                g class={ "figure" @if figure.part { " part" } @if figure.replaces.is_some() { " newer" } } {
                    title { (label(figure)) ": " (figure.words) }
                    text.who x=(LEFT - 8.0) y=(y + 4.0) text-anchor="end" { (label(figure)) }
                    @match (lower, upper) {
                        (Some(a), Some(b)) => {
                            line.interval x1=(x(a)) x2=(x(b)) y1=(y) y2=(y) {}
                            circle.end cx=(x(a)) cy=(y) r="4" {}
                            @if (a - b).abs() > f64::EPSILON { circle.end cx=(x(b)) cy=(y) r="4" {} }
                        }
                        (Some(a), None) => {
                            line.interval.open x1=(x(a)) x2=(LEFT + WIDTH + 12.0) y1=(y) y2=(y) {}
                            path.arrow d={ "M" (LEFT + WIDTH + 12.0) " " (y - 4.0) "l8 4l-8 4z" } {}
                            @if figure.strict { circle.end.excluded cx=(x(a)) cy=(y) r="4" {} } @else { circle.end cx=(x(a)) cy=(y) r="4" {} }
                        }
                        (None, Some(b)) => {
                            line.interval.open x1=(x(0.0)) x2=(x(b)) y1=(y) y2=(y) {}
                            circle.end cx=(x(b)) cy=(y) r="4" {}
                        }
                        (None, None) => {}
                    }
                }
            }
        }
    }
}

/// A round step that makes some five of them.
fn step(most: f64) -> f64 {
    let rough = (most / 5.0).max(0.2);
    let size = 10f64.powf(rough.log10().floor());
    let of = [1.0, 2.0, 5.0, 10.0].into_iter().find(|n| n * size >= rough).unwrap_or(10.0);
    (of * size).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (most, expected) in [(0.0, 1.0), (3.0, 1.0), (17.0, 5.0), (40.0, 10.0), (360_000.0, 100_000.0)] {
            assert!((step(most) - expected).abs() < 1e-9, "{most}: {}", step(most));
        }
    }
}
