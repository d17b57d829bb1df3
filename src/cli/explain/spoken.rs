//! The words of an explanation in one language.

use super::figure::Figure;
use super::page::{Heading, InspectionShown, RowShown};
use super::run_files::{LedgerLine, LinkLine, NearestLine};
use super::why_not::WhyNot;
use crate::model::{Cause, Lang};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// Records that a statement line or cause lists.
pub const RECORDS_SHOWN: usize = 20;

/// `safety/2025-Q3.xls [检查记录] 118`.
pub fn place(line: &LedgerLine) -> String {
    match line.sheet.is_empty() {
        true => format!("{} {}", line.file, line.row),
        false => format!("{} [{}] {}", line.file, line.sheet, line.row),
    }
}

/// Words of one language.
pub struct Say {
    pub lang: Lang,
}

impl Say {
    pub fn either<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub fn heading(&self, heading: &Heading<'_>) -> String {
        match heading {
            Heading::Inspection(id) => format!("{} {id}", self.either("检查", "inspection")),
            Heading::Row(line) => {
                let row = format!("{} {}", self.either("行", "row"), place(line));
                match line.inspection_id.as_str() {
                    "" => row,
                    id => format!("{row} · {} {id}", self.either("检查", "inspection")),
                }
            }
            Heading::Cause(cause) => self.cause(*cause),
            Heading::Line(number) => match self.lang {
                Lang::Zh => format!("核对表第 {number} 行"),
                Lang::En => format!("statement line {number}"),
            },
            Heading::Figure(key) => format!("{} {key}", self.either("数字", "figure")),
            Heading::Enterprise(name) => format!("{} {name}", self.either("企业", "enterprise")),
            Heading::WhyNot(one, other) => match self.lang {
                Lang::Zh => format!("{one} 为何与 {other} 不是同一次检查"),
                Lang::En => format!("why {one} is not the same visit as {other}"),
            },
        }
    }

    fn cause(&self, cause: Cause) -> String {
        let entry = cause.entry();
        let (name, measure) = match self.lang {
            Lang::Zh => (entry.zh, entry.measure_zh),
            Lang::En => (entry.en, entry.measure_en),
        };
        format!("{} {name} → {measure}", entry.code)
    }

    /// Outcome, cause and evidence of a ledger line.
    pub fn verdict(&self, line: &LedgerLine) -> Vec<String> {
        let mut lines = Vec::new();
        let outcome = [line.source.as_str(), &line.disposition, &line.outcome]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let probability = line.probability.map(|p| match self.lang {
            Lang::Zh => format!(" · 匹配概率 {p:.4}"),
            Lang::En => format!(" · match probability {p:.4}"),
        });
        lines.push(format!("    {outcome}{}", probability.unwrap_or_default()));
        let cause = Cause::ALL.iter().find(|cause| cause.code() == line.cause);
        lines.extend(cause.map(|cause| format!("    {}", self.cause(*cause))));
        if !line.detail.is_empty() {
            lines.push(format!(
                "    {}{}",
                self.either("依据:", "evidence: "),
                line.detail
            ));
        }
        lines
    }

    pub fn inspection(&self, inspection: &InspectionShown<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &inspection.rows {
            lines.push(format!("  {}", place(row.line)));
            lines.extend(self.verdict(row.line));
            lines.extend(self.row(row));
        }
        for nearest in &inspection.nearest {
            lines.extend(self.nearest(nearest));
        }
        for link in &inspection.links {
            lines.push(String::new());
            lines.extend(self.link(link, inspection.id));
        }
        lines
    }

    /// What comes nearest to a record without a partner.
    fn nearest(&self, line: &NearestLine) -> Vec<String> {
        let mut lines = vec![String::new()];
        lines.push(format!("  {} [{}]", line.told, line.obstacle));
        lines.push(format!(
            "    {}{}",
            self.either("成立所需:", "it would need: "),
            line.needed
        ));
        if !line.candidate_file.is_empty() {
            let row = line.candidate_row.unwrap_or_default();
            let place = match line.candidate_sheet.as_str() {
                "" => format!("{} {row}", line.candidate_file),
                sheet => format!("{} [{sheet}] {row}", line.candidate_file),
            };
            let (name, day) = (&line.candidate_name, &line.candidate_date);
            lines.push(format!("    {place}  {name}  {day}"));
        }
        if let Some(weight) = line.weight {
            let compared = &line.comparisons;
            lines.push(match self.lang {
                Lang::Zh => format!("    权重 {weight:+.2}:{compared}"),
                Lang::En => format!("    weight {weight:+.2}: {compared}"),
            });
        }
        if !line.further_causes.is_empty() {
            let further = self.either("另有原因:", "further causes: ");
            lines.push(format!("    {further}{}", line.further_causes));
        }
        lines
    }

    pub fn figure(&self, figure: &Figure<'_>) -> String {
        let note = figure.note.as_ref();
        let meaning = note.map_or("", |note| self.either(&note.zh, &note.en));
        let lines = [
            format!("  = {}  {meaning}", self.value(figure)),
            format!("  {}", figure.told.in_lang(self.lang)),
        ];
        lines.map(|line| line.trim_end().to_string()).join("\n")
    }

    /// A figure in its unit: shares in per cent, money in yuan.
    fn value(&self, figure: &Figure<'_>) -> String {
        let unit = figure.note.as_ref().map_or("", |note| note.unit.as_str());
        match (unit, figure.value.as_f64()) {
            (_, None) => "—".to_string(),
            ("%", Some(share)) => format!("{:.1}%", share * 100.0),
            ("分", Some(fen)) => {
                let yuan = fen / 100.0;
                match self.lang {
                    Lang::Zh => format!("{yuan:.2} 元"),
                    Lang::En => format!("{yuan:.2} yuan"),
                }
            }
            (unit, Some(_)) if self.lang == Lang::Zh => {
                format!("{} {unit}", figure.value).trim_end().to_string()
            }
            (_, Some(_)) => figure.value.to_string(),
        }
    }

    pub fn why_not(&self, pair: &WhyNot<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(link) = pair.link {
            let sure = link.cell("decision") == "link";
            lines.push(match sure {
                true => self.either("  两条已对上,为同一次检查", "  they are linked: one visit"),
                false => self.either(
                    "  可能为同一次检查,待复核",
                    "  possibly one visit, for review",
                ),
            });
        } else if pair.reasons.is_empty() {
            lines.push(self.either(
                "  从未作为候选比较:企业、日期均不相近",
                "  never compared: neither firm nor date is near",
            ));
        }
        let reasons = pair.reasons.iter().map(|reason| reason.in_lang(self.lang));
        let mut lines: Vec<String> = lines.into_iter().map(str::to_string).collect();
        lines.extend(reasons.map(|reason| format!("  · {reason}")));
        lines
    }

    /// Findings and cells of a row; the cells of a document on one line.
    pub fn row(&self, row: &RowShown<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for finding in &row.findings {
            let cell = match finding.cell.is_empty() {
                true => String::new(),
                false => format!(" {} “{}”", finding.cell, finding.actual),
            };
            lines.push(format!("    [{}] {}{cell}", finding.rule, finding.title));
        }
        match &row.cells {
            Err(why) => lines.push(format!("    {}", why.in_lang(self.lang))),
            Ok(cells) if row.line.disposition == "document" => {
                let parts: Vec<String> = cells
                    .iter()
                    .map(|cell| format!("{} {}", cell.column, cell.text))
                    .collect();
                lines.push(format!("      {}", parts.join(" · ")));
            }
            Ok(cells) => {
                let widest = cells
                    .iter()
                    .map(|cell| cell.header.width())
                    .max()
                    .unwrap_or(0);
                for cell in cells {
                    let gap = " ".repeat(widest - cell.header.width());
                    let column = &cell.column;
                    lines.push(format!(
                        "      {column:<2} {}{gap}  {}",
                        cell.header, cell.text
                    ));
                }
            }
        }
        lines
    }

    /// The evidence of a link as a sum.
    fn link(&self, link: &LinkLine, id: &str) -> Vec<String> {
        let decision = match (link.cell("decision"), self.lang) {
            ("link", Lang::Zh) => "链接",
            ("possible_link", Lang::Zh) => "可能链接(待复核)",
            (other, _) => other,
        };
        let other = ["inspection_id", "code_inspection_id"]
            .map(|name| link.cell(name))
            .into_iter()
            .find(|other| *other != id);
        let code = link.cell("code_id");
        let mut heading = format!("  {decision} {code}");
        if let Some(other) = other {
            heading.push_str(&format!(" ({other})"));
        }
        let mut rows = vec![(
            self.either("先验", "prior").to_string(),
            link.number("prior").unwrap_or(0.0),
        )];
        for (name, level, weight) in link.comparisons() {
            rows.push((format!("{name}: {level}"), weight));
        }
        rows.push((
            self.either("合计", "total").to_string(),
            link.number("weight").unwrap_or(0.0),
        ));
        let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let mut lines = vec![heading.trim_end().to_string()];
        for (name, weight) in &rows {
            let gap = " ".repeat(widest - name.width());
            lines.push(format!("    {name}{gap}  {weight:>+10.4}"));
        }
        lines.push(match self.lang {
            Lang::Zh => format!("    匹配概率 {}", link.cell("probability")),
            Lang::En => format!("    match probability {}", link.cell("probability")),
        });
        lines
    }

    pub fn statement_line(&self, number: usize, line: &Value) -> Vec<String> {
        let text = &line["text"][self.either("zh", "en")];
        let amount = line["amount"]
            .as_i64()
            .map(|n| n.to_string())
            .unwrap_or_default();
        let mut lines = vec![format!(
            "  {number}. {}  {amount}",
            text.as_str().unwrap_or_default()
        )];
        let records = line["records"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        for record in records.iter().take(RECORDS_SHOWN) {
            let word = |name: &str| record[name].as_str().unwrap_or_default();
            let rows = record["rows"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            let place = rows.first().map(json_place).unwrap_or_default();
            let parts = [word("inspection_id"), word("date"), word("name"), &place];
            lines.push(format!("    {}", parts.join("  ")));
        }
        lines.extend(self.rest(records.len(), "statement.json"));
        lines
    }

    pub fn rest(&self, count: usize, file: &str) -> Option<String> {
        let rest = count.checked_sub(RECORDS_SHOWN).filter(|rest| *rest > 0)?;
        Some(match self.lang {
            Lang::Zh => format!("    另有 {rest} 条,全部见 {file}"),
            Lang::En => format!("    and {rest} more, all in {file}"),
        })
    }
}

fn json_place(row: &Value) -> String {
    let word = |name: &str| row[name].as_str().unwrap_or_default();
    match word("sheet") {
        "" => format!("{} {}", word("file"), row["row"]),
        sheet => format!("{} [{sheet}] {}", word("file"), row["row"]),
    }
}
