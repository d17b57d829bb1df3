//! The language of the scenarios and what the tool makes of one.
//!
//! `S` a row of the safety system, `P` one of the platform, `O` one of another platform, `L` of the
//! plan, `R` of the roster;
//! then words, then `→ outcome cause`, and where it matters `+A04` for a further cause and
//! `!date_apart` for what stands between the record and its nearest candidate.

use hedui::model::{
    CanonicalRecord, CodeState, CreditCode, DocumentNumber, Extracted, Field, InspectionEvent,
    Judgements, LinkSet, Place, RecordKind, RecordState, Route, RowFate, Settings, Silent, Source,
    SourceRow, SourceTable, TableMapping, Text, Understood,
};
use hedui::{link, reconcile};

const SOURCES: [(char, Source, RecordKind); 5] = [
    ('S', Source::Safety, RecordKind::Inspection),
    ('P', Source::Platform, RecordKind::Code),
    ('O', Source::OtherPlatform, RecordKind::Code),
    ('L', Source::Plan, RecordKind::PlanLine),
    ('R', Source::Roster, RecordKind::Enterprise),
];

/// What was told of one row.
#[derive(Debug)]
pub struct Told {
    pub line: String,
    pub wanted: String,
    /// `linked A08`.
    pub verdict: String,
    pub further: Vec<&'static str>,
    pub obstacle: &'static str,
    pub detail: Text,
}

/// `key=value` words of a line.
fn words(line: &str) -> Vec<(&str, &str)> {
    line.split_whitespace()
        .map(|word| word.split_once('=').unwrap_or((word, "")))
        .collect()
}

fn event(at: usize, source: Source, line: &str) -> InspectionEvent {
    let mut event = settled(source, at);
    for (key, value) in words(line) {
        let day = || value.parse().ok();
        match key {
            "firm" => {
                event.name = format!("湘乡市{value}有限公司").into();
                event.credit_code = Some(code_of(value));
            }
            "name" => event.name = value.into(),
            "as" => event.name = format!("湘乡市{value}有限公司").into(),
            "nocode" => event.credit_code = None,
            "date" => {
                event.start = day();
                event.end = day();
                event.outside_period = !value.starts_with("2025");
            }
            "applied" => event.applied_at = day().map(|d: chrono::NaiveDate| d.into()),
            "scanned" => event.scanned_at = value.parse().ok(),
            "officers" => event.officers = value.split(',').map(String::from).collect(),
            "office" => event.office = value.into(),
            "route" if value == "planned" => event.route = Route::Planned,
            "route" if value == "random" => event.route = Route::DoubleRandom,
            "route" => event.route = Route::Triggered,
            "item" => event.item = value.into(),
            "activity" => event.activity = value.into(),
            "reason" => event.reason = value.into(),
            "exempt" => event.exemption = value.into(),
            "body" => event.body = value.into(),
            "lead" => event.lead_body = value.into(),
            "joint" => event.joint = true,
            "re" => event.reinspection = true,
            "draft" => event.record_state = RecordState::Draft,
            "void" => event.record_state = RecordState::Void,
            "bare" => event.has_site_record = Some(false),
            "cancelled" => event.code_state = CodeState::Cancelled,
            "pending" => event.code_state = CodeState::Pending,
            "test" => event.code_state = CodeState::Test,
            "issued" => event.code_state = CodeState::Issued,
            "rated" => event.rating = "满意".into(),
            "part" => event.part_of = value.parse().ok(),
            "redone" => event.replaced_by = value.parse().ok(),
            "no" => event.document_numbers = vec![number(value)],
            "follows" => event.follows = vec![number(value)],
            "months" => {
                let (from, to) = value.split_once('-').expect("two months");
                event.planned_months = from.parse().ok().zip(to.parse().ok());
            }
            "count" => event.plan_count = value.parse().ok(),
            "status" | "remark" | "category" | "repeats" => {}
            _ => panic!("no such word: {key}"),
        }
    }
    event
}

/// `2025-12`: year and serial.
fn number(text: &str) -> DocumentNumber {
    let (year, serial) = text.split_once('-').expect("year and serial");
    DocumentNumber {
        area: "湘乡".into(),
        prefix: "应急".into(),
        letter: "".into(),
        kind: "检记".into(),
        year: year.parse().expect("a year"),
        serial: serial.parse().expect("a serial"),
    }
}

/// What stands in the row and not in the event.
fn record(kind: RecordKind, source: Source, place: Place, line: &str) -> CanonicalRecord {
    let event = event(0, source, line);
    let field = |value: &str| {
        Some(Field {
            value: value.to_string(),
            column: 0,
        })
    };
    let mut record = CanonicalRecord::bare(source, kind, place);
    record.enterprise = field(&event.name);
    record.credit_code = event.credit_code.map(|value| Field { value, column: 0 });
    record.document_number = event
        .document_numbers
        .into_iter()
        .next()
        .map(|value| Field { value, column: 0 });
    for (key, value) in words(line) {
        match key {
            "status" => record.enterprise_status = field(value),
            "remark" => record.remark = field(value),
            "category" => record.category = field(value),
            _ => {}
        }
    }
    record
}

/// A valid-looking code, equal for equal firms.
fn code_of(firm: &str) -> CreditCode {
    let sum: u32 = firm.chars().map(|c| c as u32).sum();
    let body = format!("91430381MA{sum:07}");
    let check = hedui::model::check_character(&body).expect("digits and letters");
    CreditCode {
        text: format!("{body}{check}").into(),
        form: hedui::model::CodeForm::Valid,
        repair: None,
    }
}

/// What a record says where a scenario says nothing: final, and a code completed.
fn settled(source: Source, record: usize) -> InspectionEvent {
    let (letter, code_state) = match source {
        Source::Platform => ("P", CodeState::Completed),
        Source::OtherPlatform => ("O", CodeState::Completed),
        Source::Plan => ("L", CodeState::Unknown),
        _ => ("S", CodeState::Unknown),
    };
    InspectionEvent {
        record_state: RecordState::Final,
        code_state,
        ..InspectionEvent::bare(source, format!("{letter}{record}"), record)
    }
}

fn settings(text: &str) -> Settings {
    toml::from_str(text).expect("settings of the scenario")
}

struct Scene {
    extracted: Extracted,
    understood: Understood,
    /// Per line: its table and row.
    places: Vec<(usize, u32)>,
}

fn scene(lines: &[(&str, &str)]) -> Scene {
    let mut scene = Scene {
        extracted: Extracted::default(),
        understood: Understood {
            bodies: vec!["湘乡市应急管理局".to_string()],
            period: Some(("2025-01-01".parse().unwrap(), "2025-12-31".parse().unwrap())),
            ..Understood::default()
        },
        places: Vec::new(),
    };
    for (_, source, _) in SOURCES {
        let file = format!("{}.csv", source.name());
        scene.extracted.tables.push(SourceTable {
            file,
            ..SourceTable::default()
        });
        scene.understood.fates.push(Vec::new());
        scene.understood.mappings.push(TableMapping::bare(source));
    }
    for (at, (line, _)) in lines.iter().enumerate() {
        let (side, what) = line.split_once(' ').expect("a side");
        let found = SOURCES
            .iter()
            .position(|(letter, ..)| side == letter.to_string());
        let table = found.expect("S, P, O, L or R");
        let (_, source, kind) = SOURCES[table];
        let row = at as u32 + 1;
        let place = Place {
            table: table as u32,
            row,
            column: 0,
        };
        let understood = &mut scene.understood;
        understood.records.push(record(kind, source, place, what));
        let repeats = words(what).into_iter().find(|(key, _)| *key == "repeats");
        let fate = match repeats {
            Some((_, first)) => RowFate::Duplicate(first.parse().expect("a line")),
            None => RowFate::Record(at),
        };
        understood.fates[table].push((row, fate));
        if repeats.is_none() && source != Source::Roster {
            understood.events.push(InspectionEvent {
                record: at,
                ..event(at, source, what)
            });
        }
        scene.extracted.tables[table].rows.push(SourceRow {
            number: row,
            ..SourceRow::default()
        });
        scene.places.push((table, row));
    }
    scene
}

/// What the tool tells of every line. Positions of lines and of events are the same as long as
/// roster and repeated rows stand last.
pub fn run(settings_text: &str, scenario: &str) -> Vec<Told> {
    run_with(settings_text, scenario, |links| links)
}

/// The same where only firms were resolved and nothing was linked.
fn run_unlinked(scenario: &str) -> Vec<Told> {
    run_with("", scenario, |_| LinkSet::default())
}

fn run_with(settings_text: &str, scenario: &str, kept: impl Fn(LinkSet) -> LinkSet) -> Vec<Told> {
    let lines: Vec<(&str, &str)> = scenario
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once('→').expect("an expectation"))
        .map(|(line, wanted)| (line.trim(), wanted.trim()))
        .collect();
    let mut scene = scene(&lines);
    let settings = settings(settings_text);
    let links = link::link(&mut scene.understood, &Judgements::default(), &Silent).value;
    let links = kept(links);
    let (extracted, understood) = (&scene.extracted, &scene.understood);
    let made = reconcile::reconcile(extracted, understood, &links, &settings, &Silent).value;
    assert_eq!(made.statement.unexplained, 0, "{:?}", made.statement.items);
    assert_eq!(made.ledger.len(), lines.len());
    let told = lines
        .iter()
        .zip(&scene.places)
        .map(|((line, wanted), (table, row))| {
            let is_here = |entry: &&hedui::model::LedgerEntry| {
                (entry.place.table as usize, entry.place.row) == (*table, *row)
            };
            let entry = made
                .ledger
                .iter()
                .find(is_here)
                .expect("every row is there");
            let place = |at: usize| scene.understood.records[at].place;
            let verdict = made.verdicts.iter().find(|verdict| {
                place(scene.understood.events[verdict.event].record) == entry.place
            });
            let outcome = entry.outcome.map_or("", |outcome| outcome.name());
            let cause = entry.cause.map_or("", |cause| cause.code());
            let near = verdict.and_then(|verdict| verdict.near_miss.as_ref());
            let further = verdict.map_or(&[][..], |verdict| &verdict.secondary);
            Told {
                line: line.to_string(),
                wanted: wanted.to_string(),
                verdict: format!("{outcome} {cause}").trim().to_string(),
                further: further.iter().map(|cause| cause.code()).collect(),
                obstacle: near.map_or("", |near| near.obstacle.name()),
                detail: entry.detail.clone(),
            }
        });
    told.collect()
}

/// Runs a scenario and compares what each line expects.
pub fn check(settings_text: &str, scenario: &str) {
    compare(&run(settings_text, scenario));
}

/// The same without links: what is told of records must not hang on what linkage decides.
pub fn check_unlinked(scenario: &str) {
    compare(&run_unlinked(scenario));
}

fn compare(told: &[Told]) {
    for row in told {
        let (mut verdict, mut problems) = (Vec::new(), Vec::new());
        for word in row.wanted.split_whitespace() {
            match (word.strip_prefix('+'), word.strip_prefix('!')) {
                (Some(cause), _) if !row.further.contains(&cause) => problems.push(word),
                (_, Some(obstacle)) if row.obstacle != obstacle => problems.push(word),
                (None, None) => verdict.push(word),
                _ => {}
            }
        }
        let wrong = verdict.join(" ") != row.verdict || !problems.is_empty();
        assert!(!wrong, "in line: {row:#?}\nall: {told:#?}");
    }
}
