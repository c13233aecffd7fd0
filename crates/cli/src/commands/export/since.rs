//! What changed in a record since a time, a number of its list of changes, or an earlier export.

use crate::exit::Failure;
use dateline::export::tables::DeletedRow;
use dateline_store::{Change, Store};
use std::path::Path;

/// Changes since: of several of one document the last, oldest first.
pub fn changes(store: &Store, since: &str, output: Option<&Path>) -> Result<Vec<Change>, Failure> {
    if let Some(number) = number(since, output)? {
        return Ok(store.changes(number, usize::MAX)?.0);
    }
    let from = moment(since).ok_or_else(|| {
        Failure::Usage(format!(
            "--since {since}: give a day, a moment (2024-05-01T12:00:00Z), a number or digest of an earlier export, or its folder"
        ))
    })?;
    let mut changes = store.changes(0, usize::MAX)?.0;
    changes.retain(|change| change.at >= from);
    for change in &mut changes {
        change.gone.retain(|(_, at)| *at >= from);
    }
    Ok(changes)
}

/// A day or a moment of universal time as the record writes it.
fn moment(text: &str) -> Option<String> {
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        return Some(format!("{day}T00:00:00Z"));
    }
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The number of the last change that an earlier export knew of; none if a time is meant.
fn number(since: &str, output: Option<&Path>) -> Result<Option<i64>, Failure> {
    if let Ok(number) = since.parse::<i64>() {
        return Ok(Some(number));
    }
    if since.starts_with("sha256:") {
        let found = earlier(output).into_iter().find(|(digest, _)| digest == since);
        return found.map(|(_, number)| Some(number)).ok_or_else(|| {
            Failure::Missing(format!(
                "{since}: no export with this digest stands in the folder of -o or beside it; name its folder or its number"
            ))
        });
    }
    let path = Path::new(since);
    let package = if path.is_dir() { path.join("datapackage.json") } else { path.to_owned() };
    if !package.is_file() {
        return Ok(None);
    }
    match told(&package) {
        Some((_, number)) => Ok(Some(number)),
        None => Err(Failure::Data(format!("{}: this names no state of a record", package.display()))),
    }
}

/// Digest and number of the state that an export was made from.
fn told(package: &Path) -> Option<(String, i64)> {
    let text = std::fs::read_to_string(package).ok()?;
    let package: serde_json::Value = serde_json::from_str(&text).ok()?;
    let about = &package["dateline"];
    Some((about["snapshot"].as_str()?.to_owned(), about["change"].as_i64()?))
}

/// Exports in a folder and beside it.
fn earlier(output: Option<&Path>) -> Vec<(String, i64)> {
    let Some(output) = output else { return vec![] };
    let beside = output.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
    let folders = beside.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut packages: Vec<_> = folders.map(|entry| entry.path().join("datapackage.json")).collect();
    packages.push(output.join("datapackage.json"));
    packages.sort();
    packages.iter().filter_map(|package| told(package)).collect()
}

/// What an earlier export may hold and this one does not stand by. All rows of a document that changed are to be dropped; of
/// events that are gone each is named.
pub fn deleted(changes: &[Change]) -> Vec<DeletedRow> {
    let mut rows = vec![];
    for change in changes {
        let reason = match (change.current, change.what.as_str()) {
            (false, "standing") => Some("superseded"),
            (false, _) => Some("withdrawn"),
            // What is new was in no export before.
            (true, "added") => None,
            (true, what) => Some(what),
        };
        rows.extend(reason.map(|reason| DeletedRow {
            kind: "document".into(),
            id: change.digest.clone(),
            reason: reason.to_owned(),
            replaced_by: None,
            at: Some(change.at.clone()),
        }));
        for (name, at) in &change.gone {
            rows.push(DeletedRow {
                kind: "event".into(),
                id: format!("{}#{name}", change.digest),
                reason: "gone".into(),
                replaced_by: None,
                at: Some(at.clone()),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_first_moment_in_universal_time() {
        assert_eq!(moment("2024-05-01").as_deref(), Some("2024-05-01T00:00:00Z"));
        assert_eq!(moment("2024-05-01T02:00:00+02:00").as_deref(), Some("2024-05-01T00:00:00Z"));
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn a_document_that_no_longer_stands_goes_and_events_that_are_gone_are_named() {
        let change = Change {
            id: 3,
            document: 1,
            digest: "sha256:0".into(),
            what: "standing".into(),
            at: "2024-05-01T00:00:00Z".into(),
            current: false,
            gone: vec![("12".into(), "2024-05-01T00:00:00Z".into())],
        };
        let rows = deleted(&[change]);
        assert_eq!((rows[0].kind.as_str(), rows[0].reason.as_str()), ("document", "superseded"));
        assert_eq!((rows[1].id.as_str(), rows[1].reason.as_str()), ("sha256:0#12", "gone"));
    }
}
