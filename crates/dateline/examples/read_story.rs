//! Reads a story and prints who did what to whom, how real it is, and on whose word.
//!
//! `cargo run --example read_story` reads the story below; a file name after `--` reads that file.

#![expect(clippy::print_stdout, reason = "an example is there to print")]

use dateline::{Coder, MentionKind, Origin, PublishedBasis, Role};

const STORY: &str = "Army shells town after ambush

GAO, Mali — The army shelled the town of Menaka on Wednesday, residents said. The defence ministry denied that
civilians had been killed. France plans to withdraw 400 soldiers from the base next month.";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => STORY.to_owned(),
    };

    // Model and dictionaries: load them once and share them between threads.
    let coder = Coder::built_in();

    // "On Wednesday" means nothing without the day of publication.
    let published = Some(("2022-02-18".parse()?, PublishedBasis::User));
    let document = coder.document(text, Origin { published, ..Origin::default() });

    // A reader has scratch space of its own: one a thread.
    let reading = coder.reader().read(document);

    for event in &reading.events {
        // Everything is cited: a role is a span of the text, whether or not a dictionary knows who it is.
        let words = |roles: &[Role]| -> String {
            roles.iter().map(|role| reading.document.quote(role.span)).collect::<Vec<_>>().join(", ")
        };
        println!(
            "{} ({}): {} → {}",
            event.plover,
            event.status,
            words(&event.actors),
            words(&event.recipients)
        );
        println!("    “{}”", reading.quote(event));

        // An event is always somebody's claim; the last of the chain is the innermost speaker.
        let claim = reading.claim(event.claim);
        let speakers: Vec<_> = claim.chain.iter().map(|speaker| reading.speaker(*speaker)).collect();
        println!("    according to {}", speakers.join(", who cites "));

        // A time that could be resolved has an EDTF value.
        let time = event.time.map(|time| &reading.mention(time.mention).kind);
        if let Some(MentionKind::Time(when)) = time {
            println!("    when: {}", when.edtf.as_deref().unwrap_or("not known"));
        }
    }

    // What could not be read is told, not hidden.
    for note in &reading.notes {
        println!("note: {}", note.message);
    }
    Ok(())
}
