//! An explanation put together, and as JSON.

use super::cells::{Cells, Inputs};
use super::figure::{Basis, Figure};
use super::run_files::{FindingLine, LedgerLine, LinkLine, NearestLine, RunFiles};
use super::spoken::{RECORDS_SHOWN, Say, place};
use super::subject::Subject;
use super::why_not::WhyNot;
use crate::model::{Cause, Lang};
use serde_json::{Value, json};

/// One row with its cells.
pub struct RowShown<'r> {
    pub line: &'r LedgerLine,
    pub cells: Cells,
    pub findings: Vec<&'r FindingLine>,
}

/// One inspection: its rows and the links they stand in.
pub struct InspectionShown<'r> {
    pub id: &'r str,
    pub rows: Vec<RowShown<'r>>,
    pub links: Vec<&'r LinkLine>,
    /// Of its records without a partner: what comes nearest.
    pub nearest: Vec<&'r NearestLine>,
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
    /// The other of two records, and why they are not one visit.
    why_not: Option<(InspectionShown<'r>, &'r WhyNot<'r>)>,
    figure: Option<&'r Figure<'r>>,
}

/// What the explanation is about.
pub enum Heading<'r> {
    Inspection(&'r str),
    Row(&'r LedgerLine),
    Cause(Cause),
    Line(usize),
    Figure(&'r str),
    Enterprise(&'r str),
    WhyNot(&'r str, &'r str),
}

impl<'r> Page<'r> {
    pub fn of(subject: &'r Subject<'r>, run: &'r RunFiles) -> Page<'r> {
        let mut inputs = Inputs::of(run);
        let statement = run.statement["lines"].as_array();
        let lines = || statement.into_iter().flatten().enumerate();
        let mut page = Page {
            heading: Heading::Line(0),
            inspection: None,
            row: None,
            lines: Vec::new(),
            marked: Vec::new(),
            why_not: None,
            figure: None,
        };
        match subject {
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
                page.heading = Heading::Cause(*cause);
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
                page.lines = lines().filter(|(number, _)| number == at).collect();
            }
            Subject::Figure(figure) => {
                page.heading = Heading::Figure(figure.key);
                page.figure = Some(figure);
                match &figure.basis {
                    Basis::Rows(rows) => page.marked.clone_from(rows),
                    Basis::Statement => page.lines = lines().collect(),
                    Basis::Figures(_) | Basis::Words => {}
                }
            }
            Subject::Enterprise(name, rows) => {
                page.heading = Heading::Enterprise(name);
                page.marked.clone_from(rows);
            }
            Subject::WhyNot(pair) => {
                page.heading = Heading::WhyNot(pair.one, pair.other);
                page.inspection = Some(inspection(pair.one, run, &mut inputs));
                page.why_not = Some((inspection(pair.other, run, &mut inputs), pair));
            }
        }
        page
    }

    pub fn text(&self, lang: Lang) -> String {
        let say = Say { lang };
        let mut lines = vec![say.heading(&self.heading)];
        lines.extend(self.figure.iter().map(|figure| say.figure(figure)));
        if let Some((_, pair)) = &self.why_not {
            lines.extend(say.why_not(pair));
        }
        if let Some(inspection) = &self.inspection {
            lines.extend(say.inspection(inspection));
        }
        if let Some((other, _)) = &self.why_not {
            lines.extend(say.inspection(other));
        }
        if let Some(row) = &self.row {
            lines.extend(say.verdict(row.line));
            lines.extend(say.row(row));
        }
        for (at, line) in &self.lines {
            lines.extend(say.statement_line(*at + 1, line));
        }
        if !self.marked.is_empty() {
            let these = match self.heading {
                Heading::Figure(_) => say.either("所依据的行:", "the rows behind it:"),
                Heading::Enterprise(_) => say.either("涉及的行:", "its rows:"),
                _ => say.either("标注该原因的行:", "rows that carry it:"),
            };
            lines.push(these.to_string());
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
            Heading::Figure(key) => {
                json!({ "figure": key, "value": self.figure.map(|figure| figure.value) })
            }
            Heading::Enterprise(name) => json!({ "enterprise": name }),
            Heading::WhyNot(one, other) => json!({ "inspection_id": one, "why_not": other }),
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
        let nearest: Vec<&NearestLine> = self
            .inspection
            .iter()
            .flat_map(|inspection| inspection.nearest.iter().copied())
            .collect();
        let reasons = self.why_not.as_ref().map(|(_, pair)| {
            let said = pair.reasons.iter().map(|reason| reason.in_lang(lang));
            said.collect::<Vec<&str>>()
        });
        let made_of = self.figure.and_then(|figure| match &figure.basis {
            Basis::Figures(keys) => Some(keys),
            _ => None,
        });
        let how = self.figure.and_then(|figure| figure.how.as_deref());
        json!({
            "subject": subject, "rows": rows, "links": links, "statement_lines": lines,
            "nearest": nearest, "why_not": reasons, "how": how, "made_of": made_of,
        })
    }
}

fn inspection<'r>(id: &'r str, run: &'r RunFiles, inputs: &mut Inputs<'r>) -> InspectionShown<'r> {
    let mut lines = run.rows_by_inspection().remove(id).unwrap_or_default();
    lines.sort_by_key(|line| reading_order(line));
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
        nearest: run
            .nearest
            .iter()
            .filter(|line| line.inspection_id == id)
            .collect(),
    }
}

/// The inspection first, then its code, then what was planned; documents after what they belong to.
fn reading_order(line: &LedgerLine) -> (usize, bool) {
    let sources = ["safety", "platform", "plan"];
    let source = sources.iter().position(|source| *source == line.source);
    (
        source.unwrap_or(sources.len()),
        line.disposition == "document",
    )
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
