//! Flat metrics under the contract's keys, each with the rows it rests on.

use super::Account;
use super::tables::tells_scans;
use super::told::Told;
use crate::model::{
    COUNTED, CanonicalRecord, Cause, CodeForm, CodeState, CountRule, CreditCode, Decision,
    Disposition, EventIx, FieldName, Figure, InspectionEvent, Lineage, Outcome, Place, PlanLine,
    RecordKind, Route, Source, StatisticsTable, Verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub fn metrics(account: &Account, tables: &[StatisticsTable]) -> Told {
    let mut told = Told::default();
    rows(account, &mut told);
    repairs(account, &mut told);
    inspections(account, &mut told);
    codes_and_links(account, &mut told);
    gap(account, &mut told);
    scans(account, &mut told);
    calibres(account, &mut told);
    plan(account, &mut told);
    sums(account, &mut told);
    causes(account, &mut told);
    breakdowns(account, tables, &mut told);
    told
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

fn rows(account: &Account, told: &mut Told) {
    use Disposition::{Document, Duplicate, Furniture, Record, Rejected};
    let of = |wanted: Option<Disposition>| {
        let lines = account.ledger.iter();
        let kept = lines.filter(|line| wanted.is_none_or(|wanted| line.disposition == wanted));
        kept.map(|line| line.place).collect::<Vec<Place>>()
    };
    told.count("rows.read", of(None));
    for disposition in [Record, Document, Duplicate, Rejected, Furniture] {
        let key = format!("rows.{}", disposition.name());
        told.count(key, of(Some(disposition)));
    }
}

/// Broken credit codes, with and without a proposed repair, and document numbers made whole.
fn repairs(account: &Account, told: &mut Told) {
    let of = |test: &dyn Fn(&CanonicalRecord) -> bool| {
        let records = account.understood.records.iter();
        let kept = records.filter(|record| test(record));
        kept.map(|record| record.place).collect::<Vec<Place>>()
    };
    let has_code = |record: &CanonicalRecord, test: fn(&CreditCode) -> bool| {
        let code = record.credit_code.as_ref();
        code.is_some_and(|code| test(&code.value))
    };
    let proposed = |record: &CanonicalRecord| has_code(record, |code| code.repair.is_some());
    let is_open = |code: &CreditCode| {
        !matches!(code.form, CodeForm::Valid | CodeForm::Short) && code.repair.is_none()
    };
    told.count("repairs.proposed", of(&proposed));
    told.count("repairs.open", of(&|record| has_code(record, is_open)));
    let numbers = of(&|record| record.broken_number.is_some());
    told.count("repairs.numbers", numbers);
}

fn inspections(account: &Account, told: &mut Told) {
    let visits: Vec<&InspectionEvent> = counted(account, Source::Safety)
        .map(|(event, _)| event)
        .collect();
    let with = |test: fn(&InspectionEvent) -> bool| -> Vec<Place> {
        let kept = visits.iter().filter(|visit| test(visit));
        kept.map(|visit| account.row_of(visit)).collect()
    };
    let planned = with(|visit| visit.route.is_planned());
    let triggered = with(|visit| visit.route.is_triggered());
    let again = with(|visit| visit.reinspection);
    let firms: HashSet<Option<u32>> = visits.iter().map(|visit| visit.enterprise).collect();
    let all = with(|_| true);
    told.count("inspections.total", all.clone());
    let routed = !planned.is_empty() || !triggered.is_empty() || visits.is_empty();
    told.count_if(routed, "inspections.planned", planned);
    told.count_if(routed, "inspections.triggered", triggered);
    let unrouted = with(|visit| !visit.route.is_planned() && !visit.route.is_triggered());
    told.count("inspections.unrouted", unrouted);
    let tells_again = !again.is_empty() || tells_reinspections(account);
    told.count_if(tells_again, "inspections.reinspections", again);
    let distinct = Lineage::Distinct(all);
    told.tell("inspections.enterprises", count(firms.len()), distinct);
    let random = with(|visit| visit.route == Route::DoubleRandom);
    let special = with(|visit| visit.route == Route::Special);
    told.count_if(routed, "inspections.random", random);
    told.count_if(routed, "inspections.special", special);
    told.count("inspections.joint", with(|visit| visit.joint));
    let whole = "inspections.total";
    told.share("inspections.joint_rate", "inspections.joint", whole);
    let part = "inspections.triggered";
    told.share("inspections.triggered_rate", part, whole);
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

/// Codes that were scanned and inspections made under such a code; absent where no code of the run
/// says that it was.
fn scans(account: &Account, told: &mut Told) {
    let known = tells_scans(account);
    let codes = counted(account, Source::Platform);
    let codes = codes.filter(|(code, _)| code.is_scanned());
    let codes = codes.map(|(code, _)| account.row_of(code)).collect();
    let under_scanned = |verdict: &Verdict| {
        let partner = verdict.partner.map(|at| &account.understood.events[at]);
        verdict.outcome == Some(Outcome::Linked) && partner.is_some_and(InspectionEvent::is_scanned)
    };
    let visits = counted(account, Source::Safety);
    let visits = visits.filter(|(_, verdict)| under_scanned(verdict));
    let visits = visits.map(|(visit, _)| account.row_of(visit)).collect();
    told.count_if(known, "codes.scanned", codes);
    told.share("codes.scan_rate", "codes.scanned", "codes.total");
    told.count_if(known, "coverage.scanned", visits);
    let whole = "inspections.total";
    told.share("coverage.scan_rate", "coverage.scanned", whole);
}

fn codes_and_links(account: &Account, told: &mut Told) {
    let codes: Vec<(&InspectionEvent, &Verdict)> = counted(account, Source::Platform).collect();
    let with = |test: fn(&InspectionEvent) -> bool| -> Vec<Place> {
        let kept = codes.iter().filter(|(code, _)| test(code));
        kept.map(|(code, _)| account.row_of(code)).collect()
    };
    let firms = firms_coded(account, &codes);
    let all = with(|_| true);
    told.count("codes.total", all.clone());
    let mut states = codes.iter().map(|(code, _)| code.code_state);
    let known = codes.is_empty() || states.any(|state| state != CodeState::Unknown);
    let cancelled = with(|code| !code.code_state.is_usable());
    told.count_if(known, "codes.cancelled", cancelled);
    let distinct = Lineage::Distinct(all);
    told.tell("codes.enterprises", count(firms.len()), distinct);
    let decided = |sure: bool| -> Vec<Place> {
        let links = account.links.links.iter();
        let kept = links.filter(|link| (link.decision == Decision::Link) == sure);
        let codes = kept.map(|link| &account.understood.events[link.code]);
        codes.map(|code| account.row_of(code)).collect()
    };
    let [links, open] = [true, false].map(decided);
    told.count("links.total", links.clone());
    told.count("links.review", open);
    let rounded = |n: f64| Figure::Real((n * 1e4).round() / 1e4);
    told.tell(
        "links.expected_false",
        rounded(account.links.expected_false_links),
        Lineage::Estimate(links),
    );
    told.tell(
        "links.expected_missed",
        rounded(account.links.expected_missed_matches),
        Lineage::Estimate(undecided(account)),
    );
}

/// Both rows of every pair that may be a match and is no link.
fn undecided(account: &Account) -> Vec<Place> {
    let links = account.links.links.iter();
    let open = links.filter(|link| link.decision == Decision::PossibleLink);
    let pairs = open.chain(&account.links.nearest);
    pairs
        .flat_map(|pair| account.rows_of(&[pair.inspection, pair.code]))
        .collect()
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

fn gap(account: &Account, told: &mut Told) {
    let statement = account.statement;
    let only = |source: Source, outcome: Outcome| -> Vec<Place> {
        let kept = counted(account, source).filter(|(_, v)| v.outcome == Some(outcome));
        kept.map(|(event, _)| account.row_of(event)).collect()
    };
    let surplus: i64 = statement
        .items
        .iter()
        .filter(|item| matches!(item.cause, Cause::D03 | Cause::B03))
        .map(|item| -item.effect)
        .sum();
    let [total, codes] = ["inspections.total", "codes.total"];
    let difference = Lineage::Difference(total.to_string(), codes.to_string());
    let net = count(statement.inspections - statement.codes);
    told.tell("gap.net", net, difference);
    let safety_only = only(Source::Safety, Outcome::SafetyOnly);
    let platform_only = only(Source::Platform, Outcome::PlatformOnly);
    told.count("gap.safety_only", safety_only);
    told.count("gap.platform_only", platform_only);
    told.tell("gap.multiplicity", count(surplus), Lineage::Statement);
    let unexplained = count(statement.unexplained);
    told.tell("gap.unexplained", unexplained, Lineage::Statement);
    let coded = only(Source::Safety, Outcome::Linked);
    told.count("coverage.coded", coded);
    told.share("coverage.rate", "coverage.coded", total);
    // What many reports call 赋码率: the two counts, whether or not they are of the same visits.
    told.share("codes.per_inspection", codes, total);
}

/// Both presets' totals whatever the settings say, what each leaves out, and the pairs that the
/// period's edge parts.
fn calibres(account: &Account, told: &mut Told) {
    let calibres = account.calibres;
    told.count("counting.records", account.rows_of(&calibres.records));
    for calibre in &calibres.columns {
        let name = calibre.name();
        let total = account.rows_of(&calibre.counted);
        told.count(format!("counting.{name}.total"), total);
        for rule in CountRule::ALL {
            let left = account.rows_of(calibre.left_out_by(*rule));
            told.count(format!("counting.{name}.less.{}", rule.name()), left);
        }
    }
    let steps: i64 = calibres.steps.iter().map(|step| step.effect).sum();
    let moved = calibres.steps.iter();
    let moved = moved.flat_map(|step| account.rows_of(&step.events));
    let moved = Lineage::Sum(moved.collect());
    told.tell("counting.difference", count(steps), moved);
    let unexplained = count(calibres.unexplained());
    told.tell("counting.unexplained", unexplained, Lineage::Statement);
    let across = |source: Source, causes: &[Cause]| -> Vec<Place> {
        let is_across = |verdict: &Verdict| {
            let alone = verdict.outcome != Some(Outcome::Linked);
            alone && verdict.cause.is_some_and(|cause| causes.contains(&cause))
        };
        let kept = counted(account, source).filter(|(_, verdict)| is_across(verdict));
        kept.map(|(event, _)| account.row_of(event)).collect()
    };
    let late = across(Source::Safety, &[Cause::A08, Cause::A11, Cause::A12]);
    told.count("cutoff.inspections", late);
    let codes = across(Source::Platform, &[Cause::B06]);
    told.count("cutoff.codes", codes);
}

fn plan(account: &Account, told: &mut Told) {
    let plan = account.plan;
    let with = |test: fn(&PlanLine) -> bool| -> Vec<Place> {
        let plans = plan.lines.iter().filter(|line| test(line));
        let plans = plans.map(|line| &account.understood.events[line.plan]);
        plans.map(|event| account.row_of(event)).collect()
    };
    let all = with(|_| true);
    let enterprises = Lineage::Distinct(all.clone());
    told.tell("plan.enterprises", optional(plan.enterprises), enterprises);
    let visits = Lineage::Sum(with(|line| line.planned_visits > 0));
    told.tell("plan.visits", optional(plan.visits), visits);
    let done = Lineage::Sum(with(|line| u64::from(line.planned_visits) > line.missing()));
    told.tell("plan.done", optional(plan.done), done);
    let given = plan.enterprises.is_some();
    let rows: BTreeSet<Place> = all.into_iter().collect();
    told.count_if(given, "plan.rows", rows.into_iter().collect());
    let left = match given {
        true => Figure::Count(plan.unexplained),
        false => Figure::Absent,
    };
    told.tell("plan.unexplained", left, Lineage::PlanStatement);
    told.share("plan.rate", "plan.done", "plan.visits");
}

/// Documents, hazards and fines: absent where no table has the column.
fn sums(account: &Account, told: &mut Told) {
    let records = &account.understood.records;
    let outside: HashSet<usize> = account
        .understood
        .events
        .iter()
        .filter(|event| event.outside_period)
        .flat_map(|event| event.documents.iter().copied().chain([event.record]))
        .collect();
    let is_document = |record: &CanonicalRecord| record.kind == RecordKind::Document;
    let carriers: Vec<&CanonicalRecord> = counted(account, Source::Safety)
        .map(|(event, _)| &records[event.record])
        .collect();
    let sum = |pick: &dyn Fn(&CanonicalRecord) -> Option<i64>| {
        let values = carriers.iter();
        let values = values.filter_map(|record| Some((record.place, pick(record)?)));
        let values: Vec<(Place, i64)> = values.collect();
        let figure = match values.is_empty() {
            true => Figure::Absent,
            false => Figure::Count(values.iter().map(|(_, n)| n).sum()),
        };
        let filled = values.iter().filter(|(_, n)| *n != 0);
        let rows = filled.map(|(place, _)| *place).collect();
        (figure, Lineage::Sum(rows))
    };
    match records.iter().any(is_document) {
        true => {
            let listed = records.iter().enumerate();
            let listed = listed.filter(|(at, record)| is_document(record) && !outside.contains(at));
            let rows = listed.map(|(_, record)| record.place).collect();
            told.count("documents.total", rows);
        }
        false => {
            let stated = sum(&|record| record.documents.map(|field| i64::from(field.value)));
            told.tell("documents.total", stated.0, stated.1);
        }
    }
    let hazards = sum(&|record| record.hazards.map(|field| i64::from(field.value)));
    told.tell("hazards.total", hazards.0, hazards.1);
    for (key, field) in [
        ("hazards.major", FieldName::MajorHazards),
        ("hazards.fixed", FieldName::HazardsFixed),
    ] {
        let (figure, lineage) = sum(&|record| whole_of(record, field));
        told.tell(key, figure, lineage);
    }
    penalties(account, told);
    let (documents, visits) = ("documents.total", "inspections.total");
    told.quotient("documents.per_inspection", documents, visits, Figure::Real);
}

/// Fines and penalised visits, as the visits' own rows or their papers tell.
fn penalties(account: &Account, told: &mut Told) {
    let records = &account.understood.records;
    let visits: Vec<(&CanonicalRecord, Option<i64>)> = counted(account, Source::Safety)
        .map(|(event, _)| (&records[event.record], event.fine_fen(records)))
        .collect();
    let known = visits.iter().any(|(_, fine)| fine.is_some());
    let fined = |fine: &Option<i64>| fine.is_some_and(|fine| fine > 0);
    let ticked = |record: &CanonicalRecord| record.penalised.is_some_and(|told| told.value);
    let rows = |test: &dyn Fn(&CanonicalRecord, &Option<i64>) -> bool| -> Vec<Place> {
        let kept = visits.iter().filter(|(record, fine)| test(record, fine));
        kept.map(|(record, _)| record.place).collect()
    };
    let cases = rows(&|_, fine| fined(fine));
    let total: i64 = visits.iter().filter_map(|(_, fine)| *fine).sum();
    let total = match known {
        true => Figure::Count(total),
        false => Figure::Absent,
    };
    told.tell("fines.total_fen", total, Lineage::Sum(cases.clone()));
    told.count_if(known, "fines.cases", cases);
    let says = known || visits.iter().any(|(record, _)| record.penalised.is_some());
    let penalised = rows(&|record, fine| fined(fine) || ticked(record));
    told.count_if(says, "inspections.penalised", penalised);
}

/// A whole number among the fields that a record carries as text.
fn whole_of(record: &CanonicalRecord, field: FieldName) -> Option<i64> {
    let (_, text) = record.other.iter().find(|(known, _)| *known == field)?;
    let text = crate::ground::fold::fold_key(&text.value);
    text.trim_end_matches(['项', '处', '个', '条']).parse().ok()
}

fn causes(account: &Account, told: &mut Told) {
    let mut rows: BTreeMap<Cause, Vec<Place>> = BTreeMap::new();
    for verdict in account.verdicts {
        if let Some(cause) = verdict.cause {
            let event = &account.understood.events[verdict.event];
            rows.entry(cause).or_default().push(account.row_of(event));
        }
    }
    for item in &account.plan.items {
        if let Some(cause) = item.cause {
            let record = &account.understood.records[item.record];
            rows.entry(cause).or_default().push(record.place);
        }
    }
    for cause in Cause::ALL.iter().filter(|cause| **cause != Cause::D01) {
        let rows = rows.remove(cause).unwrap_or_default();
        told.count(format!("cause.{}", cause.code()), rows);
    }
}

fn breakdowns(account: &Account, tables: &[StatisticsTable], told: &mut Told) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for table in tables {
        for row in &table.rows {
            let key = |column: &str| format!("{}.{}.{column}", table.key, row.label);
            for ((column, ..), figure) in COUNTED.iter().zip(&row.figures) {
                let rows = || account.rows_of(row.behind(column));
                let lineage = match *column {
                    "rate" => Lineage::Quotient(key("coded"), key("inspections")),
                    "enterprises" => Lineage::Distinct(rows()),
                    _ => Lineage::Count(rows()),
                };
                if seen.insert(key(column)) {
                    told.tell(key(column), *figure, lineage);
                }
            }
        }
    }
}
