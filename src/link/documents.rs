//! Document numbers as evidence: which ones name a visit, and how those of two events agree.

use crate::model::DocumentNumber;

/// What identifies a visit in a document number. The area may be empty, the year 0; a re-inspection
/// opinion shares the serial of the visit it follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Numbered {
    pub area: Box<str>,
    pub year: u16,
    pub serial: u32,
    pub reinspection: bool,
}

/// Signs of case files, which run on serials of their own; every other number is the visit's.
const CASE_SIGNS: [char; 15] = [
    '罚', '立', '询', '听', '催', '缴', '移', '结', '强', '扣', '封', '抽', '鉴', '案', '呈',
];

/// None for a number that names no visit.
pub fn numbered(number: &DocumentNumber) -> Option<Numbered> {
    (!number.kind.contains(CASE_SIGNS)).then(|| Numbered {
        area: number.area.clone(),
        year: number.year,
        serial: number.serial,
        reinspection: number.kind.contains('复'),
    })
}

/// The level of the document comparison.
pub fn document_level(a: &[Numbered], b: &[Numbered]) -> u8 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let mut best = 3;
    for left in a {
        for right in b {
            let areas_clash =
                !left.area.is_empty() && !right.area.is_empty() && left.area != right.area;
            if left.serial != right.serial || areas_clash {
                continue;
            }
            let year_missing = left.year == 0 || right.year == 0;
            match left.year == right.year {
                true if left.reinspection == right.reinspection => return 1,
                true => best = 2,
                false if year_missing => best = 2,
                false => {}
            }
        }
    }
    best
}
