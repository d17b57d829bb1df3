//! The end of a run on one screen: the counts, the statement, the largest causes, the reports.

use crate::ground::shown;
use crate::model::{Books, Cause, Figure, Lang, Severity};
use crate::report;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

const CAUSES_SHOWN: usize = 5;
/// Reports for people, in the order they are read.
const FOR_PEOPLE: &[&str] = &[
    "report.html",
    "差异报告.xlsx",
    "差异报告.docx",
    "补录清单.xlsx",
    "统计表.xlsx",
    "summary.md",
];

pub struct Summary<'s> {
    pub books: &'s Books,
    pub out: &'s Path,
    pub files: Vec<&'s str>,
    /// Conditions of `--fail-on` that were met.
    pub met: &'s [String],
    pub lang: Lang,
}

impl Summary<'_> {
    /// One screen of text.
    pub fn screen(&self) -> String {
        let mut lines = vec![self.counts(), String::new()];
        lines.push(
            report::statement_text(&self.books.statement, self.lang)
                .trim_end()
                .to_string(),
        );
        lines.push(String::new());
        let calibres = report::calibres_text(&self.books.calibres, self.lang);
        lines.push(calibres.trim_end().to_string());
        let causes = self.causes_shown();
        if !causes.is_empty() {
            lines.push(String::new());
        }
        lines.extend(causes);
        lines.extend(self.repairs());
        lines.extend(self.conditions());
        lines.push(String::new());
        lines.extend(self.reports());
        lines.join("\n")
    }

    fn counts(&self) -> String {
        let inspections = self.figure("inspections.total");
        let codes = self.figure("codes.total");
        let mut said = match self.lang {
            Lang::Zh => format!("检查 {inspections} 次 · 赋码 {codes} 次"),
            Lang::En => format!("inspections {inspections} · codes {codes}"),
        };
        if self.books.metrics.count("plan.visits").is_some() {
            let [enterprises, visits, done] =
                ["plan.enterprises", "plan.visits", "plan.done"].map(|key| self.figure(key));
            said += &match self.lang {
                Lang::Zh => format!(" · 计划 {enterprises} 家 {visits} 次,已完成 {done} 次"),
                Lang::En => {
                    format!(" · planned enterprises {enterprises}, visits {visits}, done {done}")
                }
            };
        }
        said
    }

    fn figure(&self, key: &str) -> String {
        self.books.metrics.get(key).unwrap_or(Figure::Absent).show()
    }

    /// Causes by the size of their effect, the largest first.
    fn causes(&self) -> Vec<(Cause, u64)> {
        let mut sizes: BTreeMap<Cause, u64> = BTreeMap::new();
        for item in &self.books.statement.items {
            *sizes.entry(item.cause).or_default() += item.effect.unsigned_abs();
        }
        let mut causes: Vec<(Cause, u64)> = sizes.into_iter().collect();
        causes.sort_by_key(|(cause, size)| (std::cmp::Reverse(*size), *cause));
        causes
    }

    fn causes_shown(&self) -> Vec<String> {
        let causes = self.causes();
        if causes.is_empty() {
            return Vec::new();
        }
        let heading = self.either("主要原因(按次数):", "largest causes:");
        let mut lines = vec![heading.to_string()];
        for (cause, size) in causes.iter().take(CAUSES_SHOWN) {
            let name = self.either(cause.entry().zh, cause.entry().en);
            let measure = self.either(cause.entry().measure_zh, cause.entry().measure_en);
            lines.push(format!("  {} {size:>6}  {name} → {measure}", cause.code()));
        }
        lines
    }

    /// What was compared by a proposal is told on the first screen.
    fn repairs(&self) -> Vec<String> {
        let [proposed, open, numbers] = ["repairs.proposed", "repairs.open", "repairs.numbers"]
            .map(|key| self.books.metrics.count(key).unwrap_or(0));
        let ways = [
            (proposed, "条记录按建议值比对", "compared by a proposal"),
            (open, "条按名称比对", "compared by name"),
        ];
        let ways = ways.iter().filter(|(count, ..)| *count > 0);
        let told = |(count, zh, en): &(i64, &str, &str)| format!("{count} {}", self.either(zh, en));
        let ways: Vec<String> = ways.map(told).collect();
        let codes = (!ways.is_empty()).then(|| match self.lang {
            Lang::Zh => format!("残缺的信用代码:{},逐条见 findings.csv", ways.join(",")),
            Lang::En => format!(
                "broken credit codes: {}; each stands in findings.csv",
                ways.join(", ")
            ),
        });
        let numbers = (numbers > 0).then(|| match self.lang {
            Lang::Zh => format!("残缺的文书编号:{numbers} 条记录按建议值比对,逐条见 findings.csv"),
            Lang::En => format!(
                "broken document numbers: {numbers} records compared by a proposal; each stands in \
                 findings.csv"
            ),
        });
        codes.into_iter().chain(numbers).collect()
    }

    fn conditions(&self) -> Vec<String> {
        let met = self.met.join(", ");
        match (met.is_empty(), self.lang) {
            (true, _) => Vec::new(),
            (_, Lang::Zh) => vec![format!("--fail-on 条件成立:{met}")],
            (_, Lang::En) => vec![format!("--fail-on is met: {met}")],
        }
    }

    fn reports(&self) -> Vec<String> {
        let present: Vec<&&str> = FOR_PEOPLE
            .iter()
            .filter(|name| self.files.contains(name))
            .collect();
        let out = shown(self.out);
        let heading = self.either("报告", "reports");
        let mut lines = vec![format!("{heading}: {out}/")];
        let widest = present.iter().map(|name| name.width()).max().unwrap_or(0);
        for name in present {
            let what = match self.lang {
                Lang::Zh => what_it_is(name).0,
                Lang::En => what_it_is(name).1,
            };
            let gap = " ".repeat(widest - name.width());
            lines.push(format!("  {name}{gap}  {what}"));
        }
        let others = self.files.len() + 1 - lines.len() + 1;
        lines.push(match self.lang {
            Lang::Zh => format!("  另有 {others} 个数据文件,逐行台账见 ledger.csv"),
            Lang::En => format!("  and {others} data files; every row stands in ledger.csv"),
        });
        lines
    }

    /// The run as one JSON document.
    pub fn document(&self) -> Value {
        let causes: Vec<Value> = self
            .causes()
            .iter()
            .map(|(cause, size)| {
                let entry = cause.entry();
                let title = self.either(entry.zh, entry.en);
                json!({ "code": entry.code, "title": title, "count": size })
            })
            .collect();
        let count = |severity: Severity| {
            let findings = self.books.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        json!({
            "state": "published",
            "run": shown(self.out),
            "files": self.files,
            "metrics": self.books.metrics.json(),
            "statement": report::statement_json(self.books),
            "causes": causes,
            "review": self.books.statement.under_review,
            "findings": {
                "file_rejected": count(Severity::FileRejected),
                "row_rejected": count(Severity::RowRejected),
                "value_doubtful": count(Severity::ValueDoubtful),
                "note": count(Severity::Note),
            },
            "conditions_met": self.met,
        })
    }

    fn either<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

fn what_it_is(name: &str) -> (&'static str, &'static str) {
    match name {
        "report.html" => ("核对报告(离线网页)", "the report, one offline page"),
        "差异报告.xlsx" => ("核对表、原因、逐条明细", "statement, causes, every record"),
        "差异报告.docx" => ("核对表、差额图、原因,两页", "the statement on two pages"),
        "补录清单.xlsx" => ("需要补录的检查", "inspections to enter after the fact"),
        "统计表.xlsx" => ("合并统计", "consolidated statistics"),
        _ => ("摘要", "summary"),
    }
}
