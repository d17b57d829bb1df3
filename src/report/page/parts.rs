//! What the page says, part by part: figures, statement, causes, links, plan, findings, settings.

use super::super::calibres::plus_minus;
use super::records::both;
use super::rows::{ROWS_SHOWN_MAX, Shown, shown};
use crate::model::{Calibre, Cause, Decision, Figure, Finding, Link, StatementLineKind, Text};
use crate::report::lists::{CauseCount, cause_counts, findings_list, plan_list};
use crate::report::pair_lists::decided;
use crate::report::plan_statement::{PlanLineShown, plan_items_list, plan_lines};
use crate::report::reading::Reading;
use crate::report::statement::{amount_text, line_text};
use crate::report::words::{cause_word, measure_word, severity_word};
use serde::Serialize;
use std::collections::BTreeMap;

/// Findings shown of one rule.
const FINDINGS_SHOWN_MAX: usize = 5;

#[derive(Serialize)]
pub struct KeyFigure {
    label: Text,
    value: String,
    /// Draws the eye: something is left to do.
    open: bool,
}

pub fn key_figures(reading: &Reading) -> Vec<KeyFigure> {
    let books = reading.books;
    let statement = &books.statement;
    let figure = |zh: &str, en: &str, value: String, open| KeyFigure {
        label: Text::new(zh, en),
        value,
        open,
    };
    let whole = |zh: &str, en: &str, n: i64| figure(zh, en, Figure::Count(n).show(), false);
    let mut figures = vec![
        whole("检查次数", "inspections", statement.inspections),
        whole("赋码次数", "codes", statement.codes),
        whole(
            "净差",
            "difference",
            statement.inspections - statement.codes,
        ),
    ];
    let metric = |key: &str| books.metrics.get(key).map(|figure| figure.show());
    let rates = [
        ("coverage.rate", "有码检查率", "coded"),
        ("plan.rate", "计划完成率", "plan done"),
    ];
    for (key, zh, en) in rates {
        figures.extend(metric(key).map(|rate| figure(zh, en, rate, false)));
    }
    let review = statement.under_review;
    figures.push(figure(
        "待复核",
        "to review",
        review.to_string(),
        review > 0,
    ));
    let unexplained = statement.unexplained;
    let left = unexplained.to_string();
    figures.push(figure("未解释差异", "unexplained", left, unexplained != 0));
    figures
}

#[derive(Serialize)]
pub struct Line {
    kind: &'static str,
    text: Text,
    amount: String,
    /// Records behind it.
    records: usize,
}

pub fn statement_lines(reading: &Reading) -> Vec<Line> {
    let lines = reading.books.statement.lines.iter();
    let lines = lines.map(|line| Line {
        kind: match line.kind {
            StatementLineKind::Count => "count",
            StatementLineKind::Group => "group",
            StatementLineKind::Item => "item",
            StatementLineKind::Adjusted => "adjusted",
            StatementLineKind::Unexplained => "unexplained",
        },
        text: both(|lang| line_text(line, lang)),
        amount: line
            .amount
            .map(|n| amount_text(line, n))
            .unwrap_or_default(),
        records: line.events.len(),
    });
    lines.collect()
}

#[derive(Serialize)]
pub struct CauseShown {
    code: &'static str,
    meaning: Text,
    measure: Text,
    /// Events whose primary cause it is, and rows that repeat another.
    events: usize,
    repeats: usize,
    remarks: usize,
    effect: String,
}

pub fn causes(reading: &Reading) -> Vec<CauseShown> {
    let show = |count: CauseCount| CauseShown {
        code: count.cause.code(),
        meaning: both(|lang| cause_word(count.cause, lang)),
        measure: both(|lang| measure_word(count.cause, lang)),
        events: count.events.len(),
        repeats: count.repeats,
        remarks: count.remarks.len(),
        effect: signed(count.effect),
    };
    cause_counts(reading).into_iter().map(show).collect()
}

/// An effect with its sign; nothing for none.
fn signed(effect: i64) -> String {
    match effect {
        0 => String::new(),
        n => plus_minus(n),
    }
}

#[derive(Serialize)]
pub struct LinksShown {
    total: usize,
    review: usize,
    bands: Vec<(&'static str, usize)>,
    /// How many codes of links are dated so long before or after their visits.
    lags: Vec<(Text, usize)>,
    candidate_pairs: usize,
    expected_false: String,
    expected_missed: String,
    iterations: usize,
    converged: bool,
}

pub fn links(reading: &Reading) -> LinksShown {
    let set = &reading.books.links;
    let links = decided(reading, Decision::Link);
    const BANDS: &[(&str, f64)] = &[
        ("≥ 0.999", 0.999),
        ("0.99 – 0.999", 0.99),
        ("0.9 – 0.99", 0.9),
        ("< 0.9", 0.0),
    ];
    let mut bands: Vec<(&str, usize)> = BANDS.iter().map(|(label, _)| (*label, 0)).collect();
    for link in &links {
        let band = BANDS.iter().position(|(_, from)| link.probability >= *from);
        bands[band.unwrap_or(BANDS.len() - 1)].1 += 1;
    }
    LinksShown {
        total: links.len(),
        review: decided(reading, Decision::PossibleLink).len(),
        bands,
        lags: lags(reading, &links),
        candidate_pairs: set.candidate_pairs,
        expected_false: format!("{:.2}", set.expected_false_links),
        expected_missed: format!("{:.2}", set.expected_missed_matches),
        iterations: set.iterations,
        converged: set.converged,
    }
}

/// Links by the days from the visit to its code, the empty ends left off. Dates that overlap are of
/// one day.
fn lags(reading: &Reading, links: &[&Link]) -> Vec<(Text, usize)> {
    // The last lag that a band holds, in days.
    const BANDS: [(i64, &str, &str); 9] = [
        (-8, "早8天以上", "8 days or more before"),
        (-3, "早3–7天", "3–7 days before"),
        (-2, "早2天", "2 days before"),
        (-1, "早1天", "1 day before"),
        (0, "当天", "the same day"),
        (1, "晚1天", "1 day after"),
        (2, "晚2天", "2 days after"),
        (7, "晚3–7天", "3–7 days after"),
        (i64::MAX, "晚8天以上", "8 days or more after"),
    ];
    let mut counts = [0; BANDS.len()];
    let mut undated = 0;
    for link in links {
        let (visit, code) = (reading.event(link.inspection), reading.event(link.code));
        let Some(apart) = visit.days_apart(code) else {
            undated += 1;
            continue;
        };
        let lag = if code.start < visit.start {
            -apart
        } else {
            apart
        };
        let band = BANDS.iter().position(|(last, ..)| lag <= *last);
        counts[band.expect("the last band holds all")] += 1;
    }
    let told = |n: &usize| *n > 0;
    let (Some(first), Some(last)) = (counts.iter().position(told), counts.iter().rposition(told))
    else {
        return Vec::new();
    };
    let bands = BANDS.iter().zip(counts).take(last + 1).skip(first);
    let mut lags: Vec<(Text, usize)> = bands
        .map(|((_, zh, en), count)| (Text::new(*zh, *en), count))
        .collect();
    if undated > 0 {
        lags.push((Text::new("日期不全", "a date is missing"), undated));
    }
    lags
}

#[derive(Serialize)]
pub struct PlanShown {
    enterprises: Option<u64>,
    visits: Option<u64>,
    done: Option<u64>,
    /// From the lists to the register's planned inspections.
    statement: Vec<PlanLineShown>,
    items: Shown,
    lines: Shown,
}

/// The plan; its list holds what was not simply done.
pub fn plan(reading: &Reading) -> PlanShown {
    let review = &reading.books.plan;
    let open = review
        .lines
        .iter()
        .filter(|line| line.cause != Cause::C01)
        .collect();
    PlanShown {
        enterprises: review.enterprises,
        visits: review.visits,
        done: review.done,
        statement: plan_lines(reading),
        items: shown(&plan_items_list(reading), ROWS_SHOWN_MAX),
        lines: shown(&plan_list(reading, open), ROWS_SHOWN_MAX),
    }
}

#[derive(Serialize)]
pub struct RuleShown {
    rule: &'static str,
    severity: &'static str,
    title: String,
    help: String,
    findings: Shown,
}

/// Findings by severity and rule, a few of each.
pub fn findings(reading: &Reading) -> Vec<RuleShown> {
    let mut rules: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in &reading.books.findings {
        rules
            .entry((finding.severity, finding.rule))
            .or_default()
            .push(finding);
    }
    let rules = rules
        .into_iter()
        .map(|((severity, rule), findings)| RuleShown {
            rule,
            severity: severity_word(severity, reading.lang),
            title: reading.say(&findings[0].title).to_string(),
            help: reading.say(&findings[0].help).to_string(),
            findings: shown(&findings_list(reading, findings), FINDINGS_SHOWN_MAX),
        });
    rules.collect()
}

/// The settings that decide what counts, as the run used them.
pub fn settings(reading: &Reading) -> Vec<(&'static str, String)> {
    let settings = &reading.books.settings;
    let from_data = || {
        reading
            .pick("未设定,由数据判断", "not set, told by the data")
            .to_string()
    };
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(from_data, |day| day.to_string());
    let p = |zh, en| reading.pick(zh, en);
    let deadline = settings.platform.makeup_deadline_days;
    let no = || p("未设定", "not set").to_string();
    vec![
        (
            p("平台上线日期", "platform.go_live"),
            day(settings.platform.go_live),
        ),
        (
            p("触发式可赋码起始日", "platform.triggered_from"),
            day(settings.platform.triggered_from),
        ),
        (
            p("补录期限(日)", "platform.makeup_deadline_days"),
            deadline.map_or_else(no, |days| days.to_string()),
        ),
        (p("计次口径", "counting.preset"), calibre_word(reading)),
    ]
}

fn calibre_word(reading: &Reading) -> String {
    let books = reading.books;
    let own = books.settings.counting.switches();
    let fits = |column: &&Calibre| column.switches == own;
    let named = books.calibres.columns.iter().find(fits);
    let preset = books.settings.counting.preset.words();
    let title = named.map_or(preset, Calibre::title);
    reading.say(&title).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::sample;
    use chrono::Days;

    #[test]
    fn codes_before_and_after_their_visits_are_told_by_days() {
        let mut books = sample::books();
        let links = books.links.links.iter();
        let links = links.filter(|link| link.decision == Decision::Link);
        let pairs: Vec<_> = links.map(|link| (link.inspection, link.code)).collect();
        for ((visit, code), lag) in pairs.iter().zip([0, 5, -1]) {
            let events = &mut books.understood.events;
            let day = events[*visit].start.expect("the sample's visits are dated");
            let moved = if lag < 0 {
                day - Days::new(1)
            } else {
                day + Days::new(lag as u64)
            };
            (events[*code].start, events[*code].end) = (Some(moved), None);
        }
        let reading = Reading::new(&books, Lang::Zh);
        let told = lags(&reading, &decided(&reading, Decision::Link));
        let counts: Vec<(&str, usize)> = told.iter().map(|(t, n)| (t.zh.as_str(), *n)).collect();
        assert_eq!(counts.iter().map(|(_, n)| n).sum::<usize>(), pairs.len());
        let first = [
            ("早1天", 1),
            ("当天", pairs.len() - 2),
            ("晚1天", 0),
            ("晚2天", 0),
        ];
        assert_eq!(counts[..4], first);
        assert_eq!(counts[4..], [("晚3–7天", 1)]);
    }
}
