//! A page as bytes, for the way from the child process that read it. Own and small: the two ends
//! are always the same program.

use super::page::{Page, Refusal};
use super::sheet::{Area, CELLS_MAX, DoubtKind, Sheet};
use crate::model::{Cell, RowBuffer};

/// The bytes end too early or mean nothing: the child died while writing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenOff;

const CONTAINERS: [&str; 1] = ["xls"];
const DOUBTS: [DoubtKind; 6] = [
    DoubtKind::Undecodable,
    DoubtKind::Controls,
    DoubtKind::LongCell,
    DoubtKind::FormulaWithoutValue,
    DoubtKind::OpenQuote,
    DoubtKind::LostText,
];
/// Stands at the end, so that a page cut off is never taken for a whole one.
const END: u32 = 0x5a5a_a5a5;

pub(super) fn to_bytes(read: &Result<Page, Refusal>) -> Vec<u8> {
    let mut out = Vec::new();
    match read {
        Ok(page) => {
            let container = CONTAINERS.iter().position(|name| *name == page.container);
            put_number(&mut out, container.map_or(1000, |at| at as u32));
            put_number(&mut out, page.sheets.len() as u32);
            page.sheets
                .iter()
                .for_each(|sheet| put_sheet(&mut out, sheet));
            put_number(&mut out, page.lost.len() as u32);
            for (name, why) in &page.lost {
                put_text(&mut out, name);
                put_refusal(&mut out, why);
            }
        }
        Err(why) => {
            put_number(&mut out, u32::MAX);
            put_refusal(&mut out, why);
        }
    }
    put_number(&mut out, END);
    out
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Result<Page, Refusal>, BrokenOff> {
    let mut rest = bytes;
    let read = match take_number(&mut rest)? {
        u32::MAX => Err(take_refusal(&mut rest)?),
        container => {
            let container = CONTAINERS.get(container as usize).ok_or(BrokenOff)?;
            let mut page = Page::new(container, "");
            for _ in 0..take_number(&mut rest)? {
                page.sheets.push(take_sheet(&mut rest)?);
            }
            for _ in 0..take_number(&mut rest)? {
                let name = take_text(&mut rest)?;
                page.lost.push((name, take_refusal(&mut rest)?));
            }
            Ok(page)
        }
    };
    match take_number(&mut rest)? {
        END => Ok(read),
        _ => Err(BrokenOff),
    }
}

fn put_number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

fn put_sheet(out: &mut Vec<u8>, sheet: &Sheet) {
    put_text(out, &sheet.name);
    put_number(out, sheet.rows.len() as u32);
    for row in &sheet.rows {
        put_number(out, row.len() as u32);
        row.iter().for_each(|cell| put_cell(out, cell));
    }
    put_number(out, sheet.merges.len() as u32);
    for area in &sheet.merges {
        for edge in [area.top, area.left, area.bottom, area.right] {
            put_number(out, edge as u32);
        }
    }
    put_number(out, sheet.doubts.len() as u32);
    for doubt in &sheet.doubts {
        put_number(out, doubt.row as u32);
        put_number(out, doubt.column.map_or(0, |column| column as u32 + 1));
        let kind = DOUBTS.iter().position(|kind| *kind == doubt.kind);
        put_number(out, kind.map_or(u32::MAX, |at| at as u32));
    }
}

fn put_cell(out: &mut Vec<u8>, cell: Cell) {
    match cell {
        Cell::Empty => out.push(0),
        Cell::Text(text) => {
            out.push(1);
            put_text(out, text);
        }
        Cell::Number(number) => {
            out.push(2);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Date(moment) => {
            out.push(3);
            out.extend_from_slice(&moment.and_utc().timestamp().to_le_bytes());
        }
        Cell::Bool(truth) => out.extend([4, u8::from(truth)]),
        Cell::Error(text) => {
            out.push(5);
            put_text(out, text);
        }
    }
}

fn put_refusal(out: &mut Vec<u8>, why: &Refusal) {
    let (kind, text) = match why {
        Refusal::Encrypted => (0, ""),
        Refusal::TooLarge(_) => (1, ""),
        Refusal::Empty => (2, ""),
        Refusal::ReaderLost(reason) => (3, reason.as_str()),
        Refusal::Damaged(reason) | Refusal::Unopened(reason) => (4, reason.as_str()),
        Refusal::NotATable(stranger) => (4, stranger.en),
        // The child is given one workbook, never an archive.
        Refusal::LockedMember | Refusal::TooDeep | Refusal::TooMany(_) => (4, "an archive"),
    };
    put_number(out, kind);
    put_text(out, text);
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BrokenOff> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(BrokenOff)?;
    *rest = tail;
    Ok(*head)
}

fn take_number(rest: &mut &[u8]) -> Result<u32, BrokenOff> {
    take(rest).map(u32::from_le_bytes)
}

fn take_text(rest: &mut &[u8]) -> Result<String, BrokenOff> {
    take_str(rest).map(str::to_string)
}

fn take_str<'a>(rest: &mut &'a [u8]) -> Result<&'a str, BrokenOff> {
    let length = take_number(rest)? as usize;
    let (head, tail) = rest.split_at_checked(length).ok_or(BrokenOff)?;
    *rest = tail;
    std::str::from_utf8(head).map_err(|_| BrokenOff)
}

fn take_sheet(rest: &mut &[u8]) -> Result<Sheet, BrokenOff> {
    let mut sheet = Sheet::named(take_text(rest)?);
    let mut cells = 0usize;
    let mut row = RowBuffer::default();
    for _ in 0..take_number(rest)? {
        let width = take_number(rest)? as usize;
        cells += width;
        if cells > CELLS_MAX || width > rest.len() {
            return Err(BrokenOff);
        }
        for _ in 0..width {
            row.push(take_cell(rest)?);
        }
        sheet.rows.push(row.take());
    }
    for _ in 0..take_number(rest)? {
        let mut edge = || take_number(rest).map(|number| number as usize);
        sheet.merge(Area {
            top: edge()?,
            left: edge()?,
            bottom: edge()?,
            right: edge()?,
        });
    }
    for _ in 0..take_number(rest)? {
        let row = take_number(rest)? as usize;
        let column = (take_number(rest)? as usize).checked_sub(1);
        let kind = DOUBTS.get(take_number(rest)? as usize).ok_or(BrokenOff)?;
        sheet.doubt(row, column, *kind);
    }
    Ok(sheet.finish())
}

fn take_cell<'a>(rest: &mut &'a [u8]) -> Result<Cell<'a>, BrokenOff> {
    let [kind] = take::<1>(rest)?;
    Ok(match kind {
        0 => Cell::Empty,
        1 => Cell::Text(take_str(rest)?),
        2 => Cell::Number(f64::from_le_bytes(take(rest)?)),
        3 => {
            let seconds = i64::from_le_bytes(take(rest)?);
            let moment = chrono::DateTime::from_timestamp(seconds, 0).ok_or(BrokenOff)?;
            Cell::Date(moment.naive_utc())
        }
        4 => Cell::Bool(take::<1>(rest)? == [1]),
        5 => Cell::Error(take_str(rest)?),
        _ => return Err(BrokenOff),
    })
}

fn take_refusal(rest: &mut &[u8]) -> Result<Refusal, BrokenOff> {
    let kind = take_number(rest)?;
    let reason = take_text(rest)?;
    Ok(match kind {
        0 => Refusal::Encrypted,
        1 => Refusal::TooLarge(0),
        2 => Refusal::Empty,
        3 => Refusal::ReaderLost(reason),
        _ => Refusal::Damaged(reason),
    })
}

#[cfg(test)]
mod tests {
    use super::super::value::iso_cell;
    use super::*;

    #[test]
    fn a_page_comes_back_whole_or_not_at_all() {
        let mut sheet = Sheet::named("检查记录");
        let cells = [
            Cell::Text("甲"),
            Cell::Number(0.1),
            iso_cell("2025-03-05T09:30:00"),
            Cell::Bool(true),
            Cell::Error("#N/A"),
        ];
        for (column, cell) in cells.iter().enumerate() {
            sheet.put(1, column * 2, *cell).unwrap();
        }
        let area = Area {
            top: 0,
            left: 1,
            bottom: 0,
            right: 3,
        };
        sheet.merge(area);
        DOUBTS
            .iter()
            .for_each(|kind| sheet.doubt(1, Some(2), *kind));
        sheet.doubt(1, None, DoubtKind::OpenQuote);
        let doubts = sheet.doubts.clone();
        let mut page = Page::new("xls", "");
        page.sheets.push(sheet.finish());
        page.lost.push(("图".into(), Refusal::Damaged("x".into())));
        let bytes = to_bytes(&Ok(page));
        let back = from_bytes(&bytes).unwrap().unwrap();
        assert_eq!(back.sheets[0].rows[1].get(4), Some(cells[2]));
        assert_eq!(back.sheets[0].rows[1].get(8), Some(cells[4]));
        assert_eq!(back.sheets[0].merges, [area]);
        assert_eq!(back.sheets[0].doubts.len(), doubts.len());
        assert!(
            doubts
                .iter()
                .all(|doubt| back.sheets[0].doubts.contains(doubt))
        );
        assert_eq!(back.lost.len(), 1);
        for cut in 0..bytes.len() {
            assert_eq!(
                from_bytes(&bytes[..cut]).map(|_| ()),
                Err(BrokenOff),
                "{cut}"
            );
        }
        let refused = to_bytes(&Err(Refusal::Encrypted));
        assert_eq!(
            from_bytes(&refused).unwrap().unwrap_err(),
            Refusal::Encrypted
        );
    }
}
