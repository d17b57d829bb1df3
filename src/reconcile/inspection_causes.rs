//! Side A: an inspection without a usable code. The rules stand in the order in which they are
//! asked; the first that holds is the primary cause, the others are kept.

use super::case::Case;
use super::words::{non_enterprise, not_inspection_word};
use crate::model::{Cause, EventIx, InspectionEvent, RecordState, ReinspectionCode, Text};

/// A cause and its evidence.
pub type Reason = (Cause, Text);
type Rule = fn(&Case, EventIx, &InspectionEvent) -> Option<Reason>;

/// A15 stands before the statistical A14 (which is asked by the batches, after these): a visit that
/// could not be coded is no evidence of a lost batch.
const RULES: [Rule; 10] = [
    not_an_enterprise,
    not_an_inspection,
    no_complete_record,
    before_go_live,
    rides_on_first,
    coded_by_lead,
    on_another_platform,
    not_issued,
    exempt,
    unsupported,
];

/// How far back, in days, a re-inspection's first visit is looked for.
const FIRST_VISIT_DAYS_MAX: i64 = 180;

/// Every cause that holds for an inspection without a usable code, before the statistical ones.
pub fn inspection_reasons(case: &Case, at: EventIx) -> Vec<Reason> {
    let event = case.event(at);
    let mut reasons: Vec<Reason> = RULES
        .iter()
        .filter_map(|rule| rule(case, at, event))
        .collect();
    reasons.extend(another_bodys(case, event));
    reasons
}

fn not_an_enterprise(case: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let record = &case.understood.records[event.record];
    let category = record
        .category
        .as_ref()
        .map_or("", |field| field.value.as_str());
    let why = non_enterprise(case.firm_code(event), category, &event.name)?;
    let text = Text::new(
        format!("检查对象不是企业:{why}"),
        format!("not an enterprise: {why}"),
    );
    Some((Cause::A01, text))
}

fn not_an_inspection(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    other_activity(event).map(|text| (Cause::A02, text))
}

pub fn no_complete_record(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let (zh, en) = match (event.record_state, event.has_site_record) {
        (RecordState::Draft, _) => ("记录仍为草稿或未提交", "the record is a draft"),
        (RecordState::Void, _) => ("记录已作废", "the record is void"),
        (_, Some(false)) => (
            "文书清单中没有现场检查记录",
            "no site inspection record on the list",
        ),
        _ => return None,
    };
    Some((Cause::A03, Text::new(zh, en)))
}

fn before_go_live(case: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let (day, start) = (case.terms.go_live?, event.start?);
    if start >= day {
        return None;
    }
    let (zh, en) = match case.terms.go_live_estimated {
        true => ("(按首个赋码推定)", " (estimated from the first code)"),
        false => ("", ""),
    };
    Some((
        Cause::A04,
        Text::new(
            format!("检查日期{start}早于平台上线日{day}{zh}"),
            format!("visited {start}, before go-live on {day}{en}"),
        ),
    ))
}

fn rides_on_first(case: &Case, at: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let rides = case.settings.platform.reinspection_code == ReinspectionCode::RidesOnFirst;
    if !event.reinspection || !rides {
        return None;
    }
    let first = first_visit(case, at, event)?;
    let visit = case.event(first);
    let day = visit.start.map(|day| day.to_string()).unwrap_or_default();
    Some((
        Cause::A05,
        Text::new(
            format!("复查,首次检查{day}({})已赋码", visit.id),
            format!(
                "re-inspection; the first visit of {day} ({}) is coded",
                visit.id
            ),
        ),
    ))
}

/// The coded visit that a re-inspection follows: by the order's number, else the firm's last coded
/// visit before it.
fn first_visit(case: &Case, at: EventIx, event: &InspectionEvent) -> Option<EventIx> {
    let visits = case.visits_of_firm.get(&event.enterprise?)?;
    let serials = |event: &InspectionEvent| -> Vec<(u16, u32)> {
        event
            .document_numbers
            .iter()
            .map(|no| (no.year, no.serial))
            .collect()
    };
    let followed: Vec<(u16, u32)> = event
        .follows
        .iter()
        .map(|no| (no.year, no.serial))
        .collect();
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
        !case.event(**other).reinspection
            && serials(case.event(**other))
                .iter()
                .any(|no| followed.contains(no))
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

fn coded_by_lead(case: &Case, at: EventIx, event: &InspectionEvent) -> Option<Reason> {
    if let Some(link) = case.unusable_of.get(&at) {
        let code = case.event(link.code);
        if !case.understood.is_own_body(&code.body) && code.code_state.is_usable() {
            let body = &code.body;
            return Some((
                Cause::A06,
                Text::new(
                    format!("同日由{body}赋码({})", code.code_id),
                    format!("coded the same day by {body} ({})", code.code_id),
                ),
            ));
        }
    }
    let led_by_other =
        !event.lead_body.is_empty() && !case.understood.is_own_body(&event.lead_body);
    (event.joint && led_by_other).then(|| {
        (
            Cause::A06,
            Text::new(
                format!("联合检查,牵头部门为{}", event.lead_body),
                format!("joint inspection led by {}", event.lead_body),
            ),
        )
    })
}

fn on_another_platform(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let words = ["营商码", "其他平台", "监督码", "另一平台"];
    let texts = [&event.exemption, &event.reason];
    let text = texts
        .into_iter()
        .find(|text| words.iter().any(|word| text.contains(word)))?;
    Some((
        Cause::A09,
        Text::new(format!("登记:{text}"), format!("recorded: {text}")),
    ))
}

fn not_issued(case: &Case, at: EventIx, _: &InspectionEvent) -> Option<Reason> {
    let link = case.unusable_of.get(&at)?;
    let code = case.event(link.code);
    if code.code_state.is_usable() {
        return None;
    }
    Some((
        Cause::A10,
        Text::new(
            format!("已申请检查码{},状态为{:?}", code.code_id, code.code_state),
            format!(
                "code {} was applied for; its state is {:?}",
                code.code_id, code.code_state
            ),
        ),
    ))
}

fn exempt(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let key = crate::ground::fold::fold_key(&event.exemption);
    if key.is_empty() || matches!(key.as_str(), "否" | "无" | "N" | "0" | "NO") {
        return None;
    }
    let reason = &event.exemption;
    Some((
        Cause::A13,
        Text::new(format!("登记事由:{reason}"), format!("recorded: {reason}")),
    ))
}

fn unsupported(case: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let terms = &case.terms;
    if terms.is_unsupported_item(&event.item) {
        let (zh, en) = match terms.items_stated() {
            true => ("不在平台事项清单内", "is not on the platform's list"),
            false => ("在平台从未赋码", "was never coded on the platform"),
        };
        let item = &event.item;
        let text = Text::new(format!("事项“{item}”{zh}"), format!("item “{item}” {en}"));
        return Some((Cause::A15, text));
    }
    let from = terms.triggered_from?;
    let early = event.route.is_triggered() && event.start.is_some_and(|day| day < from);
    early.then(|| {
        let (zh, en) = match terms.triggered_estimated {
            true => ("(推定)", " (estimated)"),
            false => ("", ""),
        };
        (
            Cause::A15,
            Text::new(
                format!("触发式检查{from}起方可赋码{zh}"),
                format!("triggered visits could be coded from {from}{en}"),
            ),
        )
    })
}

fn another_bodys(case: &Case, event: &InspectionEvent) -> Option<Reason> {
    other_body(case, event).map(|text| (Cause::A17, text))
}

/// The evidence that the visit was something other than an inspection.
pub fn other_activity(event: &InspectionEvent) -> Option<Text> {
    let texts = [&event.activity, &event.reason, &event.item];
    let word = texts
        .into_iter()
        .find_map(|text| not_inspection_word(text))?;
    Some(Text::new(
        format!("活动性质为“{word}”"),
        format!("the activity is “{word}”"),
    ))
}

/// The evidence that the record is another body's.
pub fn other_body(case: &Case, event: &InspectionEvent) -> Option<Text> {
    let body = &event.body;
    let is_other = !case.understood.is_own_body(body);
    is_other.then(|| Text::new(format!("执法主体为{body}"), format!("the body is {body}")))
}
