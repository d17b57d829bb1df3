//! `{{key}}` and `{{key|form}}`: found in a text, and what they become.

use crate::model::{Figure, Metrics, Register, metric_note};

/// What stands where the run has no such data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blank {
    #[default]
    Empty,
    /// 不适用
    NotApplicable,
}

impl Blank {
    pub fn text(self) -> &'static str {
        match self {
            Blank::Empty => "",
            Blank::NotApplicable => "不适用",
        }
    }
}

pub struct Values<'m> {
    pub metrics: &'m Metrics,
    pub blank: Blank,
}

/// A placeholder in a text: bytes from `{{` to behind `}}`, and what is between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    pub from: usize,
    pub to: usize,
    pub key: String,
}

/// All placeholders of a text, in order.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let Some(close) = text[open..].find("}}").map(|close| open + close) else {
            break;
        };
        // The last `{{` before `}}` counts: a stray one before it is text.
        let open = text[open..close]
            .rfind("{{")
            .map_or(open, |inner| open + inner);
        found.push(Placeholder {
            from: open,
            to: close + 2,
            key: text[open + 2..close].trim().to_string(),
        });
        at = close + 2;
    }
    found
}

/// A value to put in: a number with its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Absent,
    Number { number: f64, shown: String },
}

impl Values<'_> {
    /// The value of `key` or `key|form`; `None` where there is no such key or form.
    pub fn value(&self, key: &str) -> Option<Value> {
        let (key, form) = match key.split_once('|') {
            Some((key, form)) => (key.trim(), form.trim()),
            None => (key, ""),
        };
        let number = match self.metrics.get(key)? {
            Figure::Absent => return is_form(form).then_some(Value::Absent),
            Figure::Count(n) => n as f64,
            Figure::Ratio(number) | Figure::Real(number) => number,
        };
        let is_ratio = matches!(self.metrics.get(key), Some(Figure::Ratio(_)))
            || (key.ends_with("rate") && number.abs() <= 1.0)
            || metric_note(Register::shipped(), key).is_some_and(|note| note.unit == "%");
        let (number, shown) = match form {
            "" if is_ratio => (number, percent(number)),
            "" | "number" => (number, plain(number, 6)),
            "percent" => (number, percent(number)),
            "yuan" => (number / 100.0, plain(number / 100.0, 2)),
            "wan" => (number / 1e6, plain(number / 1e6, 6)),
            _ => return None,
        };
        Some(Value::Number { number, shown })
    }
}

fn is_form(form: &str) -> bool {
    matches!(form, "" | "number" | "percent" | "yuan" | "wan")
}

fn percent(ratio: f64) -> String {
    format!("{}%", plain(ratio * 100.0, 1))
}

/// A number with at most so many places, without idle zeros.
pub fn plain(number: f64, places: usize) -> String {
    let text = format!("{number:.places$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_filled_in_every_form() {
        let text = "共{{ inspections.total }}次,{ {x}} {{ a {{b}}%";
        let keys: Vec<String> = placeholders(text).into_iter().map(|one| one.key).collect();
        assert_eq!(keys, ["inspections.total", "b"]);
        let mut metrics = Metrics::default();
        metrics.set("n", Figure::Count(377));
        metrics.set("coverage.rate", Figure::Ratio(0.668435));
        metrics.set("plan.rate", Figure::Count(1));
        metrics.set("fen", Figure::Count(133_400_000));
        metrics.set("none", Figure::Absent);
        let values = Values {
            metrics: &metrics,
            blank: Blank::Empty,
        };
        let shown = |key: &str| match values.value(key) {
            Some(Value::Number { shown, .. }) => shown,
            Some(Value::Absent) => "absent".to_string(),
            None => "unknown".to_string(),
        };
        for (key, text) in [
            ("n", "377"),
            ("coverage.rate", "66.8%"),
            ("coverage.rate | number", "0.668435"),
            ("plan.rate", "100%"),
            ("fen|yuan", "1334000"),
            ("fen | wan", "133.4"),
            ("none|percent", "absent"),
            ("n|shout", "unknown"),
            ("m", "unknown"),
        ] {
            assert_eq!(shown(key), text, "{key}");
        }
    }
}
