//! Reports of one incident and what is to come of them: `cases/siblings`.

use crate::published::IncidentRecord;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is to come of the reports of one incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// PLOVER type of the incident that is meant: the one of that type with most reports.
    pub plover: String,
    /// Reports.
    pub reports: usize,
    /// Documents.
    pub documents: usize,
    /// Independent origins.
    pub origins: usize,
    /// Reports by the key of their origin.
    pub reports_from: BTreeMap<String, usize>,
    /// Grade by facet.
    pub grade: BTreeMap<String, String>,
    /// Reports that are silent, by facet.
    #[serde(default)]
    pub silent: BTreeMap<String, usize>,
    /// Whether somebody denies it, by facet.
    #[serde(default)]
    pub denied: BTreeMap<String, bool>,
}

impl Expected {
    /// Reads the file `expected.toml`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(toml: &str) -> Result<Expected, String> {
        toml::from_str(toml).map_err(|error| error.to_string())
    }
    /// The incident that is meant.
    #[must_use]
    pub fn incident<'i>(&self, incidents: &'i [IncidentRecord]) -> Option<&'i IncidentRecord> {
        let meant = incidents.iter().filter(|i| i.plover == self.plover && i.status == "reported");
        meant.max_by_key(|i| i.counts.reports)
    }
    /// Each question: its name, whether the answer is right, the answer and what was expected.
    #[must_use]
    pub fn compare(&self, incident: &IncidentRecord) -> Vec<(String, bool, String)> {
        let mut lines = vec![];
        let mut ask = |name: String, found: String, expected: String| {
            let right = found == expected;
            let text = if right { found } else { format!("{found}, expected {expected}") };
            lines.push((name, right, text));
        };
        let count = |number: usize| number.to_string();
        ask("reports".into(), count(incident.counts.reports), count(self.reports));
        ask("documents".into(), count(incident.counts.documents), count(self.documents));
        ask("origins".into(), count(incident.counts.origins), count(self.origins));
        for (key, expected) in &self.reports_from {
            let origin = incident.origins.iter().position(|o| o.key == *key);
            let found =
                incident.reports.iter().filter(|r| Some(r.origin) == origin && r.standing == "stands");
            ask(format!("reports_from.{key}"), count(found.count()), count(*expected));
        }
        let facet = |name: &str| incident.facets.iter().find(|f| f.facet == name);
        for (name, expected) in &self.grade {
            let found = facet(name).map_or("not told", |f| f.grade.as_str());
            ask(format!("grade.{name}"), found.into(), expected.clone());
        }
        for (name, expected) in &self.silent {
            let found = facet(name).map_or(incident.counts.reports, |f| f.silent);
            ask(format!("silent.{name}"), count(found), count(*expected));
        }
        for (name, expected) in &self.denied {
            let found = facet(name).is_some_and(|f| !f.denied_by.is_empty());
            ask(format!("denied.{name}"), found.to_string(), expected.to_string());
        }
        lines
    }
}
