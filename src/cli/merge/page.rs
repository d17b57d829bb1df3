//! What a merge says when it is done: a line per table, the sums, where the result stands.

use super::output::Output;
use crate::cli::aligned::{padded, padded_start};
use crate::cli::speech::Speech;
use crate::ground::shown;
use crate::model::{
    DropReason, Extracted, Finding, Lang, MergeKind, MergeTally, Merged, Severity, Understood,
};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

pub struct Page<'a> {
    pub merged: &'a Merged,
    pub extracted: &'a Extracted,
    pub understood: &'a Understood,
    pub findings: &'a [Finding],
    pub output: &'a Output,
    pub speech: &'a Speech,
}

impl Page<'_> {
    pub fn text(&self) -> String {
        let speech = self.speech;
        let kind = self.merged.kind.unwrap_or(MergeKind::Unknown);
        let kind = speech.either(kind.zh(), kind.name());
        let mut lines = vec![format!(
            "{}  ({kind}, {} {}, {} {})",
            self.output.name(),
            self.merged.rows.len(),
            speech.either("行", "rows"),
            self.merged.columns.len(),
            speech.either("列", "columns"),
        )];
        lines.extend(self.table());
        let differing = self.differing();
        if differing > 0 {
            lines.push(match speech.lang {
                Lang::Zh => format!("  重复的行中有 {differing} 行与保留的行内容不同,见去除的行"),
                Lang::En => {
                    format!("  {differing} of the repeats differ from the row kept; see the list")
                }
            });
        }
        match &self.output.notes {
            Some(notes) => lines.push(format!(
                "  {} {}",
                speech.either("说明、去除的行、问题:", "tables, rows left out, findings:"),
                notes.display()
            )),
            None => lines.push(format!(
                "  {}",
                speech.either(
                    "说明、列对照、去除的行、问题各为一个工作表",
                    "tables, columns, rows left out and findings have their own sheets"
                )
            )),
        }
        lines.join("\n")
    }

    /// Repeats that say something else than the row that was kept.
    fn differing(&self) -> usize {
        let dropped = self.merged.dropped.iter();
        let differs = dropped.filter(|row| match &row.reason {
            DropReason::Repeats(_, columns) => !columns.is_empty(),
            DropReason::Rejected => false,
        });
        differs.count()
    }

    fn table(&self) -> Vec<String> {
        let speech = self.speech;
        let heads = [
            speech.either("读取", "read"),
            speech.either("保留", "kept"),
            speech.either("重复", "duplicate"),
            speech.either("不可用", "rejected"),
            speech.either("另一种表", "other kind"),
            speech.either("非数据行", "furniture"),
        ];
        let figures = |tally: &MergeTally| {
            [
                tally.read,
                tally.kept,
                tally.duplicate,
                tally.rejected,
                tally.other_kind,
                tally.furniture,
            ]
        };
        let mut rows: Vec<(String, [u64; 6])> = self
            .extracted
            .tables
            .iter()
            .zip(&self.merged.tallies)
            .map(|(table, tally)| (table.label(), figures(tally)))
            .collect();
        let total = figures(&self.merged.total());
        rows.push((speech.either("合计", "total").to_string(), total));
        let shown: Vec<usize> = (0..heads.len())
            .filter(|nth| *nth < 2 || total[*nth] > 0)
            .collect();
        let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let width = |nth: usize| heads[nth].width().max(total[nth].to_string().len());
        let mut lines = vec![format!(
            "  {}{}",
            padded("", widest),
            shown
                .iter()
                .map(|nth| format!("  {}", padded_start(heads[*nth], width(*nth))))
                .collect::<String>()
        )];
        for (name, figures) in rows {
            let cells: String = shown
                .iter()
                .map(|nth| {
                    format!(
                        "  {}",
                        padded_start(&figures[*nth].to_string(), width(*nth))
                    )
                })
                .collect();
            lines.push(format!("  {}{cells}", padded(&name, widest)));
        }
        lines
    }

    pub fn document(&self) -> Value {
        let tables: Vec<Value> = (0..self.extracted.tables.len())
            .map(|at| self.table_document(at))
            .collect();
        let columns: Vec<Value> = self
            .merged
            .columns
            .iter()
            .map(|column| {
                json!({
                    "name": column.name, "field": column.field, "numeric": column.numeric,
                    "differs_from_text": column.has_raw, "tables": column.origins.len(),
                })
            })
            .collect();
        let rejected = |severity: Severity| {
            let of = |finding: &&Finding| finding.severity == severity;
            self.findings.iter().filter(of).count()
        };
        json!({
            "state": "published",
            "out": self.output.name(),
            "notes": self.output.notes.as_ref().map(shown),
            "kind": self.merged.kind.map(MergeKind::name),
            "rows": figures(&self.merged.total()),
            "repeats_that_differ": self.differing(),
            "tables": tables,
            "columns": columns,
            "findings": {
                "all": self.findings.len(),
                "file_rejected": rejected(Severity::FileRejected),
                "row_rejected": rejected(Severity::RowRejected),
                "value_doubtful": rejected(Severity::ValueDoubtful),
                "note": rejected(Severity::Note),
            },
        })
    }

    fn table_document(&self, at: usize) -> Value {
        let (table, mapping) = (&self.extracted.tables[at], &self.understood.mappings[at]);
        let headers = mapping
            .unmapped
            .iter()
            .map(|column| table.header_of(*column));
        json!({
            "file": table.file, "sheet": table.sheet, "container": table.container,
            "encoding": table.encoding, "header_rows": table.header_rows,
            "source": mapping.source.name(), "kind": MergeKind::of(mapping).name(),
            "reason": self.speech.in_words(&mapping.reason),
            "rows": figures(&self.merged.tallies[at]),
            "unmapped": headers.collect::<Vec<_>>(),
        })
    }
}

fn figures(tally: &MergeTally) -> Value {
    json!({
        "read": tally.read, "kept": tally.kept, "duplicate": tally.duplicate,
        "rejected": tally.rejected, "other_kind": tally.other_kind,
        "furniture": tally.furniture,
    })
}
