//! Which records of the register count: every switch applied, record by record, so that each total
//! is a set of records and the way between two totals is a set of records too.

use super::case::Case;
use super::causes::{holds, only_by_reference};
use crate::ground::joined::Joined;
use crate::model::{
    Calibre, CalibreStep, Calibres, Cause, CountRule, CountUnit, DocumentKind, EventIx,
    InspectionEvent, Joint, LeftOut, MultiDay, Outcome, Preset, Reinspection, SameDay, Scope,
    Source, Switches, Taken, Text, Verdict, YearBy,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Both presets, the run's own switches where they are neither, and the way between the presets.
pub fn calibres(case: &Case) -> Calibres {
    let records = records_of_period(case);
    let mut columns: Vec<Calibre> = Preset::ALL
        .iter()
        .map(|preset| calibre(case, &records, Some(*preset), preset.switches()))
        .collect();
    let own = case.settings.counting.switches();
    if columns.iter().all(|column| column.switches != own) {
        columns.push(calibre(case, &records, None, own));
    }
    let steps = steps(&columns[0], &columns[1]);
    let calibres = Calibres {
        records,
        columns,
        steps,
    };
    assert_eq!(calibres.unexplained(), 0, "a calibre lost a record");
    calibres
}

/// The calibre that the run's own counts follow.
pub fn own<'c>(case: &Case, calibres: &'c Calibres) -> &'c Calibre {
    let switches = case.settings.counting.switches();
    let preset = case.settings.counting.preset;
    let fits = |column: &&Calibre| column.switches == switches;
    let named = calibres.columns.iter().filter(fits);
    named
        .max_by_key(|column| column.preset == Some(preset))
        .expect("a column of the run's own switches")
}

/// Inspections of the register whose first or last day lies in the period. What was voided and
/// redone stands there once.
fn records_of_period(case: &Case) -> Vec<EventIx> {
    let events = case.understood.events.iter().enumerate();
    events
        .filter(|(_, event)| event.source == Source::Safety && event.replaced_by.is_none())
        .filter(|(_, event)| {
            [YearBy::StartDate, YearBy::EndDate]
                .into_iter()
                .any(|by| is_of_year(case, event, by))
        })
        .map(|(at, _)| at)
        .collect()
}

fn is_of_year(case: &Case, event: &InspectionEvent, by: YearBy) -> bool {
    let Some((from, to)) = case.understood.period else {
        return true;
    };
    let day = match by {
        YearBy::StartDate => event.start,
        YearBy::EndDate => event.end.or(event.start),
    };
    day.is_none_or(|day| (from..=to).contains(&day))
}

fn calibre(
    case: &Case,
    records: &[EventIx],
    preset: Option<Preset>,
    switches: Switches,
) -> Calibre {
    let mut out: BTreeMap<CountRule, Vec<EventIx>> = BTreeMap::new();
    let mut rest: Vec<EventIx> = Vec::new();
    for at in records {
        match left_out_alone(case, *at, &switches) {
            Some(rule) => out.entry(rule).or_default().push(*at),
            None => rest.push(*at),
        }
    }
    rest.sort_by_cached_key(|at| precedence(case, *at));
    let mut leave = |rule: CountRule, gone: Vec<EventIx>, rest: &mut Vec<EventIx>| {
        let leaving: HashSet<EventIx> = gone.iter().copied().collect();
        rest.retain(|at| !leaving.contains(at));
        if !gone.is_empty() {
            let events = out.entry(rule).or_default();
            events.extend(gone);
            events.sort_unstable();
        }
    };
    for (rule, gone) in repeats(case, &rest, &switches) {
        leave(rule, gone, &mut rest);
    }
    if switches.count_unit == CountUnit::Object {
        let gone = further_visits(case, &rest);
        leave(CountRule::ObjectOnce, gone, &mut rest);
    }
    rest.sort_unstable();
    let reinspections = rest
        .iter()
        .copied()
        .filter(|at| case.event(*at).reinspection)
        .collect();
    let left_out = out
        .into_iter()
        .map(|(rule, events)| LeftOut { rule, events })
        .collect();
    Calibre {
        preset,
        switches,
        counted: rest,
        left_out,
        reinspections,
    }
}

/// The first switch that leaves the record out for what it is itself.
fn left_out_alone(case: &Case, at: EventIx, switches: &Switches) -> Option<CountRule> {
    let event = case.event(at);
    let excluded = |taken: Taken| taken == Taken::Exclude;
    let led_by_other = || {
        let lead = &event.lead_body;
        event.joint && !lead.is_empty() && !case.understood.is_own_body(lead)
    };
    let by_visit = switches.count_unit != CountUnit::Record;
    match () {
        () if !is_of_year(case, event, switches.year_by) => Some(CountRule::OtherYear),
        () if excluded(switches.other_bodies) && holds(Cause::A17, case, at) => {
            Some(CountRule::OtherBody)
        }
        () if excluded(switches.other_activities) && holds(Cause::A02, case, at) => {
            Some(CountRule::OtherActivity)
        }
        () if !is_in_scope(case, at, switches.scope) => Some(CountRule::Scope),
        () if switches.require_site_record && holds(Cause::A03, case, at) => {
            Some(CountRule::NoSiteRecord)
        }
        () if switches.reinspection == Reinspection::Exclude && event.reinspection => {
            Some(CountRule::Reinspection)
        }
        () if excluded(switches.penalty_led) && led_to_penalty(case, event) => {
            Some(CountRule::PenaltyLed)
        }
        () if by_visit && switches.joint == Joint::OncePerObject && led_by_other() => {
            Some(CountRule::Joint)
        }
        () => None,
    }
}

fn is_in_scope(case: &Case, at: EventIx, scope: Scope) -> bool {
    if scope == Scope::All {
        return true;
    }
    if holds(Cause::A01, case, at) {
        return false;
    }
    let event = case.event(at);
    let record = &case.understood.records[event.record];
    let category = record.category.as_ref();
    let category = category.map_or("", |field| field.value.as_str());
    let code = case.firm_code(event);
    scope == Scope::EnterpriseOrSimilar || !only_by_reference(code, category, &event.name)
}

/// A fine or a penalty on the register's row, or a penalty or coercive decision among the visit's
/// documents.
fn led_to_penalty(case: &Case, event: &InspectionEvent) -> bool {
    let records = &case.understood.records;
    let (fined, penalised) = (
        records[event.record].fine_fen,
        records[event.record].penalised,
    );
    fined.is_some_and(|fine| fine.value > 0)
        || penalised.is_some_and(|told| told.value)
        || event.documents.iter().any(|document| {
            let document = &records[*document];
            let kind = document.document_kind.map(|kind| kind.value);
            let number = document.document_number.as_ref();
            let mark = number.map_or("", |number| &*number.value.kind);
            kind == Some(DocumentKind::CoerciveDecision) || matches!(mark, "罚" | "罚当")
        })
}

/// Which of several records of one visit is the one that counts: the first record before those
/// that were split off it, one with a code before one without.
fn precedence(case: &Case, at: EventIx) -> (bool, bool, bool, Option<NaiveDate>, EventIx) {
    let event = case.event(at);
    let (split, coded) = (event.part_of.is_some(), case.is_coded(at));
    (split, !coded, event.reinspection, event.start, at)
}

/// Two records of what counts as one visit.
type Pair = (EventIx, EventIx);

/// Records that are of one visit with one that stands before them, by the rule that says so. What
/// two rules say of three records holds of all three: the second day of a visit whose first day
/// repeats another record is that record's visit too. So the order of records changes no count.
fn repeats(
    case: &Case,
    rest: &[EventIx],
    switches: &Switches,
) -> BTreeMap<CountRule, Vec<EventIx>> {
    let mut pairs: Vec<(CountRule, Pair)> = Vec::new();
    let mut tell = |rule: CountRule, found: Vec<Pair>| {
        pairs.extend(found.into_iter().map(|pair| (rule, pair)));
    };
    if switches.count_unit != CountUnit::Record {
        if switches.joint == Joint::OncePerObject {
            let joint = |event: &InspectionEvent| event.joint && event.enterprise.is_some();
            tell(CountRule::Joint, same_day(case, rest, joint));
        }
        if switches.same_day == SameDay::One {
            tell(CountRule::SameDay, same_day(case, rest, |_| true));
        }
        if switches.multi_day == MultiDay::One {
            tell(CountRule::MultiDay, further_days(case, rest));
        }
    }
    let place: HashMap<EventIx, usize> = rest.iter().copied().zip(0..).collect();
    let mut visits = Joined::alone(rest.len());
    let mut rule_of: HashMap<EventIx, CountRule> = HashMap::new();
    for (rule, (a, b)) in &pairs {
        visits.join(place[a], place[b]);
        for at in [a, b] {
            let first = rule_of.entry(*at).or_insert(*rule);
            *first = (*first).min(*rule);
        }
    }
    let mut gone: BTreeMap<CountRule, Vec<EventIx>> = BTreeMap::new();
    for (place, at) in rest.iter().enumerate() {
        if visits.first(place) != place {
            gone.entry(rule_of[at]).or_default().push(*at);
        }
    }
    gone
}

/// Records of one object and day with the first. A record that was split off another is of its
/// object and day; an object that is not known repeats nothing.
fn same_day(case: &Case, rest: &[EventIx], concerned: fn(&InspectionEvent) -> bool) -> Vec<Pair> {
    type ObjectDay = (Option<u32>, Option<NaiveDate>, Option<EventIx>);
    let mut first: HashMap<ObjectDay, EventIx> = HashMap::new();
    rest.iter()
        .copied()
        .filter(|at| concerned(case.event(*at)))
        .filter_map(|at| {
            let root = case.event(at).part_of.unwrap_or(at);
            let whole = case.event(root);
            let known = whole.enterprise.is_some() && whole.start.is_some();
            let key = (whole.enterprise, whole.start, (!known).then_some(root));
            let before = *first.entry(key).or_insert(at);
            (before != at).then_some((before, at))
        })
        .collect()
}

/// Records of following days that bear the first day's number.
fn further_days(case: &Case, rest: &[EventIx]) -> Vec<Pair> {
    let mut visits: BTreeMap<(u32, String), Vec<EventIx>> = BTreeMap::new();
    for at in rest {
        let event = case.event(*at);
        let number = case.understood.records[event.record]
            .document_number
            .as_ref();
        if let (Some(firm), Some(number), Some(_)) = (event.enterprise, number, event.start) {
            let key = (firm, number.value.normal());
            visits.entry(key).or_default().push(*at);
        }
    }
    let mut further = Vec::new();
    for mut days in visits.into_values().filter(|days| days.len() > 1) {
        days.sort_by_key(|at| (case.event(*at).start, *at));
        for pair in days.windows(2) {
            let (before, after) = (case.event(pair[0]), case.event(pair[1]));
            let apart = before
                .end
                .or(before.start)
                .zip(after.start)
                .map(|(last, first)| (first - last).num_days());
            if apart == Some(1) {
                further.push((pair[0], pair[1]));
            }
        }
    }
    further
}

fn further_visits(case: &Case, rest: &[EventIx]) -> Vec<EventIx> {
    let mut seen = BTreeSet::new();
    rest.iter()
        .copied()
        .filter(|at| {
            let root = case.event(*at).part_of.unwrap_or(*at);
            let firm = case.event(root).enterprise;
            !seen.insert((firm, firm.is_none().then_some(root)))
        })
        .collect()
}

/// Records that one calibre counts and the other does not, by the rule that leaves them out.
fn steps(from: &Calibre, to: &Calibre) -> Vec<CalibreStep> {
    let step = |left: &LeftOut, other: &Calibre, sign: i64| {
        let counted = |at: &EventIx| other.counted.binary_search(at).is_ok();
        let events: Vec<EventIx> = left.events.iter().copied().filter(counted).collect();
        let effect = sign * events.len() as i64;
        let rule = left.rule;
        (effect != 0).then_some(CalibreStep {
            rule,
            effect,
            events,
        })
    };
    let less = to.left_out.iter().filter_map(|left| step(left, from, -1));
    let plus = from.left_out.iter().filter_map(|left| step(left, to, 1));
    less.chain(plus).collect()
}

/// Takes the records that the calibre leaves out from the counts; a code whose visit is thereby
/// not counted at all stands alone.
pub fn leave_out(case: &Case, calibre: &Calibre, verdicts: &mut [Verdict]) {
    for left in &calibre.left_out {
        for at in &left.events {
            if verdicts[*at].counted {
                exclude(left.rule, calibre, &mut verdicts[*at]);
            }
        }
    }
    settle_parts(case, verdicts);
    settle_codes(case, verdicts);
    join_days(case, verdicts);
    let counted: Vec<EventIx> = verdicts
        .iter()
        .filter(|verdict| verdict.counted && case.event(verdict.event).source == Source::Safety)
        .map(|verdict| verdict.event)
        .collect();
    assert_eq!(counted, calibre.counted, "counts and verdicts part");
}

/// A further day that is not counted, whatever rule leaves it out, is the visit of the day before
/// it: one id names both.
fn join_days(case: &Case, verdicts: &mut [Verdict]) {
    let days: Vec<EventIx> = (0..verdicts.len())
        .filter(|at| case.event(*at).source == Source::Safety)
        .collect();
    for (before, after) in further_days(case, &days) {
        if !verdicts[after].counted && case.counted_link(after).is_none() {
            verdicts[after].inspection_id = verdicts[before].inspection_id.clone();
        }
    }
}

fn exclude(rule: CountRule, calibre: &Calibre, verdict: &mut Verdict) {
    let (words, title) = (rule.words(), calibre.title());
    let before = std::mem::take(&mut verdict.detail);
    let cause = verdict.cause.filter(|cause| *cause != Cause::A99);
    if cause.is_some() && cause != rule.cause() {
        verdict.secondary.extend(cause);
    }
    verdict.cause = rule.cause();
    verdict
        .secondary
        .retain(|other| Some(*other) != rule.cause());
    verdict.outcome = Some(Outcome::Excluded);
    verdict.counted = false;
    verdict.detail = Text::new(
        format!("{}不计次:{};{}", title.zh, words.zh, before.zh),
        format!("not counted by {}: {}; {}", title.en, words.en, before.en),
    );
}

/// Where the first record of a visit is not counted, the first that is stands for the visit.
fn settle_parts(case: &Case, verdicts: &mut [Verdict]) {
    let mut settled: BTreeSet<EventIx> = BTreeSet::new();
    for at in 0..verdicts.len() {
        let Some(whole) = case.event(at).part_of else {
            continue;
        };
        let stands = verdicts[at].counted && !verdicts[whole].counted;
        let beside = verdicts[at].cause == Some(Cause::D03);
        if stands && beside && settled.insert(whole) {
            let link = case.counted_link(whole);
            verdicts[at].cause = None;
            if let Some(code) = link.map(|link| link.code) {
                verdicts[code].partner = Some(at);
            }
        }
    }
}

/// Codes of visits that are not counted.
fn settle_codes(case: &Case, verdicts: &mut [Verdict]) {
    let visits: BTreeSet<EventIx> = verdicts
        .iter()
        .map(|verdict| (verdict, case.event(verdict.event)))
        .filter(|(verdict, event)| event.source == Source::Safety && verdict.counted)
        .map(|(verdict, event)| event.part_of.unwrap_or(verdict.event))
        .collect();
    let left_alone: Vec<(EventIx, EventIx)> = verdicts
        .iter()
        .filter(|verdict| case.event(verdict.event).source == Source::Platform)
        .filter(|verdict| verdict.counted)
        .filter(|verdict| {
            let paired = [Some(Outcome::Linked), Some(Outcome::Review)];
            paired.contains(&verdict.outcome)
        })
        .filter_map(|verdict| Some((verdict.event, case.counted_link(verdict.event)?.inspection)))
        .filter(|(_, visit)| !visits.contains(visit))
        .collect();
    for (code, visit) in left_alone {
        let (id, why) = (&case.event(visit).id, verdicts[visit].detail.clone());
        let verdict = &mut verdicts[code];
        verdict.outcome = Some(Outcome::PlatformOnly);
        verdict.cause = Some(Cause::B08);
        verdict.detail = Text::new(
            format!("对应检查{id};{}", why.zh),
            format!("its visit is {id}; {}", why.en),
        );
    }
}
