//! Words that tell that a visit was something other than an inspection. A cell that names the
//! activity is taken at its word; a reason, an item and a remark speak of other things too, and
//! each has its own guard.

use crate::ground::fold::{clauses, fold_key};

/// Activities that are recorded but are no administrative inspection.
const NOT_INSPECTION: [&str; 33] = [
    "案件查办",
    "动员会",
    "推进会",
    "现场会",
    "许可核查",
    "许可现场",
    "许可勘验",
    "核准核查",
    "发证核查",
    "换证核查",
    "事故调查",
    "事故核查",
    "立案",
    "取证",
    "案件调查",
    "调查询问",
    "指导服务",
    "服务指导",
    "服务企业",
    "上门服务",
    "送教上门",
    "送教入企",
    "帮扶",
    "会诊",
    "督导",
    "宣传",
    "宣讲",
    "走访",
    "慰问",
    "座谈",
    "调研",
    "观摩",
    "行政许可",
];
/// Said of a visit that was made for a reason, these make it an answer to somebody's prompting.
const PROMPTED: [&str; 10] = [
    "交办", "转办", "督办", "通报", "线索", "问题", "移送", "反馈", "监管", "投诉",
];
/// A clause with one of these tells what was found amiss, not what the visit was.
const AMISS: [&str; 22] = [
    "未", "不", "缺", "没", "已", "责令", "整改", "记录", "档案", "台账", "制度", "资料", "持证",
    "齐全", "到位", "隐患", "问题", "完善", "加强", "合格", "效果", "情况",
];
/// What an item, which names a topic, must end in to be an activity itself.
const ITEM_ENDINGS: [&str; 12] = [
    "服务",
    "活动",
    "走访",
    "宣讲",
    "辅导",
    "慰问",
    "帮扶",
    "调研",
    "观摩",
    "进企业",
    "入企",
    "会诊",
];
/// Words of activities that are topics of inspections as well.
const TOPICS: [&str; 5] = ["宣传", "培训", "服务", "指导", "督导"];
/// Verbs of what was done and of what the firm was told to do.
const TOLD: [&str; 4] = ["进行", "开展", "组织", "实施"];
/// A clause of a remark that begins so says what this visit was.
const ASSERTING: [&str; 20] = [
    "本次",
    "此次",
    "该次",
    "系",
    "为",
    "属",
    "仅",
    "只",
    "应企业",
    "应该企业",
    "应申请",
    "配合",
    "陪同",
    "协助",
    "受理",
    "进行",
    "开展",
    "组织",
    "参加",
    "实施",
];
/// Plain words that the record is not counted as an inspection.
const NO_COUNT: [&str; 14] = [
    "不计检查",
    "不计执法检查",
    "不计行政检查",
    "不计入检查",
    "不计入执法检查",
    "不计入行政检查",
    "不属于检查",
    "不属于执法检查",
    "不属于行政检查",
    "不作为检查",
    "不作为执法检查",
    "不作为行政检查",
    "非执法检查",
    "非行政检查",
];

/// The word of an activity's name. A name that calls itself an inspection (检查, 复查, 举报核查)
/// is one.
pub fn of_name(text: &str) -> Option<&'static str> {
    let key = fold_key(text);
    if key.contains("送达") && !is_inspection(&key) {
        return Some("送达");
    }
    of_key(&key)
}

/// The word of a visit's reason; what somebody assigned, reported or found is looked into by an
/// inspection.
pub fn of_reason(text: &str) -> Option<&'static str> {
    let key = fold_key(text);
    match PROMPTED.iter().any(|word| key.contains(word)) {
        true => None,
        false => of_key(&key),
    }
}

/// The word of an item: 宣传, 培训 and the like are topics of an inspection unless the item ends
/// in the activity, and of a list every part must be one.
pub fn of_item(text: &str) -> Option<&'static str> {
    let key = fold_key(text);
    let one = |part: &str| {
        let word = of_key(part)?;
        let topic = TOPICS.contains(&word);
        let ends = ITEM_ENDINGS.iter().any(|end| part.ends_with(end));
        (!topic || ends).then_some(word)
    };
    let mut found = None;
    for part in clauses(&key) {
        let word = one(part)?;
        found = found.or(Some(word));
    }
    found
}

/// The word of a remark, which is a label (许可核查) or says what this visit was (本次为…,
/// 配合…); any other sentence may speak of anything.
pub fn of_remark(text: &str) -> Option<&'static str> {
    let key = fold_key(text);
    if NO_COUNT.iter().any(|words| key.contains(words)) {
        return Some("不计检查");
    }
    let first = clauses(&key).next()?;
    let of_firm = ["企业", "公司", "单位", "员工", "负责人", "从业", "现场"];
    let is_label = first.chars().count() <= 8
        && !TOLD.iter().any(|verb| first.starts_with(verb))
        && !of_firm.iter().any(|word| first.starts_with(word))
        && !key.contains("检查")
        && !key.contains("整改");
    let asserted = clauses(&key).find_map(|clause| {
        let only = clause.starts_with('仅') || clause.starts_with('只');
        if only && clause.contains("送达") && !is_inspection(clause) {
            return Some("送达");
        }
        let asserts = ASSERTING.iter().any(|word| clause.starts_with(word));
        let accompanied = ["配合", "陪同", "协助"]
            .iter()
            .any(|word| clause.starts_with(word));
        let word = of_key(clause).filter(|_| asserts && (accompanied || !is_amiss(clause)))?;
        // 开展安全培训 may be what the firm is to do; an activity by name is not.
        let may_be_told = TOLD.iter().any(|verb| clause.starts_with(verb));
        let event = ITEM_ENDINGS.iter().chain(&["咨询", "座谈", "培训班"]);
        let named = event.into_iter().any(|end| clause.contains(end));
        (!TOPICS.contains(&word) || !may_be_told || named).then_some(word)
    });
    asserted.or_else(|| of_key(first).filter(|_| is_label && !is_amiss(first)))
}

fn is_amiss(clause: &str) -> bool {
    AMISS.iter().any(|word| clause.contains(word))
}

fn is_inspection(key: &str) -> bool {
    ["检查", "复查", "举报"]
        .iter()
        .any(|word| key.contains(word))
}

fn of_key(key: &str) -> Option<&'static str> {
    if is_inspection(key) {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if has(&["许可", "换证", "延期"]) && has(&["核查", "勘验", "审查", "踏勘"]) {
        return Some("许可核查");
    }
    if key.contains("事故") && has(&["勘验", "勘查", "取证", "询问", "问询", "调查组"])
    {
        return Some("事故调查");
    }
    let plain = || NOT_INSPECTION.iter().find(|word| key.contains(**word));
    let general = || {
        ["服务", "培训", "指导"]
            .into_iter()
            .find(|word| key.contains(word))
    };
    plain().copied().or_else(general)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspection_that_speaks_of_training_is_one() {
        assert!(of_name("对企业安全培训情况的检查").is_none());
        assert!(of_name("举报核查").is_none());
        assert_eq!(of_name("危化品经营许可现场核查"), Some("许可核查"));
        assert_eq!(of_name("安全宣传进企业"), Some("宣传"));
        assert!(of_name("执法检查").is_none());
        assert_eq!(of_name("文书送达"), Some("送达"));
    }

    #[test]
    fn what_was_assigned_is_inspected() {
        assert!(of_reason("市安委办督导通报问题交办").is_none());
        assert_eq!(of_reason("行政许可申请受理后现场审查"), Some("许可核查"));
        assert_eq!(of_reason("行政许可"), Some("行政许可"));
        assert!(of_reason("证后监管").is_none());
    }

    #[test]
    fn a_topic_of_an_inspection_is_no_activity() {
        for topic in [
            "安全教育培训",
            "安全教育培训、应急预案、特种作业持证",
            "安全宣传教育",
            "事故调查处理、应急管理",
        ] {
            assert_eq!(of_item(topic), None, "{topic}");
        }
        assert_eq!(of_item("安全生产宣传服务"), Some("宣传"));
        assert_eq!(of_item("立案调查取证"), Some("立案"));
        assert_eq!(of_item("安全宣传进企业"), Some("宣传"));
    }

    #[test]
    fn a_remark_is_believed_where_it_speaks_of_this_visit() {
        for (remark, word) in [
            ("本次为安全生产指导服务,不计执法检查", Some("不计检查")),
            (
                "应企业申请,进行安全生产许可证延期现场核查",
                Some("许可核查"),
            ),
            ("送教上门,讲解安全知识", Some("送教上门")),
            ("配合市局事故调查组现场取证", Some("事故调查")),
            ("仅送达行政处罚决定书", Some("送达")),
            ("许可核查", Some("许可核查")),
            ("培训记录不全", None),
            ("安全宣传不到位", None),
            ("企业正在开展培训", None),
            ("文书已送达", None),
            ("开展安全培训教育", None),
            ("开展安全生产月宣传咨询", Some("宣传")),
            ("对企业开展执法检查,同时宣传安全知识", None),
            ("检查后立案调查", None),
            ("已对该企业上年事故整改措施落实情况进行检查", None),
        ] {
            assert_eq!(of_remark(remark), word, "{remark}");
        }
    }
}
