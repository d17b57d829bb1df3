//! What a remark says of the record it stands in: that it is void, a trial, a re-inspection. A
//! remark mostly speaks of the firm, so that only clauses made of nothing but words for records are
//! believed, and clauses that begin as a statement about this visit.

use super::contains_any;
use super::routes::names_reinspection;
use crate::ground::fold::{clauses, fold_key};

// Not 注销 and 废弃, which a firm and a site are.
const VOID: [&str; 8] = [
    "忽略", "勿用", "作废", "废止", "删除", "撤销", "无效", "取消",
];
const FAULTY: [&str; 15] = [
    "生成", "填报", "填写", "录入", "登记", "制作", "申领", "申请", "操作", "重复", "错误", "有误",
    "误", "错", "多",
];
const RECORD: [&str; 18] = [
    "笔录",
    "上一条",
    "上条",
    "前一条",
    "现场检查记录",
    "检查记录",
    "检查码",
    "文书",
    "记录",
    "赋码",
    "码",
    "条",
    "数据",
    "信息",
    "表",
    "单",
    "号",
    "录",
];
const GLUE: [&str; 29] = [
    "处理",
    "与",
    "同",
    "由",
    "重新制作",
    "重新录入",
    "重新申请",
    "重做",
    "重录",
    "重制",
    "系统",
    "管理员",
    "此",
    "本",
    "该",
    "这",
    "已",
    "予以",
    "应",
    "请",
    "需",
    "待",
    "现",
    "系",
    "为",
    "因",
    "的",
    "后",
    "并",
];
const TRIED: [&str; 7] = ["测试", "演示", "试码", "试用", "试运行", "样例", "练习"];
const TRIAL_GLUE: [&str; 14] = [
    "系统", "平台", "培训", "数据", "账号", "功能", "赋码", "码", "用", "的", "上线", "前", "调试",
    "仅供",
];

/// Whether a remark says that its own record is void: 此条作废, 填写错误,作废重做, 误录. What it says of
/// the former record (原记录作废) makes this one the new one.
pub fn says_void(text: &str) -> bool {
    let key = fold_key(text);
    clauses(&key).any(|clause| {
        let former = ["原", "前", "上", "旧"]
            .iter()
            .any(|word| clause.starts_with(word));
        let told = contains_any(clause, &VOID)
            || clause.chars().count() >= 4
                && (clause.ends_with("重复")
                    || ["误", "错误", "重复", "多录", "多报"]
                        .iter()
                        .any(|word| clause.starts_with(word)))
            || clause == "误录";
        !former && told && is_made_of(clause, &[&VOID, &FAULTY, &RECORD, &GLUE])
    })
}

/// Whether a remark says that the code was only a trial.
pub fn says_trial(text: &str) -> bool {
    let key = fold_key(text);
    clauses(&key)
        .any(|clause| contains_any(clause, &TRIED) && is_made_of(clause, &[&TRIED, &TRIAL_GLUE]))
}

/// Whether a remark says that this visit is a re-inspection: 对…整改情况进行复查, 系…的复查. One that is
/// yet to come (5月20日前复查) or was made since (已复查) makes this the first visit.
pub fn says_reinspection(text: &str) -> bool {
    let key = fold_key(text);
    let other = [
        "日前",
        "届时",
        "到期",
        "另行",
        "将",
        "拟",
        "待",
        "应复查",
        "应于",
        "应在",
        "下次",
        "限期整改后",
        "约定",
        "期满",
        "申请",
        "责令",
    ];
    let begins = [
        "对", "系", "本次", "此次", "该次", "属", "为", "依据", "根据", "针对", "按",
    ];
    let short = key.chars().count() <= 6
        && !["已", "未", "需", "无", "经", "并"]
            .iter()
            .any(|word| key.starts_with(word));
    if short
        && names_reinspection(&key)
        && !contains_any(&key, &["日", "合格", "前"])
        && !key.contains(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    clauses(&key).any(|clause| {
        let clause = clause.trim_start_matches('现');
        begins.iter().any(|word| clause.starts_with(word))
            && names_reinspection(clause)
            && (!contains_any(clause, &other) || clause.contains("责令") && is_of_order(clause))
    })
}

/// 对…责令整改情况进行复查: what was ordered is what is looked at again.
fn is_of_order(clause: &str) -> bool {
    let looked_at = ["情况", "落实", "事项", "问题", "指令", "整改的"];
    clause.starts_with(['对', '针']) && contains_any(clause, &looked_at)
}

/// Whether nothing is left of a clause once these words are taken out of it, longest first.
fn is_made_of(clause: &str, lists: &[&[&str]]) -> bool {
    let mut rest = clause;
    while !rest.is_empty() {
        let words = lists.iter().flat_map(|list| list.iter());
        let longest = words
            .filter(|word| rest.starts_with(**word))
            .max_by_key(|word| word.len());
        let Some(word) = longest else { return false };
        rest = &rest[word.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_calls_itself_void() {
        for text in [
            "作废",
            "此条作废",
            "填写错误，作废重做",
            "填报错误，此条作废",
            "重复录入，作废",
            "此文书作废，已重新制作",
            "原记录有误，作废",
            "错误文书",
            "误申请，已申请撤销",
            "重复申请，本码作废",
            "与上条重复",
            "该笔录作废重制",
            "此记录录错，作废处理",
            "系统误生成，请忽略",
        ] {
            assert!(says_void(text), "{text}");
        }
        for text in [
            "原记录作废，重新制作",
            "企业未能提供设备作废台账",
            "特种设备使用登记证已作废",
            "企业取消安全培训",
            "登记有误",
            "与上条隐患重复",
            "已注销",
            "已废弃",
            "误报",
            "重复",
            "多条记录",
            "重大隐患",
            "多处隐患",
            "已录入系统",
            "",
        ] {
            assert!(!says_void(text), "{text}");
        }
    }

    #[test]
    fn a_code_that_was_only_tried() {
        for text in ["测试", "系统测试数据", "培训演示用", "平台试运行测试码"]
        {
            assert!(says_trial(text), "{text}");
        }
        for text in ["企业测试报警器正常", "现场演示灭火器使用", "培训用"] {
            assert!(!says_trial(text), "{text}");
        }
    }

    #[test]
    fn a_visit_that_calls_itself_a_reinspection() {
        for text in [
            "对5月6日责令整改情况进行复查，已整改到位",
            "系2025年5月6日检查的整改复查",
            "依据(湘乡)应急责改〔2025〕27号复查，隐患已整改完毕",
            "整改复查",
            "本次为复查",
        ] {
            assert!(says_reinspection(text), "{text}");
        }
        for text in [
            "责令限期整改，5月20日复查",
            "责令5月20日前整改并复查",
            "已复查",
            "经复查合格",
            "整改到位，已复查",
            "企业提交复查申请前，按年度计划例行检查",
            "检查中复查了消防设施台账，未发现问题",
            "对该企业将于月底复查",
            "5.20复查",
        ] {
            assert!(!says_reinspection(text), "{text}");
        }
    }
}
