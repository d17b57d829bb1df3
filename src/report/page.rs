//! `report.html`: the whole report as one offline file, for a screen, a phone or A4 paper.
//!
//! No script runs on it: lines open by themselves, charts are drawn here. The page's policy forbids
//! every request and every style but its own, which it names by digest.

use super::chart::{Bar, Months, bridge_bars, months};
use super::event_lists::{Opened, codes_list, inspections_list, mixed_list, openings};
use super::explain::explain_link_text;
use super::lists::{CauseCount, cause_counts, findings_list, inputs_list, plan_list};
use super::page_rows::{ROWS_SHOWN_MAX, Shown, shown, shown_from};
use super::pair_lists::{decided, discrepancies_list, links_list};
use super::reading::Reading;
use super::statement::{amount_text, line_text, review_note};
use super::statement_sheet::scope;
use super::words::{cause_word, measure_word, severity_word};
use super::{Rendered, unwritable};
use crate::ground::digest::sha256_hex;
use crate::model::{
    Cause, Decision, Fault, Finding, Lang, Preset, Reinspection, StatementLineKind, Tally,
};
use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use std::collections::BTreeMap;

const NAME: &str = "report.html";
const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// Findings shown of one rule.
const FINDINGS_SHOWN_MAX: usize = 5;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let page = lay_page(reading).map_err(|error| unwritable(NAME, format!("{error:#}")))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: page.into_bytes(),
    }])
}

fn lay_page(reading: &Reading) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    let zh = reading.zh();
    environment.add_function(
        "t",
        move |zh_text: String, en_text: String| {
            if zh { zh_text } else { en_text }
        },
    );
    environment.set_formatter(|out, _, value| match value.is_safe() {
        true => out.write_str(&value.to_string()).map_err(Into::into),
        false => out
            .write_str(&escaped(&value.to_string()))
            .map_err(Into::into),
    });
    environment.add_template("page.html", TEMPLATE)?;
    let page = Value::from(Serde(page(reading)));
    environment.get_template("page.html")?.render(page)
}

/// Text that stays text within an element or a quoted attribute; paths stay legible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// All that the template is told.
#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    style: &'static str,
    policy: String,
    rows_max: usize,
    title: &'a str,
    scope: String,
    unexplained: i64,
    review_note: Option<String>,
    figures: Vec<KeyFigure>,
    lines: Vec<Line>,
    bridge: Vec<Bar>,
    months: Option<Months>,
    causes: Vec<CauseShown>,
    links: LinksShown,
    discrepancies: Shown,
    plan: PlanShown,
    findings: Vec<RuleShown>,
    inputs: Shown,
    tally: Tally,
    settings: Vec<(&'static str, String)>,
}

fn page<'a>(reading: &Reading<'a>) -> Page<'a> {
    let statement = &reading.books.statement;
    Page {
        lang: if reading.lang == Lang::Zh {
            "zh-CN"
        } else {
            "en"
        },
        style: STYLE,
        policy: policy(),
        rows_max: ROWS_SHOWN_MAX,
        title: reading.say(&statement.title),
        scope: scope(reading),
        unexplained: statement.unexplained,
        review_note: review_note(statement).map(|note| reading.say(&note).to_string()),
        figures: key_figures(reading),
        lines: statement_lines(reading),
        bridge: bridge_bars(reading),
        months: months(reading),
        causes: causes(reading),
        links: links(reading),
        discrepancies: shown(&discrepancies_list(reading), ROWS_SHOWN_MAX),
        plan: plan(reading),
        findings: findings(reading),
        inputs: shown(&inputs_list(reading), ROWS_SHOWN_MAX),
        tally: reading.books.tally,
        settings: settings(reading),
    }
}

/// Nothing may be fetched, nothing may run, and only our own style applies.
fn policy() -> String {
    let digest = base64(&sha256_hex(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}

/// A hex digest in base64.
fn base64(hex: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u32> = (0..hex.len() / 2)
        .map(|at| u32::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap_or(0))
        .collect();
    let mut out = String::new();
    for part in bytes.chunks(3) {
        let bits = part
            .iter()
            .enumerate()
            .map(|(at, byte)| byte << (16 - 8 * at))
            .sum::<u32>();
        for at in 0..4 {
            match at <= part.len() {
                true => out.push(SIGNS[(bits >> (18 - 6 * at) & 63) as usize] as char),
                false => out.push('='),
            }
        }
    }
    out
}

#[derive(Serialize)]
struct KeyFigure {
    label: &'static str,
    value: String,
    /// Draws the eye: something is left to do.
    open: bool,
}

fn key_figures(reading: &Reading) -> Vec<KeyFigure> {
    let books = reading.books;
    let statement = &books.statement;
    let figure = |zh, en, value: String, open| KeyFigure {
        label: reading.pick(zh, en),
        value,
        open,
    };
    let metric = |key: &str| books.metrics.get(key).map(|figure| figure.show());
    let mut figures = vec![
        figure(
            "检查次数",
            "inspections",
            statement.inspections.to_string(),
            false,
        ),
        figure("赋码次数", "codes", statement.codes.to_string(), false),
        figure(
            "净差",
            "difference",
            (statement.inspections - statement.codes).to_string(),
            false,
        ),
    ];
    if let Some(rate) = metric("coverage.rate") {
        figures.push(figure("赋码率", "coded", rate, false));
    }
    if let Some(rate) = metric("plan.rate") {
        figures.push(figure("计划完成率", "plan done", rate, false));
    }
    let review = statement.under_review;
    figures.push(figure(
        "待复核",
        "to review",
        review.to_string(),
        review > 0,
    ));
    let unexplained = statement.unexplained;
    figures.push(figure(
        "未解释差异",
        "unexplained",
        unexplained.to_string(),
        unexplained != 0,
    ));
    figures
}

#[derive(Serialize)]
struct Line {
    kind: &'static str,
    text: String,
    amount: String,
    records: Option<Shown>,
}

fn statement_lines(reading: &Reading) -> Vec<Line> {
    let opened = openings(reading);
    let lists = [
        inspections_list(reading, "", "", opened.inspections.clone()),
        codes_list(reading, "", "", opened.codes.clone()),
        mixed_list(reading, "", "", opened.surplus.clone()),
    ];
    let lines = reading.books.statement.lines.iter().zip(&opened.of_line);
    let lines = lines.map(|(line, opening)| Line {
        kind: match line.kind {
            StatementLineKind::Count => "count",
            StatementLineKind::Group => "group",
            StatementLineKind::Item => "item",
            StatementLineKind::Adjusted => "adjusted",
            StatementLineKind::Unexplained => "unexplained",
        },
        text: line_text(line, reading.lang),
        amount: line
            .amount
            .map(|n| amount_text(line, n))
            .unwrap_or_default(),
        records: opening.map(|(list, first)| {
            let list = match list {
                Opened::Inspections => &lists[0],
                Opened::Codes => &lists[1],
                Opened::Surplus => &lists[2],
            };
            shown_from(list, first, line.events.len(), ROWS_SHOWN_MAX)
        }),
    });
    lines.collect()
}

#[derive(Serialize)]
struct CauseShown {
    code: &'static str,
    meaning: &'static str,
    measure: &'static str,
    count: usize,
    remarks: usize,
    effect: String,
    /// Statement lines that hold its records.
    lines: Vec<usize>,
    /// Its records, where no statement line holds them.
    records: Option<Shown>,
}

fn causes(reading: &Reading) -> Vec<CauseShown> {
    let holds = |cause: Cause| -> Vec<usize> {
        let lines = reading.books.statement.lines.iter().enumerate();
        let held = lines.filter(|(_, line)| line.cause == Some(cause) && !line.events.is_empty());
        held.map(|(at, _)| at).collect()
    };
    let show = |count: CauseCount| {
        let lines = holds(count.cause);
        let mut events = count.events.clone();
        events.extend(&count.remarks);
        let list = mixed_list(reading, "", "", events);
        CauseShown {
            code: count.cause.code(),
            meaning: cause_word(count.cause, reading.lang),
            measure: measure_word(count.cause, reading.lang),
            count: count.records(),
            remarks: count.remarks.len(),
            effect: signed(count.effect),
            records: (lines.is_empty() && list.length > 0).then(|| shown(&list, ROWS_SHOWN_MAX)),
            lines,
        }
    };
    cause_counts(reading).into_iter().map(show).collect()
}

/// An effect with its sign; nothing for none.
fn signed(effect: i64) -> String {
    match effect {
        0 => String::new(),
        n if n < 0 => format!("−{}", n.unsigned_abs()),
        n => format!("+{n}"),
    }
}

#[derive(Serialize)]
struct LinksShown {
    total: usize,
    bands: Vec<(&'static str, usize)>,
    /// Least certain first.
    links: Shown,
    review: Vec<(String, String)>,
    review_hidden: usize,
    candidate_pairs: usize,
    expected_false: String,
    expected_missed: String,
    iterations: usize,
    converged: bool,
}

fn links(reading: &Reading) -> LinksShown {
    let set = &reading.books.links;
    let mut links = decided(reading, Decision::Link);
    links.sort_by(|a, b| {
        a.comparison
            .weight
            .total_cmp(&b.comparison.weight)
            .then(a.inspection.cmp(&b.inspection))
    });
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
    let possible = decided(reading, Decision::PossibleLink);
    let review = possible.iter().take(ROWS_SHOWN_MAX).map(|link| {
        let sides = [link.inspection, link.code].map(|side| {
            format!(
                "{} ({})",
                super::event_lists::in_brief(reading, side),
                reading.lineage(side)
            )
        });
        (sides.join(" ↔ "), explain_link_text(link, reading.lang))
    });
    LinksShown {
        total: links.len(),
        bands,
        review: review.collect(),
        review_hidden: possible.len().saturating_sub(ROWS_SHOWN_MAX),
        links: shown(&links_list(reading, "", "", links), ROWS_SHOWN_MAX),
        candidate_pairs: set.candidate_pairs,
        expected_false: format!("{:.2}", set.expected_false_links),
        expected_missed: format!("{:.2}", set.expected_missed_matches),
        iterations: set.iterations,
        converged: set.converged,
    }
}

#[derive(Serialize)]
struct PlanShown {
    enterprises: Option<u64>,
    visits: Option<u64>,
    done: Option<u64>,
    lines: Shown,
}

/// The plan; its list holds what was not simply done.
fn plan(reading: &Reading) -> PlanShown {
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
        lines: shown(&plan_list(reading, open), ROWS_SHOWN_MAX),
    }
}

#[derive(Serialize)]
struct RuleShown {
    rule: &'static str,
    severity: &'static str,
    title: String,
    help: String,
    findings: Shown,
}

/// Findings by severity and rule, a few of each.
fn findings(reading: &Reading) -> Vec<RuleShown> {
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
fn settings(reading: &Reading) -> Vec<(&'static str, String)> {
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
        (
            p("计次口径", "counting.preset"),
            preset_word(reading).to_string(),
        ),
        (
            p("复查", "counting.reinspection"),
            reinspection_word(reading).to_string(),
        ),
    ]
}

fn preset_word(reading: &Reading) -> &'static str {
    match reading.books.settings.counting.preset {
        Preset::SafetyStatistics => reading.pick("安全生产执法统计", "safety-statistics"),
        Preset::AnnualReport => reading.pick("行政执法年报", "annual-report"),
    }
}

fn reinspection_word(reading: &Reading) -> &'static str {
    match reading.books.settings.counting.reinspection {
        Reinspection::Include => reading.pick("计入", "include"),
        Reinspection::Exclude => reading.pick("不计入", "exclude"),
        Reinspection::SeparateLine => reading.pick("计入并单列", "separate_line"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_named_as_browsers_name_it() {
        let digest = base64(&sha256_hex(b"abc"));
        assert_eq!(digest, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn the_policy_names_the_style_as_it_stands_on_the_page() {
        assert!(TEMPLATE.contains("<style>{{ style|safe }}</style>"));
        assert!(!STYLE.contains("</style") && !STYLE.contains('\r'));
    }
}
