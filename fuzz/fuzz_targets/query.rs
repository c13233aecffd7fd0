//! Any address is answered: a page, JSON, or a refusal; never a fault of the server, and nothing of the address becomes markup.
//! The input is one byte that chooses how the address begins, and the rest of the address.
#![no_main]

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use dateline::export::json::record;
use dateline::{Coder, Origin, PublishedBasis};
use dateline_serve::{Agreements, App, Config, router};
use dateline_store::{Citation, Given, Item, Store};
use libfuzzer_sys::fuzz_target;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;
use tower::ServiceExt;

const NEWS: &[(&str, &str)] = &[
    ("Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.", "2024-05-07"),
    ("The army attacked Aleppo on Tuesday, the ministry said. Rebels denied attacking the city.", "2024-05-08"),
    ("Russia and Ukraine signed an agreement in Istanbul on 3 June 2024.", "2024-06-04"),
];

/// What an address begins with; the input goes on with it.
const PATHS: &[&str] = &[
    "/", "/search", "/coverage", "/review", "/actors", "/actors/", "/agreements", "/feed.atom", "/login", "/documents/",
    "/events/1/0", "/events/", "/incidents/", "/id/", "/api/v1/events", "/api/v1/events/1/0", "/api/v1/events.geojson",
    "/api/v1/timeline", "/api/v1/documents", "/api/v1/documents/", "/api/v1/actors/", "/api/v1/agreements/",
    "/api/v1/changes", "/api/v1/reviews", "/api/v1/precision", "/api/v1/stats", "/api/v1/incidents/",
];

struct Running {
    app: App,
    runtime: tokio::runtime::Runtime,
}

static SERVER: LazyLock<Running> = LazyLock::new(|| {
    let coder = Coder::built_in();
    let path = std::env::temp_dir().join(format!("dateline-fuzz-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let mut store = Store::create(&path).expect("a record can be made");
    let input = store.input("news.jsonl", "{}", None).expect("an input can be opened");
    let item = |(text, day): &(&str, &str)| {
        let given = Given {
            text: (*text).into(),
            outlet: Some("Courier".into()),
            published: Some((*day).into()),
            published_basis: "metadata".into(),
            language: "en".into(),
            citation: Citation { input: Some("news.jsonl".into()), ..Citation::default() },
            ..Given::default()
        };
        let published = day.parse().ok().map(|day| (day, PublishedBasis::Metadata));
        let origin = Origin { source: Some("Courier".into()), published, ..Origin::default() };
        let reading = coder.reader().read(coder.document((*text).into(), origin));
        Item::read(given, record(&reading, "model", &coder.lexicon.digest)).expect("records are JSON")
    };
    let items: Vec<Item> = NEWS.iter().map(item).collect();
    store.put(&input, 0, &items).expect("documents go in");
    drop(store);
    let config = Config {
        record: path,
        listen: "127.0.0.1:8700".parse().expect("an address"),
        token: None,
        public_read: false,
        hosts: vec![],
        rate: 0,
        limit: Duration::from_secs(20),
        agreements: Agreements::default(),
        borders: None,
        merge: None,
    };
    let app = App::new(config).expect("the record can be read");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    Running { app, runtime }
});

/// What may not stand in a page but in its own markup.
const CANARY: &str = "<zz9";

fuzz_target!(|bytes: &[u8]| {
    let [choice, rest @ ..] = bytes else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    // What cannot stand in an address is escaped, so that every byte reaches what decodes it.
    let mut address = path.to_owned();
    for byte in rest {
        match byte {
            b'!'..=b'~' if *byte != b'#' => address.push(*byte as char),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    let Ok(request) = Request::builder().uri(&address).header(header::HOST, "127.0.0.1:8700").body(Body::empty())
    else {
        return;
    };
    let mut request = request;
    let client: SocketAddr = ([127, 0, 0, 1], 4000).into();
    request.extensions_mut().insert(ConnectInfo(client));
    let server = &*SERVER;
    server.runtime.block_on(async {
        let answer = router(server.app.clone()).oneshot(request).await.expect("the router answers");
        let status = answer.status();
        assert!(!status.is_server_error(), "{status} for {address}");
        let is = |kind: &str| {
            let of = answer.headers().get(header::CONTENT_TYPE);
            of.and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(kind))
        };
        let (is_json, is_page) = (is("json"), is("html"));
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("answers are UTF-8");
        if is_json {
            serde_json::from_str::<serde_json::Value>(&body).expect("JSON is JSON");
        }
        assert!(!(is_page && body.contains(CANARY)), "markup of the address in the page: {address}");
    });
});
