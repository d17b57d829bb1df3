//! Which of two contradicting rows is the newer one, and how that is known.

use super::content::{content, exported_at, finality};
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, FurnitureKind, RowKind, SourceTable, Text};
use crate::transform::fields::dates::{DateSense, read_date_text};
use chrono::{NaiveDate, NaiveDateTime};

/// Why one row was taken for the newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    /// Its own time of export or change is later.
    ByRow,
    /// The page says when it was printed or exported.
    ByPage,
    /// The files' names carry days.
    ByName,
    /// Its state is more final.
    ByState,
    /// Nothing tells.
    Untold,
}

impl Newer {
    pub fn told(self) -> Text {
        match self {
            Newer::ByRow => Text::new(
                "该行的导出或更新时间较晚",
                "its time of export or change is later",
            ),
            Newer::ByPage => Text::new(
                "该表注明的导出时间较晚",
                "its page says that it was exported later",
            ),
            Newer::ByName => Text::new("文件名中的日期较晚", "the day in its file's name is later"),
            Newer::ByState => Text::new("状态更靠后", "its state is more final"),
            Newer::Untold => Text::new("无从判断哪一条较新", "nothing tells which is newer"),
        }
    }
}

/// What is known of the ages of tables, each looked up once.
pub struct Ages {
    pages: Vec<Option<NaiveDateTime>>,
    names: Vec<Option<NaiveDate>>,
}

impl Ages {
    pub fn of(tables: &[SourceTable]) -> Ages {
        Ages {
            pages: tables.iter().map(page_time).collect(),
            names: tables
                .iter()
                .map(|table| day_in_name(&table.file))
                .collect(),
        }
    }

    /// The newest of some tables by what their pages say, else by the days in their names; `None`
    /// where that parts none from the others.
    pub fn newest_table(&self, tables: &[u32]) -> Option<u32> {
        let page = |table: u32| self.pages[table as usize];
        let name =
            |table: u32| self.names[table as usize].map(|day| day.and_time(chrono::NaiveTime::MIN));
        let latest = |time: &dyn Fn(u32) -> Option<NaiveDateTime>| {
            let times: Option<Vec<_>> = tables.iter().map(|table| time(*table)).collect();
            let times = times?;
            let most = times.iter().max()?;
            let mut newest = tables.iter().zip(&times).filter(|(_, time)| *time == most);
            let first = newest.next().map(|(table, _)| *table);
            first.filter(|_| newest.next().is_none())
        };
        latest(&page).or_else(|| latest(&name))
    }

    /// The newest of a class in export order, by the first evidence that parts it from the others.
    pub fn newest(
        &self,
        class: &[usize],
        record: impl Fn(usize) -> CanonicalRef,
    ) -> (usize, Newer) {
        let of = |at: usize| {
            let told = record(at);
            let table = told.table;
            (told, self.pages[table], self.names[table])
        };
        let by = |newer: Newer| -> Option<usize> {
            let key = |at: usize| {
                let (told, page, name) = of(at);
                match newer {
                    Newer::ByRow => told.exported,
                    Newer::ByPage => page,
                    Newer::ByName => name.map(|day| day.and_time(chrono::NaiveTime::MIN)),
                    _ => None,
                }
            };
            // Evidence that one row lacks says nothing.
            let keys: Option<Vec<NaiveDateTime>> = class.iter().map(|at| key(*at)).collect();
            let keys = keys?;
            let most = keys.iter().max()?;
            let alike = keys.iter().filter(|key| *key == most).count();
            (alike < keys.len()).then(|| {
                let last = keys.iter().rposition(|key| key == most).unwrap_or(0);
                class[last]
            })
        };
        for newer in [Newer::ByRow, Newer::ByPage, Newer::ByName] {
            if let Some(at) = by(newer) {
                return (at, newer);
            }
        }
        let finality = |at: usize| of(at).0.finality;
        let most = class.iter().map(|at| finality(*at)).max().unwrap_or(0);
        let newest = class.iter().rev().find(|at| finality(**at) == most);
        if class.iter().any(|at| finality(*at) != most) {
            return (newest.copied().unwrap_or(class[0]), Newer::ByState);
        }
        // Not by the order of the files: their names say nothing here.
        let by_content = class.iter().max_by_key(|at| of(**at).0.content);
        (by_content.copied().unwrap_or(class[0]), Newer::Untold)
    }
}

/// What a row says of its own age.
pub struct CanonicalRef {
    table: usize,
    exported: Option<NaiveDateTime>,
    finality: u8,
    content: String,
}

impl CanonicalRef {
    /// With what the row says beside its record.
    pub fn of(record: &CanonicalRecord, beside: String) -> Self {
        CanonicalRef {
            table: record.place.table as usize,
            exported: exported_at(record),
            finality: finality(record),
            content: content(record) + &beside,
        }
    }
}

/// 导出时间：2025-07-01 08:00 above or below the table.
fn page_time(table: &SourceTable) -> Option<NaiveDateTime> {
    const WORDS: [&str; 7] = [
        "导出时间",
        "导出日期",
        "打印时间",
        "打印日期",
        "制表日期",
        "更新时间",
        "数据截至",
    ];
    let told = |kind: RowKind| {
        matches!(
            kind,
            RowKind::Furniture(FurnitureKind::Title | FurnitureKind::Note)
        )
    };
    let rows = table.rows.iter().filter(|row| told(row.kind));
    let mut found = None;
    for row in rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| cell.text().into_owned())
            .collect();
        for (at, text) in cells.iter().enumerate() {
            let Some(rest) = WORDS.iter().find_map(|word| after(text, word)) else {
                continue;
            };
            let next = cells[at + 1..].iter().find(|text| !text.trim().is_empty());
            let written = if rest.is_empty() {
                next.map_or("", String::as_str)
            } else {
                &rest
            };
            let when = read_date_text(written, DateSense::default());
            if let Some(Ok(when)) = when {
                found = Some(when.instant());
            }
        }
    }
    found
}

/// The date that follows a word: digits and the signs between them.
fn after(text: &str, word: &str) -> Option<String> {
    let rest = &text[text.find(word)? + word.len()..];
    let rest = rest.trim_start_matches([':', '：', ' ', '\u{3000}']);
    let of_date = |c: &char| c.is_ascii_digit() || "-/.: 年月日时分秒T".contains(*c);
    let date: String = rest.chars().take_while(of_date).collect();
    Some(date.trim().to_string())
}

/// The last whole day that a file's name carries: 检查台账_20250701.xls, 台账2025-07-01.csv.
fn day_in_name(file: &str) -> Option<NaiveDate> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let key = fold_key(name);
    let digits = |c: char| c.is_ascii_digit();
    let runs: Vec<&str> = key.split(|c: char| !digits(c)).collect();
    let day = |year: &str, month: &str, day: &str| {
        let sized = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
        let part = |text: &str| text.parse().ok();
        let date = NaiveDate::from_ymd_opt(part(year)? as i32, part(month)?, part(day)?)?;
        (sized && (1990..2100).contains(&chrono::Datelike::year(&date))).then_some(date)
    };
    let packed = runs.iter().rev().find_map(|run| match run.len() {
        8 | 12 | 14 => day(&run[..4], &run[4..6], &run[6..8]),
        _ => None,
    });
    packed.or_else(|| {
        let mut spelt = runs.windows(3).rev();
        spelt.find_map(|three| day(three[0], three[1], three[2]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_names() {
        for (name, day) in [
            ("a/检查台账_20250701.xls", Some("2025-07-01")),
            ("检查台账2025-07-01(1).csv", Some("2025-07-01")),
            ("台账_20250101-20250331.xlsx", Some("2025-03-31")),
            ("export20250701083000.xls", Some("2025-07-01")),
            ("2025年7月1日导出.xls", Some("2025-07-01")),
            ("检查台账202507.xls", None),
            ("2025-Q3.xls", None),
            ("12345678.xls", None),
        ] {
            let found = day_in_name(name).map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{name}");
        }
    }
}
