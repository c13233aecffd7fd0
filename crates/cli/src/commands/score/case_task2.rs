//! CASE 2021 task 2: the type of incident of a news snippet, 25 of ACLED's and 5 more.
//!
//! The prediction is the likeliest type of `dateline::kinds::rank`; where nothing speaks for any, `OTHER`. The set has
//! labels of its own, misspelt in places: the ids of `data/ontology/acled.toml` are mapped onto them here.

use super::labels::{Single, records};
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::{Coder, Origin, Scheme, kinds};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    label: String,
}

/// Ids of the data and the labels of the set.
const LABELS: [(&str, &str); 30] = [
    ("abduction", "ABDUCT_DISSAP"),
    ("agreement", "AGREEMENT"),
    ("air-strike", "AIR_STRIKE"),
    ("armed-clash", "ARMED_CLASH"),
    ("arrests", "ARREST"),
    ("shelling", "ART_MISS_ATTACK"),
    ("attack", "ATTACK"),
    ("attribution", "ATTRIB"),
    ("change-to-group", "CHANGE_TO_GROUP_ACT"),
    ("chemical-weapon", "CHEM_WEAP"),
    ("diplomacy", "DIPLO"),
    ("disrupted-weapons", "DISR_WEAP"),
    ("force-against-protest", "FORCE_AGAINST_PROTEST"),
    ("government-regains", "GOV_REGAINS_TERIT"),
    ("grenade", "GRENADE"),
    ("headquarters", "HQ_ESTABLISHED"),
    ("man-made-disaster", "MAN_MADE_DISASTER"),
    ("mob-violence", "MOB_VIOL"),
    ("natural-disaster", "NATURAL_DISASTER"),
    ("non-state-overtakes", "NON_STATE_ACTOR_OVERTAKES_TER"),
    ("non-violent-transfer", "NON_VIOL_TERRIT_TRANSFER"),
    ("organised-crime", "ORG_CRIME"),
    ("other", "OTHER"),
    ("peaceful-protest", "PEACE_PROTEST"),
    ("property-destruction", "PROPERTY_DISTRUCT"),
    ("protest-with-intervention", "PROTEST_WITH_INTER"),
    ("remote-explosive", "REM_EXPLOS"),
    ("sexual-violence", "SEX_VIOL"),
    ("suicide-bomb", "SUIC_BOMB"),
    ("violent-demonstration", "VIOL_DEMONSTR"),
];

fn label(id: &str) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == id).map_or("OTHER", |(_, label)| label)
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut single, mut misses) = (Single::default(), vec![]);
    for record in &all {
        let (reading, analysis) =
            reader.read_with_analysis(coder.document(record.text.clone(), Origin::default()));
        let ranked = kinds::rank(&reading, &analysis, &coder.lexicon, Scheme::Acled, None);
        let found = ranked.first().map_or("OTHER", |best| label(&best.kind.id));
        single.add(&record.label, found);
        if found != record.label {
            let near: Vec<String> =
                ranked.iter().take(3).map(|r| format!("{} {} {:?}", r.kind.id, r.score, r.terms)).collect();
            misses.push(format!(
                "{} {} found {found}\n    {}\n    {}",
                record.id,
                record.label,
                record.text.chars().take(400).collect::<String>(),
                near.join("\n    ")
            ));
        }
    }
    let mut measured = Measured::new("case_task2", &args.file, all.len());
    single.measure(&mut measured);
    misses.extend(single.by_label());
    Ok((measured, misses))
}

#[cfg(test)]
mod tests {
    use super::LABELS;
    use dateline::{Coder, Scheme};

    #[test]
    fn every_kind_of_incident_of_the_data_has_a_label() {
        let coder = Coder::built_in();
        let kinds = || coder.lexicon.kinds.iter().filter(|kind| kind.scheme == Scheme::Acled);
        for kind in kinds() {
            assert!(LABELS.iter().any(|(id, _)| *id == kind.id), "{} has no label", kind.id);
        }
        assert_eq!(kinds().count() + 1, LABELS.len(), "`other` is no kind of the data");
    }
}
