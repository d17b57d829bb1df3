//! Where a value stood.

/// A cell, or a whole row where `column` is 0. Row and column are 1-based, as a spreadsheet program
/// shows the file; `table` is the position of the [`super::SourceTable`] in the run's list, which
/// knows file, sheet and header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub table: u32,
    pub row: u32,
    pub column: u16,
}

impl Place {
    /// The spreadsheet name of the cell: column 6, row 118 is `F118`; a whole row is its number.
    pub fn cell_name(&self) -> String {
        format!("{}{}", column_letters(self.column), self.row)
    }
}

/// A column's letters: 6 is `F`.
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column);
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        for (column, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
        assert_eq!(
            Place {
                table: 0,
                row: 118,
                column: 6
            }
            .cell_name(),
            "F118"
        );
    }
}
