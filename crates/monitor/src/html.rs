//! Findings as one HTML page: no script, nothing loaded from elsewhere, printable. Quotations stand in `<q>`.

use crate::finding::{Citation, Evidence, Finding, Findings, Verdict};
use crate::report::{by_day, remarks, searched, short};
use crate::words;
use jiff::civil::Date;
use std::fmt::Write as _;

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1b1b;--soft:#5c5c5c;--line:#d5d5d5;--paper:#fff;--in:#1f6f4a;--odds:#9a3412;--bear:#4a5d86;--grey:#777}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--soft:#a9a9a9;--line:#444;--paper:#161616;--in:#7fd0a6;--odds:#f0a07a;--bear:#a9bce6;--grey:#999}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:0;display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
.soft{color:var(--soft)}.small{font-size:.875rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0}section{border-top:1px solid var(--line);padding:1.25rem 0}
.verdict{font:600 .8rem/1.6 ui-monospace,monospace;border:1px solid currentColor;border-radius:.3rem;padding:0 .45rem}
.in{color:var(--in)}.odds{color:var(--odds)}.bear{color:var(--bear)}.grey{color:var(--grey)}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}
ol,ul{padding-left:1.2rem;margin:.35rem 0}li{margin:.2rem 0}q{quotes:'“' '”'}blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid var(--line)}
svg{width:100%;height:auto;display:block;margin:.6rem 0}details{margin:.4rem 0}summary{cursor:pointer;color:var(--soft)}
@media print{section{break-inside:avoid}}
";

/// Findings as a page.
#[must_use]
pub fn html(findings: &Findings) -> String {
    let mut out = String::new();
    let agreement = &findings.agreement;
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style></head><body>\n",
        escape(&agreement.id)
    );
    let _ = writeln!(out, "<header><h1><q>{}</q></h1>", escape(&agreement.name));
    let parties: Vec<String> =
        agreement.parties.iter().map(|p| format!("{} ({})", p.actor, p.role)).collect();
    let read_in = match &agreement.reported_by {
        Some(outlet) => format!("as reported by {outlet}"),
        None => agreement.sources.join(", "),
    };
    let mut head = vec![
        ("record", agreement.id.clone()),
        ("parties", parties.join(", ")),
        ("holds", agreement.life.clone()),
        ("read in", read_in),
        ("as of", findings.as_of.clone()),
        ("searched", searched(findings)),
    ];
    if findings.from.is_some() || findings.to.is_some() {
        let open = |day: &Option<String>| day.clone().unwrap_or_else(|| "open".into());
        head.push(("acts", format!("{} to {}", open(&findings.from), open(&findings.to))));
    }
    head.extend(agreement.warnings.iter().map(|w| ("note", w.clone())));
    pairs(&mut out, &head);
    let _ = writeln!(
        out,
        "<p class=\"small soft\">{} {}</p></header>",
        escape(&findings.about),
        escape(words::SILENCE)
    );
    overview(&mut out, findings);
    for (at, finding) in findings.findings.iter().enumerate() {
        one(&mut out, at, finding, findings);
    }
    out.push_str("</body></html>\n");
    out
}

fn overview(out: &mut String, findings: &Findings) {
    out.push_str("<section><table><thead><tr><th>term</th><th>kind</th><th>verdict</th><th>because</th></tr></thead><tbody>\n");
    for (at, finding) in findings.findings.iter().enumerate() {
        let _ = writeln!(
            out,
            "<tr><td><a href=\"#t{at}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(finding.term.as_deref().unwrap_or("no term")),
            escape(&finding.kind),
            badge(finding.verdict),
            escape(&finding.reasons.join("; "))
        );
    }
    out.push_str("</tbody></table></section>\n");
}

fn badge(verdict: Verdict) -> String {
    let class = match verdict {
        Verdict::ReportedInLine => "in",
        Verdict::ReportedAtOdds | Verdict::ReportedMixed | Verdict::ReportContested => "odds",
        Verdict::BearsOn | Verdict::CannotPlace => "bear",
        _ => "grey",
    };
    format!(
        "<span class=\"verdict {class}\" title=\"{}\">{}</span>",
        escape(verdict.meaning()),
        verdict.as_str()
    )
}

fn one(out: &mut String, at: usize, finding: &Finding, findings: &Findings) {
    let term = finding.term.as_deref().unwrap_or("no term");
    let para = if finding.para.is_empty() { String::new() } else { format!(", paragraph {}", finding.para) };
    let _ = writeln!(
        out,
        "<section id=\"t{at}\"><h2>{} <span class=\"soft small\">{}{}</span> {}</h2>",
        escape(term),
        escape(&finding.kind),
        escape(&para),
        badge(finding.verdict)
    );
    if !finding.text.is_empty() {
        let _ = writeln!(out, "<blockquote><q>{}</q></blockquote>", escape(&finding.text));
    }
    let mut facts =
        vec![("means", finding.verdict.meaning().to_owned()), ("because", finding.reasons.join("; "))];
    let bound: Vec<String> = finding
        .bound
        .iter()
        .map(|b| match &b.position {
            Some(position) => format!("{} ({}; position {position})", b.actor, b.basis),
            None => format!("{} ({})", b.actor, b.basis),
        })
        .collect();
    if !bound.is_empty() {
        facts.push(("bound", bound.join(", ")));
    }
    if let Some(deadline) = &finding.deadline {
        let uncertain = if finding.deadline_uncertain { ", inferred in part" } else { "" };
        facts.push(("by", format!("{deadline}{uncertain}")));
    }
    facts.extend(finding.assumptions.iter().map(|a| ("assumes", a.clone())));
    pairs(out, &facts);
    if let Some(drawing) = timeline(finding, findings) {
        out.push_str(&drawing);
    }
    if !finding.sources_disagree.is_empty() {
        out.push_str(
            "<p class=\"small soft\">Sources tell this term differently; neither is corrected.</p><ul>\n",
        );
        for told in &finding.sources_disagree {
            let _ = writeln!(
                out,
                "<li>{}: {} here, {} according to {}: <q>{}</q></li>",
                escape(&told.facet),
                escape(&told.here),
                escape(&told.there),
                escape(&told.source),
                escape(&told.quote)
            );
        }
        out.push_str("</ul>\n");
    }
    if !finding.overlays.is_empty() {
        out.push_str("<ul>\n");
        for overlay in &finding.overlays {
            let _ = writeln!(
                out,
                "<li><strong>{}</strong> {} (on the {}): {}</li>",
                escape(&overlay.kind),
                escape(&overlay.by),
                escape(&overlay.facet),
                cited(&overlay.citation)
            );
        }
        out.push_str("</ul>\n");
    }
    if !finding.evidence.is_empty() {
        out.push_str("<ol>\n");
        for evidence in by_day(&finding.evidence) {
            self::evidence(out, evidence);
        }
        out.push_str("</ol>\n");
    }
    if !finding.excluded.is_empty() {
        let _ = writeln!(out, "<details><summary>{} left out</summary><ul>", finding.excluded.len());
        for excluded in &finding.excluded {
            let _ = writeln!(
                out,
                "<li>{}, {}: {}</li>",
                escape(&excluded.code),
                escape(&excluded.why),
                cited(&excluded.citation)
            );
        }
        out.push_str("</ul></details>\n");
    }
    out.push_str("</section>\n");
}

fn evidence(out: &mut String, evidence: &Evidence) {
    let _ = writeln!(
        out,
        "<li><strong>{}</strong> <span class=\"soft\">{} {}, {}; {} report{}, {} origin{} ({})</span><ul>",
        evidence.shows.as_str(),
        escape(&evidence.code),
        escape(&evidence.status),
        escape(&evidence.days),
        evidence.reports,
        if evidence.reports == 1 { "" } else { "s" },
        evidence.origins,
        if evidence.origins == 1 { "" } else { "s" },
        escape(&evidence.origin_names.join("; "))
    );
    for citation in &evidence.citations {
        let _ = writeln!(out, "<li>{}</li>", cited(citation));
    }
    for note in remarks(evidence) {
        let _ = writeln!(out, "<li class=\"small soft\">{}</li>", escape(&note));
    }
    out.push_str("</ul></li>\n");
}

fn cited(citation: &Citation) -> String {
    format!(
        "<q>{}</q> <span class=\"small soft\">[{} {}, {}–{}; {}]</span>",
        escape(&citation.quote),
        escape(short(&citation.document)),
        escape(citation.published.as_deref().unwrap_or("undated")),
        citation.span[0],
        citation.span[1],
        escape(&citation.chain.join(" ← "))
    )
}

fn pairs(out: &mut String, pairs: &[(&str, String)]) {
    out.push_str("<dl>");
    for (name, value) in pairs {
        let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    out.push_str("</dl>\n");
}

/// Reports of a term along its days: a bar where only a stretch is known, a dot for a day, the deadline as a line.
fn timeline(finding: &Finding, findings: &Findings) -> Option<String> {
    let day = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<Date>().ok());
    let deadline = finding
        .deadline
        .as_deref()
        .and_then(|d| d.get(d.len().saturating_sub(10)..))
        .and_then(|d| d.parse().ok());
    let as_of: Date = findings.as_of.parse().ok()?;
    let mut days: Vec<Date> = vec![as_of];
    days.extend(deadline);
    for evidence in &finding.evidence {
        days.extend(day(&evidence.first));
        days.extend(day(&evidence.last));
    }
    if finding.evidence.is_empty() && deadline.is_none() {
        return None;
    }
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let number = |date: Date| first.until(date).map_or(0.0, |span| f64::from(span.get_days()));
    let length = number(last).max(1.0);
    let at = |date: Date| 20.0 + 560.0 * number(date) / length;
    let evidence = by_day(&finding.evidence);
    let height = 34 + 14 * evidence.len();
    let mut out = format!(
        "<svg viewBox=\"0 0 600 {height}\" role=\"img\" aria-label=\"Timeline from {first} to {last}\" font-size=\"9\" fill=\"currentColor\">\
         <line x1=\"20\" x2=\"580\" y1=\"14\" y2=\"14\" stroke=\"var(--line)\"/><text x=\"20\" y=\"10\">{first}</text>\
         <text x=\"580\" y=\"10\" text-anchor=\"end\">{last}</text>"
    );
    if let Some(deadline) = deadline {
        let x = at(deadline);
        let anchor = if x > 500.0 { "end" } else { "start" };
        let _ = write!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"14\" y2=\"{}\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\">deadline {deadline}</text>",
            height - 12,
            height - 2
        );
    }
    for (row, evidence) in evidence.iter().enumerate() {
        let y = 26 + 14 * row;
        let class = match (evidence.shows, evidence.cannot_place.is_empty() && evidence.contested.is_empty())
        {
            (crate::table::Shows::WouldPerform, true) => "in",
            (crate::table::Shows::WouldDepart, true) => "odds",
            _ => "bear",
        };
        let (from, to) = (day(&evidence.first), day(&evidence.last));
        let Some(end) = to.or(from) else { continue };
        let start = from.unwrap_or(first);
        let (x, width) = (at(start), at(end) - at(start));
        let _ = write!(out, "<text x=\"6\" y=\"{}\">{}</text>", y + 3, row + 1);
        let title = escape(&format!("{} {}: {}", evidence.days, evidence.shows.as_str(), evidence.code));
        let _ = if width < 1.0 {
            write!(
                out,
                "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y}\" r=\"4\" fill=\"currentColor\"><title>{title}</title></circle>"
            )
        } else {
            write!(
                out,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{}\" width=\"{width:.1}\" height=\"5\" rx=\"2\" fill=\"currentColor\"><title>{title}</title></rect>",
                y - 2
            )
        };
    }
    out.push_str("</svg>\n");
    Some(out)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}
