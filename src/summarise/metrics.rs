//! Flat metrics under the contract's keys.

use super::Account;
use super::tables::tells_scans;
use crate::model::{
    COUNTED, CanonicalRecord, Cause, CodeForm, CodeState, CountRule, CreditCode, Decision, EventIx,
    FieldName, Figure, InspectionEvent, Metrics, Outcome, RecordKind, Route, Source,
    StatisticsTable, Verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub fn metrics(account: &Account, tables: &[StatisticsTable]) -> Metrics {
    let mut metrics = Metrics::default();
    rows(account, &mut metrics);
    repairs(account, &mut metrics);
    inspections(account, &mut metrics);
    codes_and_links(account, &mut metrics);
    gap(account, &mut metrics);
    scans(account, &mut metrics);
    calibres(account, &mut metrics);
    plan(account, &mut metrics);
    sums(account, &mut metrics);
    causes(account, &mut metrics);
    breakdowns(tables, &mut metrics);
    metrics
}

fn count(n: impl TryInto<i64>) -> Figure {
    n.try_into().map_or(Figure::Absent, Figure::Count)
}

fn optional(n: Option<u64>) -> Figure {
    n.map_or(Figure::Absent, count)
}

/// Counted events of one source with their verdicts.
pub fn counted<'a>(
    account: &'a Account,
    source: Source,
) -> impl Iterator<Item = (&'a InspectionEvent, &'a Verdict)> {
    account
        .verdicts
        .iter()
        .filter(|verdict| verdict.counted)
        .map(|verdict| (&account.understood.events[verdict.event], verdict))
        .filter(move |(event, _)| event.source == source)
}

fn rows(account: &Account, metrics: &mut Metrics) {
    let tally = account.tally;
    let rows = [
        ("read", tally.read),
        ("record", tally.record),
        ("document", tally.document),
        ("duplicate", tally.duplicate),
        ("rejected", tally.rejected),
        ("furniture", tally.furniture),
    ];
    for (key, n) in rows {
        metrics.set(format!("rows.{key}"), count(n));
    }
}

/// Broken credit codes, with and without a proposed repair, and document numbers made whole.
fn repairs(account: &Account, metrics: &mut Metrics) {
    let codes = account.understood.records.iter();
    let codes = codes.filter_map(|record| record.credit_code.as_ref());
    let codes: Vec<&CreditCode> = codes.map(|field| &field.value).collect();
    let proposed = codes.iter().filter(|code| code.repair.is_some()).count();
    let plain = |code: &CreditCode| matches!(code.form, CodeForm::Valid | CodeForm::Short);
    let broken = codes.iter().filter(|code| !plain(code));
    let open = broken.filter(|code| code.repair.is_none()).count();
    metrics.set("repairs.proposed", count(proposed));
    metrics.set("repairs.open", count(open));
    let records = account.understood.records.iter();
    let numbers = records.filter(|record| record.broken_number.is_some());
    metrics.set("repairs.numbers", count(numbers.count()));
}

fn inspections(account: &Account, metrics: &mut Metrics) {
    let visits: Vec<&InspectionEvent> = counted(account, Source::Safety)
        .map(|(event, _)| event)
        .collect();
    let planned = visits
        .iter()
        .filter(|visit| visit.route.is_planned())
        .count();
    let triggered = visits
        .iter()
        .filter(|visit| visit.route.is_triggered())
        .count();
    let again = visits.iter().filter(|visit| visit.reinspection).count();
    let firms: HashSet<Option<u32>> = visits.iter().map(|visit| visit.enterprise).collect();
    metrics.set("inspections.total", count(visits.len()));
    let routed = |figure| told(planned + triggered > 0 || visits.is_empty(), figure);
    metrics.set("inspections.planned", routed(count(planned)));
    metrics.set("inspections.triggered", routed(count(triggered)));
    metrics.set(
        "inspections.unrouted",
        count(visits.len() - planned - triggered),
    );
    let again = told(again > 0 || tells_reinspections(account), count(again));
    metrics.set("inspections.reinspections", again);
    metrics.set("inspections.enterprises", count(firms.len()));
    let with = |test: fn(&InspectionEvent) -> bool| visits.iter().filter(|v| test(v)).count();
    let joint = with(|visit| visit.joint);
    let random = with(|visit| visit.route == Route::DoubleRandom);
    let special = with(|visit| visit.route == Route::Special);
    metrics.set("inspections.random", routed(count(random)));
    metrics.set("inspections.special", routed(count(special)));
    metrics.set("inspections.joint", count(joint));
    metrics.set("inspections.joint_rate", share(joint, visits.len()));
    let rate = routed(share(triggered, visits.len()));
    metrics.set("inspections.triggered_rate", rate);
}

/// The figure where the run can know it; what nothing tells of is absent, not nought.
fn told(known: bool, figure: Figure) -> Figure {
    match known {
        true => figure,
        false => Figure::Absent,
    }
}

/// Whether the safety system says of any visit whether it was a re-inspection: by a flag, or by
/// documents, of which some would be opinions.
fn tells_reinspections(account: &Account) -> bool {
    let records = account.understood.records.iter();
    let mut records = records.filter(|record| record.source == Source::Safety);
    records.any(|record| {
        record.reinspection.is_some()
            || record.document_kind.is_some()
            || record.document_number.is_some()
    })
}

fn share(part: usize, whole: usize) -> Figure {
    match whole {
        0 => Figure::Absent,
        whole => Figure::Ratio(part as f64 / whole as f64),
    }
}

/// Codes that were scanned and inspections made under such a code; absent where no code of the run
/// says that it was.
fn scans(account: &Account, metrics: &mut Metrics) {
    let known = tells_scans(account);
    let codes: Vec<bool> = counted(account, Source::Platform)
        .map(|(code, _)| code.is_scanned())
        .collect();
    let visits: Vec<bool> = counted(account, Source::Safety)
        .map(|(_, verdict)| {
            let partner = verdict.partner.map(|at| &account.understood.events[at]);
            verdict.outcome == Some(Outcome::Linked)
                && partner.is_some_and(InspectionEvent::is_scanned)
        })
        .collect();
    let sides = [
        (codes, "codes.scanned", "codes.scan_rate"),
        (visits, "coverage.scanned", "coverage.scan_rate"),
    ];
    for (flags, total, rate) in sides {
        let scanned = flags.iter().filter(|flag| **flag).count();
        let (n, of) = match known {
            true => (count(scanned), share(scanned, flags.len())),
            false => (Figure::Absent, Figure::Absent),
        };
        metrics.set(total, n);
        metrics.set(rate, of);
    }
}

fn codes_and_links(account: &Account, metrics: &mut Metrics) {
    let codes: Vec<(&InspectionEvent, &Verdict)> = counted(account, Source::Platform).collect();
    let cancelled = codes
        .iter()
        .filter(|(code, _)| !code.code_state.is_usable())
        .count();
    let firms = firms_coded(account, &codes);
    metrics.set("codes.total", count(codes.len()));
    let mut states = codes.iter().map(|(code, _)| code.code_state);
    let known = codes.is_empty() || states.any(|state| state != CodeState::Unknown);
    metrics.set("codes.cancelled", told(known, count(cancelled)));
    metrics.set("codes.enterprises", count(firms.len()));
    let links = &account.links.links;
    let sure = links
        .iter()
        .filter(|link| link.decision == Decision::Link)
        .count();
    metrics.set("links.total", count(sure));
    metrics.set("links.review", count(links.len() - sure));
    let rounded = |n: f64| Figure::Real((n * 1e4).round() / 1e4);
    metrics.set(
        "links.expected_false",
        rounded(account.links.expected_false_links),
    );
    metrics.set(
        "links.expected_missed",
        rounded(account.links.expected_missed_matches),
    );
}

/// Whose codes they are: a linked one is its visit's, under whatever name it stands (A07).
fn firms_coded(account: &Account, codes: &[(&InspectionEvent, &Verdict)]) -> HashSet<Option<u32>> {
    let links = account.links.links.iter();
    let sure = links.filter(|link| link.decision == Decision::Link);
    let visits: HashMap<EventIx, EventIx> = sure.map(|link| (link.code, link.inspection)).collect();
    let whose = |(code, verdict): &(&InspectionEvent, &Verdict)| match visits.get(&verdict.event) {
        Some(visit) => account.understood.events[*visit].enterprise,
        None => code.enterprise,
    };
    codes.iter().map(whose).collect()
}

fn gap(account: &Account, metrics: &mut Metrics) {
    let statement = account.statement;
    let only = |source: Source, outcome: Outcome| {
        counted(account, source)
            .filter(|(_, v)| v.outcome == Some(outcome))
            .count() as i64
    };
    let safety_only = only(Source::Safety, Outcome::SafetyOnly);
    let platform_only = only(Source::Platform, Outcome::PlatformOnly);
    let surplus: i64 = statement
        .items
        .iter()
        .filter(|item| matches!(item.cause, Cause::D03 | Cause::B03))
        .map(|item| -item.effect)
        .sum();
    let coded = only(Source::Safety, Outcome::Linked);
    metrics.set("gap.net", count(statement.inspections - statement.codes));
    metrics.set("gap.safety_only", count(safety_only));
    metrics.set("gap.platform_only", count(platform_only));
    metrics.set("gap.multiplicity", count(surplus));
    metrics.set("gap.unexplained", count(statement.unexplained));
    metrics.set("coverage.coded", count(coded));
    let rate = match statement.inspections {
        0 => Figure::Absent,
        n => Figure::Ratio(coded as f64 / n as f64),
    };
    metrics.set("coverage.rate", rate);
    // What many reports call 赋码率: the two counts, whether or not they are of the same visits.
    let per_inspection = match statement.inspections {
        0 => Figure::Absent,
        n => Figure::Ratio(statement.codes as f64 / n as f64),
    };
    metrics.set("codes.per_inspection", per_inspection);
}

/// Both presets' totals whatever the settings say, what each leaves out, and the pairs that the
/// period's edge parts.
fn calibres(account: &Account, metrics: &mut Metrics) {
    metrics.set("counting.records", count(account.calibres.records.len()));
    for calibre in &account.calibres.columns {
        let name = calibre.name();
        metrics.set(format!("counting.{name}.total"), count(calibre.total()));
        for rule in CountRule::ALL {
            let left = calibre.left_out_by(*rule).len();
            metrics.set(format!("counting.{name}.less.{}", rule.name()), count(left));
        }
    }
    let steps: i64 = account.calibres.steps.iter().map(|step| step.effect).sum();
    metrics.set("counting.difference", count(steps));
    metrics.set(
        "counting.unexplained",
        count(account.calibres.unexplained()),
    );
    let across = |source: Source, causes: &[Cause]| {
        counted(account, source)
            .filter(|(_, verdict)| {
                let alone = verdict.outcome != Some(Outcome::Linked);
                alone && verdict.cause.is_some_and(|cause| causes.contains(&cause))
            })
            .count()
    };
    let late = across(Source::Safety, &[Cause::A08, Cause::A11, Cause::A12]);
    metrics.set("cutoff.inspections", count(late));
    metrics.set(
        "cutoff.codes",
        count(across(Source::Platform, &[Cause::B06])),
    );
}

fn plan(account: &Account, metrics: &mut Metrics) {
    let plan = account.plan;
    metrics.set("plan.enterprises", optional(plan.enterprises));
    metrics.set("plan.visits", optional(plan.visits));
    metrics.set("plan.done", optional(plan.done));
    let given = plan.enterprises.is_some();
    let rows = given.then_some(plan.lines.len() as u64);
    metrics.set("plan.rows", optional(rows));
    let left = match given {
        true => Figure::Count(plan.unexplained),
        false => Figure::Absent,
    };
    metrics.set("plan.unexplained", left);
    let rate = match (plan.done, plan.visits) {
        (Some(done), Some(visits)) if visits > 0 => Figure::Ratio(done as f64 / visits as f64),
        _ => Figure::Absent,
    };
    metrics.set("plan.rate", rate);
}

/// Documents, hazards and fines: absent where no table has the column.
fn sums(account: &Account, metrics: &mut Metrics) {
    let records = &account.understood.records;
    let outside: HashSet<usize> = account
        .understood
        .events
        .iter()
        .filter(|event| event.outside_period)
        .flat_map(|event| event.documents.iter().copied().chain([event.record]))
        .collect();
    let listed = records
        .iter()
        .any(|record| record.kind == RecordKind::Document);
    let documents = records
        .iter()
        .enumerate()
        .filter(|(at, record)| record.kind == RecordKind::Document && !outside.contains(at))
        .count();
    let carriers: Vec<&CanonicalRecord> = counted(account, Source::Safety)
        .map(|(event, _)| &records[event.record])
        .collect();
    let sum = |pick: &dyn Fn(&CanonicalRecord) -> Option<i64>| {
        let values: Vec<i64> = carriers.iter().filter_map(|record| pick(record)).collect();
        match values.is_empty() {
            true => Figure::Absent,
            false => Figure::Count(values.iter().sum()),
        }
    };
    let stated = sum(&|record| record.documents.map(|field| i64::from(field.value)));
    metrics.set(
        "documents.total",
        if listed { count(documents) } else { stated },
    );
    metrics.set(
        "hazards.total",
        sum(&|r| r.hazards.map(|field| i64::from(field.value))),
    );
    for (key, field) in [
        ("hazards.major", FieldName::MajorHazards),
        ("hazards.fixed", FieldName::HazardsFixed),
    ] {
        metrics.set(key, sum(&|record| whole_of(record, field)));
    }
    penalties(account, metrics);
    let each = match (metrics.count("documents.total"), carriers.len()) {
        (Some(documents), n) if n > 0 => Figure::Real(documents as f64 / n as f64),
        _ => Figure::Absent,
    };
    metrics.set("documents.per_inspection", each);
}

/// Fines and penalised visits, as the visits' own rows or their papers tell.
fn penalties(account: &Account, metrics: &mut Metrics) {
    let records = &account.understood.records;
    let visits: Vec<(&CanonicalRecord, Option<i64>)> = counted(account, Source::Safety)
        .map(|(event, _)| (&records[event.record], event.fine_fen(records)))
        .collect();
    let told_fines = visits.iter().any(|(_, fine)| fine.is_some());
    let fines = || visits.iter().filter_map(|(_, fine)| *fine);
    let total = told(told_fines, Figure::Count(fines().sum()));
    metrics.set("fines.total_fen", total);
    let cases = count(fines().filter(|fine| *fine > 0).count());
    metrics.set("fines.cases", told(told_fines, cases));
    let fined = |fine: &Option<i64>| fine.is_some_and(|fine| fine > 0);
    let ticked = |record: &CanonicalRecord| record.penalised.is_some_and(|told| told.value);
    let penal = visits.iter();
    let penal = penal.filter(|(record, fine)| fined(fine) || ticked(record));
    let says = told_fines || visits.iter().any(|(record, _)| record.penalised.is_some());
    let penalised = told(says, count(penal.count()));
    metrics.set("inspections.penalised", penalised);
}

/// A whole number among the fields that a record carries as text.
fn whole_of(record: &CanonicalRecord, field: FieldName) -> Option<i64> {
    let (_, text) = record.other.iter().find(|(known, _)| *known == field)?;
    let text = crate::ground::fold::fold_key(&text.value);
    text.trim_end_matches(['项', '处', '个', '条']).parse().ok()
}

fn causes(account: &Account, metrics: &mut Metrics) {
    let mut counts: BTreeMap<Cause, i64> = BTreeMap::new();
    let events = account.verdicts.iter().filter_map(|verdict| verdict.cause);
    let items = account.plan.items.iter().filter_map(|item| item.cause);
    for cause in events.chain(items) {
        *counts.entry(cause).or_default() += 1;
    }
    for cause in Cause::ALL.iter().filter(|cause| **cause != Cause::D01) {
        let n = counts.get(cause).copied().unwrap_or(0);
        metrics.set(format!("cause.{}", cause.code()), Figure::Count(n));
    }
}

fn breakdowns(tables: &[StatisticsTable], metrics: &mut Metrics) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for table in tables {
        for row in &table.rows {
            for ((column, ..), figure) in COUNTED.iter().zip(&row.figures) {
                let key = format!("{}.{}.{column}", table.key, row.label);
                if seen.insert(key.clone()) {
                    metrics.push(key, *figure);
                }
            }
        }
    }
}
