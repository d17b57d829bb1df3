//! `hedui explain` of figures, ids and pairs of a whole year.

use super::demonstration;

#[test]
fn a_figure_leads_to_its_rows() {
    let scene = demonstration();
    let metrics = scene.json("d/hedui-run/metrics.json");
    for key in [
        "coverage.coded",
        "cause.A14",
        "month.2025-07.inspections",
        "route.触发式.coded",
        "inspections.planned",
        "inspections.triggered",
        "inspections.reinspections",
        "links.total",
        "plan.rows",
        "fines.cases",
        "counting.annual-report.less.other_bodies",
        "month.2025-07.codes",
        "town.东郊乡.codes",
        "permits.granted",
    ] {
        let told = scene.run(&["explain", key, "d", "--format", "json"]).json();
        let rows = told["rows"].as_array().unwrap();
        assert_eq!(metrics[key], rows.len(), "{key}");
    }
}

#[test]
fn a_figure_that_counts_no_rows_says_what_it_is_made_of() {
    let scene = demonstration();
    let rate = scene.run(&["explain", "coverage.rate", "d", "--lang", "en"]);
    let made = "= 52.3%  ";
    let of = "coverage.coded ÷ inspections.total = 197 ÷ 377";
    assert!(
        rate.out.contains(made) && rate.out.contains(of),
        "{}",
        rate.out
    );
    let whole = |key: &str| scene.run(&["explain", key, "d", "--format", "json"]).json();
    let done = whole("plan.done");
    assert_eq!(done["how"], "sum");
    assert_eq!(done["rows"][0]["source"], "plan");
    let rate = whole("town.东郊乡.rate");
    assert_eq!(
        rate["made_of"],
        serde_json::json!(["town.东郊乡.coded", "town.东郊乡.inspections"])
    );
    let fines = scene.run(&["explain", "fines.total_fen", "d", "--lang", "en"]);
    assert!(fines.out.contains("= 1334000.00 yuan"), "{}", fines.out);
}

#[test]
fn what_people_call_a_thing_leads_to_it() {
    let scene = demonstration();
    let of = |words: &str| scene.run(&["explain", words, "d", "--format", "json"]);
    let subject = |words: &str| of(words).json()["subject"].clone();
    assert_eq!(subject("赋码次数")["figure"], "codes.total");
    assert_eq!(subject("有码检查率")["figure"], "coverage.rate");
    assert_eq!(
        subject("东郊乡 检查次数")["figure"],
        "town.东郊乡.inspections"
    );
    assert_eq!(subject("平台不支持该事项或途径")["cause"], "A15");
    // A firm, by part of its name or by its code: its plan, its visits and their codes.
    let events = std::fs::read_to_string(scene.path("d/hedui-run/events.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(events.as_bytes());
    let events: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let firm = events.iter().find(|event| !event[5].is_empty()).unwrap();
    let [name, code] = [&firm[4], &firm[5]];
    let rows = |words: &str| of(words).json()["rows"].as_array().unwrap().clone();
    let own: Vec<&csv::StringRecord> = events.iter().filter(|event| &event[5] == code).collect();
    assert!(own.iter().all(|event| {
        let id = &event[6];
        rows(code).iter().any(|row| row["inspection_id"] == id)
    }));
    let part = name
        .trim_start_matches("湘乡市")
        .trim_end_matches("有限公司");
    assert_eq!(subject(part)["enterprise"], name);
    assert_eq!(rows(part), rows(name));
    let several = scene.run(&["explain", "东郊乡", "d", "--lang", "en"]);
    assert!(
        several.err.contains("say which: town.东郊乡.coded"),
        "{}",
        several.err
    );
    // No cause, and a piece of many a credit code.
    let none = scene.run(&["explain", "91430", "d", "--lang", "en"]);
    assert!(none.err.contains("knows nothing of 91430"), "{}", none.err);
    let slip = scene.run(&["explain", "plan.don", "d", "--lang", "en"]);
    assert!(
        slip.err.contains("the nearest is plan.done"),
        "{}",
        slip.err
    );
}

#[test]
fn an_id_leads_to_its_visit_and_a_pair_to_what_keeps_it_apart() {
    let scene = demonstration();
    // A code's own id, as links.csv and events.csv have it, leads to its visit.
    let links = std::fs::read_to_string(scene.path("d/hedui-run/links.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(links.as_bytes());
    let link = reader.records().next().unwrap().unwrap();
    let told = scene.run(&["explain", &link[13], "d"]);
    told.succeeds();
    assert!(link[13].starts_with('C') && told.out.contains(&link[0]));

    let nearest = std::fs::read_to_string(scene.path("d/hedui-run/nearest.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(nearest.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|known| known == name).unwrap();
    let (id, cause, near) = (at("inspection_id"), at("cause"), at("candidate_number"));
    let line = reader
        .records()
        .map(Result::unwrap)
        .find(|line| &line[cause] == "A99" && line[near].starts_with("JCM"))
        .expect("an uncoded visit with a candidate");
    let lone = scene
        .run(&["explain", &line[id], "d", "--format", "json"])
        .json();
    assert_eq!(lone["nearest"][0]["told"], line[at("told")]);
    let apart = [
        "explain",
        &line[id],
        "d",
        "--why-not",
        &line[near],
        "--format",
        "json",
    ];
    let told = scene.run(&apart).json();
    let reasons = told["why_not"].as_array().unwrap();
    let needed = &line[at("needed")];
    let says = |reason: &serde_json::Value| reason.as_str().unwrap().contains(needed);
    assert!(reasons.iter().any(says), "{reasons:?}");
}
