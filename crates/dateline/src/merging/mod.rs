//! Many readings to incidents: the published record in, incidents out. The work is done by `dateline-incidents`, which
//! knows neither records nor dictionaries.

mod input;
mod output;
pub mod pairs;
mod report;
pub mod siblings;

pub use dateline_incidents::{
    Decision, DecisionKind, Document, EventRef, Evidence, Incident, Merged, Part, Rules, bonds, cells, meet,
    merge, merge_part, overlap,
};
pub use input::{decision, document, name, owners};
pub use output::{decision_record, record};
pub use report::{explain, report};
