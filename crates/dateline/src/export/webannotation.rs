//! W3C Web Annotations (JSON-LD): one a line for each event, claim and mention that plays a part, selected by quotation and by
//! position.

use super::safety::Quotes;
use super::tables::{Rows, Source, SpanRow};
use super::{About, Files, Sink};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Code points before and after a quotation.
const AROUND: u32 = 32;

struct WebAnnotation {
    out: Box<dyn Write + Send>,
    around: bool,
}

pub(super) fn begin(mut files: Box<dyn Files>, about: &About) -> io::Result<Box<dyn Sink>> {
    let out = files.create("annotations.jsonld.jsonl")?;
    Ok(Box::new(WebAnnotation { out, around: about.safety.quotes != Quotes::None }))
}

impl WebAnnotation {
    fn selectors(&self, source: &Source, [start, end]: [u32; 2], exact: Option<&str>) -> Vec<Value> {
        let mut all = vec![];
        if let Some(exact) = source.words([start, end]).filter(|_| self.around).or(exact)
            && !exact.is_empty()
        {
            let mut quote = json!({ "type": "TextQuoteSelector", "exact": exact });
            if let Some(before) = source.words([start.saturating_sub(AROUND), start]).filter(|_| self.around)
            {
                quote["prefix"] = before.into();
            }
            let after = [end, end.saturating_add(AROUND).min(source.record.document.length)];
            if let Some(after) = source.words(after).filter(|_| self.around) {
                quote["suffix"] = after.into();
            }
            all.push(quote);
        }
        all.push(json!({ "type": "TextPositionSelector", "start": start, "end": end }));
        all
    }
    fn write(
        &mut self,
        source: &Source,
        id: &str,
        span: [u32; 2],
        exact: Option<&str>,
        body: Value,
    ) -> io::Result<()> {
        let document = &source.record.document;
        let target = json!({
            "source": document.url.as_deref().unwrap_or(&document.id),
            "state": { "type": "dateline:TextState", "cached": document.id },
            "selector": self.selectors(source, span, exact),
        });
        let annotation = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": format!("urn:dateline:{id}"),
            "type": "Annotation",
            "motivation": "classifying",
            "generator": { "type": "Software", "name": "dateline", "schema:softwareVersion": source.record.dateline },
            "body": body,
            "target": target,
        });
        writeln!(self.out, "{annotation}")
    }
}

impl Sink for WebAnnotation {
    fn rows(&mut self, source: &Source, rows: &Rows) -> io::Result<()> {
        for row in &rows.events {
            let body = json!({ "type": "Dataset", "value": {
                "event": row.plover, "modes": row.modes, "status": row.status, "cameo": row.cameo,
                "claim": format!("urn:dateline:{}", row.claim_id),
            }});
            self.write(source, &row.event_id, [row.span_start, row.span_end], Some(&row.quote), body)?;
        }
        for row in &rows.claims {
            let (Some(start), Some(end)) = (row.content_start, row.content_end) else { continue };
            let body = json!({ "type": "Dataset", "value": {
                "claim": row.stance, "origin": row.origin, "chain": row.chain,
            }});
            self.write(source, &row.claim_id, [start, end], row.content.as_deref(), body)?;
        }
        for row in rows.spans.iter().filter(|row| row.mention.is_some()) {
            let SpanRow { of, role, ordinal, .. } = row;
            let body = json!({ "type": "Dataset", "value": {
                "role": role, "of": format!("urn:dateline:{of}"), "kind": row.kind, "identifier": row.id,
            }});
            let id = format!("{of}:{role}:{ordinal}");
            self.write(source, &id, [row.span_start, row.span_end], row.text.as_deref(), body)?;
        }
        Ok(())
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
