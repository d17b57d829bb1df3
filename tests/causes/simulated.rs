//! Lost batches and false scans in simulated years: visits of offices and officers who forget codes
//! at rates of their own, and in some years a block that never reached the platform or scans of
//! firms that nobody visited. The years are made here from dice alone; that the tool finds what was
//! planted is the test.

use chrono::{Days, NaiveDate, TimeDelta};
use hedui::model::{
    CandidatePair, CanonicalRecord, Cause, CodeState, ComparisonVector, Decision, EventIx,
    Extracted, InspectionEvent, Link, LinkSet, Place, RecordKind, RecordState, Route, RowFate,
    Settings, Silent, Source, SourceRow, SourceTable, TableMapping, Understood, Verdict,
};
use hedui::reconcile;

const YEARS: u64 = 100;
const OFFICES: [&str; 5] = ["执法大队", "危化股", "烟花股", "工贸股", "矿山股"];

/// A small deterministic generator (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Day of the year, office, officer, planned.
type Drawn = (u64, usize, usize, bool);

struct Year {
    understood: Understood,
    links: LinkSet,
    /// Visits of the lost block.
    lost: Vec<EventIx>,
}

/// 220 to 420 visits. Each officer forgets between 2 % and 25 % of the codes. With `block` at
/// least eight visits of one office in consecutive weeks are lost, all of them.
fn year(seed: u64, block: bool) -> Year {
    let dice = &mut Dice(seed.wrapping_mul(2_654_435_761).wrapping_add(17));
    let first: NaiveDate = "2025-01-06".parse().expect("a day");
    let forgets: Vec<f64> = (0..12).map(|_| 0.02 + 0.23 * dice.unit()).collect();
    let count = 220 + dice.below(200);
    let mut visits: Vec<Drawn> = (0..count)
        .map(|_| {
            let office = if dice.unit() < 0.4 {
                0
            } else {
                1 + dice.below(4)
            };
            let officer = office * 2 + dice.below(4);
            (
                dice.below(350) as u64,
                office,
                officer % 12,
                dice.unit() < 0.45,
            )
        })
        .collect();
    visits.sort_unstable();
    let lost = if block {
        lost_block(dice, &visits)
    } else {
        Vec::new()
    };
    let mut made = Year {
        understood: Understood {
            bodies: vec!["湘乡市应急管理局".to_string()],
            period: Some(("2025-01-01".parse().unwrap(), "2025-12-31".parse().unwrap())),
            ..Understood::default()
        },
        links: LinkSet::default(),
        lost: lost.clone(),
    };
    for source in [Source::Safety, Source::Platform] {
        made.understood.mappings.push(TableMapping::bare(source));
        made.understood.fates.push(Vec::new());
    }
    for (at, (day, office, officer, planned)) in visits.iter().enumerate() {
        let visit = event(
            Source::Safety,
            at,
            first + Days::new(*day),
            *office,
            *officer,
            *planned,
        );
        enter(&mut made, visit);
    }
    for (at, (day, office, officer, planned)) in visits.iter().enumerate() {
        let forgotten = dice.unit() < forgets[*officer];
        if lost.contains(&at) || forgotten {
            continue;
        }
        let number = made.understood.events.len();
        let code = event(
            Source::Platform,
            number,
            first + Days::new(*day),
            *office,
            *officer,
            *planned,
        );
        enter(&mut made, code);
        made.links.links.push(link(at, number));
    }
    made
}

/// At least eight visits of one office in as few weeks as hold them.
fn lost_block(dice: &mut Dice, visits: &[Drawn]) -> Vec<EventIx> {
    let mut lost = Vec::new();
    while lost.len() < 8 {
        let (office, from) = (dice.below(5), dice.below(300) as u64);
        let mut days = 7;
        while lost.len() < 8 && days <= 42 {
            let inside = |day: u64| (from..from + days).contains(&day);
            let here = visits.iter().enumerate();
            lost = here
                .filter(|(_, (day, of, ..))| *of == office && inside(*day))
                .map(|(at, _)| at)
                .collect();
            days += 7;
        }
    }
    lost
}

fn event(
    source: Source,
    at: usize,
    day: NaiveDate,
    office: usize,
    officer: usize,
    planned: bool,
) -> InspectionEvent {
    InspectionEvent {
        start: Some(day),
        end: Some(day),
        office: OFFICES[office].into(),
        officers: vec![format!("执法{officer}"), format!("协助{}", officer % 3)],
        route: if planned {
            Route::Planned
        } else {
            Route::Triggered
        },
        record_state: RecordState::Final,
        code_state: CodeState::Completed,
        ..InspectionEvent::bare(source, format!("E{at}"), at)
    }
}

fn enter(year: &mut Year, event: InspectionEvent) {
    let table = u32::from(event.source == Source::Platform);
    let (at, row) = (event.record, event.record as u32 + 1);
    let place = Place {
        table,
        row,
        column: 0,
    };
    let record = CanonicalRecord::bare(event.source, RecordKind::Inspection, place);
    year.understood.records.push(record);
    year.understood.fates[table as usize].push((row, RowFate::Record(at)));
    year.understood.events.push(event);
}

fn link(inspection: EventIx, code: EventIx) -> Link {
    let comparison = ComparisonVector {
        pair: CandidatePair {
            inspection,
            code,
            rule: "same day".into(),
        },
        prior: 0.0,
        evidence: Vec::new(),
        weight: 20.0,
    };
    Link {
        inspection,
        code,
        decision: Decision::Link,
        probability: comparison.probability(),
        comparison,
        margin: None,
        surplus: false,
    }
}

/// What was told of every event.
fn verdicts(year: &Year) -> Vec<Verdict> {
    let mut extracted = Extracted::default();
    for table in 0..2u32 {
        let places = year.understood.records.iter().map(|record| record.place);
        let rows = places
            .filter(|place| place.table == table)
            .map(|place| SourceRow {
                number: place.row,
                ..SourceRow::default()
            });
        extracted.tables.push(SourceTable {
            rows: rows.collect(),
            ..SourceTable::default()
        });
    }
    let settings: Settings = toml::from_str(
        "[platform]\ngo_live = \"2025-01-01\"\n\
         triggered_from = \"2025-01-01\"",
    )
    .expect("settings");
    let made = reconcile::reconcile(
        &extracted,
        &year.understood,
        &year.links,
        &settings,
        &Silent,
    );
    made.value.verdicts
}

/// Visits that were claimed lost.
fn claimed(year: &Year) -> Vec<EventIx> {
    let verdicts = verdicts(year);
    let lost = verdicts
        .iter()
        .filter(|v| matches!(v.cause, Some(Cause::A14 | Cause::A16)));
    lost.map(|verdict| verdict.event).collect()
}

#[test]
fn a_lost_block_is_found_in_most_years() {
    let found = (0..YEARS).filter(|seed| {
        let year = year(*seed, true);
        let told = claimed(&year);
        let right = year
            .lost
            .iter()
            .filter(|visit| told.contains(visit))
            .count();
        right * 2 > year.lost.len()
    });
    let found = found.count();
    println!("blocks found in {found} of {YEARS} years");
    assert!(
        found as u64 * 100 >= YEARS * 95,
        "found in {found} of {YEARS} years"
    );
}

#[test]
fn hardly_ever_is_a_block_claimed_where_none_was_lost() {
    let claims = (1000..1000 + YEARS).filter(|seed| !claimed(&year(*seed, false)).is_empty());
    let claims = claims.count();
    println!("blocks claimed in {claims} of {YEARS} years");
    assert!(
        claims as u64 * 100 <= YEARS * 2,
        "claimed in {claims} of {YEARS} years"
    );
}

/// A year in which each code lacks its inspection at one and the same rate, whoever scanned it;
/// with `false_scans` one officer scans so many firms in a row that were never visited.
fn year_of_scans(seed: u64, false_scans: usize) -> (Year, Vec<EventIx>) {
    let mut made = year(seed, false);
    let dice = &mut Dice(seed.wrapping_mul(7_368_787).wrapping_add(5));
    let missing = 0.01 + 0.07 * dice.unit();
    let mut firm = 0;
    for event in &mut made.understood.events {
        firm += 1;
        event.enterprise = Some(firm);
        let minutes = dice.below(9 * 60) as i64;
        let begin = event.start.and_then(|day| day.and_hms_opt(8, 30, 0));
        event.scanned_at = begin.map(|begin| begin + TimeDelta::minutes(minutes));
    }
    // A link that is gone leaves a code without an inspection, and an inspection without a code.
    made.links.links.retain(|_| dice.unit() >= missing);
    let first: NaiveDate = "2025-01-06".parse().expect("a day");
    let day = first + Days::new(dice.below(340) as u64);
    let officer = dice.below(12);
    let begin = day.and_hms_opt(16, 0, 0).expect("a time");
    let planted = (0..false_scans).map(|at| {
        let number = made.understood.events.len();
        let mut code = event(
            Source::Platform,
            number,
            day,
            officer / 2 % 5,
            officer,
            true,
        );
        code.enterprise = Some(100_000 + at as u32);
        code.scanned_at = Some(begin + TimeDelta::minutes(4 * at as i64));
        enter(&mut made, code);
        number
    });
    let planted: Vec<EventIx> = planted.collect();
    (made, planted)
}

/// Codes of which the evidence says that they bunch beyond chance.
fn bunched(year: &Year) -> Vec<EventIx> {
    let verdicts = verdicts(year);
    let told = verdicts
        .iter()
        .filter(|v| v.cause == Some(Cause::B99) && v.detail.en.contains("p = "));
    told.map(|verdict| verdict.event).collect()
}

#[test]
fn false_scans_in_a_row_are_told_in_most_years() {
    let found = (0..YEARS).filter(|seed| {
        let (year, planted) = year_of_scans(*seed, 6);
        let told = bunched(&year);
        planted.iter().filter(|code| told.contains(code)).count() * 2 > planted.len()
    });
    let found = found.count();
    println!("false scans told in {found} of {YEARS} years");
    assert!(
        found as u64 * 100 >= YEARS * 90,
        "told in {found} of {YEARS}"
    );
}

#[test]
fn hardly_ever_are_codes_said_to_bunch_where_chance_alone_left_them() {
    let claims =
        (1000..1000 + YEARS).filter(|seed| !bunched(&year_of_scans(*seed, 0).0).is_empty());
    let claims = claims.count();
    println!("bunches claimed in {claims} of {YEARS} years");
    assert!(
        claims as u64 * 100 <= YEARS * 2,
        "claimed in {claims} of {YEARS}"
    );
}
