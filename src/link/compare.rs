//! Comparisons: what is compared of two events, its levels, and their starting probabilities.

use super::documents::{Numbered, document_level, numbered};
use super::firms::{Firms, bigrams};
use super::names::core_similarity;
use crate::ground::fold::fold_key;
use crate::model::{CodeForm, CodeState, InspectionEvent, Route, Source, Understood};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// Number of comparisons of a pair.
pub const COMPARISONS: usize = 8;
/// The level of each comparison; 0 is the null level.
pub type Pattern = [u8; COMPARISONS];

/// One grade of a comparison with its starting probabilities.
pub struct Level {
    pub zh: &'static str,
    pub en: &'static str,
    pub m: f64,
    pub u: f64,
}

/// One aspect of a pair. Level 0 is null: one side is blank, the weight is 0.
pub struct Comparison {
    pub name: &'static str,
    pub zh: &'static str,
    pub levels: &'static [Level],
}

const fn level(zh: &'static str, en: &'static str, m: f64, u: f64) -> Level {
    Level { zh, en, m, u }
}

const NULL: Level = level("一方空缺", "one side blank", 1.0, 1.0);

pub const FIRM: usize = 0;
pub const DATE: usize = 1;
pub const DOCUMENT: usize = 2;
pub const OFFICERS: usize = 3;
pub const ITEM: usize = 5;
/// Levels of the firm comparison up to this one say "same firm".
pub const SAME_FIRM_LEVEL_MAX: u8 = 3;

/// Firm levels are fixed, not learned: agreement is capped at "same firm" (weight 0 against the
/// firm's other visits), disagreement costs what it says. The other comparisons start here and are
/// learned.
pub static MODEL: [Comparison; COMPARISONS] = [
    Comparison {
        name: "enterprise",
        zh: "企业",
        levels: &[
            NULL,
            level("代码一致,名称一致", "same code, same name", 0.60, 0.60),
            level(
                "同一企业,名称不同",
                "same enterprise, other name",
                0.08,
                0.10,
            ),
            level("名称一致,代码缺失", "same name, code missing", 0.24, 0.27),
            level(
                "代码相近,名称相近",
                "codes one slip apart, similar name",
                0.04,
                0.08,
            ),
            level(
                "名称相近,代码缺失",
                "similar name, code missing",
                0.04,
                0.16,
            ),
            level("名称一致,代码不同", "same name, other code", 0.01, 0.16),
            level("总公司与分支机构", "parent and branch", 0.004, 0.06),
            level("名称略近", "slightly similar name", 0.001, 0.25),
            level("企业不同", "different enterprise", 0.00001, 0.40),
        ],
    },
    Comparison {
        name: "date",
        zh: "日期",
        levels: &[
            NULL,
            level(
                "同日或在起止期内",
                "same day or within the range",
                0.824,
                0.04,
            ),
            level("相差1日", "1 day apart", 0.06, 0.025),
            level("相差2–3日", "2-3 days apart", 0.06, 0.04),
            level("相差4–7日", "4-7 days apart", 0.025, 0.07),
            level("相差8–15日", "8-15 days apart", 0.008, 0.12),
            level(
                "月日或年份疑似笔误",
                "month and day swapped or year slip",
                0.01,
                0.005,
            ),
            level("相差16–31日", "16-31 days apart", 0.005, 0.15),
            level("相差31日以上", "more than 31 days apart", 0.008, 0.55),
        ],
    },
    Comparison {
        name: "document",
        zh: "文书号",
        levels: &[
            NULL,
            level("文号一致", "same number", 0.94, 0.006),
            level(
                "序号一致,年份或类别不同",
                "same serial, other kind or no year",
                0.02,
                0.01,
            ),
            level("文号不同", "different number", 0.04, 0.984),
        ],
    },
    Comparison {
        name: "officers",
        zh: "执法人员",
        levels: &[
            NULL,
            level("人员相同", "same officers", 0.68, 0.15),
            level("部分相同", "one officer in common", 0.25, 0.20),
            level("人员不同", "no officer in common", 0.07, 0.65),
        ],
    },
    Comparison {
        name: "route",
        zh: "检查途径",
        levels: &[
            NULL,
            level("途径一致", "same route", 0.93, 0.50),
            level("途径不同", "different route", 0.07, 0.50),
        ],
    },
    Comparison {
        name: "item",
        zh: "检查事项",
        levels: &[
            NULL,
            level("事项一致", "same item", 0.75, 0.40),
            level("事项相近", "similar item", 0.15, 0.15),
            level("事项不同", "different item", 0.10, 0.45),
        ],
    },
    Comparison {
        name: "reinspection",
        zh: "是否复查",
        levels: &[
            NULL,
            level(
                "均为或均非复查",
                "both or neither a re-inspection",
                0.93,
                0.65,
            ),
            level("仅一方为复查", "only one a re-inspection", 0.07, 0.35),
        ],
    },
    Comparison {
        name: "plan",
        zh: "计划编号",
        levels: &[
            NULL,
            level("计划编号一致", "same plan number", 0.96, 0.10),
            level("计划编号不同", "different plan number", 0.04, 0.90),
        ],
    },
];

/// One event made ready for comparison.
pub struct Feature {
    pub event: usize,
    pub firm: u32,
    pub code: Option<Box<str>>,
    /// The code text even where its check character is wrong.
    pub code_text: Box<str>,
    /// Core and branch of the name, and the core alone.
    pub name: String,
    pub core: String,
    /// Neighbouring characters of the core, ascending.
    pub bigrams: Vec<(char, char)>,
    pub start: Option<i32>,
    pub end: Option<i32>,
    pub planned: Option<i32>,
    /// Numbers of inspection documents; case files run on serials of their own and are left out.
    pub documents: Vec<Numbered>,
    /// Officers, interned, ascending.
    pub officers: Vec<u32>,
    pub route: Route,
    pub item: String,
    pub reinspection: bool,
    pub plan: String,
    /// Another body's officers are never those of the visit.
    pub own_body: bool,
}

/// The events of both sides, each in an order of content (ties fall the same way however the rows
/// stood), and what is known of all of them.
pub struct Features {
    pub inspections: Vec<Feature>,
    pub codes: Vec<Feature>,
    /// Firms that share a name key.
    pub firms_of_name: HashMap<String, u32>,
    /// Whether the platform marks re-inspections at all.
    marks_reinspections: bool,
}

impl Features {
    pub fn of(understood: &Understood, firms: &Firms) -> Features {
        let mut names: HashMap<&str, u32> = HashMap::new();
        let mut inspections = Vec::new();
        let mut codes = Vec::new();
        for (at, event) in understood.events.iter().enumerate() {
            let side = match event.source {
                Source::Safety => &mut inspections,
                Source::Platform => &mut codes,
                _ => continue,
            };
            if event.replaced_by.is_some() || event.part_of.is_some() {
                continue;
            }
            let mut officers: Vec<u32> = Vec::with_capacity(event.officers.len());
            for officer in &event.officers {
                let next = names.len() as u32;
                officers.push(*names.entry(officer).or_insert(next));
            }
            officers.sort_unstable();
            let own_body = understood.is_own_body(&event.body);
            side.push(feature(at, event, officers, firms, own_body));
        }
        let events = &understood.events;
        let order = |feature: &Feature| {
            let event = &events[feature.event];
            (
                event.start,
                state_rank(event.code_state),
                event.applied_at,
                event.code_id.clone(),
                event.id.clone(),
            )
        };
        inspections.sort_by_cached_key(order);
        codes.sort_by_cached_key(order);
        let marks_reinspections = codes.iter().any(|code: &Feature| code.reinspection);
        let firms_of_name = firms.firms_of_name.clone();
        Features {
            inspections,
            codes,
            firms_of_name,
            marks_reinspections,
        }
    }

    pub fn pattern(&self, inspection: &Feature, code: &Feature) -> Pattern {
        let reinspection = match self.marks_reinspections {
            true => 1 + u8::from(inspection.reinspection != code.reinspection),
            false => 0,
        };
        [
            firm_level(inspection, code),
            date_level(inspection, code),
            document_level(&inspection.documents, &code.documents),
            match inspection.own_body == code.own_body {
                true => officer_level(&inspection.officers, &code.officers),
                false => 0,
            },
            route_level(inspection.route, code.route),
            item_level(&inspection.item, &code.item),
            reinspection,
            equality_level(&inspection.plan, &code.plan),
        ]
    }
}

/// What a spreadsheet rounded or an export masked says nothing against another code.
fn is_whole(form: CodeForm) -> bool {
    matches!(form, CodeForm::Valid | CodeForm::BadCheck | CodeForm::Short)
}

/// Of two codes as good as each other, the one that got further stands for the visit.
pub fn state_rank(state: CodeState) -> u8 {
    match state {
        CodeState::Completed => 0,
        CodeState::Scanned => 1,
        CodeState::Unknown => 2,
        _ => 3,
    }
}

fn feature(
    at: usize,
    event: &InspectionEvent,
    officers: Vec<u32>,
    firms: &Firms,
    own_body: bool,
) -> Feature {
    let days = |date: NaiveDate| date.num_days_from_ce();
    let code = event.credit_code.as_ref();
    let mut documents: Vec<Numbered> = event.document_numbers.iter().filter_map(numbered).collect();
    documents.sort();
    documents.dedup();
    Feature {
        event: at,
        firm: firms.firm[at],
        code: code.and_then(|code| code.usable()).map(Box::from),
        code_text: code
            .filter(|code| is_whole(code.form))
            .map(|code| code.text.clone())
            .unwrap_or_default(),
        name: firms.parts[at].key(),
        core: firms.parts[at].core.clone(),
        bigrams: bigrams(&firms.parts[at].core).into_iter().collect(),
        start: event.start.map(days),
        end: event.end.or(event.start).map(days),
        planned: event.planned.map(days),
        documents,
        officers,
        route: event.route,
        item: fold_key(&event.item),
        reinspection: event.reinspection,
        plan: fold_key(&event.plan_number),
        own_body,
    }
}

fn firm_level(a: &Feature, b: &Feature) -> u8 {
    let similarity = core_similarity(&a.name, &b.name);
    let is_kin = a.core == b.core && a.name != b.name && !a.core.is_empty();
    let unsaid = a.name.is_empty() || b.name.is_empty();
    if let (Some(left), Some(right)) = (&a.code, &b.code) {
        if left == right {
            return match a.code_text == b.code_text {
                true if similarity >= 0.6 || unsaid => 1,
                true => 2,
                false => 4,
            };
        }
        return match (one_slip_apart(left, right), similarity) {
            (true, s) if s >= 0.6 => 4,
            (_, 1.0) => 6,
            _ if is_kin => 7,
            (_, s) if s >= 0.6 => 8,
            _ => 9,
        };
    }
    let both_said = a.code_text.len() >= 15 && b.code_text.len() >= 15;
    if both_said && one_slip_apart(&a.code_text, &b.code_text) && similarity >= 0.5 {
        return 4;
    }
    match similarity {
        1.0 => 3,
        s if a.firm == b.firm => {
            if s >= 0.6 || unsaid {
                3
            } else {
                2
            }
        }
        _ if is_kin => 7,
        s if s >= 0.74 => 5,
        s if s >= 0.55 => 8,
        _ => 9,
    }
}

/// One character different, two neighbours swapped, or the same organisation code inside.
fn one_slip_apart(left: &str, right: &str) -> bool {
    if left.len() == right.len() {
        let wrong: Vec<usize> = left
            .bytes()
            .zip(right.bytes())
            .enumerate()
            .filter(|(_, (a, b))| a != b)
            .map(|(at, _)| at)
            .collect();
        return match wrong[..] {
            [_] => true,
            [i, j] => j == i + 1 && left.as_bytes()[i] == right.as_bytes()[j],
            _ => left.is_ascii() && left.len() == 18 && left[8..17] == right[8..17],
        };
    }
    left.len() >= 15 && right.len() >= 15 && left.as_bytes()[..15] == right.as_bytes()[..15]
}

/// Fewest days between the visit's range and the code's dates.
pub fn days_apart(a: &Feature, b: &Feature) -> Option<i32> {
    let (start, end) = (a.start?, a.end?);
    let gap = |from: i32, to: i32| (from - end).max(start - to).max(0);
    let actual = b.start.map(|from| gap(from, b.end.unwrap_or(from)));
    let planned = b.planned.map(|day| gap(day, day));
    match (actual, planned) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    }
}

fn date_level(a: &Feature, b: &Feature) -> u8 {
    let Some(apart) = days_apart(a, b) else {
        return 0;
    };
    match apart {
        0 => 1,
        1 => 2,
        2..=3 => 3,
        4..=7 => 4,
        8..=15 => 5,
        _ if a
            .start
            .zip(b.start)
            .is_some_and(|(x, y)| is_date_slip(x, y)) =>
        {
            6
        }
        16..=31 => 7,
        _ => 8,
    }
}

fn is_date_slip(left: i32, right: i32) -> bool {
    let date = NaiveDate::from_num_days_from_ce_opt;
    let (Some(x), Some(y)) = (date(left), date(right)) else {
        return false;
    };
    let swapped = x.year() == y.year() && x.month() == y.day() && x.day() == y.month();
    let same_day = x.month() == y.month() && x.day() == y.day();
    swapped || (same_day && (x.year() - y.year()).abs() == 1)
}

fn officer_level(a: &[u32], b: &[u32]) -> u8 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let shared = a.iter().filter(|officer| b.contains(officer)).count();
    match shared {
        0 => 3,
        n if n == a.len().max(b.len()) || n >= 2 => 1,
        n if n == a.len().min(b.len()) && n == 1 && a.len() + b.len() <= 3 => 2,
        _ => 2,
    }
}

fn route_level(a: Route, b: Route) -> u8 {
    match (a, b) {
        (Route::Unknown, _) | (_, Route::Unknown) => 0,
        _ => 1 + u8::from(a.is_planned() != b.is_planned()),
    }
}

fn item_level(a: &str, b: &str) -> u8 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    match core_similarity(a, b) {
        1.0 => 1,
        s if s >= 0.6 || a.contains(b) || b.contains(a) => 2,
        _ => 3,
    }
}

fn equality_level(a: &str, b: &str) -> u8 {
    match a.is_empty() || b.is_empty() {
        true => 0,
        false => 1 + u8::from(a != b),
    }
}
