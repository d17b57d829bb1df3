//! The page a supervisor signs.

use super::batches::Batch;
use super::case::Case;
use super::cutoff;
use crate::model::{
    Calibre, Cause, CauseSide, EventIx, Outcome, Preset, ReconciliationStatement, ReconcilingItem,
    Source, StatementLine, StatementLineKind, Text, Verdict,
};
use chrono::Datelike;
use std::collections::BTreeMap;

/// Both counts, the items between them, and what is left over.
pub fn statement(
    case: &Case,
    verdicts: &[Verdict],
    batches: &[Batch],
    calibre: &Calibre,
) -> ReconciliationStatement {
    let counted = |source: Source| {
        verdicts
            .iter()
            .filter(|v| v.counted && case.event(v.event).source == source)
            .count() as i64
    };
    let inspections = counted(Source::Safety);
    let codes = counted(Source::Platform);
    let items = reconciling_items(case, verdicts, batches);
    let adjusted = inspections + items.iter().map(|item| item.effect).sum::<i64>();
    let under_review = verdicts
        .iter()
        .filter(|v| {
            v.outcome == Some(Outcome::Review) && case.event(v.event).source == Source::Platform
        })
        .count();
    let mut statement = ReconciliationStatement {
        title: title(case),
        inspections,
        codes,
        items,
        adjusted,
        unexplained: codes - adjusted,
        under_review,
        lines: Vec::new(),
    };
    statement.lines = lines(&statement, case, verdicts, calibre);
    statement
}

fn title(case: &Case) -> Text {
    let Some((from, to)) = case.understood.period else {
        return Text::new("检查次数核对表", "Reconciliation of inspection counts");
    };
    let whole_year = from.ordinal() == 1 && to.month() == 12 && to.day() == 31;
    match whole_year && from.year() == to.year() {
        true => Text::new(
            format!("{}年度检查次数核对表", year_in_chinese(from.year())),
            format!("Reconciliation of inspection counts, {}", from.year()),
        ),
        false => Text::new(
            format!("检查次数核对表({from}至{to})"),
            format!("Reconciliation of inspection counts, {from} to {to}"),
        ),
    }
}

/// 2025 as 二〇二五.
fn year_in_chinese(year: i32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |c: char| c.to_digit(10).map_or(c, |d| DIGITS[d as usize]);
    year.to_string().chars().map(digit).collect()
}

/// One item per cause and, for lost batches, per batch. Every counted event without a counted
/// partner is in exactly one.
fn reconciling_items(case: &Case, verdicts: &[Verdict], batches: &[Batch]) -> Vec<ReconcilingItem> {
    let mut batch_of: BTreeMap<EventIx, usize> = BTreeMap::new();
    for (at, batch) in batches.iter().enumerate() {
        batch_of.extend(batch.visits.iter().map(|visit| (*visit, at)));
    }
    let mut groups: BTreeMap<(Cause, Text), (i64, Vec<EventIx>)> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.counted) {
        let event = case.event(verdict.event);
        let (cause, effect) = match (event.source, verdict.outcome) {
            (Source::Safety, Some(Outcome::SafetyOnly)) => (verdict.cause, -1),
            (Source::Safety, _) if verdict.cause == Some(Cause::D03) => (Some(Cause::D03), -1),
            (Source::Platform, Some(Outcome::PlatformOnly)) => (verdict.cause, 1),
            (Source::Platform, _) if verdict.cause == Some(Cause::B03) => (Some(Cause::B03), 1),
            _ => continue,
        };
        let Some(cause) = cause else { continue };
        let in_batch = matches!(cause, Cause::A14 | Cause::A16);
        let batch = batch_of.get(&verdict.event).filter(|_| in_batch);
        let label = match batch {
            Some(at) => batches[*at].label.clone(),
            None => cutoff::label(case, verdict).unwrap_or_default(),
        };
        let group = groups.entry((cause, label)).or_default();
        group.0 += effect;
        group.1.push(verdict.event);
    }
    let mut items: Vec<ReconcilingItem> = groups
        .into_iter()
        .map(|((cause, label), (effect, events))| ReconcilingItem {
            cause,
            label,
            effect,
            events,
        })
        .collect();
    let order = |cause: Cause| (cause.side() == CauseSide::Code, cause);
    items.sort_by(|a, b| {
        order(a.cause)
            .cmp(&order(b.cause))
            .then_with(|| a.label.cmp(&b.label))
    });
    items
}

/// The statement as it is read, from one count to the other.
fn lines(
    statement: &ReconciliationStatement,
    case: &Case,
    verdicts: &[Verdict],
    calibre: &Calibre,
) -> Vec<StatementLine> {
    let count = |source: Source, text: Text, amount: i64| StatementLine {
        events: counted_events(case, verdicts, source),
        ..line(StatementLineKind::Count, text, Some(amount))
    };
    let mut lines = vec![count(
        Source::Safety,
        inspections_text(calibre),
        statement.inspections,
    )];
    let (less, plus): (Vec<&ReconcilingItem>, Vec<&ReconcilingItem>) =
        statement.items.iter().partition(|item| item.effect <= 0);
    lines.extend(group_lines(
        Text::new("减:有检查、无赋码", "less: inspections without a code"),
        &less,
    ));
    lines.extend(group_lines(
        Text::new("加:有赋码、无检查", "plus: codes without an inspection"),
        &plus,
    ));
    lines.push(line(
        StatementLineKind::Adjusted,
        Text::new("调节后", "Adjusted"),
        Some(statement.adjusted),
    ));
    lines.push(count(
        Source::Platform,
        Text::new("一体化平台 赋码次数", "Platform: codes"),
        statement.codes,
    ));
    lines.push(line(
        StatementLineKind::Unexplained,
        Text::new("未解释差异", "Unexplained difference"),
        Some(statement.unexplained),
    ));
    lines
}

/// The calibre is named where it is not the system's own.
fn inspections_text(calibre: &Calibre) -> Text {
    let (zh, en) = ("安全生产执法系统 检查次数", "Safety system: inspections");
    if calibre.preset == Some(Preset::SafetyStatistics) {
        return Text::new(zh, en);
    }
    let title = calibre.title();
    Text::new(
        format!("{zh}({})", title.zh),
        format!("{en} ({})", title.en),
    )
}

fn line(kind: StatementLineKind, text: Text, amount: Option<i64>) -> StatementLine {
    StatementLine {
        kind,
        cause: None,
        text,
        amount,
        events: Vec::new(),
    }
}

fn counted_events(case: &Case, verdicts: &[Verdict], source: Source) -> Vec<EventIx> {
    let counted = verdicts.iter().filter(|verdict| verdict.counted);
    counted
        .map(|verdict| verdict.event)
        .filter(|at| case.event(*at).source == source)
        .collect()
}

/// A heading and its items; no heading where there is nothing below it.
fn group_lines(heading: Text, items: &[&ReconcilingItem]) -> Vec<StatementLine> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![line(StatementLineKind::Group, heading, None)];
    lines.extend(items.iter().map(|item| item_line(item)));
    lines
}

fn item_line(item: &ReconcilingItem) -> StatementLine {
    let entry = item.cause.entry();
    let mut zh = format!("{} {}", entry.code, entry.zh);
    if !item.label.zh.is_empty() {
        zh = format!("{zh}({})", item.label.zh);
    }
    let mut en = format!("{} {}", entry.code, entry.en);
    if !item.label.en.is_empty() {
        en = format!("{en} ({})", item.label.en);
    }
    StatementLine {
        cause: Some(item.cause),
        events: item.events.clone(),
        ..line(
            StatementLineKind::Item,
            Text::new(zh, en),
            Some(item.effect),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::year_in_chinese;

    #[test]
    fn the_year_is_written_as_reports_write_it() {
        assert_eq!(year_in_chinese(2025), "二〇二五");
    }
}
