//! The union of columns: canonical ones under their own names, the others under their headers.

use super::cleaning::{Cleaner, EntryColumn};
use crate::ground::fold::fold_key;
use crate::model::{ColumnKind, FieldName, Lang, MergedColumn, SourceTable};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What makes two columns one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Field(FieldName),
    /// Texts as they stand cannot be added up where one counts in 元 and another in 万元.
    Money(i64),
    /// A register's column: its position among the registers, and the column's in it.
    Entry(usize, usize),
    /// A folded header, or the column's letters where it has none.
    Header(String),
}

/// Where a merged column's values come from in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Column(u16),
    /// Read out of a column that is about something else.
    Implied(u16),
    /// What the table's sheet is named for.
    Sheet,
    Absent,
}

/// The columns of a merged table and where each comes from, by table.
pub struct Union {
    pub columns: Vec<MergedColumn>,
    /// By table (position), then by merged column.
    pub origins: BTreeMap<u32, Vec<Origin>>,
}

/// How columns are told apart and named.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    pub lang: Lang,
    /// Texts stay as they stand, so that money keeps its unit.
    pub as_written: bool,
}

/// Fields that several columns of one table hold, and the one that stands for whatever furniture a
/// form has: their columns are one where their headers are, never by their order.
fn held_by_many(tables: &[(u32, &SourceTable, &Cleaner)]) -> HashSet<FieldName> {
    let mut many = HashSet::from([FieldName::Reporter]);
    for (_, table, cleaner) in tables {
        let mut seen = HashSet::new();
        let fields = (1..=width(table)).filter_map(|column| cleaner.field(column));
        many.extend(fields.filter(|field| !seen.insert(*field)));
    }
    many
}

struct Gathered {
    /// Order of a canonical field; unmapped columns follow as they come.
    rank: (u8, u32),
    title: String,
    field: Option<FieldName>,
    by_table: Vec<(u32, Origin)>,
}

/// `归档盒号` of `其他/归档盒号` where another table has it without a group above it, and this one
/// has it once.
fn own_name<'h>(header: &'h str, table: &SourceTable, plain: &HashSet<String>) -> &'h str {
    let Some((_, own)) = header.rsplit_once('/') else {
        return header;
    };
    let key = fold_key(own);
    let ends = |other: &&String| fold_key(other.rsplit('/').next().unwrap_or(other)) == key;
    let is_only = table.header.iter().filter(ends).count() == 1;
    match is_only && !key.is_empty() && plain.contains(&key) {
        true => own,
        false => header,
    }
}

/// By which words the tables head a register's columns.
struct EntryWords {
    /// By register and column: how many tables have each word.
    counts: BTreeMap<(usize, usize), BTreeMap<(usize, String), usize>>,
}

impl EntryWords {
    fn of(tables: &[(u32, &SourceTable, &Cleaner)]) -> Self {
        let mut counts: BTreeMap<(usize, usize), BTreeMap<(usize, String), usize>> =
            BTreeMap::new();
        for (_, table, cleaner) in tables {
            let entries = (1..=width(table)).filter_map(|column| cleaner.entry(column));
            for entry in entries {
                let of_column = counts.entry(entry.at).or_default();
                *of_column.entry(entry.word.clone()).or_default() += 1;
            }
        }
        EntryWords { counts }
    }

    /// The word that most tables have, of several the first of the list: whatever the tables'
    /// order.
    fn title(&self, entry: &EntryColumn, naming: Naming) -> String {
        let words = self.counts.get(&entry.at).into_iter().flatten();
        let most = words.max_by_key(|((nth, _), count)| (**count, Reverse(*nth)));
        let (_, word) = most.map_or(&entry.word, |(word, _)| word).clone();
        match (entry.kind, naming.lang) {
            (ColumnKind::Money, Lang::Zh) => format!("{word}（元）"),
            (ColumnKind::Money, Lang::En) => format!("{word} (元)"),
            _ => word,
        }
    }
}

/// The union over the tables, each with its position and its cleaner.
pub fn union(tables: &[(u32, &SourceTable, &Cleaner)], naming: Naming) -> Union {
    let mut known: HashMap<(Key, u32), usize> = HashMap::new();
    let mut gathered: Vec<Gathered> = Vec::new();
    let many = held_by_many(tables);
    let words = EntryWords::of(tables);
    let headers = tables.iter().flat_map(|(_, table, _)| &table.header);
    let plain: HashSet<String> = headers.map(|header| fold_key(header)).collect();
    for (at, table, cleaner) in tables {
        let mut nth: HashMap<Key, u32> = HashMap::new();
        let mut add = |key: Key, title: String, field: Option<FieldName>, origin: Origin| {
            let count = nth.entry(key.clone()).or_default();
            *count += 1;
            let next = gathered.len();
            let slot = *known.entry((key.clone(), *count)).or_insert(next);
            if slot == next {
                gathered.push(Gathered {
                    rank: rank(&key, field, next as u32),
                    title,
                    field,
                    by_table: Vec::new(),
                });
            }
            gathered[slot].by_table.push((*at, origin));
        };
        for column in 1..=width(table) {
            let field = cleaner.field(column);
            let field = field.filter(|f| !cleaner.is_strange || *f == FieldName::Sequence);
            let header = table.header_of(column);
            let before = cleaner.before();
            if before.is_some_and(|b| b.is_beside(column))
                || field.is_none() && is_idle(table, column)
            {
                continue;
            }
            let entry = cleaner.entry(column);
            let in_units =
                |entry: &&EntryColumn| naming.as_written && entry.kind == ColumnKind::Money;
            if let Some(entry) = entry.filter(|entry| !in_units(entry)) {
                let key = Key::Entry(entry.at.0, entry.at.1);
                add(
                    key,
                    words.title(entry, naming),
                    None,
                    Origin::Column(column),
                );
                continue;
            }
            let apart = field.is_some_and(|field| many.contains(&field));
            let named_by = field.filter(|_| !apart || fold_key(header).is_empty());
            let header = match named_by {
                Some(_) => header,
                None => own_name(header, table, &plain),
            };
            let key = key_of(named_by, header, column, cleaner, naming);
            let title = title_of(&key, header, column, naming.lang);
            add(key, title, field, Origin::Column(column));
        }
        let implied = (1..=width(table)).filter(|_| !cleaner.is_strange);
        let implied =
            implied.filter_map(|column| Some((cleaner.implies(column)?, Origin::Implied(column))));
        let by_sheet = cleaner.by_sheet().map(|(field, _)| (*field, Origin::Sheet));
        for (field, origin) in implied.chain(by_sheet) {
            let key = Key::Field(field);
            let title = title_of(&key, "", 0, naming.lang);
            add(key, title, Some(field), origin);
        }
    }
    gathered.sort_by_key(|column| column.rank);
    settled(gathered, tables)
}

/// Names made unique, origins turned round.
fn settled(gathered: Vec<Gathered>, tables: &[(u32, &SourceTable, &Cleaner)]) -> Union {
    let mut taken: HashSet<String> = HashSet::new();
    let mut origins: BTreeMap<u32, Vec<Origin>> = tables
        .iter()
        .map(|(at, _, _)| (*at, vec![Origin::Absent; gathered.len()]))
        .collect();
    let mut columns = Vec::with_capacity(gathered.len());
    for (nth, column) in gathered.into_iter().enumerate() {
        let mut name = column.title.clone();
        let mut copy = 1;
        while !taken.insert(name.clone()) {
            copy += 1;
            name = format!("{}({copy})", column.title);
        }
        for (table, origin) in &column.by_table {
            if let Some(of_table) = origins.get_mut(table) {
                of_table[nth] = *origin;
            }
        }
        let stands = |(table, origin): &(u32, Origin)| match origin {
            Origin::Column(column) | Origin::Implied(column) => Some((*table, *column)),
            Origin::Sheet | Origin::Absent => None,
        };
        columns.push(MergedColumn {
            name,
            field: column.field,
            numeric: false,
            has_raw: false,
            origins: column.by_table.iter().filter_map(stands).collect(),
        });
    }
    Union { columns, origins }
}

fn key_of(
    field: Option<FieldName>,
    header: &str,
    column: u16,
    cleaner: &Cleaner,
    naming: Naming,
) -> Key {
    match field {
        Some(FieldName::FineAmount) if naming.as_written => {
            Key::Money(cleaner.fen_per_unit(column))
        }
        Some(field) => Key::Field(field),
        None => match fold_key(header) {
            key if key.is_empty() => Key::Header(format!("\u{1f}{column}")),
            key => Key::Header(key),
        },
    }
}

fn title_of(key: &Key, header: &str, column: u16, lang: Lang) -> String {
    match (key, lang) {
        (Key::Money(1_000_000), Lang::Zh) => "罚款金额（万元）".to_string(),
        (Key::Money(1_000_000), Lang::En) => "fine amount (10,000 yuan)".to_string(),
        (Key::Money(_), _) => title_of(&Key::Field(FieldName::FineAmount), header, column, lang),
        (Key::Field(field), Lang::Zh) => field.zh().to_string(),
        (Key::Field(field), Lang::En) => field.key().replace('_', " "),
        (Key::Header(_) | Key::Entry(..), _) => {
            let words: Vec<&str> = header.split_whitespace().collect();
            let flat = words.join(if header.is_ascii() { " " } else { "" });
            match (flat.is_empty(), lang) {
                (false, _) => flat,
                (true, Lang::Zh) => format!("第{column}列"),
                (true, Lang::En) => format!("column {column}"),
            }
        }
    }
}

/// Canonical columns in the order of the fields, the page's own running number last.
fn rank(key: &Key, field: Option<FieldName>, nth: u32) -> (u8, u32) {
    match (key, field) {
        (Key::Entry(_, at), _) => (0, *at as u32),
        (_, Some(FieldName::Sequence)) => (2, nth),
        (_, Some(field)) => (0, field as u32 * 4096 + nth.min(4095)),
        (_, None) => (1, nth),
    }
}

/// Columns that hold anything; a row may be longer than the header.
pub fn width(table: &SourceTable) -> u16 {
    let cells = table.data_rows().map(|row| row.cells.len()).max();
    let width = cells.unwrap_or(0).max(table.header.len());
    u16::try_from(width).unwrap_or(u16::MAX - 1)
}

/// Neither header nor value.
fn is_idle(table: &SourceTable, column: u16) -> bool {
    let at = usize::from(column) - 1;
    fold_key(table.header_of(column)).is_empty()
        && table
            .data_rows()
            .all(|row| row.cells.get(at).is_none_or(|cell| cell.is_blank()))
}
