//! Which register a table is one of, told by its header words.

use crate::model::{
    Basis, ColumnEvidence, MergedBefore, Register, RegisterMapping, Source, SourceTable,
    TableMapping, Text,
};
use crate::transform::columns::{HeaderKey, header_keys, plain_key};

/// Words of headers that only tables of inspections and codes have.
const OF_INSPECTIONS: [&str; 8] = [
    "赋码",
    "扫码",
    "检查码",
    "检查日期",
    "检查时间",
    "检查开始",
    "检查人员",
    "检查类型",
];

/// A table as one of the registers.
pub struct Seen {
    pub source: Source,
    pub mapping: RegisterMapping,
    reason: Text,
    evidence: Vec<ColumnEvidence>,
}

/// The register that a table is one of; `None` where it is none, or the settings say otherwise.
pub fn recognise(table: &SourceTable, registers: &[Register]) -> Option<Seen> {
    let pinned = match table.source_pinned {
        Some(Source::Register(name)) => Some(name),
        Some(Source::Unknown) | None => None,
        Some(_) => return None,
    };
    let headers: Vec<Vec<HeaderKey>> = table.header.iter().map(|text| header_keys(text)).collect();
    if headers.iter().all(Vec::is_empty) {
        return None;
    }
    let of_inspections = headers.iter().flatten().any(|key| {
        let is_whole = key.distance <= 1;
        is_whole && OF_INSPECTIONS.iter().any(|word| key.key.contains(word))
    });
    if pinned.is_none() && of_inspections {
        return None;
    }
    let mut best: Option<(usize, usize, Vec<Option<u16>>)> = None;
    for (at, register) in registers.iter().enumerate() {
        if pinned.is_some_and(|name| name != register.name) {
            continue;
        }
        let columns = columns_of(register, &headers);
        let told = |name: &String| {
            register
                .column(name)
                .is_some_and(|at| columns[at].is_some())
        };
        if pinned.is_none() && !register.tells.iter().all(told) {
            continue;
        }
        let found = columns.iter().flatten().count();
        if best.as_ref().is_none_or(|(_, most, _)| found > *most) {
            best = Some((at, found, columns));
        }
    }
    let (at, _, columns) = best?;
    Some(seen(table, at, &registers[at], columns, pinned.is_some()))
}

/// Where the columns of a register stand: each takes the header nearest to one of its words.
fn columns_of(register: &Register, headers: &[Vec<HeaderKey>]) -> Vec<Option<u16>> {
    let mut claims: Vec<(u8, usize, usize)> = Vec::new();
    for (at, column) in register.columns.iter().enumerate() {
        let words: Vec<String> = column.words.iter().map(|word| plain_key(word)).collect();
        for (header, keys) in headers.iter().enumerate() {
            let near = keys.iter().filter(|key| words.contains(&key.key));
            if let Some(distance) = near.map(|key| key.distance).min() {
                claims.push((distance, at, header));
            }
        }
    }
    claims.sort_unstable();
    let mut columns = vec![None; register.columns.len()];
    let mut taken = vec![false; headers.len()];
    for (_, at, header) in claims {
        if columns[at].is_none() && !taken[header] {
            columns[at] = Some(header as u16 + 1);
            taken[header] = true;
        }
    }
    columns
}

fn seen(
    table: &SourceTable,
    at: usize,
    register: &Register,
    columns: Vec<Option<u16>>,
    pinned: bool,
) -> Seen {
    let told = register.tells.iter().filter_map(|name| {
        let column = columns[register.column(name)?]?;
        Some(table.header_of(column).to_string())
    });
    let told: Vec<String> = told.collect();
    let reason = match pinned {
        true => Text::new(
            format!("设置文件指定为台账:{}", register.zh),
            format!("a register by the settings: {}", register.en),
        ),
        false => Text::new(
            format!("{}台账,有这些列:{}", register.zh, told.join("、")),
            format!(
                "register of {}, by its columns {}",
                register.en,
                told.join(", ")
            ),
        ),
    };
    let evidence = register
        .columns
        .iter()
        .zip(&columns)
        .filter_map(|(column, at)| {
            let at = (*at)?;
            let word = table.header_of(at).to_string();
            Some(ColumnEvidence {
                column: at,
                field: None,
                basis: if pinned { Basis::Pinned } else { Basis::Header },
                share: None,
                text: Text::new(
                    format!("{}台账的 {} 列", register.zh, column.name),
                    format!("column {} of the register of {}", column.name, register.en),
                ),
                word,
                could_be: Vec::new(),
            })
        });
    let mut evidence: Vec<ColumnEvidence> = evidence.collect();
    evidence.sort_by_key(|known| known.column);
    Seen {
        source: register.source(),
        reason,
        evidence,
        mapping: RegisterMapping {
            register: at,
            names: register
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect(),
            title: Text::new(
                format!("{}台账", register.zh),
                format!("register: {}", register.en),
            ),
            columns,
        },
    }
}

impl Seen {
    pub fn into_mapping(self, table: &SourceTable) -> TableMapping {
        let known: Vec<u16> = self.mapping.columns.iter().flatten().copied().collect();
        let merged = MergedBefore::of(&table.header);
        let is_beside = |column: u16| merged.as_ref().is_some_and(|m| m.is_beside(column));
        let headed = 1..=table.header.len() as u16;
        let unmapped = headed.filter(|column| {
            !known.contains(column)
                && !table.header_of(*column).trim().is_empty()
                && !is_beside(*column)
        });
        TableMapping {
            unmapped: unmapped.collect(),
            reason: self.reason,
            evidence: self.evidence,
            register: Some(self.mapping),
            ..TableMapping::bare(self.source)
        }
    }
}
