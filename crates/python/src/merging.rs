//! Reports to incidents: at once, or in parts on many machines. What is read from a document comes as its `telling`, the JSON
//! that `Batch.tellings` gives. `docs/cluster.md` tells how the parts fit together.

use dateline::merging::{self, Decision, Document, Part, Rules};
use dateline::published::DecisionRecord;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::collections::BTreeMap;

fn document(json: &str) -> PyResult<Document> {
    serde_json::from_str(json).map_err(|error| PyValueError::new_err(format!("this is no telling: {error}")))
}
fn documents(tellings: &[String]) -> PyResult<Vec<Document>> {
    tellings.iter().map(|json| document(json)).collect()
}
fn decisions(lines: &[String]) -> PyResult<Vec<Decision>> {
    let decision = |(number, line): (usize, &String)| {
        let wrong = |message: String| PyValueError::new_err(format!("decision {}: {message}", number + 1));
        let record: DecisionRecord = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        merging::decision(&record).map_err(wrong)
    };
    lines.iter().enumerate().map(decision).collect()
}
fn records(incidents: &[merging::Incident]) -> Vec<String> {
    let json = |incident| serde_json::to_string(&merging::record(incident)).expect("a record is plain data");
    incidents.iter().map(json).collect()
}
/// Pairs of deeds by their numbers.
type Pairs = Vec<(i64, i64)>;

/// Python's integers of 64 bits have a sign, as Arrow's and Spark's have.
const fn signed(number: u64) -> i64 {
    number.cast_signed()
}
fn pairs(pairs: Vec<(u64, u64)>) -> Pairs {
    pairs.into_iter().map(|(a, b)| (signed(a), signed(b))).collect()
}

/// Incidents of all documents at once, as JSON.
#[pyfunction]
#[pyo3(signature = (tellings, owners = BTreeMap::new(), decided = vec![]))]
pub fn merge(
    py: Python<'_>,
    tellings: Vec<String>,
    owners: BTreeMap<String, String>,
    decided: Vec<String>,
) -> PyResult<Vec<String>> {
    py.detach(|| {
        let mut documents = documents(&tellings)?;
        own(&mut documents, &owners);
        Ok(records(&merging::merge(&documents, &decisions(&decided)?, &Rules::default()).incidents))
    })
}

fn own(documents: &mut [Document], owners: &BTreeMap<String, String>) {
    for document in documents {
        if let Some(owner) = owners.get(document.outlet.as_str()) {
            document.owner = owner.as_str().into();
        }
    }
}

/// The name of a document, its guid if it has one, and the cells that its deeds stand in.
#[pyfunction]
#[pyo3(signature = (telling, decided = vec![]))]
pub fn cells(telling: &str, decided: Vec<String>) -> PyResult<(String, String, Vec<String>)> {
    let document = document(telling)?;
    let cells = merging::cells(&document, &decisions(&decided)?, &Rules::default());
    let cells = cells.iter().map(ToString::to_string).collect();
    Ok((document.id.to_string(), document.guid.to_string(), cells))
}

/// The name of a document, the numbers of its deeds, and pairs that belong to one part.
#[pyfunction]
#[pyo3(signature = (telling, decided = vec![]))]
pub fn bonds(telling: &str, decided: Vec<String>) -> PyResult<(String, Vec<i64>, Pairs)> {
    let document = document(telling)?;
    let (deeds, bonds) = merging::bonds(&document, &decisions(&decided)?, &Rules::default());
    Ok((document.id.to_string(), deeds.into_iter().map(signed).collect(), pairs(bonds)))
}

/// Pairs of deeds that meet in a cell and are much alike. `tellings` are those of all documents of the cell.
#[pyfunction]
#[pyo3(signature = (tellings, cell, decided = vec![]))]
pub fn meet(py: Python<'_>, tellings: Vec<String>, cell: &str, decided: Vec<String>) -> PyResult<Pairs> {
    py.detach(|| {
        let documents = documents(&tellings)?;
        Ok(pairs(merging::meet(&documents, cell, &decisions(&decided)?, &Rules::default())))
    })
}

/// For each number that a pair names, the least number it hangs together with.
#[pyfunction]
pub fn components(py: Python<'_>, left: Vec<i64>, right: Vec<i64>) -> PyResult<(Vec<i64>, Vec<i64>)> {
    if left.len() != right.len() {
        return Err(PyValueError::new_err("pairs have two sides: the lists differ in length"));
    }
    Ok(py.detach(|| {
        let mut above: BTreeMap<i64, i64> = BTreeMap::new();
        for (a, b) in left.into_iter().zip(right) {
            let (a, b) = (root(&mut above, a), root(&mut above, b));
            above.insert(a.max(b), a.min(b));
        }
        let all: Vec<i64> = above.keys().copied().collect();
        let least = all.iter().map(|at| root(&mut above, *at)).collect();
        (all, least)
    }))
}

/// The least of what a number hangs together with, which on the way is made quick to find again.
fn root(above: &mut BTreeMap<i64, i64>, at: i64) -> i64 {
    let mut top = at;
    while let Some(up) = above.get(&top).copied().filter(|up| *up != top) {
        top = up;
    }
    above.insert(top, top);
    let mut at = at;
    while at != top {
        at = above.insert(at, top).unwrap_or(top);
    }
    top
}

/// Incidents of a part, as JSON: `tellings` of every document of its deeds, `editions` those of all documents with a guid.
#[pyfunction]
#[pyo3(signature = (tellings, editions, deeds, left, right, owners = BTreeMap::new(), decided = vec![]))]
#[expect(clippy::too_many_arguments, reason = "the columns of a part, each a list of its own")]
pub fn merge_part(
    py: Python<'_>,
    tellings: Vec<String>,
    editions: Vec<String>,
    deeds: Vec<i64>,
    left: Vec<i64>,
    right: Vec<i64>,
    owners: BTreeMap<String, String>,
    decided: Vec<String>,
) -> PyResult<Vec<String>> {
    py.detach(|| {
        let mut part = Part {
            documents: documents(&tellings)?,
            editions: documents(&editions)?,
            deeds: deeds.into_iter().map(i64::cast_unsigned).collect(),
            pairs: left.into_iter().zip(right).map(|(a, b)| (a.cast_unsigned(), b.cast_unsigned())).collect(),
        };
        own(&mut part.documents, &owners);
        Ok(records(&merging::merge_part(&part, &decisions(&decided)?, &Rules::default())))
    })
}
