//! `hedui review serve` from outside, over a socket: who is refused, what is kept, what holds when
//! the desk is killed.

#[path = "desk/client.rs"]
mod client;

use super::program::{Scene, fixtures};
pub use client::Desk;
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;

fn scene() -> Scene {
    Scene::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/review/one_of_each/in"))
}

fn kept(scene: &Scene) -> Vec<Value> {
    let text = std::fs::read_to_string(scene.path("judgements.jsonl")).unwrap_or_default();
    let read = |line| serde_json::from_str(line).unwrap();
    text.lines().map(read).collect()
}

fn rulings(scene: &Scene) -> Vec<String> {
    let ruling = |line: &Value| line["ruling"].as_str().unwrap().to_string();
    kept(scene).iter().map(ruling).collect()
}

#[test]
fn nobody_comes_in_without_the_token_the_host_and_the_path() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let other = Desk::open(&scene, "李四");
    let (path, cookie) = (desk.path.clone(), ("Cookie", desk.cookie.as_str()));
    let state = format!("{path}state");
    assert_eq!(desk.page("state").status, 200);

    let wrong = format!("{path}?token={}", "0".repeat(64));
    let used = format!("{path}?token={}", desk.token);
    let others = format!("{path}?token={}", other.token);
    for (what, target) in [
        ("no token", path.as_str()),
        ("no cookie", state.as_str()),
        ("a wrong token", wrong.as_str()),
        ("a used token", used.as_str()),
        ("another desk's token", others.as_str()),
    ] {
        assert_eq!(desk.get(target, &[]).status, 403, "{what}");
    }
    let foreign = ("Cookie", other.cookie.as_str());
    assert_eq!(
        desk.get(&state, &[foreign]).status,
        403,
        "another desk's cookie"
    );

    for host in [
        "desk.example",
        "127.0.0.1:1",
        "10.0.0.1",
        "localhost.example",
    ] {
        let reply = desk.get(&state, &[cookie, ("Host", host)]);
        assert_eq!(reply.status, 403, "{host}");
    }
    let twice = [
        cookie,
        ("Host", desk.address.as_str()),
        ("Host", "desk.example"),
    ];
    assert_ne!(desk.get(&state, &twice).status, 200, "two hosts");

    let others = format!("{}state", other.path);
    let file = format!("{path}../judgements.jsonl");
    let climbing = format!("{path}..%2f..%2fetc%2fpasswd");
    for target in [
        "/",
        "/state",
        &others,
        &file,
        &climbing,
        "/etc/passwd",
        "//etc/passwd",
        "/%2e%2e/state",
    ] {
        let reply = desk.get(target, &[cookie]);
        assert_eq!(reply.status, 404, "{target}");
        assert!(
            !reply.body.contains("ruling") && !reply.body.contains("root:"),
            "{target}"
        );
    }
    let whole = format!("http://desk.example{state}");
    assert_ne!(
        desk.get(&whole, &[cookie, ("Host", "desk.example")]).status,
        200
    );
}

#[test]
fn foreign_pages_change_nothing() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let key = desk.keys()[0].clone();
    let body = desk.given(&key, "same_visit").to_string();
    let judge = format!("{}judge", desk.path);
    let own = format!("http://{}", desk.address);
    let kind = ("Content-Type", "application/json");
    let cookie = ("Cookie", desk.cookie.as_str());
    for set in [
        vec![cookie, kind],
        vec![cookie, kind, ("Origin", "http://desk.example")],
        vec![cookie, kind, ("Origin", "null")],
        vec![cookie, kind, ("Origin", "http://127.0.0.1:1")],
        vec![
            cookie,
            kind,
            ("Origin", &own),
            ("Sec-Fetch-Site", "cross-site"),
        ],
        vec![kind, ("Origin", &own)],
    ] {
        let reply = desk.request("POST", &judge, &set, &body);
        assert_eq!(reply.status, 403, "{set:?}");
    }
    // What a form of another page could send.
    let form = [
        cookie,
        ("Origin", own.as_str()),
        ("Content-Type", "text/plain"),
    ];
    assert_eq!(desk.request("POST", &judge, &form, &body).status, 415);
    let reply = desk.get(&judge, &[cookie]);
    assert_eq!(reply.status, 404, "a decision is no GET");
    assert_eq!(
        desk.request("DELETE", &judge, &[cookie, ("Origin", &own)], "")
            .status,
        405
    );
    assert!(kept(&scene).is_empty());
}

#[test]
fn every_answer_keeps_the_browser_to_this_page() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    for reply in [desk.page(""), desk.page("state"), desk.get("/", &[])] {
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self'",
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
            "x-frame-options: DENY",
        ] {
            assert!(reply.head.contains(header), "{header}\n{}", reply.head);
        }
        assert!(!reply.head.contains("access-control-allow"));
    }
    let page = desk.page("").body;
    assert!(!page.contains("://") && !page.contains("<script>") && !page.contains("style="));
}

#[test]
fn a_request_that_is_too_big_or_makes_no_sense_is_refused_and_the_desk_goes_on() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let big = json!({ "why": "长".repeat(100_000) });
    assert_eq!(desk.post("judge", &big).status, 413);
    for strange in [
        json!({}),
        json!([]),
        json!({ "about": "pair", "ruling": "maybe" }),
    ] {
        assert_eq!(desk.post("judge", &strange).status, 400, "{strange}");
    }
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    assert!(matches!(desk.raw(long.as_bytes()).status, 0 | 431));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(500));
    assert!(matches!(desk.raw(many.as_bytes()).status, 0 | 431));
    for noise in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
    ] {
        assert_ne!(desk.raw(noise).status, 200);
    }
    // Half a request keeps nobody waiting.
    let mut half = TcpStream::connect(&desk.address).unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
    assert_eq!(desk.page("state").status, 200);
    assert!(kept(&scene).is_empty());
}

#[test]
fn a_decision_is_on_the_disk_when_it_is_answered_and_survives_a_killed_desk() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let keys = desk.keys();
    assert_eq!(keys.len(), 6);
    assert!(keys[0].starts_with("pair:"), "{keys:?}");
    assert_eq!(desk.judge(&keys[0], "same_visit").status, 200);
    assert_eq!(rulings(&scene), ["same_visit"]);
    let alone = keys.iter().find(|key| key.starts_with("inspection:"));
    assert_eq!(desk.judge(alone.unwrap(), "missed_scan").status, 200);
    desk.kill();
    assert_eq!(rulings(&scene), ["same_visit", "missed_scan"]);

    let next = Desk::open(&scene, "张三");
    let state = next.settled();
    assert_eq!(state["left"], 4);
    assert_eq!(state["standing"]["under_review"], 0);
    drop(next);
    scene
        .run(&["run", "--fail-on", "stale-judgement"])
        .succeeds();
    let ledger = std::fs::read_to_string(scene.path("hedui-run/ledger.csv")).unwrap();
    assert!(ledger.contains("人工复核为“同一次检查”(张三,"), "{ledger}");
}

#[test]
fn the_statement_of_the_desk_is_the_statement_of_the_next_run() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let before = desk.settled();
    // A card may be gone once what was decided before it is counted: all are looked at first.
    let given = desk.keys().into_iter().map(|key| {
        let ruling = match key.split(':').next().unwrap() {
            "pair" => "different",
            "inspection" => "missed_scan",
            _ => "false_scan",
        };
        desk.given(&key, ruling)
    });
    for given in given.collect::<Vec<_>>() {
        assert_eq!(desk.post("judge", &given).status, 200, "{given}");
    }
    let state = desk.settled();
    assert_eq!(state["kept"], 6);
    assert_ne!(state["statement"], before["statement"]);
    assert_eq!(state["statement_before"], before["statement"]);
    scene.run(&["run"]).succeeds();
    let published = scene.json("hedui-run/statement.json");
    let told = |lines: &Value| -> Vec<(Value, Value)> {
        let lines = lines["lines"].as_array().unwrap();
        lines
            .iter()
            .map(|line| (line["kind"].clone(), line["amount"].clone()))
            .collect()
    };
    assert_eq!(told(&state["statement"]), told(&published));
}

#[test]
fn undo_is_a_later_judgement_and_gives_an_earlier_word_back() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let none = json!({});
    assert_eq!(
        desk.post("undo", &none).status,
        422,
        "nothing to take back yet"
    );
    let before = desk.settled()["statement"].clone();
    let key = desk.keys()[0].clone();
    desk.judge(&key, "different");
    desk.judge(&key, "same_visit");
    let sent_twice = desk.judge(&key, "same_visit");
    assert_eq!(sent_twice.json()["new"], false);
    assert_eq!(desk.post("undo", &none).status, 200);
    assert_eq!(rulings(&scene), ["different", "same_visit", "different"]);
    assert_eq!(desk.post("undo", &none).status, 200);
    assert_eq!(rulings(&scene).last().unwrap(), "unsure");
    assert_eq!(desk.post("undo", &none).status, 422);
    assert_eq!(kept(&scene).len(), 4, "nothing was removed");
    let after = desk.settled();
    assert_eq!(after["statement"], before, "as if nothing had been said");
}

#[test]
fn two_desks_on_one_folder_hear_each_other() {
    let scene = scene();
    let (one, other) = (Desk::open(&scene, "张三"), Desk::open(&scene, "李四"));
    let key = one.keys()[0].clone();
    let mut late = other.given(&key, "different");
    assert_eq!(one.judge(&key, "same_visit").status, 200);
    let reply = other.post("judge", &late);
    assert_eq!(reply.status, 409);
    assert!(
        reply.body.contains("人工复核为“同一次检查”(张三,"),
        "{}",
        reply.body
    );
    assert_eq!(rulings(&scene), ["same_visit"]);
    late["regardless"] = true.into();
    assert_eq!(other.post("judge", &late).status, 200);
    let both: Vec<Value> = kept(&scene).iter().map(|line| line["by"].clone()).collect();
    assert_eq!(both, ["张三", "李四"]);
    for desk in [&one, &other] {
        let told = loop {
            let state = desk.settled();
            if state["unapplied"] != json!([]) {
                break state["unapplied"].to_string();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        };
        assert!(told.contains("L404"), "{told}");
    }
}

#[test]
fn a_record_that_changed_since_it_was_shown_is_not_decided_on() {
    let scene = scene();
    let desk = Desk::open(&scene, "张三");
    let key = desk.keys()[0].clone();
    let shown = desk.given(&key, "same_visit");
    let number = desk.settled()["number"].clone();
    let register = std::fs::read_to_string(scene.path("检查台账.csv")).unwrap();
    scene.write("检查台账.csv", &register.replace("王一;李二", "王一;赵六"));
    while desk.settled()["number"] == number {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let reply = desk.post("judge", &shown);
    assert_eq!(reply.status, 422, "{}", reply.body);
    assert!(kept(&scene).is_empty());
    assert_eq!(desk.judge(&key, "same_visit").status, 200, "as it is now");
}

#[test]
fn names_and_notes_stay_text() {
    let scene = scene();
    let name = "<script>alert(1)</script>";
    let register = std::fs::read_to_string(scene.path("检查台账.csv")).unwrap();
    scene.write("检查台账.csv", &register.replace("湘乡市甲烟花厂", name));
    let desk = Desk::open(&scene, name);
    let page = desk.page("").body;
    assert!(
        !page.contains(name),
        "nothing of the inputs is on the page itself"
    );
    let key = desk.keys()[0].clone();
    let mut given = desk.given(&key, "same_visit");
    given["why"] = "=cmd|' /C calc'!A0\n\u{202e}第二行".into();
    assert_eq!(desk.post("judge", &given).status, 200);
    let line = &kept(&scene)[0];
    assert_eq!(line["by"], name);
    assert_eq!(line["why"], "=cmd|' /C calc'!A0 \u{202e}第二行");
    assert_eq!(
        desk.page("state").head.matches("application/json").count(),
        1
    );
}

#[test]
fn the_stop_button_ends_well_and_an_interrupt_says_so() {
    let scene = scene();
    let mut desk = Desk::open(&scene, "张三");
    assert_eq!(desk.post("stop", &json!({})).json()["stopped"], 0);
    assert_eq!(desk.child.wait().unwrap().code(), Some(0));
    #[cfg(unix)]
    for name in ["-INT", "-TERM"] {
        assert_eq!(Desk::open(&scene, "张三").signal(name), Some(130));
    }
}

#[test]
fn beyond_the_loopback_only_with_the_flag() {
    let scene = Scene::of(&fixtures().join("findings/F457/in"));
    for address in ["0.0.0.0", "::", "192.0.2.1"] {
        let ended = scene.run(&["review", "serve", ".", "--address", address]);
        ended.fails_with(2);
        assert!(ended.err.contains("[F457]"), "{address}: {}", ended.err);
    }
}
