//! The merged areas of a sheet, found by row. A file may claim any number of them over any rows, so
//! that whoever asks for those of one row is never led through all.

use super::sheet::Area;
use crate::model::{Cell, Cells};
use std::collections::BTreeMap;

/// Merged areas that share no cell, from the top and from the left.
#[derive(Debug, Default)]
pub(super) struct Merges {
    areas: Vec<Area>,
    /// A tree over the areas: `lowest[1]` is the lowest row that any of them reaches, and the two
    /// after twice a place say the same of either half of what stands there.
    lowest: Vec<usize>,
}

impl Merges {
    /// Notes an area, for [`Merges::settle`] to put into its place.
    pub fn push(&mut self, area: Area) {
        self.areas.push(area);
    }

    /// Sorts the areas and leaves out those that lie over an earlier one, which no spreadsheet
    /// program lets happen.
    pub fn settle(&mut self) {
        self.areas.sort_by_key(|area| (area.top, area.left));
        // The areas still open above the next one, by their left edges; no two share a column.
        let mut open: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        self.areas.retain(|area| {
            while let Some((left, (right, bottom))) = open.range(..=area.right).next_back() {
                let (left, right, bottom) = (*left, *right, *bottom);
                match (right < area.left, bottom < area.top) {
                    (true, _) => break,
                    (false, true) => drop(open.remove(&left)),
                    (false, false) => return false,
                }
            }
            open.insert(area.left, (area.right, area.bottom));
            true
        });
        let leaves = self.areas.len().next_power_of_two();
        self.lowest = vec![0; 2 * leaves];
        for (at, area) in self.areas.iter().enumerate() {
            self.lowest[leaves + at] = area.bottom + 1;
        }
        for node in (1..leaves).rev() {
            self.lowest[node] = self.lowest[2 * node].max(self.lowest[2 * node + 1]);
        }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Area> {
        self.areas.iter()
    }

    /// The areas whose first row is one of these.
    pub fn beginning_in(&self, rows: std::ops::Range<usize>) -> &[Area] {
        let before = |row: usize| self.areas.partition_point(|area| area.top < row);
        let begin = before(rows.start);
        &self.areas[begin..before(rows.end).max(begin)]
    }

    /// The areas that cover cells of the row.
    pub fn covering(&self, row: usize) -> Vec<Area> {
        let mut found = Vec::new();
        let end = self.areas.partition_point(|area| area.top <= row);
        if end > 0 {
            self.collect(1, 0, self.lowest.len() / 2, (end, row), &mut found);
        }
        found
    }

    /// The rows with what a cell merged over several of them shows in each.
    pub fn spread_down(&self, mut rows: Vec<Cells>) -> Vec<Cells> {
        for area in self.iter().filter(|area| area.bottom > area.top) {
            let told = rows.get(area.top).and_then(|row| row.get(area.left));
            let Some(text) = told.map(|cell| cell.text().into_owned()) else {
                continue;
            };
            let below = rows.iter_mut().take(area.bottom + 1).skip(area.top + 1);
            for row in below.filter(|_| !text.is_empty()) {
                let mut cells = row.to_vec();
                cells.resize(cells.len().max(area.left + 1), Cell::Empty);
                cells[area.left] = Cell::Text(&text);
                *row = cells.into_iter().collect();
            }
        }
        rows
    }

    /// Collects from the `width` areas from `begin` on, of which `node` speaks.
    fn collect(
        &self,
        node: usize,
        begin: usize,
        width: usize,
        (end, row): (usize, usize),
        found: &mut Vec<Area>,
    ) {
        if begin >= end || self.lowest[node] <= row {
            return;
        }
        if width == 1 {
            found.push(self.areas[begin]);
            return;
        }
        let half = width / 2;
        self.collect(2 * node, begin, half, (end, row), found);
        self.collect(2 * node + 1, begin + half, half, (end, row), found);
    }
}

impl FromIterator<Area> for Merges {
    fn from_iter<T: IntoIterator<Item = Area>>(areas: T) -> Self {
        let mut merges = Merges {
            areas: areas.into_iter().collect(),
            lowest: Vec::new(),
        };
        merges.settle();
        merges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(top: usize, left: usize, bottom: usize, right: usize) -> Area {
        Area {
            top,
            left,
            bottom,
            right,
        }
    }

    #[test]
    fn the_areas_of_a_row_are_those_that_a_walk_through_all_finds() {
        let mut seed = 7u64;
        let mut below = |count: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((seed >> 33) % count) as usize
        };
        let drawn: Vec<Area> = (0..400)
            .map(|_| {
                let (top, left) = (below(200), below(30));
                area(top, left, top + below(6) * below(9), left + below(4))
            })
            .collect();
        let merges: Merges = drawn.iter().copied().collect();
        assert!(merges.iter().count() > 50 && merges.iter().count() < drawn.len());
        let all: Vec<Area> = merges.iter().copied().collect();
        for row in 0..270 {
            let covers = |area: &&Area| (area.top..=area.bottom).contains(&row);
            let walked: Vec<Area> = all.iter().filter(covers).copied().collect();
            assert_eq!(merges.covering(row), walked, "row {row}");
            let begins: Vec<Area> = all.iter().filter(|a| a.top == row).copied().collect();
            assert_eq!(merges.beginning_in(row..row + 1), begins);
        }
        for (at, one) in all.iter().enumerate() {
            let apart = |other: &Area| {
                one.bottom < other.top
                    || other.bottom < one.top
                    || one.right < other.left
                    || other.right < one.left
            };
            assert!(all[at + 1..].iter().all(apart), "{one:?} lies over another");
        }
    }

    #[test]
    fn of_two_areas_over_each_other_the_first_stays() {
        let merges: Merges = [area(0, 0, 9, 9), area(3, 3, 3, 12), area(10, 5, 11, 6)]
            .into_iter()
            .collect();
        assert_eq!(merges.iter().count(), 2);
        assert_eq!(merges.covering(3), [area(0, 0, 9, 9)]);
        assert!(Merges::default().covering(3).is_empty());
    }

    #[test]
    fn a_cell_merged_over_rows_says_the_same_in_each() {
        let merges: Merges = [area(0, 0, 0, 1), area(1, 1, 3, 1)].into_iter().collect();
        let row = |line: &str| line.split('|').map(Cell::of_text).collect::<Cells>();
        let rows = vec![row("标题|"), row("1|不同"), row("2"), row("3|"), row("4|")];
        let told: Vec<String> = merges
            .spread_down(rows)
            .iter()
            .map(|row| {
                row.get(1)
                    .map_or(String::new(), |cell| cell.text().into_owned())
            })
            .collect();
        assert_eq!(told, ["", "不同", "不同", "不同", ""]);
    }
}
