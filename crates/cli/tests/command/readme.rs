//! What README shows is what happens: its commands are run, its options exist, its output is what the program prints.

use crate::{dateline, folder, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A command of README, and below it the output that is shown.
struct Shown {
    command: String,
    output: Vec<String>,
}

/// What stands in fences of `sh` and `console`, and every code of the text that begins with the program's name.
fn commands(page: &str) -> (Vec<Shown>, Vec<String>) {
    let (mut fenced, mut inline): (Vec<Shown>, Vec<String>) = (vec![], vec![]);
    let mut fence = None;
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            fence = if fence.is_none() { Some(language) } else { None };
            continue;
        }
        match fence {
            None => {
                let codes = line.split('`').skip(1).step_by(2);
                inline.extend(codes.filter(|code| code.starts_with("dateline ")).map(str::to_owned));
            }
            Some("sh") => {
                let command = line.split("  #").next().unwrap_or_default().trim().to_owned();
                fenced.push(Shown { command, output: vec![] });
            }
            Some("console") => match (line.strip_prefix("$ "), fenced.last_mut()) {
                (Some(command), _) => fenced.push(Shown { command: command.to_owned(), output: vec![] }),
                (None, Some(shown)) => shown.output.push(line.to_owned()),
                (None, None) => panic!("output of no command: {line}"),
            },
            Some(_) => {}
        }
    }
    fenced.retain(|shown| !shown.command.is_empty());
    (fenced, inline)
}

/// Words of a command line, with those in quotation marks as one.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A folder in which the files lie that README speaks of.
fn desk() -> PathBuf {
    let desk = folder("readme");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    crate::store::copy(&root.join("examples"), &desk.join("examples"));
    crate::store::copy(&root.join("data"), &desk.join("my-data"));
    fs::write(desk.join("news.jsonl"), crate::store::lines(3)).expect("the build folder can be written");
    desk
}

#[test]
fn every_command_of_readme_works() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let page = fs::read_to_string(page).expect("README.md is there");
    let (fenced, inline) = commands(&page);
    assert!(fenced.len() > 3 && inline.len() > 10, "README shows commands");
    let desk = desk();
    let on_desk = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        run(dateline(&words).current_dir(&desk), 0).0
    };
    for Shown { command, output } in &fenced {
        // Those take a build, and are what runs this test.
        if command.starts_with("cargo install --locked --path crates/cli") || command == "bash tools/test.sh"
        {
            continue;
        }
        let command = command.replace("cargo run --release --locked -p dateline-cli -- ", "dateline ");
        let ours = command.split(" | ").next().unwrap_or_default();
        let ours = ours.strip_prefix("dateline ").unwrap_or_else(|| panic!("`{command}` is run by no test"));
        let printed = on_desk(&words(ours));
        for line in output.iter().filter(|line| !line.is_empty() && *line != "…") {
            assert!(printed.contains(line.as_str()), "README shows `{line}`, which is not in\n{printed}");
        }
    }
    for command in &inline {
        let words = words(command.trim_start_matches("dateline "));
        let name = &words[0];
        let open = |word: &String| {
            word.contains('…')
                || word.starts_with('[')
                || word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase())
        };
        let waits = ["serve", "watch"].contains(&name.as_str());
        let needs_record = words.iter().any(|word| word == "--record");
        if words.len() > 1 && !waits && !needs_record && !words.iter().any(open) {
            on_desk(&words);
            continue;
        }
        // A shape to fill in: the command is there, and so is what it is given.
        let (help, _) = run(&mut dateline(&[name, "--help"]), 0);
        for option in
            words.iter().map(|word| word.trim_matches(['[', ']'])).filter(|word| word.starts_with("--"))
        {
            assert!(help.contains(option), "`{command}`: no option {option}");
        }
    }
}

/// README, what stands beside it, and every page of `docs/` and `scores/`.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let in_folder = |folder: &str| {
        let entries = fs::read_dir(root.join(folder)).expect("the folder is there");
        entries.flatten().map(|entry| entry.path()).collect::<Vec<PathBuf>>()
    };
    let mut pages = [in_folder("."), in_folder("docs"), in_folder("scores")].concat();
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "md"));
    let beside = ["cases", "crates/python", "crates/python/spark", "examples/agreements", "models", "web"];
    pages.extend(beside.iter().map(|folder| root.join(folder).join("README.md")));
    pages.sort();
    pages
}

/// The words of every command of ours that a page shows, in a fence or in a line, up to a pipe or a remark.
fn shown(page: &str) -> Vec<Vec<String>> {
    let (mut found, mut fenced) = (vec![], false);
    for line in page.replace("\\\n", " ").lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        let command = line.split("  #").next().unwrap_or_default().trim_start_matches("$ ");
        let parts: Vec<&str> = if fenced {
            command.split(" | ").collect()
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        let ours = parts.iter().filter_map(|part| part.trim().strip_prefix("dateline "));
        found.extend(ours.map(words).filter(|words| words[0].bytes().all(|b| b.is_ascii_lowercase())));
    }
    found
}

#[test]
fn every_command_and_option_that_the_docs_show_is_there() {
    let mut helps: BTreeMap<Vec<String>, String> = BTreeMap::new();
    let mut looked_at = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page can be read");
        for words in shown(&text) {
            let nested = ["actors", "decide", "patterns", "places"].contains(&words[0].as_str());
            let second = words.get(1).filter(|w| nested && w.bytes().all(|b| b.is_ascii_lowercase()));
            let command: Vec<String> = words[..1].iter().chain(second).cloned().collect();
            let help = helps.entry(command.clone()).or_insert_with(|| {
                let mut asked: Vec<&str> = command.iter().map(String::as_str).collect();
                asked.push("--help");
                run(&mut dateline(&asked), 0).0
            });
            looked_at += 1;
            for option in
                words.iter().map(|w| w.trim_matches(['[', ']', '…'])).filter(|w| w.starts_with("--"))
            {
                let option = option.split('=').next().unwrap_or_default();
                assert!(help.contains(option), "{}: `dateline {}`", page.display(), words.join(" "));
            }
        }
    }
    assert!(looked_at > 150, "only {looked_at} commands were found");
}

#[test]
fn every_link_of_the_docs_leads_to_a_file() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("the page can be read");
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
            let target = page.parent().expect("a page is in a folder").join(link);
            assert!(target.exists(), "{} links to {link}", page.display());
        }
    }
}
