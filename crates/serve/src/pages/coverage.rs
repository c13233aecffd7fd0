//! What was read: without it no absence means anything.

use super::at;
use crate::reply::Trouble;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use dateline_store::Count;
use maud::{Markup, html};

/// `GET /coverage`
pub async fn show(State(app): State<App>) -> Result<Response, Trouble> {
    app.read(|_, snapshot| {
        let stats = &snapshot.stats;
        let main = html! {
            h1 { "What was read" }
            p.hint { "That nothing is reported does not show that nothing happened: it may lie outside of what is counted here." }
            dl.about {
                dt { "Documents" }
                dd {
                    (stats.documents) ", published "
                    (stats.first_day.as_deref().unwrap_or("?")) " to " (stats.last_day.as_deref().unwrap_or("?")) "; "
                    (stats.superseded) " superseded, " (stats.withdrawn) " withdrawn or withheld, " (stats.undated) " without a day"
                }
                dt { "Events" } dd { (stats.events) ": " (stats.placed) " with a place, " (stats.dated) " with a day" }
                dt { "Beside them" } dd { (stats.sentences) " sentences, " (stats.figures) " figures, " (stats.incidents) " incidents" }
                dt { "Inputs" } dd { (stats.inputs) ", " (stats.unfinished) " left half-read, " (stats.failed) " entries that could not be read" }
                dt { "Snapshot" } dd { code.digest { (snapshot.digest) } }
            }
            div.columns {
                (table("Outlets (the 20 with most documents)", "Outlet", &stats.outlets))
                (table("Languages", "Language", &stats.languages))
                (table("In languages that are not read", "Language", &stats.not_coded))
                (table("Documents by year", "Year", &stats.years))
                (table("Events by type", "Type", &stats.types))
                (table("Events by status", "Status", &stats.statuses))
                (table("Notes of the coder", "Note", &stats.notes))
                (table("Read by", "Program, model and data", &stats.coders))
                (table("What failed", "Message", &stats.errors))
            }
        };
        Ok(at("/coverage", "Coverage", &main))
    })
    .await
}

fn table(caption: &str, name: &str, counts: &[Count]) -> Markup {
    html! {
        @if !counts.is_empty() {
            section {
                table {
                    caption { (caption) }
                    thead { tr { th scope="col" { (name) } th.number scope="col" { "Count" } } }
                    tbody { @for count in counts { tr { th scope="row" dir="auto" { (count.name) } td.number { (count.count) } } } }
                }
            }
        }
    }
}
