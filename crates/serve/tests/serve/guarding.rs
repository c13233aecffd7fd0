//! Who may come in, and what they cannot do.

use super::*;

const TOKEN: &str = "a-token-of-our-own-0123456789";
const OUTSIDE: &str = "192.0.2.7:8700";

fn open_to_others(config: &mut Config, token: bool, public: bool) {
    config.listen = OUTSIDE.parse().expect("an address");
    config.token = token.then(|| TOKEN.to_owned());
    config.public_read = public;
}

#[tokio::test]
async fn every_answer_carries_its_policy() {
    let server = Server::new("headers");
    for address in ["/", "/nowhere", "/api/v1/events", "/api/v1/nothing", "/healthz", "/assets/none.js"] {
        let answer = server.get(address).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self';") && !policy.contains("unsafe"),
            "{address}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        // Nobody else's pages may read it.
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn only_our_own_names_are_answered() {
    let server = Server::new("names");
    for (host, status) in [
        ("127.0.0.1:8700", 200),
        ("localhost:8700", 200),
        ("localhost", 200),
        ("[::1]:8700", 200),
        ("LOCALHOST.", 200),
        ("rebound.example:8700", 403),
        ("127.0.0.1.example", 403),
        ("192.0.2.7", 403),
        ("", 403),
    ] {
        assert_eq!(
            server.ask(Method::GET, "/", &[("host", host)], "").await.status.as_u16(),
            status,
            "{host}"
        );
    }
    let named = Server::with("named", |config, _| config.hosts = vec!["news.example.org".into()]);
    assert_eq!(
        named.ask(Method::GET, "/", &[("host", "News.Example.org:443")], "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn with_a_token_nothing_is_shown_to_those_who_lack_it() {
    let server = Server::with("token", |config, _| open_to_others(config, true, false));
    let host = ("host", OUTSIDE);
    for address in ["/", "/api/v1/events", "/documents/1", "/feed.atom", "/api/openapi.json"] {
        assert_eq!(
            server.ask(Method::GET, address, &[host], "").await.status,
            StatusCode::UNAUTHORIZED,
            "{address}"
        );
        let wrong = ("authorization", "Bearer a-token-of-our-own-012345678");
        assert_eq!(
            server.ask(Method::GET, address, &[host, wrong], "").await.status,
            StatusCode::UNAUTHORIZED
        );
        let right = format!("Bearer {TOKEN}");
        assert_eq!(
            server.ask(Method::GET, address, &[host, ("authorization", &right)], "").await.status,
            StatusCode::OK,
            "{address}"
        );
        let cookie = format!("theme=dark; dateline_token={TOKEN}");
        assert_eq!(
            server.ask(Method::GET, address, &[host, ("cookie", &cookie)], "").await.status,
            StatusCode::OK
        );
        // A token in an address would end up in logs.
        let asked = format!("{address}?token={TOKEN}");
        assert_eq!(server.ask(Method::GET, &asked, &[host], "").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(server.ask(Method::GET, "/healthz", &[host], "").await.status, StatusCode::OK);
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let body = format!("token={TOKEN}");
    let login = server.ask(Method::POST, "/login", &[host, kind], &body).await;
    assert_eq!(login.status, StatusCode::SEE_OTHER);
    assert!(login.header("set-cookie").contains("HttpOnly; SameSite=Strict"));
    assert_eq!(
        server.ask(Method::POST, "/login", &[host, kind], "token=wrong").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn public_reading_is_reading_only() {
    let host = ("host", OUTSIDE);
    let word = |server: &Server| format!("word={}&verdict=accept&by=A&reason=x", server.app.word("forms"));
    let headers =
        [host, ("content-type", "application/x-www-form-urlencoded"), ("origin", "http://192.0.2.7:8700")];
    let server = Server::with("public", |config, _| open_to_others(config, false, true));
    let page = server.ask(Method::GET, "/events/1/0", &[host], "").await.ok();
    assert!(!page.body.contains("method=\"post\""), "no form where nothing can be changed");
    assert_eq!(
        server.ask(Method::POST, "/events/1/0/review", &headers, &word(&server)).await.status,
        StatusCode::FORBIDDEN
    );
    let server = Server::with("public-token", |config, _| open_to_others(config, true, true));
    assert_eq!(server.ask(Method::GET, "/", &[host], "").await.status, StatusCode::OK);
    assert_eq!(
        server.ask(Method::POST, "/events/1/0/review", &headers, &word(&server)).await.status,
        StatusCode::UNAUTHORIZED
    );
    let right = format!("Bearer {TOKEN}");
    let signed: Vec<_> = headers.into_iter().chain([("authorization", right.as_str())]).collect();
    assert_eq!(
        server.ask(Method::POST, "/events/1/0/review", &signed, &word(&server)).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let server = Server::new("csrf");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let (own, other) = (("origin", "http://127.0.0.1:8700"), ("origin", "http://evil.example"));
    let word = server.app.word("forms");
    let full = format!("word={word}&verdict=accept&by=A&reason=x");
    let bare = "verdict=accept&by=A&reason=x";
    for (headers, body) in [
        (vec![kind, other], full.as_str()),
        (vec![kind], full.as_str()),
        (vec![kind, ("origin", "null")], full.as_str()),
        (vec![kind, own], bare),
        (vec![kind, own, ("sec-fetch-site", "cross-site")], full.as_str()),
        (vec![kind, own, ("sec-fetch-site", "same-site")], full.as_str()),
        (vec![kind, ("referer", "http://evil.example/127.0.0.1:8700")], full.as_str()),
    ] {
        let answer = server.ask(Method::POST, "/events/1/0/review", &headers, body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?} {body}");
    }
    let json =
        server.ask(Method::POST, "/events/1/0/review", &[("content-type", "text/plain"), own], &full).await;
    assert_eq!(json.status, StatusCode::BAD_REQUEST);
    assert_eq!(server.get("/api/v1/reviews").await.ok().json()["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn too_much_and_too_often_are_refused() {
    let server = Server::with("rate", |config, _| config.rate = 2);
    let mut refused = None;
    for _ in 0..20 {
        let answer = server.get("/healthz").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
        }
    }
    assert_eq!(refused.expect("somebody who asks too often waits").header("retry-after"), "1");
    let server = Server::new("size");
    let long = "x".repeat(200_000);
    assert_eq!(
        server.post("/events/1/0/review", &[("reason", &long)]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    // Long questions are no harder than short ones.
    let many = format!("/?{}", "type=ASSAULT&".repeat(3_000));
    assert_eq!(server.get(&many).await.status, StatusCode::OK);
    let words = format!("/search?q={}", "a".repeat(5_000));
    assert_eq!(server.get(&words).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_path_leads_out_of_the_assets() {
    let server = Server::new("paths");
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/assets/..%5c..%5cetc",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/assets/style.css%00.js",
    ] {
        let answer = server.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
    }
}

/// Quotation marks, operators and comments are words to be looked for, never parts of a question to the file.
#[tokio::test]
async fn questions_cannot_be_bent() {
    let server = Server::new("bent");
    let all = server.get("/api/v1/events?unit=events").await.ok().json()["matched"].as_u64().unwrap();
    for bend in [
        "' OR 1=1 --",
        "'; DROP TABLE events; --",
        "\" OR \"\"=\"",
        "x') UNION SELECT text FROM documents --",
        "%",
        "_",
        "*",
        "NEAR(",
        "a AND",
        "(((",
        "\"unbalanced",
        "title:x",
        "{a b}:c",
        "^",
        "-",
        "\u{0}",
        "a* OR b*",
        "rowid:1",
        "\\",
    ] {
        for field in ["q", "actor", "place", "type", "status", "grade"] {
            let answer = server.get(&format!("/api/v1/events?unit=events&{field}={}", percent(bend))).await;
            assert!(
                matches!(answer.status.as_u16(), 200 | 400),
                "{field} {bend:?}: {} {}",
                answer.status,
                answer.body
            );
            if answer.status == StatusCode::OK && !matches!(bend, "%" | "_" | "a* OR b*" | "-" | "^") {
                assert!(answer.json()["matched"].as_u64().unwrap() < all, "{field} {bend:?}");
            }
        }
        for address in ["/", "/search", "/review", "/feed.atom", "/api/v1/documents"] {
            let answer = server.get(&format!("{address}?q={}", percent(bend))).await;
            assert!(
                matches!(answer.status.as_u16(), 200 | 400),
                "{address} {bend:?}: {} {}",
                answer.status,
                answer.body
            );
        }
        for path in ["/documents/", "/incidents/", "/actors/", "/id/", "/agreements/"] {
            let answer = server.get(&format!("{path}{}", percent(bend))).await;
            assert!(answer.status.is_client_error(), "{path} {bend:?}: {}", answer.status);
        }
    }
    assert_eq!(server.get("/api/v1/events?unit=events").await.ok().json()["matched"].as_u64().unwrap(), all);
}

#[tokio::test]
async fn reading_goes_through_handles_that_cannot_write() {
    let server = Server::new("handles");
    let error = Store::look(&server.path).expect("it can be looked at").decide(&dateline_store::Decision {
        kind: dateline_store::DecisionKind::Merge,
        events: vec![],
        others: vec![],
        by: "A".into(),
        on: "2026-01-01".into(),
        reason: "x".into(),
    });
    assert!(error.is_err());
    for address in ["/healthz", "/readyz"] {
        server.get(address).await.ok();
    }
}

#[tokio::test]
async fn a_log_tells_of_each_request_and_nothing_that_somebody_keeps_to_himself() {
    #[derive(Clone, Default)]
    struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().map_err(|_| std::io::ErrorKind::Other)?.extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let kept = lines.clone();
    let server = Server::with("log", |config, _| {
        config.token = Some("secret-token-of-ours".into());
        config.log = Some(dateline_serve::Log::to(kept));
    });
    let bearer =
        [("authorization", "Bearer secret-token-of-ours"), ("cookie", "dateline_token=secret-cookie")];
    server.ask(Method::GET, "/api/v1/events?q=secret-words&type=ASSAULT&secret-name", &bearer, "").await.ok();
    server.ask(Method::GET, "/api/v1/events/1/secret%0Aline?limit=2", &[], "").await;
    server
        .ask(
            Method::POST,
            "/login",
            &[("content-type", "application/x-www-form-urlencoded")],
            "token=secret-form",
        )
        .await;
    server.get("/healthz").await.ok();
    let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let rows: Vec<Vec<&str>> = written.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 8 && row[1] == "10.1.2.3"), "{written}");
    assert!(
        rows.iter().all(|row| row[0].parse::<jiff::Timestamp>().is_ok() && row[7].parse::<u64>().is_ok()),
        "{written}"
    );
    let said: Vec<[&str; 4]> = rows.iter().map(|row| [row[2], row[3], row[4], row[5]]).collect();
    assert_eq!(said[0], ["GET", "/api/v1/events", "?,q,type", "200"]);
    assert_eq!(said[1], ["GET", "/api/v1/events/1/secret%0Aline", "limit", "401"]);
    assert_eq!((said[2][1], said[3]), ("/login", ["GET", "/healthz", "-", "200"]));
    for secret in ["secret-token", "secret-words", "secret-name", "secret-cookie", "secret-form"] {
        assert!(!written.contains(secret), "{secret} is told: {written}");
    }
}

#[tokio::test]
async fn what_takes_too_long_is_ended_and_told() {
    let server = Server::with("limit", |config, _| config.limit = Duration::from_millis(50));
    // All handles are busy with something slow.
    let handles = std::thread::available_parallelism().map_or(4, |n| n.get() * 2).max(4);
    for _ in 0..handles {
        let app = server.app.clone();
        tokio::spawn(async move {
            let slow = app.read(|_, _| {
                std::thread::sleep(Duration::from_secs(3));
                Ok(())
            });
            slow.await.ok()
        });
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let answer = server.get("/api/v1/events").await;
    assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["detail"], "That took too long.");
    let page = server.get("/").await;
    assert!(page.status == StatusCode::GATEWAY_TIMEOUT && page.body.contains("That took too long."));
    // What waits for nothing is not late.
    server.get("/healthz").await.ok();
}

#[tokio::test]
async fn a_question_nobody_waits_for_is_broken_off_and_harms_nobody() {
    let server = Server::new("abandoned");
    let (told, hear) = std::sync::mpsc::channel();
    let asked = server.app.read(move |store, _| {
        let mut seen = 0;
        let done = store.each_event(|_| {
            seen += 1;
            std::thread::sleep(Duration::from_millis(100));
        });
        told.send((seen, done.map_err(|error| error.to_string()))).ok();
        Ok(())
    });
    assert!(tokio::time::timeout(Duration::from_millis(150), asked).await.is_err());
    let (seen, done) = hear.recv_timeout(Duration::from_secs(10)).unwrap();
    let all = server.get("/api/v1/events?unit=events").await.ok().json()["matched"].as_u64().unwrap();
    assert!(seen < all, "{seen} of {all} were looked at");
    assert!(done.unwrap_err().contains("interrupted"));
    // Requests that are left at any moment leave the handles whole.
    for at in 0..200 {
        let asked = server.get("/search?q=Idlib");
        tokio::time::timeout(Duration::from_micros(10 * at), asked).await.ok();
        server.get("/search?q=Damascus").await.ok();
    }
}
