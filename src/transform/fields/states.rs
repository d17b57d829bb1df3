//! Where a record or a code stands, by the words of its status column.

use super::contains_any;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{CodeState, RecordState};

/// Words of code states; the first line with a word that the text contains tells. What is undone
/// stands before what is done: 未扫码 contains 扫码.
const CODE_WORDS: [(CodeState, &[&str]); 12] = [
    (CodeState::Test, &["测试", "演示", "TEST"]),
    (CodeState::Issued, &["撤销审批", "申请撤销"]),
    (
        CodeState::Cancelled,
        &[
            "撤销", "作废", "取消", "注销", "废止", "撤回", "删除", "无效", "CANCEL", "REVOKE",
            "VOID", "INVALID",
        ],
    ),
    (
        CodeState::Expired,
        &["过期", "失效", "超期", "超时", "逾期", "EXPIRE"],
    ),
    (
        CodeState::Returned,
        &[
            "退回",
            "驳回",
            "不通过",
            "未通过",
            "拒绝",
            "不予",
            "不同意",
            "REJECT",
            "RETURNED",
        ],
    ),
    (
        CodeState::Pending,
        &[
            "待审",
            "审批中",
            "审核中",
            "申请中",
            "草稿",
            "未提交",
            "待提交",
            "暂存",
            "未审",
            "待赋码",
            "未赋码",
            "待受理",
            "待生成",
            "待发码",
            "PENDING",
            "DRAFT",
        ],
    ),
    (
        CodeState::Issued,
        &[
            "未扫",
            "待扫",
            "没有扫",
            "未检查",
            "待检查",
            "没有检查",
            "未使用",
            "待使用",
            "未开始",
            "待开始",
            "未用",
            "UNUSED",
            "UNSCANNED",
        ],
    ),
    (
        CodeState::Completed,
        &["待评价", "未评价", "待归档", "待企业评价"],
    ),
    (
        CodeState::Scanned,
        &["未完成", "待完成", "未办结", "待办结", "未结束"],
    ),
    (
        CodeState::Completed,
        &[
            "完成",
            "已评价",
            "办结",
            "归档",
            "结束",
            "已检查",
            "完结",
            "已评",
            "已使用",
            "核销",
            "COMPLETE",
            "FINISHED",
            "DONE",
        ],
    ),
    (
        CodeState::Scanned,
        &[
            "扫码",
            "检查中",
            "进行中",
            "已签到",
            "执行中",
            "实施中",
            "已到场",
            "核验",
            "使用中",
            "SCANNED",
        ],
    ),
    (
        CodeState::Issued,
        &[
            "赋码", "发放", "发码", "生成", "有效", "正常", "通过", "已用", "批准", "ISSUED",
            "APPROVED", "VALID",
        ],
    ),
];

/// The state of a code; `None` for a blank, `Unknown` for words that mean nothing to us.
pub fn read_code_state(text: &str) -> Option<CodeState> {
    if is_placeholder(text) {
        return None;
    }
    let key = fold_key(text);
    let told = CODE_WORDS
        .iter()
        .find(|(_, words)| contains_any(&key, words));
    Some(told.map_or(CodeState::Unknown, |(state, _)| *state))
}

/// Words of a record taken back.
const VOID_WORDS: [&str; 9] = [
    "作废", "撤销", "废止", "删除", "无效", "取消", "废弃", "VOID", "CANCEL",
];
/// Words of a record not yet complete.
const DRAFT_WORDS: [&str; 36] = [
    "草稿",
    "未提交",
    "暂存",
    "待提交",
    "待审",
    "审核中",
    "审批中",
    "编辑",
    "录入中",
    "未审",
    "退回",
    "驳回",
    "未完成",
    "未归档",
    "未办结",
    "待完善",
    "未生效",
    "拟稿",
    "待签",
    "未签",
    "办理中",
    "在办",
    "处理中",
    "进行中",
    "待检查",
    "未检查",
    "未实施",
    "未开展",
    "待执行",
    "未执行",
    "待开始",
    "未开始",
    "未制作",
    "未出具",
    "DRAFT",
    "PENDING",
];
/// Words of a record that stands.
const SETTLED_WORDS: [&str; 27] = [
    "提交",
    "归档",
    "办结",
    "完成",
    "正式",
    "有效",
    "审核",
    "审批",
    "通过",
    "签",
    "正常",
    "结案",
    "送达",
    "整改",
    "确认",
    "上报",
    "完结",
    "复查",
    "立案",
    "生效",
    "办毕",
    "结束",
    "已处理",
    "FINAL",
    "COMPLETE",
    "ARCHIVE",
    "CLOSED",
];

/// The state of a safety record; `None` for a blank, `Unknown` for words that mean nothing to us.
pub fn read_record_state(text: &str) -> Option<RecordState> {
    if is_placeholder(text) {
        return None;
    }
    let key = fold_key(text);
    let has = |words: &[&str]| contains_any(&key, words);
    Some(match () {
        _ if has(&["未作废", "未撤销"]) => RecordState::Final,
        _ if has(&VOID_WORDS) => RecordState::Void,
        _ if has(&["未完成整改", "整改未完成", "未检查出", "未检查到"]) => {
            RecordState::Final
        }
        _ if has(&DRAFT_WORDS) => RecordState::Draft,
        _ if has(&SETTLED_WORDS) => RecordState::Final,
        _ => RecordState::Unknown,
    })
}

/// The later a state comes in a code's life, the higher: re-exports are newer where it is higher.
pub fn code_finality(state: CodeState) -> u8 {
    match state {
        CodeState::Unknown => 0,
        CodeState::Pending => 1,
        CodeState::Returned => 2,
        CodeState::Issued => 3,
        CodeState::Scanned => 4,
        CodeState::Completed => 5,
        CodeState::Expired => 6,
        CodeState::Cancelled => 7,
        CodeState::Test => 8,
    }
}

/// As [`code_finality`], for safety records.
pub fn record_finality(state: RecordState) -> u8 {
    match state {
        RecordState::Unknown => 0,
        RecordState::Draft => 1,
        RecordState::Final => 2,
        RecordState::Void => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_codes() {
        use CodeState::*;
        for (text, state) in [
            ("待审批", Pending),
            ("审批中", Pending),
            ("已退回", Returned),
            ("审批不通过", Returned),
            ("已赋码", Issued),
            ("已赋码(待扫码)", Issued),
            ("未扫码", Issued),
            ("待检查", Issued),
            ("审批通过", Issued),
            ("已扫码", Scanned),
            ("检查中", Scanned),
            ("未完成", Scanned),
            ("已完成", Completed),
            ("待评价", Completed),
            ("已评价", Completed),
            ("已撤销", Cancelled),
            ("已作废", Cancelled),
            ("已过期", Expired),
            ("测试", Test),
            ("已使用", Completed),
            ("已核销", Completed),
            ("completed", Completed),
            ("Invalid", Cancelled),
            ("某某", Unknown),
        ] {
            assert_eq!(read_code_state(text), Some(state), "{text}");
        }
        assert_eq!(read_code_state(" "), None);
    }

    #[test]
    fn states_of_records() {
        use RecordState::*;
        for (text, state) in [
            ("草稿", Draft),
            ("draft", Draft),
            ("archived", Final),
            ("未提交", Draft),
            ("待审核", Draft),
            ("办理中", Draft),
            ("已归档", Final),
            ("已办结", Final),
            ("已审批", Final),
            ("待整改", Final),
            ("已作废", Void),
            ("作废", Void),
            ("某某", Unknown),
        ] {
            assert_eq!(read_record_state(text), Some(state), "{text}");
        }
        assert_eq!(read_record_state("/"), None);
    }
}
