//! The server as a program: a port, a page, a word kept, an end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

pub struct Running {
    pub child: Child,
    pub address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn start(record: &str, more: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["serve", "--record", record, "--listen", "127.0.0.1:0"])
        .args(more)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    let errors = child.stderr.take().expect("it has an error stream");
    BufReader::new(errors).read_line(&mut line).expect("it says where it listens");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
    let address = address.unwrap_or_else(|| panic!("no address in {line:?}")).to_owned();
    Running { child, address }
}

/// Status line, headers and body of an answer.
pub fn ask(address: &str, request: &str, headers: &str, body: &str) -> String {
    try_ask(address, request, headers, body).expect("an answer comes back")
}

/// The same, of a server that may go away.
pub fn try_ask(address: &str, request: &str, headers: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn a_record_is_served_reviewed_and_the_server_ends_when_told() {
    let folder = std::env::temp_dir().join(format!("dateline-serve-command-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (news, record) = (folder.join("news.txt"), folder.join("war.db"));
    std::fs::write(
        &news,
        "Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.\n",
    )
    .unwrap();
    let record = record.display().to_string();
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["add", news.to_str().unwrap(), "--record", &record, "--published", "2024-05-07"]);
    run(&["incidents", "--record", &record]);
    let mut server = start(&record, &[]);
    let address = server.address.clone();
    let page = ask(&address, "GET /events/1/0", "", "");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("shelled"), "{page}");
    let word = page.split("name=\"word\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let form = format!("word={word}&verdict=reject&by=A.+Analyst&reason=a+drill");
    let from_us = format!("Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{address}\r\n");
    assert!(ask(&address, "POST /events/1/0/review", "", &form).starts_with("HTTP/1.1 400"));
    assert!(ask(&address, "POST /events/1/0/review", &from_us, &form).starts_with("HTTP/1.1 303"));
    assert!(ask(&address, "GET /events/1/0", "", "").contains("a drill"));
    // Rejected, it is found no more but by those who ask for all.
    assert_eq!(run(&["find", "--record", &record, "--format", "jsonl"]), "");
    assert!(run(&["find", "--record", &record, "--format", "jsonl", "--all"]).contains("shelled"));
    assert!(run(&["stats", "--record", &record]).contains("0 of 1 right: 0 %"));
    #[cfg(unix)]
    {
        let told = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0));
        assert!(TcpStream::connect(&address).is_err());
    }
    drop(server);
    std::fs::remove_dir_all(&folder).ok();
}

#[test]
fn a_port_that_others_reach_needs_a_token() {
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).output().expect("the binary runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told) = run(&["serve", "--record", "none.db", "--listen", "0.0.0.0:0"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("--token") && told.contains("--public-read"), "{told}");
    let (code, told) = run(&["serve", "--record", "none.db"]);
    assert_eq!((code, told.contains("there is no record here")), (Some(66), true), "{told}");
}
