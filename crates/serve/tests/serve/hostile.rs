//! Texts, names and addresses of people who mean harm, in every field there is: nothing of them is ever more than text.

use super::tags::{harmless, tags, text};
use super::*;

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</title><svg/onload=alert(1)>",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//",
    "\u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/x",
    "https://evil.example/\"><script>alert(1)</script>",
    "https://evil.example/\nSet-Cookie: a=b",
    "</mark></p></article><script>alert(1)</script>",
    "<!--<script>-->alert(1)<!--</script>-->",
    "<style>@import 'https://evil.example'</style>",
    "<math><mtext></p><a href=javascript:alert(1)>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3C;script&#x3E;",
    "]]><script>alert(1)</script><![CDATA[",
    "\u{202e}gnp.<script>\u{2066}",
    "BEGIN:VEVENT\r\nATTACH:https://evil.example\r\n",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
    "<plaintext>",
];

/// A story that tells of an event and bears a payload in all that can be told of it.
fn nasty(payload: &str) -> Item {
    let line = payload.replace(['\n', '\r'], " ");
    let mut given = given(
        &format!(
            "{line} headline\n\nRebels shelled the town of Idlib on Monday, killing at least 12 people, {line} residents said.\n\nThe army denied it. {payload}"
        ),
        payload,
        "2024-05-07",
    );
    given.url = Some(payload.to_owned());
    given.title = Some(payload.to_owned());
    given.key = Some(payload.to_owned());
    given.notes = vec![(payload.to_owned(), payload.to_owned())];
    given.edition = Some(dateline_store::Edition {
        guid: payload.to_owned(),
        version: Some(payload.to_owned()),
        status: "usable".into(),
        change: "first".into(),
        supersedes: vec![],
        note: Some(payload.to_owned()),
    });
    let mut record = read(&given);
    assert!(!record.events.is_empty(), "{payload}");
    record.document.title = Some(payload.to_owned());
    for mention in &mut record.mentions {
        if let Some(actor) = &mut mention.actor {
            actor.id = Some(payload.to_owned());
            actor.name = payload.to_owned();
            actor.kind = Some(payload.to_owned());
        }
        if let Some(place) = &mut mention.place {
            place.name = payload.to_owned();
            place.admin1 = Some(payload.to_owned());
        }
        mention.kind = if mention.kind == "time" { payload.to_owned() } else { mention.kind.clone() };
    }
    for claim in &mut record.claims {
        claim.origin = payload.to_owned();
        claim.stance = payload.to_owned();
        for speaker in &mut claim.chain {
            speaker.text = Some(payload.to_owned());
        }
    }
    for event in &mut record.events {
        event.plover = payload.to_owned();
        event.modes = vec![payload.to_owned()];
        event.status = payload.to_owned();
        event.rule = payload.to_owned();
        event.text = payload.to_owned();
    }
    for role in record.events.iter_mut().flat_map(|e| e.actors.iter_mut().chain(&mut e.recipients)) {
        role.text = payload.to_owned();
    }
    for note in &mut record.notes {
        note.message = payload.to_owned();
    }
    Item::read(given, record).expect("records are JSON")
}

#[tokio::test]
async fn payloads_in_every_field_stay_text() {
    let items: Vec<Item> = PAYLOADS.iter().map(|payload| nasty(payload)).collect();
    let agreement = AGREEMENT
        .replace("Lakeside Truce", "</h1><script>alert(1)</script>")
        .replace("prisoners are exchanged", "<img src=x onerror=alert(1)>\\r\\nATTACH:https://evil.example");
    let server =
        Server::of("hostile", &items, |config, folder| config.agreements = agreements(folder, &agreement));
    // Reviewers can be hostile too.
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let fields = [
            ("verdict", "amend"),
            ("plover", "ASSAULT"),
            ("status", "reported"),
            ("who", payload),
            ("whom", payload),
            ("place", payload),
            ("mode", payload),
            ("by", payload),
            ("reason", payload),
        ];
        if at % 2 == 0 {
            let status = server.post(&format!("/events/{}/0/review", at + 1), &fields).await.status.as_u16();
            assert!(matches!(status, 303 | 400), "{status}");
        }
    }
    let mut pages: Vec<String> = [
        "/",
        "/?unit=events",
        "/actors",
        "/agreements",
        "/agreements/lakeside-2024",
        "/search",
        "/search?q=rebels",
        "/review",
        "/coverage",
    ]
    .map(str::to_owned)
    .to_vec();
    for at in 1..=PAYLOADS.len() {
        pages.push(format!("/documents/{at}"));
        pages.push(format!("/events/{at}/0"));
    }
    for payload in PAYLOADS {
        let coded = percent(payload);
        pages.push(format!("/?q={coded}&actor={coded}&place={coded}&type={coded}&status={coded}&grade={coded}&from={coded}&bbox={coded}&unit={coded}"));
        pages.push(format!("/search?q={coded}"));
        pages.push(format!("/actors/{coded}"));
        pages.push(format!("/documents/{coded}"));
        pages.push(format!("/incidents/{coded}"));
        pages.push(format!("/id/{coded}"));
    }
    let incidents = server.get("/api/v1/events?unit=incidents&limit=1000").await.ok().json();
    let incidents = incidents["items"].as_array().unwrap().iter();
    pages.extend(incidents.map(|i| format!("/incidents/{}", i["id"].as_str().unwrap())));
    let mut shown = 0;
    for page in &pages {
        let answer = server.get(page).await;
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{page}: {}", answer.body);
        if answer.header("content-type").starts_with("text/html") {
            harmless(&answer.body).unwrap_or_else(|wrong| panic!("{page}: {wrong}"));
            shown += usize::from(text(&answer.body).contains("alert(1)"));
        }
        assert!(!answer.headers.contains_key("set-cookie"), "{page}");
    }
    assert!(shown > PAYLOADS.len(), "payloads are shown, as text: {shown}");
    for address in [
        "/api/v1/events?unit=events&limit=1000",
        "/api/v1/events.geojson?unit=events",
        "/api/v1/timeline?unit=events",
        "/api/v1/documents",
        "/api/v1/reviews",
        "/api/v1/changes",
        "/api/v1/stats",
        "/api/v1/agreements/lakeside-2024",
        "/api/v1/documents/1",
        "/api/v1/events/1/0",
    ] {
        let answer = server.get(address).await.ok();
        assert!(answer.header("content-type").contains("json"), "{address}");
        answer.json();
    }
    let feed = server.get("/feed.atom?unit=events").await.ok().body;
    for tag in tags(&feed) {
        assert!(
            [
                "xml",
                "feed",
                "title",
                "id",
                "updated",
                "link",
                "generator",
                "author",
                "name",
                "entry",
                "category",
                "summary"
            ]
            .contains(&tag.name.as_str()),
            "{tag:?}"
        );
    }
    let calendar = server.get("/agreements/lakeside-2024/deadlines.ics").await.ok().body;
    assert!(calendar.lines().all(|line| !line.starts_with("ATTACH")), "{calendar}");
}
