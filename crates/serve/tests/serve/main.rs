//! The server as clients meet it: every page and address, asked in process, over records of sentences of our own.

mod api;
mod guarding;
mod hostile;
mod pages;
mod review;
mod tags;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use dateline::export::json::record;
use dateline::monitoring;
use dateline::published::Record;
use dateline::{Coder, Origin};
use dateline_serve::{Agreements, App, Config, router};
use dateline_store::{Citation, Given, Item, Store};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceExt;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("dateline-serve-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test can be made");
        Folder(path)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const NEWS: &[(&str, &str, &str)] = &[
    (
        "Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.",
        "Courier",
        "2024-05-07",
    ),
    (
        "Rebels bombarded Idlib on Monday and killed between 15 and 20 people, the health ministry said.",
        "Herald",
        "2024-05-07",
    ),
    (
        "The Israeli army struck Damascus overnight, Syria's foreign ministry said. Israel denied attacking the city.",
        "Herald",
        "2024-05-08",
    ),
    (
        "Russia and Ukraine signed an agreement on the exchange of prisoners in Istanbul on 3 June 2024.",
        "Courier",
        "2024-06-04",
    ),
    (
        "🚀🚀 Al-Shabaab fighters seized the town of Baidoa, a “witness” said — the army fled. قال شاهد.",
        "",
        "",
    ),
    ("Ukraine attacked Russia's Belgorod province with drones on Tuesday.", "Agency", "2024-05-15"),
];

fn given(text: &str, outlet: &str, published: &str) -> Given {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    Given {
        text: text.into(),
        outlet: some(outlet),
        published: some(published),
        published_basis: if published.is_empty() { "none" } else { "metadata" }.into(),
        language: "en".into(),
        citation: Citation { input: Some("news.jsonl".into()), ..Citation::default() },
        ..Given::default()
    }
}

fn read(given: &Given) -> Record {
    let published = given.published.as_ref().and_then(|day| day.parse().ok());
    let origin = Origin {
        source: given.outlet.clone(),
        url: given.url.clone(),
        title: given.title.clone(),
        published: published.map(|day| (day, dateline::PublishedBasis::Metadata)),
        language: Some(given.language.clone()),
        ..Origin::default()
    };
    let reading = CODER.reader().read(CODER.document(given.text.clone(), origin));
    record(&reading, "model-1", &CODER.lexicon.digest)
}

fn put(path: &Path, items: &[Item]) {
    let mut store = Store::create(path).expect("a record can be made");
    let input = store.input("news.jsonl", "{}", None).expect("an input can be opened");
    store.put(&input, 0, items).expect("documents go in");
}

/// Makes the incidents of a record anew, by the decisions in it, as the command does.
fn merge(path: &Path) -> Result<u64, String> {
    use dateline::merging::{self, Rules};
    let mut store = Store::open(path).map_err(|e| e.to_string())?;
    let mut documents = vec![];
    store
        .each(dateline_store::Which::All, |stored| {
            let text = Some(stored.given.text.as_str());
            documents.push(merging::document(&stored.record, Some(&stored.digest), text, &CODER.lexicon));
            Ok(())
        })
        .map_err(|e| e.to_string())?;
    let decisions = store.decisions().map_err(|e| e.to_string())?;
    let decisions = decisions.into_iter().map(|decision| merging::decision(&decision.record()));
    let decisions = decisions.collect::<Result<Vec<_>, _>>()?;
    let merged = merging::merge(&documents, &decisions, &Rules::default());
    let incidents =
        merged.incidents.iter().map(|incident| dateline_store::Incident::of(&merging::record(incident)));
    store.replace_incidents(incidents).map_err(|e| e.to_string())
}

/// An agreement of our own making.
const AGREEMENT: &str = r#"
[agreement]
id      = "lakeside-2024"
name    = "Lakeside Truce"
signed  = "2024-05-01"
parties = [{ actor = "rus", role = "signatory" }, { actor = "ukr", role = "signatory" }]
source  = ["https://example.org/truce", "javascript:alert(1)"]

[[zone]]
id       = "strip"
kind     = "band"
depth_km = [15, 20]
datum    = { line = "the river", geometry = "river.geojson" }

[[term]]
id       = "R1"
para     = "1"
text     = "the sides shall not attack each other, and neither's towns; nor shall they let others do so from where they stand"
kind     = "refrain"
bound    = [{ actor = "rus", basis = "party" }, { actor = "ukr", basis = "party" }]
testable = "bright-line"

[[term]]
id       = "R2"
para     = "2"
text     = "prisoners are exchanged"
kind     = "release"
bound    = [{ actor = "rus", basis = "party" }, { actor = "ukr", basis = "party" }]
deadline = "2024-05-20"
testable = "bright-line"
"#;

fn agreements(folder: &Path, text: &str) -> Agreements {
    let own = folder.join("agreements");
    std::fs::create_dir_all(&own).expect("a folder can be made");
    std::fs::write(own.join("truce.toml"), text).expect("a file can be written");
    let river = r#"{"type":"LineString","coordinates":[[36.0,50.0],[36.5,50.4]]}"#;
    std::fs::write(own.join("river.geojson"), river).expect("a file can be written");
    let table = monitoring::table(&Coder::built_in_files()).expect("the built-in table is sound");
    let lexicon = Arc::new(Coder::built_in_lexicon());
    Agreements::load(&own, table, lexicon).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// A server to be tried.
struct Server {
    app: App,
    path: PathBuf,
    _folder: Folder,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
    #[track_caller]
    fn ok(self) -> Answer {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self
    }
}

fn config(path: &Path) -> Config {
    Config {
        record: path.to_owned(),
        listen: "127.0.0.1:8700".parse().expect("an address"),
        token: None,
        public_read: false,
        hosts: vec![],
        rate: 0,
        limit: Duration::from_secs(20),
        agreements: Agreements::default(),
        borders: None,
        log: None,
        merge: Some(Box::new(merge)),
    }
}

impl Server {
    fn of(name: &str, items: &[Item], change: impl FnOnce(&mut Config, &Path)) -> Server {
        let folder = Folder::new(name);
        let path = folder.0.join("war.db");
        put(&path, items);
        merge(&path).expect("incidents can be made");
        let mut config = config(&path);
        change(&mut config, &folder.0);
        Server { app: App::new(config).expect("the record can be read"), path, _folder: folder }
    }
    fn new(name: &str) -> Server {
        Server::with(name, |config, folder| config.agreements = agreements(folder, AGREEMENT))
    }
    fn with(name: &str, change: impl FnOnce(&mut Config, &Path)) -> Server {
        let items: Vec<Item> = NEWS
            .iter()
            .map(|(text, outlet, day)| {
                let given = given(text, outlet, day);
                let record = read(&given);
                Item::read(given, record).expect("records are JSON")
            })
            .collect();
        Server::of(name, &items, change)
    }
    async fn ask(&self, method: Method, address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(address);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, "127.0.0.1:8700");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).expect("a request");
        let client: SocketAddr = ([10, 1, 2, 3], 4000).into();
        request.extensions_mut().insert(ConnectInfo(client));
        let response = router(self.app.clone()).oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
    async fn get(&self, address: &str) -> Answer {
        self.ask(Method::GET, address, &[], "").await
    }
    /// Sends a form as a page of the server would.
    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let word = self.app.word("forms");
        let mut body = format!("word={word}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", percent(value)));
        }
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "http://127.0.0.1:8700"),
            ("sec-fetch-site", "same-origin"),
        ];
        // Nothing keeps the index fresh here but this.
        let keeper = tokio::spawn(self.app.clone().keep_fresh());
        let answer = self.ask(Method::POST, address, &headers, &body).await;
        for _ in 0..100 {
            if !self.app.is_merging() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.app.refresh().await;
        keeper.abort();
        answer
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
