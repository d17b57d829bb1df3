//! No text makes a reader fall over: pieces of everything that cells hold, in every mixture.

use super::*;
use crate::model::Cell;

const PIECES: [&str; 40] = [
    "2025",
    "3",
    "05",
    "-",
    "/",
    ".",
    "年",
    "月",
    "日",
    "〔",
    "〕",
    "（",
    "）",
    "号",
    "第",
    "应急",
    "检记",
    "复查",
    "T",
    ":",
    "时",
    "下午",
    "至",
    "~",
    "—",
    "、",
    " ",
    "\n",
    "周",
    "𠮷",
    "é",
    "塅",
    "公司",
    "次",
    "%",
    "E+17",
    "万元",
    "是",
    "牵头部门",
    "\u{200b}",
];

fn read_everything(text: &str) {
    let cell = Cell::Text(text);
    let sense = dates::DateSense {
        year: Some(2025),
        ..Default::default()
    };
    let _ = dates::read_date(&cell, sense);
    let _ = credit::read_code(&cell);
    let _ = numbers::read_numbers(text);
    let _ = months::read_months(text);
    let _ = officers::read_officers(text);
    let _ = officers::is_people(text);
    let _ = routes::read_route(text);
    let _ = routes::read_route_answer(text, "是");
    let _ = states::read_code_state(text);
    let _ = states::read_record_state(text);
    let _ = flags::read_joint(text);
    let _ = flags::lead_body(text);
    let _ = amounts::read_count(&cell);
    let _ = amounts::read_plan_count(&cell);
    let _ = amounts::read_amount(&cell, 1_000_000);
    let _ = kinds::read_kind(text);
    let names = towns::TownNames::learn(&[], None, [text].into_iter());
    let _ = names.canonical(text);
}

#[test]
fn mixtures_of_everything_are_read_or_refused() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..20_000 {
        let text: String = (0..1 + next(9))
            .map(|_| PIECES[next(PIECES.len())])
            .collect();
        read_everything(&text);
    }
    for number in [f64::NAN, f64::INFINITY, -1.0, 1e300, 0.5] {
        let cell = Cell::Number(number);
        let _ = dates::read_date(&cell, dates::DateSense::default());
        let _ = amounts::read_count(&cell);
        let _ = amounts::read_amount(&cell, 100);
        let _ = credit::read_code(&cell);
    }
}

#[test]
fn numerals_of_both_kinds() {
    for (text, value) in [
        ("12", Some(12)),
        ("十", Some(10)),
        ("十二", Some(12)),
        ("二十", Some(20)),
        ("三十一", Some(31)),
        ("三", Some(3)),
        ("二〇二五", Some(2025)),
        ("月", None),
        ("", None),
    ] {
        assert_eq!(small_number(text), value, "{text}");
    }
}
