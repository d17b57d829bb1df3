//! Why a pair was linked, as a sum: prior, one row per comparison, total.

use super::aligned::{columns, fit};
use super::reading::shown_text;
use super::words::decision_word;
use crate::model::{ComparisonVector, Evidence, Lang, Link};

const DECIMALS: usize = 2;
const VALUE_COLUMNS_MAX: usize = 30;

/// The link as a table whose weights add up to its total.
pub fn explain_link_text(link: &Link, lang: Lang) -> String {
    let vector = &link.comparison;
    let parts = rounded_parts(vector, DECIMALS);
    let mut rows = vec![header(lang), single("先验", "prior", parts[0], lang)];
    for (evidence, weight) in vector.evidence.iter().zip(&parts[1..]) {
        rows.push(comparison_row(evidence, *weight, lang));
    }
    rows.push(single("合计", "total", parts.iter().sum(), lang));
    let mut text = columns(&rows, &[4, 5, 6]);
    let (probability, decision) = (link.probability, decision_word(link.decision, lang));
    text += &match lang {
        Lang::Zh => format!("匹配概率 {probability:.6}  判定 {decision}"),
        Lang::En => format!("match probability {probability:.6}  decision {decision}"),
    };
    if let Some(margin) = link.margin {
        text += &match lang {
            Lang::Zh => format!("  比次优配对高 {margin:.2}"),
            Lang::En => format!("  {margin:.2} above the best rival"),
        };
    }
    if link.surplus {
        text += match lang {
            Lang::Zh => "\n同一次检查的第二个码",
            Lang::En => "\na second code for the same visit",
        };
    }
    text + "\n"
}

/// Prior and weights rounded so that they add up to the rounded total.
pub fn rounded_parts(vector: &ComparisonVector, decimals: usize) -> Vec<f64> {
    let scale = 10f64.powi(decimals as i32);
    let weights = vector.evidence.iter().map(|evidence| evidence.weight);
    let mut exact = 0.0;
    let mut shown = 0.0;
    std::iter::once(vector.prior)
        .chain(weights)
        .map(|part| {
            exact += part;
            let next = (exact * scale).round();
            let step = (next - shown) / scale;
            shown = next;
            step + 0.0
        })
        .collect()
}

fn header(lang: Lang) -> Vec<String> {
    let words = match lang {
        Lang::Zh => ["比较项", "等级", "检查", "赋码", "m", "u", "权重"],
        Lang::En => [
            "comparison",
            "level",
            "inspection",
            "code",
            "m",
            "u",
            "weight",
        ],
    };
    words.map(str::to_string).to_vec()
}

fn single(zh: &str, en: &str, weight: f64, lang: Lang) -> Vec<String> {
    let word = if lang == Lang::Zh { zh } else { en };
    let mut row = vec![word.to_string()];
    row.extend(std::iter::repeat_n(String::new(), 5));
    row.push(signed(weight));
    row
}

fn comparison_row(evidence: &Evidence, weight: f64, lang: Lang) -> Vec<String> {
    vec![
        evidence.comparison.in_lang(lang).to_string(),
        evidence.level.in_lang(lang).to_string(),
        fit(&shown_text(&evidence.left), VALUE_COLUMNS_MAX),
        fit(&shown_text(&evidence.right), VALUE_COLUMNS_MAX),
        odds(evidence.m),
        odds(evidence.u),
        signed(weight),
    ]
}

fn odds(p: f64) -> String {
    if p >= 0.001 || p == 0.0 {
        format!("{p:.4}")
    } else {
        format!("{p:.1e}")
    }
}

fn signed(weight: f64) -> String {
    if weight < 0.0 {
        format!("−{:.2}", -weight)
    } else {
        format!("+{weight:.2}")
    }
}
