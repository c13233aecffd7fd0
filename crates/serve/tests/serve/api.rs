//! The API: what its document says is what it does.

use super::*;
use serde_json::Value;

#[tokio::test]
async fn the_document_and_the_routes_agree() {
    let server = Server::new("openapi");
    let document = server.get("/api/openapi.json").await.ok().json();
    assert!(document["openapi"].as_str().is_some_and(|v| v.starts_with("3.")));
    let incident = server.get("/api/v1/events?unit=incidents").await.ok().json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 15, "{}", paths.len());
    for (path, methods) in paths {
        // Reads only.
        assert_eq!(methods.as_object().unwrap().keys().collect::<Vec<_>>(), ["get"], "{path}");
        let about = &methods["get"];
        assert!(about["summary"].as_str().is_some_and(|s| !s.is_empty()), "{path}");
        let mut address =
            path.replace("{document}", "1").replace("{ordinal}", "0").replace("{name}", &incident);
        let id = if path.contains("agreements") {
            "lakeside-2024"
        } else if path.contains("actors") {
            "isr"
        } else {
            "1"
        };
        address = address.replace("{id}", id);
        let answer = server.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        let promised = about["responses"]["200"]["content"].as_object().unwrap().keys().next().unwrap();
        assert_eq!(answer.header("content-type"), promised, "{address}");
        answer.json();
        // Whatever else can come of it is promised too.
        let responses = about["responses"].as_object().unwrap();
        if path.contains("{id}") || path.contains("{name}") || path.contains("{document}") {
            assert!(responses.contains_key("404"), "{path}");
        }
        for parameter in about["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            assert!(parameter["description"].as_str().is_some_and(|d| !d.is_empty()), "{path} {name}");
            if matches!(name, "limit" | "from" | "zoom" | "by" | "since" | "before" | "cursor" | "bbox") {
                let answer = server.get(&format!("{path}?{name}=%3Cnonsense%3E")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {name}");
                assert_eq!(answer.header("content-type"), "application/problem+json");
                assert_eq!(answer.json()["status"], 400);
                assert!(responses.contains_key("400"), "{path}");
            }
        }
    }
    assert_eq!(server.get("/api/v1/nothing").await.header("content-type"), "application/problem+json");
    assert_eq!(
        server.ask(Method::DELETE, "/api/v1/events", &[], "").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

/// Follows `next` to the end.
async fn all(server: &Server, first: &str) -> (Vec<Value>, usize) {
    let (mut items, mut pages, mut next) = (vec![], 0, Some(first.to_owned()));
    while let Some(address) = next {
        let page = server.get(&address).await.ok().json();
        items.extend(page["items"].as_array().expect("a page has items").clone());
        next = page["next"].as_str().map(str::to_owned);
        pages += 1;
        assert!(pages < 100);
    }
    (items, pages)
}

#[tokio::test]
async fn cursors_lead_through_everything_once() {
    let server = Server::new("cursors");
    for (small, large) in [
        ("/api/v1/events?unit=events&limit=2", "/api/v1/events?unit=events&limit=1000"),
        ("/api/v1/events?limit=1&type=ASSAULT", "/api/v1/events?type=ASSAULT"),
        ("/api/v1/documents?limit=2", "/api/v1/documents"),
        ("/api/v1/changes?limit=2", "/api/v1/changes?since=0"),
    ] {
        let (few, pages) = all(&server, small).await;
        let (whole, one) = all(&server, large).await;
        assert_eq!(few, whole, "{small}");
        assert!(pages > one && one == 1, "{small}: {pages}");
    }
    let (events, _) = all(&server, "/api/v1/events?unit=events&limit=3").await;
    let days: Vec<_> = events
        .iter()
        .map(|e| e["latest"].as_str().or(e["published"].as_str()).unwrap_or("").to_owned())
        .collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = Server::new("tags");
    for address in [
        "/",
        "/documents/1",
        "/coverage",
        "/api/v1/events",
        "/api/v1/events.geojson",
        "/api/v1/timeline",
        "/api/v1/events/1/0",
        "/feed.atom",
        "/assets/style.css",
    ] {
        let first = server.get(address).await;
        if first.status == StatusCode::NOT_FOUND && address.starts_with("/assets") {
            continue;
        }
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{address}");
        let again = server.ask(Method::GET, address, &[("if-none-match", &tag)], "").await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{address}");
        let other = server.ask(Method::GET, address, &[("if-none-match", "\"other\"")], "").await;
        assert_eq!(other.status, StatusCode::OK, "{address}");
    }
}

#[tokio::test]
async fn the_map_draws_what_it_can_place() {
    let server = Server::new("map");
    let map = server.get("/api/v1/events.geojson?unit=events").await.ok().json();
    let features = map["features"].as_array().unwrap();
    assert_eq!(map["drawn"], features.len());
    assert!(map["matched"].as_u64() > map["drawn"].as_u64());
    assert_eq!(map["aggregated"], false);
    let of = |place: &str| features.iter().find(|f| f["properties"]["place"] == place).cloned();
    let province = of("Belgorod Oblast").or_else(|| of("Belgorod")).unwrap_or_else(|| panic!("{map:#}"));
    assert!(province["properties"]["radius_km"].as_f64() > Some(0.0));
    let town = of("Damascus").unwrap();
    assert_eq!(town["properties"]["radius_km"], 0);
    let sentences = features.iter().filter_map(|f| f["properties"]["sentence"].as_str());
    assert!(sentences.into_iter().any(|s| s.contains("struck Damascus overnight")));
    for name in [
        "id",
        "url",
        "type",
        "mode",
        "status",
        "who",
        "whom",
        "place",
        "where_prec",
        "radius_km",
        "earliest",
        "latest",
        "reports",
        "origins",
        "grade",
        "sentence",
    ] {
        assert!(town["properties"].get(name).is_some(), "{name}");
    }
    // The countries of an agreement are no places on a map.
    assert!(features.iter().all(|f| f["properties"]["where_prec"].as_u64() < Some(6)));
}

#[tokio::test]
async fn the_timeline_counts_days_and_lists_spans() {
    let server = Server::new("timeline");
    let found = server.get("/api/v1/timeline?unit=events&by=day").await.ok().json();
    let sum: u64 = found["bins"].as_array().unwrap().iter().map(|b| b["count"].as_u64().unwrap()).sum();
    let (wider, undated) = (found["wider"].as_u64().unwrap(), found["undated"].as_u64().unwrap());
    assert_eq!(sum + wider + undated, found["matched"].as_u64().unwrap());
    assert!(undated >= 1, "the story without a date has no days");
    for bin in found["bins"].as_array().unwrap() {
        let types: u64 = bin["types"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(types, bin["count"].as_u64().unwrap());
    }
    let months = server.get("/api/v1/timeline?unit=events&by=month").await.ok().json();
    assert!(months["bins"].as_array().unwrap().len() <= found["bins"].as_array().unwrap().len());
    assert_eq!(months["by"], "month");
}

#[tokio::test]
async fn changes_tell_what_is_new_and_what_is_gone() {
    let server = Server::new("changes");
    let first = server.get("/api/v1/changes?since=0").await.ok().json();
    let newest = first["newest"].as_i64().unwrap();
    assert_eq!(first["items"].as_array().unwrap().len(), NEWS.len());
    let nothing = server.get(&format!("/api/v1/changes?since={newest}")).await.ok().json();
    assert_eq!(nothing["items"].as_array().unwrap().len(), 0);
    // A document read anew by one who finds nothing.
    let (text, outlet, day) = NEWS[0];
    let given = given(text, outlet, day);
    let mut record = read(&given);
    record.model = "model-2".into();
    record.events.clear();
    let mut store = Store::open(&server.path).unwrap();
    store.prepare_to_recode().unwrap();
    let input = store.input("again", "{}", None).unwrap();
    store.put(&input, 0, &[Item::read(given, record).unwrap()]).unwrap();
    let then = server.get(&format!("/api/v1/changes?since={newest}")).await.ok().json();
    let item = &then["items"][0];
    assert_eq!((&item["document"], &item["what"]), (&1.into(), &"recoded".into()));
    assert_eq!(item["events"].as_array().unwrap().len(), 0);
    assert!(!item["tombstones"].as_array().unwrap().is_empty());
    assert_eq!(item["tombstones"][0]["why"], "recoded");
}

#[tokio::test]
async fn changes_of_incidents_tell_what_one_became() {
    let server = Server::new("incident-changes");
    let first = server.get("/api/v1/changes/incidents?since=0").await.ok().json();
    let newest = first["newest"].as_i64().unwrap();
    let items = first["items"].as_array().unwrap();
    assert!(!items.is_empty());
    for item in items {
        assert_eq!((&item["what"], &item["tombstone"]), (&"added".into(), &Value::Null));
        let name = item["incident"].as_str().unwrap();
        let alone = server.get(&format!("/api/v1/incidents/{name}")).await.ok().json();
        assert_eq!(item["record"], alone);
    }
    let address = format!("/api/v1/changes/incidents?since={newest}");
    assert_eq!(server.get(&address).await.ok().json()["items"].as_array().unwrap().len(), 0);
    // Two tellings of one deed are taken apart by hand.
    let two = items.iter().find(|i| i["record"]["events"].as_array().is_some_and(|e| e.len() > 1)).unwrap();
    let name = two["incident"].as_str().unwrap();
    let out = two["record"]["events"].as_array().unwrap().last().unwrap();
    let out = format!("{}@{}", out["document"].as_str().unwrap(), out["event"].as_str().unwrap());
    let form = [("event", out.as_str()), ("by", "A. Analyst"), ("reason", "Two days.")];
    let answer = server.post(&format!("/incidents/{name}/split"), &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let then = server.get(&address).await.ok().json();
    let then = then["items"].as_array().unwrap();
    assert!(then.iter().any(|item| item["what"] == "added" || item["what"] == "changed"), "{then:?}");
    for item in then.iter().filter(|item| item["what"] == "removed") {
        assert!(item["record"].is_null());
        let became = item["tombstone"]["became"].as_array().unwrap();
        assert!(!became.is_empty());
        for name in became {
            server.get(&format!("/api/v1/incidents/{}", name.as_str().unwrap())).await.ok();
        }
    }
}
