//! `report.html`: the whole report as one offline file, for a screen, a phone or A4 paper.
//!
//! No script runs on it: lines open by themselves, charts are drawn here. The page's policy forbids
//! every request and every style but its own, which it names by digest.

use super::chart::{Bar, Months, bridge_bars, months};
use super::lists::inputs_list;
use super::page_calibres::{CalibresShown, calibres};
use super::page_parts::{
    CauseShown, KeyFigure, Line, LinksShown, PlanShown, RuleShown, causes, findings, key_figures,
    links, plan, settings, statement_lines,
};
use super::page_rows::{ROWS_SHOWN_MAX, Shown, shown};
use super::pair_lists::{discrepancies_list, discrepancy_counts};
use super::reading::Reading;
use super::statement::review_note;
use super::statement_sheet::scope;
use super::{Rendered, unwritable};
use crate::ground::digest::sha256_hex;
use crate::model::{Fault, Lang, Tally};
use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::Serialize;

const NAME: &str = "report.html";
const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

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
    discrepancy_counts: Shown,
    calibres: CalibresShown,
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
        discrepancy_counts: shown(&discrepancy_counts(reading), ROWS_SHOWN_MAX),
        calibres: calibres(reading),
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
