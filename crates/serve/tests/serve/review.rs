//! What people say and decide: kept, shown, and counted.

use super::tags::text;
use super::*;

const SIGNED: [(&str, &str); 2] = [("by", "A. Analyst"), ("reason", "the second report says so")];

fn form<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().chain(SIGNED).collect()
}

#[tokio::test]
async fn an_event_is_amended_and_shows_everywhere() {
    let server = Server::new("amend");
    let event = server.get("/api/v1/events/1/0").await.ok().json();
    let fields = form(&[
        ("verdict", "amend"),
        ("plover", "COERCE"),
        ("status", "denied"),
        ("mode", ""),
        ("who", "the fighters"),
        ("whom", event["whom"].as_str().unwrap_or_default()),
        ("place", "Damascus"),
        ("earliest", "2024-05-05"),
        ("latest", "2024-05-06"),
    ]);
    let answer = server.post("/events/1/0/review", &fields).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/events/1/0?done=review"),
        "{}",
        answer.body
    );
    let now = server.get("/api/v1/events/1/0").await.ok().json();
    assert_eq!(
        (now["plover"].as_str(), now["coded_by"].as_str(), now["reviewed_by"].as_str()),
        (Some("COERCE"), Some("person"), Some("A. Analyst"))
    );
    assert_eq!(now["place"], "Damascus");
    // The index shows it too: by type, by place, by words.
    let found = server
        .get("/api/v1/events?unit=events&type=COERCE&place=Damascus&actor=the%20fighters")
        .await
        .ok()
        .json();
    assert_eq!(found["items"][0]["id"], "1/0", "{found}");
    assert_eq!(found["items"][0]["reviewed"], true);
    let page = text(&server.get("/events/1/0").await.ok().body);
    assert!(page.contains("amended by A. Analyst") && page.contains("the second report says so"));
    let reviews = text(&server.get("/review").await.ok().body);
    assert!(reviews.contains("model-1") && reviews.contains("0 %") && reviews.contains("100 %"));
    let precision = server.get("/api/v1/precision").await.ok().json();
    let of = |field: &str| {
        precision["items"].as_array().unwrap().iter().find(|p| p["field"] == field).cloned().unwrap()
    };
    assert_eq!((of("event")["right"].as_u64(), of("type")["right"].as_u64()), (Some(1), Some(0)));
}

#[tokio::test]
async fn a_rejected_event_leaves_the_lists_and_comes_back_when_the_word_is_withdrawn() {
    let server = Server::new("reject");
    let count = async || {
        server.get("/api/v1/events?unit=events&limit=1").await.ok().json()["matched"].as_u64().unwrap()
    };
    let before = count().await;
    server.post("/events/1/0/review", &form(&[("verdict", "reject")])).await;
    assert_eq!(count().await, before - 1);
    assert!(text(&server.get("/events/1/0").await.ok().body).contains("rejected"));
    let stone = server.get("/api/v1/changes?since=0").await.ok().json();
    assert!(stone.to_string().contains("\"why\":\"rejected\""));
    server.post("/events/1/0/review", &form(&[("verdict", "withdraw")])).await;
    assert_eq!(count().await, before);
    assert_eq!(server.get("/api/v1/reviews").await.ok().json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_word_without_name_or_reason_or_sense_is_refused() {
    let server = Server::new("refused");
    for (fields, status) in [
        (vec![("verdict", "accept"), ("by", ""), ("reason", "x")], 400),
        (vec![("verdict", "accept"), ("by", "A"), ("reason", "  ")], 400),
        (vec![("verdict", "perhaps"), ("by", "A"), ("reason", "x")], 400),
        (form(&[("verdict", "amend"), ("plover", "WAR"), ("status", "reported")]), 400),
        (
            form(&[
                ("verdict", "amend"),
                ("plover", "ASSAULT"),
                ("status", "reported"),
                ("earliest", "2024-05-07"),
                ("latest", "2024-05-01"),
            ]),
            400,
        ),
    ] {
        assert_eq!(server.post("/events/1/0/review", &fields).await.status.as_u16(), status, "{fields:?}");
    }
    assert_eq!(
        server.post("/events/99/0/review", &form(&[("verdict", "accept")])).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(server.get("/api/v1/reviews").await.ok().json()["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn an_incident_is_taken_apart_and_joined_again() {
    let server = Server::new("split");
    let find = async || {
        let all = server.get("/api/v1/events?unit=incidents&place=Idlib&limit=1000").await.ok().json();
        let mut names: Vec<String> =
            all["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let before = find().await;
    let mut whole = None;
    for name in &before {
        let incident = server.get(&format!("/api/v1/incidents/{name}")).await.ok().json();
        if incident["events"].as_array().unwrap().len() > 1 {
            whole = Some(incident);
        }
    }
    let whole = whole.expect("two reports are one incident");
    // The report of the other outlet.
    let out = whole["events"].as_array().unwrap().last().unwrap();
    let name = whole["id"].as_str().unwrap();
    let out = format!("{}@{}", out["document"].as_str().unwrap(), out["event"].as_str().unwrap());
    let nothing = server.post(&format!("/incidents/{name}/split"), &form(&[])).await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    let split = server.post(&format!("/incidents/{name}/split"), &form(&[("event", &out)])).await;
    assert_eq!(split.status, StatusCode::SEE_OTHER, "{}", split.body);
    let after = find().await;
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    let page = text(&server.get(&format!("/incidents/{name}")).await.ok().body);
    assert!(page.contains("taken apart by A. Analyst"));
    let other = after.iter().find(|n| !before.contains(n)).unwrap();
    let joined = server.post(&format!("/incidents/{name}/merge"), &form(&[("with", other)])).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    assert_eq!(find().await, before);
}
