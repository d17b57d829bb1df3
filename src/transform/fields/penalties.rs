//! Whether a penalty followed a visit, in the ways a register says so: a tick, a number of
//! decisions, a decision's number, words.

use super::contains_any;
use super::flags::read_flag;
use super::numbers::read_numbers;
use crate::ground::fold::{clauses, fold_key};
use crate::model::DocumentNumber;

/// Marks of penalty decisions; 罚告, 听告 and the like only announce one.
pub fn is_penalty_decision(number: &DocumentNumber) -> bool {
    matches!(&*number.kind, "罚" | "罚当" | "当罚")
}

/// Yes, no, or `None` where the cell says neither.
pub fn read_penalty(text: &str) -> Option<bool> {
    let key = fold_key(text);
    if let Ok(number) = key.parse::<f64>() {
        return Some(number > 0.0);
    }
    read_flag(&key).or_else(|| penalty_in_words(&key, text))
}

/// The same in a cell that tells the outcome of a visit in words; silence about penalties is
/// `None`.
pub fn read_outcome(text: &str) -> Option<bool> {
    penalty_in_words(&fold_key(text), text)
}

fn penalty_in_words(key: &str, text: &str) -> Option<bool> {
    if read_numbers(text).iter().any(is_penalty_decision) {
        return Some(true);
    }
    let not_yet = [
        "不予",
        "免予",
        "免于",
        "不",
        "未",
        "无",
        "拟",
        "建议",
        "待",
        "告知",
        "将",
        "免罚",
        "依法从",
        "否则",
    ];
    let penal = [
        "处罚",
        "罚款",
        "警告",
        "罚没",
        "没收",
        "责令停产停业",
        "吊销",
    ];
    let told = clauses(key).filter(|clause| contains_any(clause, &penal));
    told.map(|clause| !contains_any(clause, &not_yet))
        .reduce(|a, b| a || b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn penalties_as_registers_tell_them() {
        for (text, told) in [
            ("是", Some(true)),
            ("否", Some(false)),
            ("2", Some(true)),
            ("0", Some(false)),
            ("（湘乡）应急罚〔2025〕7号", Some(true)),
            ("（湘乡）应急罚告〔2025〕7号", None),
            ("罚款1万元", Some(true)),
            ("已作出行政处罚", Some(true)),
            ("立案处罚", Some(true)),
            ("警告", Some(true)),
            ("不予处罚", Some(false)),
            ("拟处罚", Some(false)),
            ("责令改正", None),
            ("", None),
        ] {
            assert_eq!(read_penalty(text), told, "{text}");
        }
        assert_eq!(read_outcome("责令限期整改,并处罚款2万元"), Some(true));
        assert_eq!(read_outcome("现场处理"), None);
        assert_eq!(read_outcome("未发现问题"), None);
    }
}
