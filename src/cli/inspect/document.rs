//! One file as JSON: everything the page says, and all of it.

use super::Inspection;
use super::columns::columns;
use super::facts::{Facts, facts, kind_words, spans};
use crate::cli::speech::Speech;
use crate::model::{Finding, MergeKind};
use serde_json::{Map, Value, json};

pub fn document(file: &str, inspection: &Inspection, speech: &Speech) -> Value {
    let tables: Vec<Value> = inspection
        .tables_of(file)
        .map(|at| table(at, inspection, speech))
        .collect();
    let findings = inspection.findings_of(file);
    let findings: Vec<Value> = findings.map(|found| finding(found, speech)).collect();
    json!({ "file": file, "tables": tables, "findings": findings })
}

fn table(at: usize, inspection: &Inspection, speech: &Speech) -> Value {
    let table = &inspection.extracted.tables[at];
    let mapping = &inspection.understood.mappings[at];
    let facts = facts(at, &inspection.extracted, &inspection.understood);
    let columns: Vec<Value> = columns(table, mapping, speech)
        .into_iter()
        .map(|column| {
            json!({
                "column": column.letters, "header": column.header,
                "field": column.field, "example": column.example,
                "evidence": column.evidence, "basis": column.basis, "word": column.word,
                "share": column.share, "could_be": column.could_be,
            })
        })
        .collect();
    json!({
        "sheet": table.sheet, "container": table.container, "encoding": table.encoding,
        "source": mapping.source.name(), "kind": MergeKind::of(mapping).name(),
        "reason": speech.in_words(&mapping.reason),
        "header_rows": table.header_rows, "data_rows": table.data_rows().count(),
        "rows": table.rows.len(), "columns": columns,
        "records": facts.records, "rejected": facts.rejected,
        "repeats": repeats(&facts, inspection),
        "furniture": furniture(&facts), "totals": totals(&facts),
        "proposals": proposals(&facts), "broken_codes": facts.broken_codes,
    })
}

fn repeats(facts: &Facts, inspection: &Inspection) -> Vec<Value> {
    let repeats = facts.repeats.iter().map(|repeats| {
        let of = &inspection.extracted.tables[repeats.of as usize];
        json!({ "file": of.file, "sheet": of.sheet, "rows": repeats.rows })
    });
    repeats.collect()
}

fn furniture(facts: &Facts) -> Value {
    let kinds = facts.furniture.iter().map(|furniture| {
        let (_, name) = kind_words(furniture.kind);
        let told = json!({
            "count": furniture.rows.len(), "rows": spans(&furniture.rows),
            "first": furniture.example,
        });
        (name.to_string(), told)
    });
    Value::Object(kinds.collect::<Map<_, _>>())
}

fn totals(facts: &Facts) -> Vec<Value> {
    let totals = facts.totals.iter().map(|check| {
        json!({
            "row": check.row, "column": check.column, "said": check.said, "found": check.found,
            "compared_with": check.basis.name(), "agrees": check.agrees,
        })
    });
    totals.collect()
}

fn proposals(facts: &Facts) -> Vec<Value> {
    let proposals = facts.proposals.iter().map(|proposal| {
        json!({
            "cell": proposal.place.cell_name(), "actual": proposal.actual,
            "proposed": proposal.proposed,
        })
    });
    proposals.collect()
}

fn finding(finding: &Finding, speech: &Speech) -> Value {
    json!({
        "rule": finding.rule, "severity": finding.severity.word(),
        "sheet": finding.sheet, "row": finding.place.map(|place| place.row),
        "column": finding.place.map(|place| place.column), "actual": finding.actual,
        "title": speech.in_words(&finding.title),
        "expected": speech.in_words(&finding.expected),
        "help": speech.in_words(&finding.help),
    })
}
