//! Which register a table is one of, told by its header words and by what it is called.

use super::by_values;
use crate::model::{
    Basis, ColumnEvidence, ColumnKind, MergedBefore, Register, RegisterColumn, RegisterMapping,
    Source, SourceTable, TableMapping, Text,
};
use crate::transform::columns::{HeaderKey, header_keys, plain_key};
use crate::transform::fields::amounts::amount_beside;

/// Words of headers that only tables of inspections and codes have.
const OF_INSPECTIONS: [&str; 9] = [
    "入企",
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
    let names = names_of(table);
    let mut best: Option<(Claim, usize)> = None;
    for (at, register) in registers.iter().enumerate() {
        if pinned.is_some_and(|name| name != register.name) {
            continue;
        }
        let titled = names.iter().position(|name| is_titled(register, name));
        let is_plain = || has_all(register, &columns_of(register, table, &headers, false));
        if pinned.is_none() && titled.is_none() && !is_plain() {
            continue;
        }
        let mut columns = columns_of(register, table, &headers, true);
        by_values::complete(register, table, &mut columns);
        if pinned.is_none() && !is_known(register, &columns, &headers) {
            continue;
        }
        let claim = Claim {
            nearness: titled.map_or(0, |nth| names.len() - nth),
            found: columns.iter().flatten().count(),
            columns,
        };
        let is_better = |(other, _): &(Claim, usize)| {
            (claim.found, claim.nearness) > (other.found, other.nearness)
        };
        if best.as_ref().is_none_or(is_better) {
            best = Some((claim, at));
        }
    }
    let (mut claim, at) = best?;
    within_texts(&registers[at], table, &mut claim.columns);
    let how = match (pinned, claim.nearness) {
        (Some(_), _) => Told::Pinned,
        (None, 0) => Told::Columns,
        (None, _) => Told::Title,
    };
    Some(seen(table, at, &registers[at], claim.columns, how))
}

/// What speaks for one register.
struct Claim {
    found: usize,
    /// Higher where the title nearer to the table names the register; 0 where none does.
    nearness: usize,
    columns: Vec<Option<u16>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Pinned,
    Columns,
    Title,
}

/// What a table is called: by the lines above it, its sheet, its file and its headers, the surest
/// first.
fn names_of(table: &SourceTable) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in table.rows_above().iter().rev().take(TITLE_ROWS_MAX) {
        names.extend(row.cells.iter().map(|cell| plain_key(&cell.text())));
    }
    names.push(plain_key(&table.sheet));
    let file = table.file.rsplit(['/', '!']).next().unwrap_or(&table.file);
    names.push(plain_key(file));
    // 是否部门联合 asks of each row; it does not say what the table is.
    let headers = table.header.iter().map(|header| plain_key(header));
    names.extend(headers.filter(|header| !asks(header)));
    names.retain(|name| !name.is_empty() && name.chars().count() <= TITLE_CHARS_MAX);
    names
}

/// A header that asks yes or no.
fn asks(header: &str) -> bool {
    header.contains("是否")
}

/// Titles stand close above a table and are no prose.
const TITLE_ROWS_MAX: usize = 6;
const TITLE_CHARS_MAX: usize = 60;

fn is_titled(register: &Register, name: &str) -> bool {
    register
        .titles
        .iter()
        .any(|word| name.contains(word.as_str()))
}

/// Whether all columns stand that tell the register.
fn has_all(register: &Register, columns: &[Option<u16>]) -> bool {
    let mut tells = register.tells.iter();
    tells.all(|name| stands(register, columns, name))
}

fn stands(register: &Register, columns: &[Option<u16>], name: &str) -> bool {
    let at = register.column(name);
    at.is_some_and(|at| columns[at].is_some())
}

/// Whether a table that is called so is such a register: one of the columns that tell stands, and
/// the register knows most of its headers.
fn is_known(register: &Register, columns: &[Option<u16>], headers: &[Vec<HeaderKey>]) -> bool {
    let is_beside = |keys: &&Vec<HeaderKey>| {
        keys.first()
            .is_some_and(|key| !BESIDE.contains(&key.key.as_str()))
    };
    let headed = headers.iter().filter(is_beside).count();
    let found = columns.iter().flatten().count();
    let mut tells = register.tells.iter();
    has_all(register, columns)
        || tells.any(|name| stands(register, columns, name)) && found >= 2 && found * 2 >= headed
}

/// Headers that every list has.
const BESIDE: [&str; 4] = ["序号", "编号", "备注", "说明"];

/// Where the columns of a register stand: each takes the header nearest to one of its words; in a
/// table that is called so also one that has a part of them, if its cells are of that kind.
fn columns_of(
    register: &Register,
    table: &SourceTable,
    headers: &[Vec<HeaderKey>],
    is_told: bool,
) -> Vec<Option<u16>> {
    // How far, which column, which of its words, which header.
    let mut claims: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (at, column) in register.columns.iter().enumerate() {
        let words: Vec<String> = column.words.iter().map(|word| plain_key(word)).collect();
        for (header, keys) in headers.iter().enumerate() {
            let near = keys.iter().filter_map(|key| {
                let nth = words.iter().position(|word| *word == key.key)?;
                Some((usize::from(key.distance), nth))
            });
            if let Some((distance, nth)) = near.min() {
                claims.push((distance, at, nth, header));
                continue;
            }
            let by_part = parted(column, keys).filter(|_| is_told);
            if let Some(distance) = by_part
                && by_values::fits(register, at, table, header as u16 + 1)
            {
                claims.push((PARTS_FROM + distance, at, 0, header));
            }
        }
    }
    claims.sort_unstable();
    let mut columns = vec![None; register.columns.len()];
    let mut taken = vec![false; headers.len()];
    for (_, at, _, header) in claims {
        if columns[at].is_none() && !taken[header] {
            columns[at] = Some(header as u16 + 1);
            taken[header] = true;
        }
    }
    columns
}

/// Amounts without a column of their own are read in the text that tells them.
fn within_texts(register: &Register, table: &SourceTable, columns: &mut [Option<u16>]) {
    for (at, column) in register.columns.iter().enumerate() {
        let text = column
            .within
            .as_ref()
            .and_then(|name| register.column(name));
        let Some(header) = text
            .and_then(|text| columns[text])
            .filter(|_| columns[at].is_none())
        else {
            continue;
        };
        let beside = register
            .columns
            .iter()
            .filter(|other| other.within == column.within);
        let words: Vec<String> = beside.flat_map(|other| other.after.clone()).collect();
        let rows = table.data_rows();
        let cells = rows.filter_map(|row| row.cells.get(usize::from(header) - 1));
        let texts: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
        let speaks = |text: &String| words.iter().any(|word| text.contains(word.as_str()));
        let mut speaking = texts.iter().filter(|text| speaks(text)).peekable();
        let is_silent = speaking.peek().is_none();
        if is_silent || speaking.any(|text| amount_beside(text, &words, &[]).is_some()) {
            columns[at] = Some(header);
        }
    }
}

/// Columns that tell by party what a column of money tells of one: 个人罚款 beside 单位罚款.
fn shares(table: &SourceTable, register: &Register, columns: &[Option<u16>]) -> Vec<(usize, u16)> {
    let by_party = |column: u16| {
        // In brackets stands the unit.
        let header = table.header_of(column).replace('（', "(");
        let key = plain_key(header.split('(').next().unwrap_or_default());
        let bare = PARTIES
            .iter()
            .fold(key.clone(), |bare, party| bare.replace(party, ""));
        (bare != key).then_some(bare)
    };
    let money = register.columns.iter().zip(columns).enumerate();
    let money = money.filter(|(_, (column, _))| column.kind == ColumnKind::Money);
    let mut shares = Vec::new();
    for (at, (_, column)) in money {
        let Some((column, bare)) = column.and_then(|column| Some((column, by_party(column)?)))
        else {
            continue;
        };
        let others = (1..=table.header.len() as u16)
            .filter(|other| *other != column && !columns.contains(&Some(*other)))
            .filter(|other| by_party(*other).as_ref() == Some(&bare));
        shares.extend(others.map(|other| (at, other)));
    }
    shares
}

/// Whom an amount is laid on, as headers say it.
const PARTIES: [&str; 9] = [
    "主要负责人",
    "法定代表人",
    "生产经营单位",
    "负责人",
    "责任人",
    "自然人",
    "单位",
    "企业",
    "个人",
];

/// Farther than any whole word.
const PARTS_FROM: usize = 10;

/// How much a header has beside the longest part that it has.
fn parted(column: &RegisterColumn, keys: &[HeaderKey]) -> Option<usize> {
    let whole = &keys.first()?.key;
    if BESIDE[..1].contains(&whole.as_str()) || asks(whole) && column.kind == ColumnKind::Text {
        return None;
    }
    let had = column
        .parts
        .iter()
        .filter(|part| whole.contains(part.as_str()));
    let longest = had.map(|part| part.chars().count()).max()?;
    Some(whole.chars().count() - longest)
}

/// Why a table is taken for the register.
fn reason(table: &SourceTable, register: &Register, columns: &[Option<u16>], how: Told) -> Text {
    let told = register.tells.iter().filter_map(|name| {
        let column = columns[register.column(name)?]?;
        Some(table.header_of(column).to_string())
    });
    let told: Vec<String> = told.collect();
    match how {
        Told::Pinned => Text::new(
            format!("设置文件指定为台账:{}", register.zh),
            format!("a register by the settings: {}", register.en),
        ),
        Told::Title => Text::new(
            format!(
                "{}台账,标题或名称如此,有这些列:{}",
                register.zh,
                told.join("、")
            ),
            format!(
                "register of {}, by its title or name and its columns {}",
                register.en,
                told.join(", ")
            ),
        ),
        Told::Columns => Text::new(
            format!("{}台账,有这些列:{}", register.zh, told.join("、")),
            format!(
                "register of {}, by its columns {}",
                register.en,
                told.join(", ")
            ),
        ),
    }
}

fn seen(
    table: &SourceTable,
    at: usize,
    register: &Register,
    columns: Vec<Option<u16>>,
    how: Told,
) -> Seen {
    let reason = reason(table, register, &columns, how);
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
                basis: match how {
                    Told::Pinned => Basis::Pinned,
                    Told::Columns | Told::Title => Basis::Header,
                },
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
            shares: shares(table, register, &columns),
            columns,
        },
    }
}

impl Seen {
    pub fn into_mapping(self, table: &SourceTable) -> TableMapping {
        let shares = self.mapping.shares.iter().map(|(_, column)| *column);
        let known: Vec<u16> = self
            .mapping
            .columns
            .iter()
            .flatten()
            .copied()
            .chain(shares)
            .collect();
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
