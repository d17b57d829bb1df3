//! An explanation as text and as JSON.

use super::cells::{Cells, Inputs};
use super::run_files::{FindingLine, LedgerLine, LinkLine, RunFiles};
use super::subject::Subject;
use crate::model::{Cause, Lang};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

/// Records that a statement line or cause lists.
const RECORDS_SHOWN: usize = 20;

/// One row with its cells.
struct RowShown<'r> {
    line: &'r LedgerLine,
    cells: Cells,
    findings: Vec<&'r FindingLine>,
}

/// One inspection: its rows and the links they stand in.
struct InspectionShown<'r> {
    id: &'r str,
    rows: Vec<RowShown<'r>>,
    links: Vec<&'r LinkLine>,
}

/// What is explained, ready to be said.
pub struct Page<'r> {
    heading: Heading<'r>,
    inspection: Option<InspectionShown<'r>>,
    row: Option<RowShown<'r>>,
    /// Lines of the statement, with their numbers as printed.
    lines: Vec<(usize, &'r Value)>,
    /// Ledger lines with the cause, where the statement has no line for it.
    marked: Vec<&'r LedgerLine>,
}

enum Heading<'r> {
    Inspection(&'r str),
    Row(&'r LedgerLine),
    Cause(Cause),
    Line(usize),
}

impl<'r> Page<'r> {
    pub fn of(subject: &Subject<'r>, run: &'r RunFiles) -> Page<'r> {
        let mut inputs = Inputs::of(run);
        let statement = run.statement["lines"].as_array();
        let lines = || statement.into_iter().flatten().enumerate();
        let mut page = Page {
            heading: Heading::Line(0),
            inspection: None,
            row: None,
            lines: Vec::new(),
            marked: Vec::new(),
        };
        match *subject {
            Subject::Inspection(id) => {
                page.heading = Heading::Inspection(id);
                page.inspection = Some(inspection(id, run, &mut inputs));
            }
            Subject::Row(line) => {
                page.heading = Heading::Row(line);
                match line.inspection_id.is_empty() {
                    true => page.row = Some(row_shown(line, run, &mut inputs)),
                    false => {
                        let id = line.inspection_id.as_str();
                        page.inspection = Some(inspection(id, run, &mut inputs));
                    }
                }
            }
            Subject::Cause(cause) => {
                page.heading = Heading::Cause(cause);
                page.lines = lines()
                    .filter(|(_, line)| line["cause"] == cause.code())
                    .collect();
                if page.lines.is_empty() {
                    let marked = run.ledger.iter().filter(|line| line.cause == cause.code());
                    page.marked = marked.collect();
                }
            }
            Subject::StatementLine(at) => {
                page.heading = Heading::Line(at + 1);
                page.lines = lines().filter(|(number, _)| *number == at).collect();
            }
        }
        page
    }

    pub fn text(&self, lang: Lang) -> String {
        let say = Say { lang };
        let mut lines = vec![say.heading(&self.heading)];
        if let Some(inspection) = &self.inspection {
            lines.extend(say.inspection(inspection));
        }
        if let Some(row) = &self.row {
            lines.extend(say.verdict(row.line));
            lines.extend(say.row(row));
        }
        for (at, line) in &self.lines {
            lines.extend(say.statement_line(*at + 1, line));
        }
        if !self.marked.is_empty() {
            lines.push(
                say.either("标注该原因的行:", "rows that carry it:")
                    .to_string(),
            );
            lines.extend(
                self.marked.iter().take(RECORDS_SHOWN).map(|line| {
                    format!("  {}  {}  {}", line.inspection_id, place(line), line.detail)
                }),
            );
            lines.extend(say.rest(self.marked.len(), "ledger.csv"));
        } else if let (Heading::Cause(_), true) = (&self.heading, self.lines.is_empty()) {
            lines.push(
                say.either("本次核对没有此原因", "no record of this run has it")
                    .to_string(),
            );
        }
        lines.join("\n")
    }

    pub fn document(&self, lang: Lang) -> Value {
        let say = Say { lang };
        let subject = match &self.heading {
            Heading::Inspection(id) => json!({ "inspection_id": id }),
            Heading::Row(line) => {
                json!({ "file": line.file, "sheet": line.sheet, "row": line.row })
            }
            Heading::Cause(cause) => json!({
                "cause": cause.code(),
                "title": say.either(cause.entry().zh, cause.entry().en),
                "measure": say.either(cause.entry().measure_zh, cause.entry().measure_en),
            }),
            Heading::Line(number) => json!({ "line": number }),
        };
        let rows: Vec<Value> = match (&self.inspection, &self.row) {
            (Some(inspection), _) => inspection
                .rows
                .iter()
                .map(|row| row_json(row, lang))
                .collect(),
            (None, Some(row)) => vec![row_json(row, lang)],
            _ => self.marked.iter().map(|line| line_json(line)).collect(),
        };
        let links: Vec<Value> = self
            .inspection
            .iter()
            .flat_map(|inspection| &inspection.links)
            .map(|link| link_json(link))
            .collect();
        let lines: Vec<&Value> = self.lines.iter().map(|(_, line)| *line).collect();
        json!({ "subject": subject, "rows": rows, "links": links, "statement_lines": lines })
    }
}

fn inspection<'r>(id: &'r str, run: &'r RunFiles, inputs: &mut Inputs<'r>) -> InspectionShown<'r> {
    let lines = run.rows_by_inspection().remove(id).unwrap_or_default();
    let is_of = |link: &&LinkLine| {
        link.cell("inspection_id") == id || link.cell("code_inspection_id") == id
    };
    InspectionShown {
        id,
        rows: lines
            .into_iter()
            .map(|line| row_shown(line, run, inputs))
            .collect(),
        links: run.links.iter().filter(is_of).collect(),
    }
}

fn row_shown<'r>(line: &'r LedgerLine, run: &'r RunFiles, inputs: &mut Inputs<'r>) -> RowShown<'r> {
    let is_here = |finding: &&FindingLine| {
        finding.file == line.file && finding.sheet == line.sheet && finding.row == Some(line.row)
    };
    RowShown {
        line,
        cells: inputs.cells(line),
        findings: run.findings.iter().filter(is_here).collect(),
    }
}

/// `safety/2025-Q3.xls [检查记录] 118`.
fn place(line: &LedgerLine) -> String {
    match line.sheet.is_empty() {
        true => format!("{} {}", line.file, line.row),
        false => format!("{} [{}] {}", line.file, line.sheet, line.row),
    }
}

/// Words of one language.
struct Say {
    lang: Lang,
}

impl Say {
    fn either<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn heading(&self, heading: &Heading<'_>) -> String {
        match heading {
            Heading::Inspection(id) => format!("{} {id}", self.either("检查", "inspection")),
            Heading::Row(line) => format!("{} {}", self.either("行", "row"), place(line)),
            Heading::Cause(cause) => self.cause(*cause),
            Heading::Line(number) => match self.lang {
                Lang::Zh => format!("核对表第 {number} 行"),
                Lang::En => format!("statement line {number}"),
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
    fn verdict(&self, line: &LedgerLine) -> Vec<String> {
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

    fn inspection(&self, inspection: &InspectionShown<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &inspection.rows {
            lines.push(format!("  {}", place(row.line)));
            lines.extend(self.verdict(row.line));
            lines.extend(self.row(row));
        }
        for link in &inspection.links {
            lines.push(String::new());
            lines.extend(self.link(link, inspection.id));
        }
        lines
    }

    /// Findings and cells of a row; the cells of a document on one line.
    fn row(&self, row: &RowShown<'_>) -> Vec<String> {
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

    fn statement_line(&self, number: usize, line: &Value) -> Vec<String> {
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

    fn rest(&self, count: usize, file: &str) -> Option<String> {
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

fn line_json(line: &LedgerLine) -> Value {
    json!({
        "source": line.source, "file": line.file, "sheet": line.sheet, "row": line.row,
        "disposition": line.disposition, "inspection_id": line.inspection_id,
        "outcome": line.outcome, "cause": line.cause, "probability": line.probability,
        "detail": line.detail,
    })
}

fn row_json(row: &RowShown<'_>, lang: Lang) -> Value {
    let mut value = line_json(row.line);
    let findings: Vec<Value> = row
        .findings
        .iter()
        .map(
            |finding| json!({ "rule": finding.rule, "cell": finding.cell, "title": finding.title }),
        )
        .collect();
    value["findings"] = findings.into();
    value["cells"] = match &row.cells {
        Ok(cells) => cells
            .iter()
            .map(|cell| json!({ "column": cell.column, "header": cell.header, "text": cell.text }))
            .collect(),
        Err(_) => Value::Null,
    };
    value["cells_missing"] = match &row.cells {
        Ok(_) => Value::Null,
        Err(why) => why.in_lang(lang).into(),
    };
    value
}

fn link_json(link: &LinkLine) -> Value {
    let comparisons: Vec<Value> = link
        .comparisons()
        .into_iter()
        .map(
            |(name, level, weight)| json!({ "comparison": name, "level": level, "weight": weight }),
        )
        .collect();
    json!({
        "inspection_id": link.cell("inspection_id"),
        "code_inspection_id": link.cell("code_inspection_id"),
        "code_id": link.cell("code_id"), "decision": link.cell("decision"),
        "prior": link.number("prior"), "comparisons": comparisons,
        "weight": link.number("weight"), "probability": link.number("probability"),
    })
}
