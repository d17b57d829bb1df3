//! Who comes in and who does not.

use super::*;

const HOST: &str = "127.0.0.1:8123";
const OWN: &str = "http://127.0.0.1:8123";

fn door() -> Door {
    Door::new(8123, false)
}

fn get(path: &str) -> Visit<'_> {
    Visit {
        path,
        host: Some(HOST),
        ..Visit::default()
    }
}

/// The cookie that the door gives for a fresh link.
fn cookie_of(door: &Door) -> String {
    let link = door.new_link();
    let (path, query) = link.split_once('?').unwrap();
    let visit = Visit { query, ..get(path) };
    match door.ask(&visit) {
        Answer::Admitted { cookie, .. } => cookie.split(';').next().unwrap().to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_opens_once_and_the_cookie_from_then_on() {
    let door = door();
    let link = door.new_link();
    let (path, query) = link.split_once('?').unwrap();
    let visit = Visit { query, ..get(path) };
    let Answer::Admitted { cookie, to } = door.ask(&visit) else {
        panic!("the fresh link opens");
    };
    assert_eq!(to, path);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert!(cookie.contains(&format!("Path={path}")), "{cookie}");
    assert_eq!(door.ask(&visit), Answer::Refused(Refusal::WrongToken));
    let page = format!("{path}state");
    let inside = Visit {
        cookie: cookie.split(';').next(),
        ..get(&page)
    };
    assert_eq!(door.ask(&inside), Answer::Inside("state"));
}

#[test]
fn without_token_or_with_a_wrong_one_nobody_comes_in() {
    let door = door();
    let other = Door::new(8123, false);
    let path = door.path.clone();
    let page = format!("{path}queue");
    assert_eq!(door.ask(&get(&path)), Answer::Refused(Refusal::NoToken));
    assert_eq!(door.ask(&get(&page)), Answer::Refused(Refusal::NoToken));
    for query in ["token=", "token=00", "token=g", "tok=1"] {
        let visit = Visit {
            query,
            ..get(&path)
        };
        assert!(matches!(door.ask(&visit), Answer::Refused(_)), "{query}");
    }
    // The cookie of another desk, under the name of this one.
    let cookie = cookie_of(&other);
    let visit = Visit {
        cookie: Some(&cookie),
        ..get(&page)
    };
    assert_eq!(door.ask(&visit), Answer::Refused(Refusal::NoToken));
}

#[test]
fn foreign_hosts_are_refused_even_with_the_cookie() {
    let door = door();
    let cookie = cookie_of(&door);
    let path = door.path.clone();
    let ask = |host: Option<&'static str>| {
        door.ask(&Visit {
            host,
            cookie: Some(&cookie),
            ..get(&path)
        })
    };
    for own in [HOST, "localhost:8123", "[::1]:8123", "127.0.0.2:8123"] {
        assert_eq!(ask(Some(own)), Answer::Inside(""), "{own}");
    }
    for foreign in [
        "desk.example:8123",
        "127.0.0.1.example:8123",
        "192.168.1.5:8123",
        "127.0.0.1:8124",
        "127.0.0.1",
        "localhost",
        "",
    ] {
        let answer = ask(Some(foreign));
        assert_eq!(answer, Answer::Refused(Refusal::ForeignHost), "{foreign}");
    }
    assert_eq!(ask(None), Answer::Refused(Refusal::ForeignHost));
}

#[test]
fn beyond_the_loopback_addresses_are_taken_and_names_are_not() {
    let door = Door::new(8123, true);
    assert!(door.is_own_host("192.168.1.5:8123"));
    assert!(!door.is_own_host("desk.example:8123"));
}

#[test]
fn foreign_pages_are_refused_even_with_the_cookie() {
    let door = door();
    let cookie = cookie_of(&door);
    let path = format!("{}judge", door.path);
    let ask = |changes, origin: Option<&'static str>, site: Option<&'static str>| {
        door.ask(&Visit {
            changes,
            origin,
            site,
            cookie: Some(&cookie),
            ..get(&path)
        })
    };
    let inside = Answer::Inside("judge");
    assert_eq!(ask(true, Some(OWN), Some("same-origin")), inside);
    assert_eq!(ask(true, Some(OWN), None), inside);
    assert_eq!(ask(false, None, Some("none")), inside);
    let refused = Answer::Refused(Refusal::ForeignOrigin);
    for origin in [
        None,
        Some("null"),
        Some("http://127.0.0.1:9999"),
        Some("https://127.0.0.1:8123"),
        Some("http://desk.example"),
    ] {
        assert_eq!(ask(true, origin, None), refused, "{origin:?}");
    }
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(ask(true, Some(OWN), Some(site)), refused, "{site}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(ask(false, None, Some(site)), refused, "{site}");
    }
    assert_eq!(ask(false, Some("http://desk.example"), None), refused);
}

#[test]
fn no_path_but_the_desks_own_is_served() {
    let (door, other) = (door(), door());
    let cookie = cookie_of(&door);
    let climbing = format!("{}../../judgements.jsonl", other.path);
    for path in ["/", "/state", &other.path, &climbing, "//", "/../", ""] {
        let visit = Visit {
            cookie: Some(&cookie),
            ..get(path)
        };
        let refused = Answer::Refused(Refusal::OtherPath);
        assert_eq!(door.ask(&visit), refused, "{path}");
    }
}
