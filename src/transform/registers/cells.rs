//! What one cell of a register says.

use crate::ground::fold::{fold_key, is_placeholder, trim};
use crate::ground::traditional::simplified;
use crate::model::{Cell, ColumnKind, EntryValue};
use crate::transform::fields::amounts::{read_amount, read_count};
use crate::transform::fields::dates::{DateSense, read_date};
use crate::transform::fields::flags::read_flag;

/// The value of a cell; an error where the text cannot be what the column holds.
pub fn read_cell(
    cell: &Cell<'_>,
    kind: ColumnKind,
    sense: DateSense,
    fen_per_unit: i64,
) -> Result<EntryValue, ()> {
    let said = match kind {
        ColumnKind::Text => return Ok(text(cell)),
        ColumnKind::Day => read_date(cell, sense)
            .map(|day| day.map(|when| EntryValue::Day(when.day)).map_err(drop)),
        ColumnKind::Money => read_amount(cell, fen_per_unit).map(|fen| fen.map(EntryValue::Fen)),
        ColumnKind::Count => read_count(cell).map(|n| n.map(|n| EntryValue::Count(i64::from(n)))),
        ColumnKind::Flag => return flag(cell),
    };
    said.unwrap_or(Ok(EntryValue::Blank))
}

fn text(cell: &Cell<'_>) -> EntryValue {
    let text = cell.text();
    match is_placeholder(&text) {
        true => EntryValue::Blank,
        false => EntryValue::Text(simplified(trim(&text))),
    }
}

/// 是, 否, and what forms write instead: 已受理, 未立案, 已全部整改, 整改中.
fn flag(cell: &Cell<'_>) -> Result<EntryValue, ()> {
    let text = cell.text();
    if let Some(flag) = read_flag(&text) {
        return Ok(EntryValue::Flag(flag));
    }
    if is_placeholder(&text) {
        return Ok(EntryValue::Blank);
    }
    let key = fold_key(&text);
    let no = ["未", "不", "没", "无"];
    let yes = ["已", "是", "完成", "受理", "立案", "出庭", "整改", "收回"];
    let unfinished = key.ends_with('中') || ["正在", "待"].iter().any(|w| key.starts_with(w));
    if unfinished || no.iter().any(|word| key.starts_with(word)) {
        return Ok(EntryValue::Flag(false));
    }
    match yes
        .iter()
        .any(|word| key.starts_with(word) || key.ends_with(word))
    {
        true => Ok(EntryValue::Flag(true)),
        false => Err(()),
    }
}
