//! What the causes rest on without anybody having said so: terms that were estimated, exports that
//! seem to hold less than they should.

use super::batches::Batch;
use super::case::Case;
use crate::model::{Cause, Extracted, Finding, Severity, Source, Text};

/// Findings about the platform's exports.
pub fn findings(extracted: &Extracted, case: &Case, batches: &[Batch]) -> Vec<Finding> {
    let mappings = &case.understood.mappings;
    let tables = extracted.tables.iter().zip(mappings);
    let mut of_platform = tables.filter(|(_, mapping)| mapping.source == Source::Platform);
    let Some((table, _)) = of_platform.next() else {
        return Vec::new();
    };
    let mut found: Vec<Finding> = estimated(case, &table.file).into_iter().collect();
    let silent = batches.iter().filter(|batch| batch.cause == Cause::A16);
    found.extend(silent.map(|batch| incomplete(batch, &table.file)));
    found
}

/// A term that the settings do not give and the data told.
fn estimated(case: &Case, file: &str) -> Option<Finding> {
    let terms = &case.terms;
    let mut told: Vec<Text> = Vec::new();
    let mut tell = |zh: String, en: String| told.push(Text::new(zh, en));
    if let Some(day) = terms.go_live.filter(|_| terms.go_live_estimated) {
        tell(format!("上线日{day}"), format!("go_live {day}"));
    }
    if let Some(day) = terms.triggered_from.filter(|_| terms.triggered_estimated) {
        tell(
            format!("触发式检查开通日{day}"),
            format!("triggered_from {day}"),
        );
    }
    if terms.triggered_never {
        tell(
            "触发式检查从未开通".to_string(),
            "triggered visits never coded".to_string(),
        );
    }
    let items = terms.items_estimated();
    if items > 0 {
        tell(
            format!("{items}个事项不受支持"),
            format!("{items} unsupported items"),
        );
    }
    if told.is_empty() {
        return None;
    }
    let joined = |pick: fn(&Text) -> &str, comma: &str| {
        let words: Vec<&str> = told.iter().map(pick).collect();
        words.join(comma)
    };
    let title = Text::new(
        format!("平台条件由数据推定:{}", joined(|text| &text.zh, "、")),
        format!(
            "terms of the platform are estimated: {}",
            joined(|text| &text.en, ", ")
        ),
    );
    let finding = Finding::about_file("R301", Severity::Note, file, title)
        .done(
            "据此判断 A04、A15,依据中注明推定",
            "A04 and A15 rest on it, and their evidence says so",
        )
        .help(
            "在 hedui.toml 的 [platform] 中写明 go_live、triggered_from、items",
            "state go_live, triggered_from and items under [platform] in hedui.toml",
        );
    Some(finding)
}

fn incomplete(batch: &Batch, file: &str) -> Finding {
    let n = batch.visits.len();
    let title = Text::new(
        format!("平台导出似不完整:{},{n}次检查无码", batch.label.zh),
        format!(
            "the platform's export seems incomplete: {}, {n} visits without a code",
            batch.label.en
        ),
    );
    Finding::about_file("R302", Severity::ValueDoubtful, file, title)
        .expected(
            "同期检查中有码者与其余时间相当",
            "as large a share of visits with a code as at other times",
        )
        .done("这些检查归入 A16", "these visits are A16")
        .help(
            "不加筛选、不限行数重新导出后再核对",
            "export again without filter or row limit, and reconcile again",
        )
}
