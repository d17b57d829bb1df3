//! Side A: tests of an inspection without a usable code.

use super::excuses::{exemption_reason, other_platform_words, says_not_done};
use super::words::{is_township_office, made_by_township, non_enterprise};
use super::{Facts, activity, plain};
use crate::model::authority::is_same_body;
use crate::model::{
    Decision, EventIx, FieldName, InspectionEvent, RecordState, ReinspectionCode, Text,
};
use crate::reconcile::case::{Case, town_stem};

/// A code that was never issued knows only when it was applied for, a little before the visit.
const APPLIED_DAYS_MAX: i64 = 3;
/// How far back, in days, a re-inspection's first visit is looked for.
const FIRST_VISIT_DAYS_MAX: i64 = 180;
/// Another platform's code may be this many days from the visit.
const OTHER_PLATFORM_DAYS_MAX: i64 = 3;

pub fn not_an_enterprise(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let record = &case.understood.records[event.record];
    let category = record.category.as_ref();
    let category = category.map_or("", |field| field.value.as_str());
    let why = non_enterprise(case.firm_code(event), category, &event.name)?;
    Some(vec![("why", why)])
}

pub fn not_an_inspection(case: &Case, at: EventIx) -> Option<Facts> {
    other_activity(case, case.event(at))
}

pub fn no_complete_record(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let (zh, en) = match (event.record_state, event.has_site_record) {
        (RecordState::Draft, _) => ("记录仍为草稿或未提交", "the record is a draft"),
        (RecordState::Void, _) => ("记录已作废", "the record is void"),
        (_, Some(false)) => (
            "文书清单中没有现场检查记录",
            "no site inspection record on the list",
        ),
        _ => {
            let said = remarks_of(case, event).find(|text| says_not_done(text))?;
            let state = Text::new(format!("登记:{said}"), format!("recorded: {said}"));
            return Some(vec![("state", state)]);
        }
    };
    Some(vec![("state", Text::new(zh, en))])
}

pub fn before_go_live(case: &Case, at: EventIx) -> Option<Facts> {
    let (day, start) = (case.terms.go_live?, case.event(at).start?);
    if start >= day {
        return None;
    }
    let basis = match case.terms.go_live_estimated {
        true => Text::new("(按首个赋码推定)", " (estimated from the first code)"),
        false => Text::default(),
    };
    Some(vec![
        ("day", plain(start)),
        ("go_live", plain(day)),
        ("basis", basis),
    ])
}

pub fn rides_on_first(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let rides = case.settings.platform.reinspection_code == ReinspectionCode::RidesOnFirst;
    if !event.reinspection || !rides {
        return None;
    }
    let first = case.event(first_visit(case, at, event)?);
    let day = first.start.map(|day| day.to_string()).unwrap_or_default();
    Some(vec![("day", plain(day)), ("visit", plain(&first.id))])
}

/// The coded visit that a re-inspection follows: by the order's number, else the firm's last coded
/// visit before it.
fn first_visit(case: &Case, at: EventIx, event: &InspectionEvent) -> Option<EventIx> {
    let visits = case.visits.firm(event.enterprise);
    let visits = visits.near(event, FIRST_VISIT_DAYS_MAX);
    let numbers = |numbers: &[crate::model::DocumentNumber]| -> Vec<(u16, u32)> {
        numbers.iter().map(|no| (no.year, no.serial)).collect()
    };
    let followed = numbers(&event.follows);
    let earlier = |other: &&EventIx| {
        let days = event.start.zip(case.event(**other).start);
        **other != at
            && case.event(**other).part_of.is_none()
            && case.event(**other).replaced_by.is_none()
            && days.is_some_and(|(late, early)| {
                (0..=FIRST_VISIT_DAYS_MAX).contains(&(late - early).num_days())
            })
    };
    let named = visits.iter().filter(earlier).find(|other| {
        let own = numbers(&case.event(**other).document_numbers);
        !case.event(**other).reinspection && own.iter().any(|no| followed.contains(no))
    });
    if let Some(first) = named {
        return case.is_coded(*first).then_some(*first);
    }
    visits
        .iter()
        .filter(earlier)
        .rev()
        .find(|other| !case.event(**other).reinspection && case.is_coded(**other))
        .copied()
}

pub fn coded_by_lead(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    if let Some(link) = case.unusable_of.get(at) {
        let code = case.event(link.code);
        // A visit and a code of one other body are that body's business, and nobody's joint visit.
        let theirs = !event.joint
            && !case.understood.is_own_body(&event.body)
            && is_same_body(&event.body, &code.body);
        let same_day = event.days_apart(code).is_none_or(|days| days == 0);
        // Where the record itself says that nobody came along, two bodies came the same day.
        let joint = case.understood.records[event.record].joint;
        let alone = joint.is_some_and(|joint| !joint.value);
        let another = !case.understood.is_own_body(&code.body) && !theirs && !alone;
        // Where a platform knows but the day of applying, a joint visit's code is of days before.
        let led = event.joint && link.decision == Decision::Link;
        if another && (same_day || led) && code.code_state.is_usable() {
            let (body, id) = (&code.body, &code.code_id);
            let lead = match same_day {
                true => Text::new(
                    format!("同日由{body}赋码({id})"),
                    format!("coded the same day by {body} ({id})"),
                ),
                false => Text::new(
                    format!("联合检查,由{body}赋码({id})"),
                    format!("joint inspection, coded by {body} ({id})"),
                ),
            };
            return Some(vec![("lead", lead)]);
        }
    }
    if let Some(code) = code_beside(case, event, 0, &|code| {
        event.joint && !case.understood.is_own_body(&code.body) && code.code_state.is_usable()
    }) {
        let (body, id) = (&code.body, &code.code_id);
        let lead = Text::new(
            format!("联合检查,同日由{body}赋码({id})"),
            format!("joint inspection, coded the same day by {body} ({id})"),
        );
        return Some(vec![("lead", lead)]);
    }
    let led_by_other =
        !event.lead_body.is_empty() && !case.understood.is_own_body(&event.lead_body);
    (event.joint && led_by_other).then(|| {
        let body = &event.lead_body;
        let lead = Text::new(
            format!("联合检查,牵头部门为{body}"),
            format!("joint inspection led by {body}"),
        );
        vec![("lead", lead)]
    })
}

/// A code of the visit's own firm within so many days that no visit has been given: what firm and
/// day alone can tell, where officers and routes are another body's or were never filled in.
fn code_beside<'a>(
    case: &Case<'a>,
    event: &InspectionEvent,
    days_max: i64,
    fits: &dyn Fn(&InspectionEvent) -> bool,
) -> Option<&'a InspectionEvent> {
    let codes = case.codes.firm(event.enterprise).near(event, days_max);
    let free = |at: &&EventIx| !case.link_of.has(**at) && !case.unusable_of.has(**at);
    let near = |code: &&InspectionEvent| {
        event.days_apart(code).is_some_and(|days| days <= days_max) && fits(code)
    };
    let mut codes = codes.iter().filter(free).map(|at| case.event(*at));
    codes.find(near)
}

/// A code of the firm on a further platform, or the record's own word for it.
pub fn on_another_platform(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let elsewhere = case.codes_elsewhere.firm(event.enterprise);
    let mut elsewhere = elsewhere.near(event, OTHER_PLATFORM_DAYS_MAX).iter();
    let code = elsewhere.find(|code| {
        let apart = event.days_apart(case.event(**code));
        apart.is_some_and(|days| days <= OTHER_PLATFORM_DAYS_MAX)
            && case.event(**code).code_state.is_usable()
    });
    if let Some(code) = code {
        let code = case.event(*code);
        let day = code.start.map(|day| day.to_string()).unwrap_or_default();
        let id = &code.code_id;
        let found = Text::new(
            format!("另一平台的导出中有该企业{day}的码{id}"),
            format!("another platform's export holds the firm's code {id} of {day}"),
        );
        return Some(vec![("where", found)]);
    }
    let text = said(case, event)
        .into_iter()
        .find(|text| other_platform_words(text))?;
    let said = Text::new(format!("登记:{text}"), format!("recorded: {text}"));
    Some(vec![("where", said)])
}

pub fn not_issued(case: &Case, at: EventIx) -> Option<Facts> {
    let code = match case.unusable_of.get(at) {
        Some(link) => case.event(link.code),
        None => code_beside(case, case.event(at), APPLIED_DAYS_MAX, &|code| {
            !code.code_state.is_usable() && case.understood.is_own_body(&code.body)
        })?,
    };
    (!code.code_state.is_usable()).then(|| {
        vec![
            ("code", plain(code.number())),
            ("state", code.code_state.words()),
        ]
    })
}

pub fn exempt(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let remark = remark_of(case, event);
    let reason = exemption_reason(&event.exemption, &[&event.reason, remark])?;
    Some(vec![("reason", plain(reason))])
}

pub fn unsupported(case: &Case, at: EventIx) -> Option<Facts> {
    let (event, terms) = (case.event(at), &case.terms);
    if terms.is_unsupported_item(&event.item) {
        let (zh, en) = match terms.items_stated() {
            true => ("不在平台事项清单内", "is not on the platform's list"),
            false => ("在平台从未赋码", "was never coded on the platform"),
        };
        let item = &event.item;
        let gap = Text::new(format!("事项“{item}”{zh}"), format!("item “{item}” {en}"));
        return Some(vec![("gap", gap)]);
    }
    if terms.triggered_never && event.route.is_triggered() {
        let gap = Text::new(
            "平台从未为触发式检查赋码(推定)",
            "the platform never coded a triggered visit (estimated)",
        );
        return Some(vec![("gap", gap)]);
    }
    let from = terms.triggered_from?;
    let early = event.route.is_triggered() && event.start.is_some_and(|day| day < from);
    early.then(|| {
        let (zh, en) = match terms.triggered_estimated {
            true => ("(推定)", " (estimated)"),
            false => ("", ""),
        };
        let gap = Text::new(
            format!("触发式检查{from}起方可赋码{zh}"),
            format!("triggered visits could be coded from {from}{en}"),
        );
        vec![("gap", gap)]
    })
}

/// The record's own body, or an office that is a township's and none of ours.
pub fn another_bodys(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    other_body(case, event).or_else(|| {
        let office = &event.office;
        let own = case
            .settings
            .body
            .offices
            .iter()
            .any(|own| **own == **office);
        let township = !own && is_township_office(office);
        let said = || made_by_township(remark_of(case, event));
        let whose = match township {
            true => office.to_string(),
            false => said().or_else(|| numbered_by_township(case, event))?,
        };
        Some(vec![("body", plain(whose))])
    })
}

/// The area of the record's number, where it is a town's and the record says nothing else of whose
/// it is: a town numbers its own documents.
fn numbered_by_township(case: &Case, event: &InspectionEvent) -> Option<String> {
    if !event.body.is_empty() || !event.office.is_empty() {
        return None;
    }
    let areas = event.document_numbers.iter().map(|number| &*number.area);
    let mut of_towns =
        areas.filter(|area| !area.is_empty() && case.towns.contains(town_stem(area)));
    of_towns.next().map(str::to_string)
}

/// The evidence that the visit was something other than an inspection.
pub fn other_activity(case: &Case, event: &InspectionEvent) -> Option<Facts> {
    let word = activity::of_name(&event.activity)
        .or_else(|| activity::of_reason(&event.reason))
        .or_else(|| activity::of_item(&event.item))
        .or_else(|| activity::of_remark(remark_of(case, event)))?;
    Some(vec![("word", plain(word))])
}

/// The evidence that the record is another body's.
pub fn other_body(case: &Case, event: &InspectionEvent) -> Option<Facts> {
    let is_other = !case.understood.is_own_body(&event.body);
    is_other.then(|| vec![("body", plain(&event.body))])
}

fn remark_of<'a>(case: &Case<'a>, event: &InspectionEvent) -> &'a str {
    let remark = case.understood.records[event.record].remark.as_ref();
    remark.map_or("", |field| &field.value)
}

/// A record's remark, and what its result column says.
pub fn remarks_of<'a>(
    case: &Case<'a>,
    event: &InspectionEvent,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let record = &case.understood.records[event.record];
    let results = record.other.iter();
    let results = results.filter(|(field, _)| *field == FieldName::Result);
    let results = results.map(|(_, text)| text.value.as_str());
    results.chain([remark_of(case, event)])
}

/// Everything a record says in free text about its code.
fn said<'a>(case: &Case<'a>, event: &'a InspectionEvent) -> [&'a str; 3] {
    [&event.exemption, &event.reason, remark_of(case, event)]
}
