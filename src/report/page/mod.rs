//! `report.html`: the whole report as one offline file, for a screen, a phone or A4 paper.
//!
//! Statement, charts and lists stand on the page as they are printed, in both languages; the
//! records lie packed in it and its script opens them: from a line of the statement, a chart or a
//! search to the row of a file. The policy forbids every request, every style and script but the
//! page's own, and making markup of text.

mod calibres;
mod drawings;
mod events;
mod packed;
mod pairs;
mod parts;
mod records;
mod rows;

use super::chart::{Bar, Months, bridge_bars, months};
use super::concentrations::concentrations_list;
use super::house;
use super::lists::inputs_list;
use super::pair_lists::discrepancy_counts;
use super::reading::Reading;
use super::statement::review_note;
use super::statement_sheet::scope;
use super::unseen::escaped;
use super::{Rendered, unwritable};
use crate::model::{Fault, Lang, Tally, Text};
use calibres::{CalibresShown, calibres};
use drawings::{Curve, Heat, Offices, curve, heat, offices};
use minijinja::Environment;
use minijinja::value::{Serde, Value};
use parts::{
    CauseShown, KeyFigure, Line, LinksShown, PlanShown, RuleShown, causes, findings, key_figures,
    links, plan, settings, statement_lines,
};
use records::both;
use rows::{ROWS_SHOWN_MAX, Shown, shown};
use serde::Serialize;

const NAME: &str = "report.html";
/// More than a reader takes in at once; the workbook has all.
const CONCENTRATIONS_SHOWN_MAX: usize = 20;
const TEMPLATE: &str = include_str!("page.html");
const STYLES: [&str; 2] = [house::STYLE, include_str!("page.css")];
const SCRIPTS: [&str; 5] = [
    house::SCRIPT,
    include_str!("books.js"),
    include_str!("table.js"),
    include_str!("record.js"),
    include_str!("page.js"),
];

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let records = packed::pack(&records::records(reading)).map_err(|e| unwritable(NAME, e))?;
    let page = lay_page(reading, records);
    let page = page.map_err(|error| unwritable(NAME, format!("{error:#}")))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: page.into_bytes(),
    }])
}

fn lay_page(reading: &Reading, packed: String) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_function("t", |zh: String, en: String| {
        Value::from_safe_string(in_both(&zh, &en))
    });
    environment.set_formatter(|out, _, value| match value.is_safe() {
        true => out.write_str(&value.to_string()).map_err(Into::into),
        false => out
            .write_str(&escaped_in_page(&value.to_string()))
            .map_err(Into::into),
    });
    environment.add_template("page.html", TEMPLATE)?;
    let page = Value::from(Serde(page(reading, packed)));
    environment.get_template("page.html")?.render(page)
}

/// Words in both languages, of which the style shows one.
fn in_both(zh: &str, en: &str) -> String {
    let (zh, en) = (escaped_in_page(zh), escaped_in_page(en));
    match zh == en {
        true => zh,
        false => format!("<span class=\"zh\">{zh}</span><span class=\"en\">{en}</span>"),
    }
}

/// Text that stays text within an element or an attribute quoted either way; paths stay legible.
fn escaped_in_page(text: &str) -> String {
    escaped(text).replace('\'', "&#39;")
}

/// All that the template is told.
#[derive(Serialize)]
struct Page {
    lang: &'static str,
    html_lang: &'static str,
    style: String,
    script: String,
    switches: &'static str,
    policy: String,
    rows_max: usize,
    title: Text,
    scope: Text,
    unexplained: i64,
    review_note: Option<Text>,
    figures: Vec<KeyFigure>,
    lines: Vec<Line>,
    bars: Vec<Option<Bar>>,
    months: Option<Months>,
    heat: Option<Heat>,
    offices: Option<Offices>,
    curve: Option<Curve>,
    causes: Vec<CauseShown>,
    links: LinksShown,
    tally: Tally,
    sides: [Side; 2],
    packed: String,
}

/// Lists that are written once in each language.
#[derive(Serialize)]
struct Side {
    lang: &'static str,
    concentrations: Shown,
    discrepancy_counts: Shown,
    calibres: CalibresShown,
    plan: PlanShown,
    findings: Vec<RuleShown>,
    inputs: Shown,
    settings: Vec<(&'static str, String)>,
}

fn side(reading: &Reading) -> Side {
    Side {
        lang: reading.pick("zh", "en"),
        concentrations: shown(&concentrations_list(reading), CONCENTRATIONS_SHOWN_MAX),
        discrepancy_counts: shown(&discrepancy_counts(reading), ROWS_SHOWN_MAX),
        calibres: calibres(reading),
        plan: plan(reading),
        findings: findings(reading),
        inputs: shown(&inputs_list(reading), ROWS_SHOWN_MAX),
        settings: settings(reading),
    }
}

fn page(reading: &Reading, packed: String) -> Page {
    let books = reading.books;
    let statement = &books.statement;
    let (style, script) = (STYLES.concat(), SCRIPTS.concat());
    Page {
        lang: reading.pick("zh", "en"),
        html_lang: reading.pick("zh-CN", "en"),
        policy: house::policy(&style, &script, "'none'"),
        style,
        script,
        switches: house::SWITCHES,
        rows_max: ROWS_SHOWN_MAX,
        title: statement.title.clone(),
        scope: both(|lang| scope(&Reading::new(books, lang))),
        unexplained: statement.unexplained,
        review_note: review_note(statement),
        figures: key_figures(reading),
        lines: statement_lines(reading),
        bars: bridge_bars(reading),
        months: months(reading),
        heat: heat(reading),
        offices: offices(reading),
        curve: curve(reading),
        causes: causes(reading),
        links: links(reading),
        tally: books.tally,
        sides: [Lang::Zh, Lang::En].map(|lang| side(&Reading::new(books, lang))),
        packed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_style_and_script_as_they_stand_on_the_page() {
        assert!(TEMPLATE.contains("<style>{{ style|safe }}</style>"));
        assert!(TEMPLATE.contains("<script>{{ script|safe }}</script>"));
        for text in STYLES.iter().chain(&SCRIPTS) {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains('\r'));
        }
    }

    #[test]
    fn the_script_makes_no_markup_of_text() {
        for script in SCRIPTS {
            for way in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
            ] {
                assert!(!script.contains(way), "{way}");
            }
        }
    }

    #[test]
    fn direction_is_named_and_markup_is_text() {
        assert_eq!(
            escaped_in_page("<b>\u{202e}甲'\""),
            "&lt;b&gt;[U+202E]甲&#39;&quot;"
        );
    }
}
