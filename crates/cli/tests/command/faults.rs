//! What goes wrong around the program: disks, folders, other writers, clocks, kills. docs/faults.md says what each looks like.

use crate::serve::{ask, start, try_ask};
use crate::store::{lines, made, on, stats};
use crate::{dateline, file, folder, records, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env_remove("DATELINE_DATA").env_remove("DATELINE_JOBS").env_remove("DATELINE_RECORD");
    command
}

/// What is not well with a record, as `check: message`.
#[track_caller]
fn doctor(record: &str, code: i32) -> Vec<String> {
    let (out, _) = run(&mut dateline(&["doctor", "--record", record, "--format", "json"]), code);
    let found: Value = serde_json::from_str(&out).expect("the doctor writes JSON");
    let text = |finding: &Value, name: &str| finding[name].as_str().expect("a finding has words").to_owned();
    let of_record = found["of_record"].as_array().expect("there are findings").iter();
    of_record
        .filter(|finding| finding["grade"] != "well")
        .map(|finding| format!("{}: {}", text(finding, "check"), text(finding, "message")))
        .collect()
}

#[test]
fn the_doctor_tells_of_a_record_and_of_the_machine() {
    let (record, _) = made("faults-doctor");
    let (out, _) = run(&mut dateline(&["doctor", "--record", &record]), 0);
    for words in [
        "well     pages       whole",
        "  remark   inputs      1 of what stood in inputs",
        "well     reading     with",
    ] {
        assert!(out.contains(words), "`{words}` is not in\n{out}");
    }
    assert!(!out.contains("trouble"), "{out}");
    let (out, _) = run(&mut dateline(&["doctor"]), 0);
    assert!(out.starts_with("this machine\n") && !out.contains("pages"), "{out}");
    run(&mut dateline(&["doctor", "--record", "no-such.db"]), 66);
    let folder = folder("faults-doctor-2");
    let broken = folder.join("data");
    fs::create_dir_all(&broken).unwrap();
    fs::write(broken.join("actors.toml"), "[[actor]\n").unwrap();
    let (out, said) = run(&mut dateline(&["doctor", "--data", broken.to_str().unwrap()]), 65);
    assert!(out.contains("trouble  data") && said == "dateline: 1 trouble\n", "{out}{said}");
}

#[test]
fn a_damaged_record_is_told_by_every_command_and_what_is_whole_is_still_read() {
    let (record, news) = made("faults-damaged");
    let sound = fs::read(&record).unwrap();
    // A letter of the first text.
    let at = sound.windows(14).position(|w| w == b"Rebels shelled").unwrap();
    let mut damaged = sound.clone();
    damaged[at] = b'r';
    fs::write(&record, &damaged).unwrap();
    let told = doctor(&record, 65);
    assert!(
        told.iter().any(|t| t == "texts: 1 document with a text that is not the one added: document 1"),
        "{told:?}"
    );
    let (_, said) = run(&mut on(&record, &["backup", &format!("{record}.copy")]), 65);
    assert!(said.contains("the file is damaged: texts"), "{said}");
    assert!(!Path::new(&format!("{record}.copy")).exists());
    let (shown, _) = run(&mut on(&record, &["show", "2", "--format", "text"]), 0);
    assert!(shown.starts_with("The Israeli army"), "{shown}");
    // All pages but the first: every command says so, and none writes to it.
    let mut damaged = sound;
    damaged[4096..].fill(0);
    fs::write(&record, &damaged).unwrap();
    assert!(!doctor(&record, 65).is_empty());
    for command in [&["stats"][..], &["find"], &["recode"], &["incidents"], &["add", &news]] {
        let (_, said) = run(&mut on(&record, command), 65);
        assert!(said.contains("the file is damaged"), "{command:?}: {said}");
    }
}

#[test]
fn a_backup_is_the_record_and_can_take_its_place() {
    let (record, news) = made("faults-backup");
    let copy = format!("{record}.copy");
    let (_, said) = run(&mut dateline(&["backup", &copy, "--record", &record]), 0);
    assert!(said.contains("texts: 3 texts as written"), "{said}");
    let before = stats(&record)["content_digest"].clone();
    let (_, said) = run(&mut on(&record, &["backup", &copy]), 2);
    assert!(said.contains("there is a file already"), "{said}");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{record}{ending}"));
    }
    run(&mut on(&copy, &["backup", &record]), 0);
    assert_eq!(stats(&record)["content_digest"], before);
    let (_, said) = run(dateline(&["add", &news, "--record", &record]).arg("--no-progress"), 3);
    assert!(said.contains("1 input unchanged"), "{said}");
}

/// Files may grow no larger than this: what a full disk looks like, without one. The drill in docs/faults.md uses a disk.
#[cfg(unix)]
#[test]
fn no_command_that_finds_the_disk_full_harms_the_record() {
    let folder = folder("faults-full");
    let news = file(&folder, "news.jsonl", lines(120));
    let record = folder.join("war.db").display().to_string();
    run(&mut on(&record, &["add", &news]), 0);
    let before = stats(&record)["content_digest"].clone();
    let size = fs::metadata(&record).unwrap().len();
    // `sh` counts blocks of 512 bytes.
    let limited = |bytes: u64, arguments: &[&str]| {
        let mut command = assert_cmd::Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512);
        command.args(["-c", &script, env!("CARGO_BIN_EXE_dateline")]).args(arguments);
        run(&mut command, 74).1
    };
    let copy = format!("{record}.copy");
    assert!(limited(size / 2, &["backup", &copy, "--record", &record]).contains("no room left to write"));
    assert!(!Path::new(&copy).exists() && !Path::new(&format!("{copy}.part")).exists());
    let out = folder.join("out.jsonl").display().to_string();
    let many = file(&folder, "many.jsonl", lines(600));
    let said = limited(size / 2, &["read", &many, "-o", &out]);
    assert!(said.contains("too large") || said.contains("No space"), "{said}");
    let more = file(&folder, "more.jsonl", lines(900).replace("Idlib", "Homs"));
    assert!(
        limited(size + 8192, &["add", &more, "--record", &record, "--quiet"])
            .contains("no room left to write")
    );
    run(&mut on(&record, &["add", &more]), 0);
    assert!(doctor(&record, 0).is_empty());
    assert_ne!(stats(&record)["content_digest"], before);
    assert_eq!(stats(&record)["documents"], 1020);
}

/// Even root can make no file there.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let (record, news) = made("faults-folder");
    for arguments in [
        &["add", &news, "--record", "/proc/war.db"][..],
        &["read", &news, "-o", "/proc/out.jsonl"],
        &["backup", "/proc/copy.db", "--record", &record],
    ] {
        let (_, said) = run(&mut dateline(arguments), 74);
        assert!(said.contains("/proc/"), "{arguments:?}: {said}");
    }
    assert!(doctor(&record, 0).iter().all(|told| told.starts_with("inputs")), "the record is as it was");
}

#[test]
fn two_runs_may_add_to_one_record_at_once() {
    let folder = folder("faults-two");
    let all = lines(200);
    let half: Vec<&str> = all.lines().collect();
    // A third of the documents stand in both.
    let one = file(&folder, "one.jsonl", half[..130].join("\n") + "\n");
    let two = file(&folder, "two.jsonl", half[70..].join("\n") + "\n");
    let record = folder.join("war.db").display().to_string();
    let add = |input: &str| {
        binary()
            .args(["add", input, "--record", &record, "--quiet", "--jobs", "1"])
            .spawn()
            .expect("the command starts")
    };
    for mut running in [add(&one), add(&two)] {
        assert!(running.wait().expect("it ends").success());
    }
    assert_eq!(stats(&record)["documents"], 200);
    assert_eq!(doctor(&record, 0), [""; 0]);
}

/// Data are read once, at the start: what becomes of the files afterwards makes no difference to the run.
#[test]
fn data_that_are_swapped_in_the_middle_of_a_run_change_nothing_in_it() {
    use std::io::{BufRead, BufReader, Write};
    let folder = folder("faults-swapped");
    let data = folder.join("data");
    crate::store::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data"), &data);
    let all = lines(4);
    let mut running = binary()
        .args(["read", "-", "--format", "jsonl", "--jobs", "1", "--data"])
        .arg(&data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut input = running.stdin.take().expect("it has an input");
    let mut out = BufReader::new(running.stdout.take().expect("it has an output"));
    // A batch and more, so that something comes out before the end.
    for line in std::iter::repeat_n(&all, 100) {
        input.write_all(line.as_bytes()).expect("it reads");
    }
    input.flush().expect("it reads");
    let mut first = String::new();
    out.read_line(&mut first).expect("it writes");
    fs::remove_dir_all(data.join("patterns")).unwrap();
    fs::write(data.join("places/world.gaz"), "swapped").unwrap();
    input.write_all(all.as_bytes()).expect("it reads");
    drop(input);
    let mut rest = vec![];
    for line in out.lines() {
        rest.push(line.expect("it writes"));
    }
    assert!(running.wait().expect("it ends").success());
    let first = records(&first).remove(0);
    let last = records(&format!("{}\n", rest.last().unwrap())).remove(0);
    assert_eq!(rest.len(), 403);
    assert_eq!(first["data"], last["data"]);
    assert!(last["events"].as_array().is_some_and(|events| !events.is_empty()));
    // The next run sees what is there now.
    let (_, said) =
        run(dateline(&["read", "-", "--data", data.to_str().unwrap()]).write_stdin("Rebels left."), 65);
    assert!(said.contains("world.gaz"), "{said}");
}

/// Requests, reviews and an `add` at once, then a kill that nothing can catch.
#[cfg(unix)]
#[test]
fn a_server_killed_under_load_loses_no_word_that_it_took() {
    let (record, _) = made("faults-killed");
    let folder = Path::new(&record).parent().expect("a record lies in a folder").to_owned();
    let more = file(&folder, "more.jsonl", lines(300));
    let mut server = start(&record, &["--rate", "0"]);
    let mut adding = binary()
        .args(["add", &more, "--record", &record, "--quiet", "--jobs", "1"])
        .spawn()
        .expect("it starts");
    let address = server.address.clone();
    let page = ask(&address, "GET /events/1/0", "", "");
    let word = page.split("name=\"word\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let word = word.unwrap_or_else(|| panic!("no form in {page}")).to_owned();
    let begun = Instant::now();
    let mut kept = 0;
    std::thread::scope(|threads| {
        for _ in 0..3 {
            let address = &address;
            threads.spawn(move || {
                while begun.elapsed() < Duration::from_secs(3) {
                    let _ = try_ask(address, "GET /?unit=events", "", "");
                }
            });
        }
        while begun.elapsed() < Duration::from_millis(2000) {
            let form = format!("word={word}&verdict=accept&by=Ana&reason=as+reported");
            let headers =
                format!("Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{address}\r\n");
            let answer = try_ask(&address, "POST /events/1/0/review", &headers, &form).unwrap_or_default();
            kept += u64::from(answer.starts_with("HTTP/1.1 303"));
            assert!(answer.starts_with("HTTP/1.1 303") || answer.is_empty(), "{answer}");
        }
        server.child.kill().expect("it can be killed");
    });
    server.child.wait().expect("it ends");
    assert!(adding.wait().expect("it ends").success());
    assert!(kept > 0, "a review was taken before the kill");
    assert!(doctor(&record, 0).iter().all(|told| told.starts_with("inputs")), "{:?}", doctor(&record, 0));
    let again = start(&record, &[]);
    let reviews = ask(&again.address, "GET /api/v1/reviews", "", "");
    // The newest stands first, and they are counted from one.
    let newest = reviews.split_once("\"items\":[{\"id\":").and_then(|(_, rest)| rest.split(',').next());
    let taken: u64 = newest.and_then(|id| id.parse().ok()).unwrap_or_default();
    assert!(taken >= kept, "{taken} of {kept}: {reviews}");
    assert_eq!(stats(&record)["documents"], 303);
}
