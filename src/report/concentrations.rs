//! Where causes concentrate, as a list, in sentences and as `concentrations.csv`: how often a cause
//! stands in a group and how often elsewhere. The figures accuse nobody; the note says so.

use super::Rendered;
use super::columnar::Frame;
use super::items::own_number;
use super::list::{Column, List, Value};
use super::reading::Reading;
use super::words::{cause_word, coded_cause};
use crate::model::{BREAKDOWNS, Concentration, Fault, Figure};

/// Records named beside a group; the lists and the ledger have all.
const NAMED_MAX: usize = 30;
/// Told where there is little room: the document stays on two pages.
const TOLD_MAX: usize = 3;

pub fn concentrations_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    type Group<'b> = &'b Concentration;
    let columns = vec![
        Column::new(p("原因代码", "cause"), 10.0, move |c: &Group| {
            Value::text(c.cause.code())
        }),
        Column::new(p("原因", "meaning"), 30.0, move |c: &Group| {
            Value::text(cause_word(c.cause, lang))
        }),
        Column::new(p("分组", "by"), 14.0, move |c: &Group| {
            Value::text(breakdown_word(reading, c))
        }),
        Column::new(p("组别", "group"), 26.0, move |c: &Group| {
            Value::text(&*c.label)
        }),
        Column::new(
            p("组内记录数", "in the group"),
            12.0,
            move |c: &Group| Value::Whole(c.all as i64),
        ),
        Column::new(
            p("其中该原因", "with the cause"),
            12.0,
            move |c: &Group| Value::Whole(c.hits.len() as i64),
        )
        .with_bars(),
        Column::new(p("占比", "share"), 10.0, move |c: &Group| {
            Value::text(Figure::Ratio(c.rate()).show())
        }),
        Column::new(
            p("其余占比", "share elsewhere"),
            12.0,
            move |c: &Group| Value::text(elsewhere(c).show()),
        ),
        Column::new(p("偶然概率", "chance"), 12.0, move |c: &Group| {
            Value::text(chance(c))
        }),
        Column::new(p("记录编号", "numbers"), 60.0, move |c: &Group| {
            Value::text(numbers(reading, c))
        })
        .in_sheets_only(),
    ];
    List::new(
        p("集中情况", "Concentrations"),
        p(
            "该原因在组内的占比为其余记录的两倍以上,且难以用偶然解释(偶然概率已按分组数修正);\
             不足5条的不列。集中不等于责任,请先查明缘由",
            "the cause is at least twice as frequent in the group as elsewhere, and chance hardly \
             explains it (corrected for the number of groups); fewer than 5 records are not told. \
             A concentration is no fault: find out why first",
        ),
        reading.books.concentrations.iter().collect(),
        columns,
    )
}

/// One sentence each: `A99 未赋码(疑似漏扫):执法人员李某15次中12次(80.0%),其余8.1%`.
pub fn concentration_text(reading: &Reading, group: &Concentration) -> String {
    let cause = coded_cause(group.cause, reading.lang);
    let (hits, all) = (group.hits.len(), group.all);
    let (rate, others) = (Figure::Ratio(group.rate()).show(), elsewhere(group).show());
    let (by, label) = (breakdown_word(reading, group), &group.label);
    match reading.zh() {
        true => format!("{cause}:{by}“{label}”{all}条中{hits}条({rate}),其余为{others}"),
        false => {
            format!("{cause}: {by} “{label}”, {hits} of {all} ({rate}), elsewhere {others}")
        }
    }
}

/// The few that are told where there is little room, the least probable by chance first.
pub fn least_by_chance<'a>(reading: &Reading<'a>) -> Vec<&'a Concentration> {
    let mut groups: Vec<&Concentration> = reading.books.concentrations.iter().collect();
    groups.sort_by(|a, b| a.chance.total_cmp(&b.chance));
    groups.truncate(TOLD_MAX);
    groups
}

pub fn where_all_are(reading: &Reading) -> &'static str {
    reading.pick(
        "集中不等于责任,请先查明缘由;全部见 差异报告.xlsx 的“集中情况”。",
        "A concentration is no fault: find out why first. All are in the sheet Concentrations of \
         差异报告.xlsx.",
    )
}

/// What the group is one of: 执法人员, officer.
fn breakdown_word(reading: &Reading, group: &Concentration) -> &'static str {
    let known = BREAKDOWNS.iter().find(|(key, ..)| *key == group.breakdown);
    let (_, zh, en) = known.expect("a concentration is of a breakdown");
    let (zh, en) = (zh.strip_prefix("按"), en.strip_prefix("By "));
    reading.pick(zh.unwrap_or_default(), en.unwrap_or_default())
}

fn elsewhere(group: &Concentration) -> Figure {
    group.rate_elsewhere().map_or(Figure::Absent, Figure::Ratio)
}

fn chance(group: &Concentration) -> String {
    match group.chance < 1e-4 {
        true => "<0.0001".to_string(),
        false => format!("{:.4}", group.chance),
    }
}

fn numbers(reading: &Reading, group: &Concentration) -> String {
    let named = group.hits.iter().take(NAMED_MAX);
    let mut named: Vec<String> = named
        .map(|at| match own_number(reading.books, reading.event(*at)) {
            number if number.is_empty() => reading.inspection_id(*at).to_string(),
            number => number,
        })
        .collect();
    if group.hits.len() > NAMED_MAX {
        named.push("…".to_string());
    }
    named.join(reading.pick("、", ", "))
}

/// `concentrations.csv`: one line per group, by cause.
pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    const NAME: &str = "concentrations.csv";
    let groups = &reading.books.concentrations;
    let mut frame = Frame::of(groups);
    frame.borrowed("cause", |group| group.cause.code());
    frame.borrowed("breakdown", |group| group.breakdown);
    frame.borrowed("label", |group| &group.label);
    frame.whole("records", |group| Some(group.all as i64));
    frame.whole("hits", |group| Some(group.hits.len() as i64));
    frame.whole("records_elsewhere", |group| {
        Some(group.all_elsewhere as i64)
    });
    frame.whole("hits_elsewhere", |group| Some(group.hits_elsewhere as i64));
    frame.real("chance", 6, |group| Some(group.chance));
    frame.owned("inspection_ids", |group| {
        let ids = group.hits.iter().map(|at| reading.inspection_id(*at));
        ids.collect::<Vec<_>>().join(" ")
    });
    let bytes = frame.csv(NAME)?;
    Ok(vec![Rendered { name: NAME, bytes }])
}
