//! A draft of the paragraph that an annual report has on inspections, with a run's figures:
//! Markdown from a template, and the same as a document.

mod docx;
mod period;

pub use docx::write_docx;

use super::form::plain;
use crate::config::nearest;
use crate::model::{Fault, Figure, Metrics, Text};
use chrono::NaiveDate;
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::{BTreeMap, BTreeSet};

const SHIPPED: &str = include_str!("paragraph.md.j2");
const SHIPPED_NAME: &str = "paragraph.md.j2";

/// The figures, and a template of one's own with its name.
pub struct Story<'a> {
    pub metrics: &'a Metrics,
    /// First and last day, where the run tells them.
    pub period: Option<(NaiveDate, NaiveDate)>,
    pub template: Option<(&'a str, &'a str)>,
}

/// The draft as Markdown.
///
/// # Errors
/// The template cannot be read, or names what no run has (F804), with the line or the nearest key.
pub fn markdown(story: &Story) -> Result<String, Fault> {
    let (name, source) = story.template.unwrap_or((SHIPPED_NAME, SHIPPED));
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("percent", percent);
    environment.add_filter("wan", |value: Value| scaled(value, 1e6));
    environment.add_filter("yuan", |value: Value| scaled(value, 1e2));
    environment.set_formatter(|out, _, value| match value.is_none() {
        true => out.write_str("—").map_err(Into::into),
        false => out.write_str(&value.to_string()).map_err(Into::into),
    });
    let told = |error: Error| template_fault(name, &error);
    let template = environment
        .template_from_named_str(name, source)
        .map_err(told)?;
    let mut tree = Tree::default();
    for (key, figure) in story.metrics.iter() {
        tree.put(key, value_of(figure));
    }
    let (when, span) = match story.period {
        Some((from, to)) => (period::words(from, to), period::span(from, to)),
        None => (year_of(story.metrics), "全年"),
    };
    tree.put("year", Value::from(when));
    tree.put("span", Value::from(span));
    for wanted in template.undeclared_variables(true) {
        if !tree.has(&wanted) {
            return Err(unknown(name, &wanted, story.metrics));
        }
    }
    let text = template.render(tree.value()).map_err(told)?;
    Ok(format!("{}\n", text.trim_end()))
}

fn value_of(figure: Figure) -> Value {
    match figure {
        Figure::Absent => Value::from(()),
        Figure::Count(n) => Value::from(n),
        Figure::Ratio(number) | Figure::Real(number) => Value::from(number),
    }
}

/// Keys with dots as objects in objects.
#[derive(Default)]
struct Tree {
    leaf: Option<Value>,
    inner: BTreeMap<String, Tree>,
}

impl Tree {
    fn put(&mut self, key: &str, value: Value) {
        match key.split_once('.') {
            Some((head, rest)) => self
                .inner
                .entry(head.to_string())
                .or_default()
                .put(rest, value),
            None => self.inner.entry(key.to_string()).or_default().leaf = Some(value),
        }
    }

    fn has(&self, key: &str) -> bool {
        let mut here = self;
        key.split('.').all(|step| match here.inner.get(step) {
            Some(inner) => {
                here = inner;
                true
            }
            None => false,
        })
    }

    fn value(&self) -> Value {
        match (&self.leaf, self.inner.is_empty()) {
            (Some(value), true) => value.clone(),
            _ => {
                let inner = self
                    .inner
                    .iter()
                    .map(|(key, inner)| (key.clone(), inner.value()));
                Value::from(inner.collect::<BTreeMap<String, Value>>())
            }
        }
    }
}

/// `2025年`, where all months of the run are of one year.
fn year_of(metrics: &Metrics) -> String {
    let years: BTreeSet<&str> = metrics
        .iter()
        .filter_map(|(key, _)| key.strip_prefix("month.")?.get(..4))
        .filter(|year| year.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    match years.into_iter().collect::<Vec<_>>()[..] {
        [year] => format!("{year}年"),
        _ => "核对期间".to_string(),
    }
}

fn percent(value: Value) -> Result<String, Error> {
    if value.is_none() {
        return Ok("—".to_string());
    }
    let number = f64::try_from(value)? * 100.0;
    Ok(format!("{}%", plain(number, 1)))
}

fn scaled(value: Value, by: f64) -> Result<String, Error> {
    if value.is_none() {
        return Ok("—".to_string());
    }
    let places = if by > 100.0 { 6 } else { 2 };
    Ok(plain(f64::try_from(value)? / by, places))
}

fn template_fault(name: &str, error: &Error) -> Fault {
    let subject = match error.line() {
        Some(line) => format!("{name}:{line}"),
        None => name.to_string(),
    };
    let detail = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_string);
    let title = match error.kind() {
        ErrorKind::SyntaxError => Text::new(
            format!("模板的写法不对:{detail}"),
            format!("the template is not well written: {detail}"),
        ),
        _ => Text::new(
            format!("模板无法填写:{detail}"),
            format!("the template cannot be filled: {detail}"),
        ),
    };
    Fault::new("F804", subject, title, help())
}

fn unknown(name: &str, wanted: &str, metrics: &Metrics) -> Fault {
    let near = nearest(wanted, metrics.iter().map(|(known, _)| known));
    let title = match near {
        Some(near) => Text::new(
            format!("模板中的 {wanted} 不存在,是否指 {near}?"),
            format!("the template names {wanted}, which no run has; did you mean {near}?"),
        ),
        None => Text::new(
            format!("模板中的 {wanted} 不存在"),
            format!("the template names {wanted}, which no run has"),
        ),
    };
    Fault::new("F804", name, title, help())
}

fn help() -> Text {
    Text::new(
        "模板的写法见 docs/forms.md,可用的指标见 docs/metrics.md",
        "docs/forms.md says how a template is written, docs/metrics.md which keys there are",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics() -> Metrics {
        let mut metrics = Metrics::default();
        for (key, figure) in [
            ("inspections.total", Figure::Count(377)),
            ("coverage.rate", Figure::Ratio(0.668435)),
            ("fines.total_fen", Figure::Count(133_400_000)),
            ("hazards.total", Figure::Absent),
            ("month.2025-03.inspections", Figure::Count(31)),
            ("town.东郊乡.codes", Figure::Count(5)),
        ] {
            metrics.set(key, figure);
        }
        metrics
    }

    fn drafted(source: &str) -> Result<String, Fault> {
        markdown(&Story {
            metrics: &metrics(),
            period: None,
            template: Some(("own.md", source)),
        })
    }

    #[test]
    fn figures_stand_where_the_template_has_them() {
        let text = drafted(
            "{{ year }}检查{{ inspections.total }}次，{{ coverage.rate|percent }}，\
             {{ fines.total_fen|wan }}万元，隐患{{ hazards.total }}，{{ town['东郊乡'].codes }}",
        );
        assert_eq!(
            text.unwrap(),
            "2025年检查377次，66.8%，133.4万元，隐患—，5\n"
        );
    }

    #[test]
    fn half_a_year_is_not_told_as_the_year_and_a_difference_has_no_sign() {
        let mut metrics = metrics();
        for (key, figure) in [
            ("inspections.enterprises", Figure::Count(40)),
            ("inspections.planned", Figure::Count(0)),
            ("inspections.triggered", Figure::Absent),
            ("inspections.unrouted", Figure::Absent),
            ("inspections.reinspections", Figure::Absent),
            ("plan.visits", Figure::Absent),
            ("plan.enterprises", Figure::Absent),
            ("plan.done", Figure::Absent),
            ("plan.rate", Figure::Absent),
            ("codes.total", Figure::Count(380)),
            ("coverage.coded", Figure::Count(300)),
            ("gap.net", Figure::Count(-3)),
            ("gap.unexplained", Figure::Count(0)),
            ("documents.total", Figure::Count(7)),
        ] {
            metrics.set(key, figure);
        }
        let day = |text: &str| text.parse().unwrap();
        let text = markdown(&Story {
            metrics: &metrics,
            period: Some((day("2025-01-01"), day("2025-06-30"))),
            template: None,
        });
        let text = text.unwrap();
        for words in ["2025年上半年我局", "相差3次", "期内制作执法文书7份"] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    }

    #[test]
    fn a_template_that_names_what_is_not_there_is_told_with_the_nearest() {
        let fault = drafted("{{ inspections.totl }}").unwrap_err();
        assert_eq!(fault.rule, "F804");
        assert!(
            fault.title.en.contains("did you mean inspections.total?"),
            "{fault}"
        );
        let fault = drafted("a\n{% if %}").unwrap_err();
        assert!(fault.subject.ends_with(":2"), "{fault}");
    }
}
