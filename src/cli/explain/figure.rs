//! What a figure of metrics.json rests on, as the run wrote it down in lineage.csv: rows of the
//! ledger, two other figures, or lines of a statement.

use super::run_files::{LedgerLine, LineageLine, RunFiles};
use crate::model::{Fault, MetricNote, Register, Text, metric_note};
use serde_json::Value;

/// A figure and what it rests on.
pub struct Figure<'r> {
    pub key: &'r str,
    pub value: &'r Value,
    /// Its unit and meaning, where they are told.
    pub note: Option<MetricNote>,
    /// How it comes from what it rests on, as lineage.csv names it and in words.
    pub how: Option<String>,
    pub told: Text,
    pub basis: Basis<'r>,
}

/// What a figure rests on.
pub enum Basis<'r> {
    /// Lines of the ledger.
    Rows(Vec<&'r LedgerLine>),
    /// Two other figures.
    Figures([String; 2]),
    /// Lines of the statement that lead to it.
    Statement,
    /// Said in words only.
    Words,
}

/// A figure by its key.
pub fn figure<'r>(key: &str, run: &'r RunFiles) -> Result<Option<Figure<'r>>, Fault> {
    let Some((key, value)) = run.metrics.iter().find(|(known, _)| *known == key) else {
        return Ok(None);
    };
    let (how, told, basis) = match run.lineage(key)? {
        None => (None, unknown(value), Basis::Words),
        Some(line) => (Some(line.how.clone()), told(&line, run), basis(line, run)),
    };
    Ok(Some(Figure {
        key,
        value,
        note: metric_note(Register::shipped(), key),
        how,
        told,
        basis,
    }))
}

fn unknown(value: &Value) -> Text {
    match value {
        Value::Null => Text::new(
            "没有可据以计算的数据",
            "there are no data to compute it from",
        ),
        _ => Text::new(
            "本次结果中没有记下它的依据(由较早的版本生成);重新运行后即可查询",
            "an earlier version made this run and did not write down what it rests on; run again",
        ),
    }
}

fn basis(line: LineageLine, run: &RunFiles) -> Basis<'_> {
    match line.how.as_str() {
        "quotient" | "difference" => Basis::Figures([line.first, line.second]),
        "statement" => Basis::Statement,
        "plan_statement" | "rules" => Basis::Words,
        _ => {
            let numbers = line.numbers().into_iter();
            let rows = numbers.filter_map(|n| run.ledger.get(n.checked_sub(1)?));
            Basis::Rows(rows.collect())
        }
    }
}

fn told(line: &LineageLine, run: &RunFiles) -> Text {
    let (zh, en) = match line.how.as_str() {
        "count" => ("以下每行计一次", "each of the rows below counts one"),
        "distinct" => (
            "以下各行中不同者的个数(企业、案件等,重复的只算一个)",
            "how many different ones (enterprises, cases, …) the rows below name",
        ),
        "sum" => ("以下各行的数相加", "what the rows below hold, added up"),
        "mean" => ("以下各行的平均", "what the rows below hold, in the mean"),
        "estimate" => (
            "由以下各行的匹配概率推算",
            "expected of the rows below by their match probabilities",
        ),
        "statement" => (
            "由核对表各行相加得出",
            "the lines of the statement add up to it",
        ),
        "plan_statement" => (
            "由计划核对表各行得出,见 差异报告.xlsx",
            "by the lines of the plan's statement, in 差异报告.xlsx",
        ),
        "rules" => (
            "勾稽关系的条数,逐条见 统计表.xlsx",
            "so many cross-footing rules; each stands in 统计表.xlsx",
        ),
        "quotient" => return made_of(line, '÷', run),
        "difference" => return made_of(line, '−', run),
        how => (how, how),
    };
    Text::new(zh, en)
}

/// `coverage.coded ÷ inspections.total = 252 ÷ 377`.
fn made_of(line: &LineageLine, sign: char, run: &RunFiles) -> Text {
    let LineageLine { first, second, .. } = line;
    let value = |key: &str| run.metrics.get(key).map_or("—".into(), Value::to_string);
    let (a, b) = (value(first), value(second));
    let made = format!("{first} {sign} {second} = {a} {sign} {b}");
    match line.key.as_str() {
        "coverage.rate" => Text::new(
            format!("{made}(赋码次数÷检查次数为 codes.per_inspection)"),
            format!("{made}; codes over inspections is codes.per_inspection"),
        ),
        "codes.per_inspection" => Text::new(
            format!("{made}(有码检查所占比例为 coverage.rate)"),
            format!("{made}; the share with a code is coverage.rate"),
        ),
        _ => Text::new(made.clone(), made),
    }
}
