//! Words that tell why there was no scan, why there was no visit, where the code or the document
//! is, and that a firm is closed.

use crate::ground::fold::{clauses, fold_key, is_placeholder};

/// What an exemption column, or else another text of the record, states as the reason why there was
/// no scan. A free text must speak of the code or of a failure; the reason for a visit does not.
pub fn exemption_reason<'t>(exemption: &'t str, texts: &[&'t str]) -> Option<&'t str> {
    let key = fold_key(exemption);
    let is_no = [
        "否",
        "无",
        "不",
        "N",
        "0",
        "NO",
        "FALSE",
        "不适用",
        "不涉及",
        "正常",
    ];
    if !is_placeholder(exemption) && !is_no.contains(&key.as_str()) {
        return Some(exemption);
    }
    texts
        .iter()
        .copied()
        .find(|text| is_excuse(&fold_key(text)))
}

const FAILED: [&str; 24] = [
    "故障",
    "瘫痪",
    "中断",
    "无信号",
    "无网络",
    "断网",
    "断电",
    "停电",
    "停机",
    "维护",
    "升级",
    "检修",
    "崩溃",
    "宕机",
    "异常",
    "卡死",
    "报错",
    "打不开",
    "登不上",
    "登录不上",
    "登录失败",
    "无法登录",
    "无法进入",
    "无法使用",
];
/// What fails at a firm and was found by the visit.
const FIRMS_OWN: [&str; 27] = [
    "责令",
    "停用",
    "供电",
    "供气",
    "供水",
    "报警",
    "监控",
    "监测",
    "消防",
    "控制系统",
    "设备",
    "设施",
    "装置",
    "阀",
    "照明",
    "通风",
    "除尘",
    "视频",
    "隐患",
    "整改",
    "修复",
    "维修",
    "联锁",
    "喷淋",
    "仪表",
    "DCS",
    "处置能力",
];

fn is_excuse(key: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let code = has(&["扫码", "赋码", "亮码", "申领码", "检查码", "补码", "申码"]);
    let not_done = has(&[
        "无法",
        "未能",
        "未及",
        "不能",
        "来不及",
        "失败",
        "免于",
        "豁免",
    ]);
    let firms = has(&FIRMS_OWN);
    let ours = has(&["平台", "网络", "信号", "断网", "断电", "停电", "服务器"])
        || key.contains("系统") && !has(&["企业", "公司", "厂", "车间", "库"]);
    let urgent = has(&["突发", "紧急", "险情", "火情", "抢险", "应急处置"]);
    let went_first = has(&[
        "先行检查",
        "先行到场",
        "先行入企",
        "先行处置",
        "先检查",
        "赶赴",
        "赶到",
        "紧急到场",
        "来不及",
        "未及",
    ]);
    key.contains("免扫")
        || key.contains("免码")
        || code && not_done
        || ours && has(&FAILED) && !firms
        || urgent && went_first
}

/// Whether a text says that the code is another platform's.
pub fn other_platform_words(text: &str) -> bool {
    let key = fold_key(text);
    let names = ["营商码", "监督码", "其他平台", "另一平台", "其它平台"];
    let coded = [
        "赋码", "扫码", "亮码", "已码", "登记", "备案", "申领", "申码",
    ]
    .iter()
    .any(|word| key.contains(word));
    names.iter().any(|word| key.contains(word)) || coded && clauses(&key).any(names_lesser_platform)
}

/// A platform of a level other than the province's, in the words right before 平台 or 小程序.
fn names_lesser_platform(clause: &str) -> bool {
    let levels = ["市", "县", "区", "州", "部级", "园区", "自建", "法码通"];
    ["平台", "小程序"].iter().any(|word| {
        clause.match_indices(word).any(|(at, _)| {
            let before = &clause[..at];
            let from = ["在", "用", "通过", "从", "未"]
                .iter()
                .filter_map(|start| before.rfind(start).map(|at| at + start.len()))
                .max()
                .unwrap_or(0);
            let named = &before[from..];
            levels.iter().any(|level| named.contains(level))
                && !["省", "企业", "执法系统", "预防"]
                    .iter()
                    .any(|word| named.contains(word))
                // The bureau's own systems hold no codes.
                && (!named.contains("应急") || clause.contains('码'))
        })
    })
}

/// Words that somebody was not there, or would not have it.
const AWAY: [&str; 22] = [
    "上锁",
    "锁着",
    "外出",
    "暴雨",
    "恶劣天气",
    "关门",
    "紧锁",
    "锁门",
    "大门",
    "无人",
    "停产",
    "停业",
    "停工",
    "歇业",
    "搬迁",
    "拆迁",
    "拆除",
    "关闭",
    "注销",
    "不在",
    "未营业",
    "放假",
];
/// Words that the visit did not take place.
const NOT_DONE: [&str; 23] = [
    "未进入",
    "未能入内",
    "未检查",
    "未能检查",
    "未能实施",
    "未能开展",
    "未能进行",
    "未能入企",
    "未能进入",
    "未实施",
    "未开展检查",
    "未进行检查",
    "未入企",
    "无法检查",
    "无法实施检查",
    "无法开展检查",
    "无法进行检查",
    "检查取消",
    "取消检查",
    "改日再查",
    "改期检查",
    "未制作现场检查记录",
    "未制作检查记录",
];

/// Whether a remark says that the visit did not take place: at the head of a clause, or beside the
/// reason why. 灭火器未检查 tells what the firm omitted.
pub fn says_not_done(text: &str) -> bool {
    let key = fold_key(text);
    if key.contains("拒绝检查") || key.contains("拒绝接受检查") || key.contains("拒不接受检查")
    {
        return true;
    }
    let away = AWAY.iter().any(|word| key.contains(word));
    // Nothing but a visit is cancelled or put off in these words.
    let off = [
        "取消检查",
        "检查取消",
        "任务取消",
        "检查未实施",
        "检查未开展",
        "改日再查",
        "改期检查",
    ];
    if clauses(&key).any(|clause| off.iter().any(|words| clause.ends_with(words))) {
        return true;
    }
    let partly = ["部分", "其余", "其他区域", "车间", "仓库"]
        .iter()
        .any(|word| key.contains(word));
    let says = |clause: &str| {
        NOT_DONE.iter().any(|words| {
            clause.match_indices(words).any(|(at, _)| {
                let rest = &clause[at + words.len()..];
                // What goes on with something to look at is what the firm omitted.
                let visits = ["成", "检查", "现场检查", "执法检查", "企业", "该企业"];
                let ends = rest.is_empty() || visits.iter().any(|word| rest.starts_with(word));
                let head = clause[..at].trim_start_matches(['故', '本', '此', '次']);
                ends && (away || head.is_empty())
            })
        })
    };
    !partly && clauses(&key).any(says)
}

/// Whether a remark says that the visit's document is on paper or in another system.
pub fn document_elsewhere(text: &str) -> bool {
    let key = fold_key(text);
    clauses(&key).any(|clause| {
        let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
        let document = has(&["文书", "记录", "笔录", "台账"]);
        let paper = has(&["纸质", "手写", "手工", "线下"]);
        let elsewhere = has(&["系统", "平台"]) && has(&["其他", "其它", "另", "省", "部"]);
        document && (paper || elsewhere && has(&["制作", "录入", "登记", "出具", "在"]))
            || has(&["未录入执法系统", "未录入系统", "未录入安全"])
    })
}

/// How a firm ends.
const CLOSED: [&str; 16] = [
    "注销", "吊销", "停产", "停业", "关闭", "歇业", "倒闭", "破产", "关停", "拆迁", "拆除", "搬迁",
    "迁出", "退出", "停工", "解散",
];

/// Whether a status says that the firm is closed.
pub fn is_closed(status: &str) -> bool {
    CLOSED.iter().any(|word| status.contains(word))
}

/// Whether a remark says that the firm is closed: that it did so stands at the end of a clause, or
/// before where it went and what it lost, and speaks of the whole firm and of now.
pub fn says_closed(remark: &str) -> bool {
    let key = fold_key(remark);
    let guarded = [
        "部分", "车间", "临时", "计划", "若", "如", "是否", "曾", "恢复", "复产", "检修", "前",
        "期间", "隐患", "未",
    ];
    let tails = [
        "营业执照",
        "执照",
        "许可",
        "退出",
        "至",
        "到",
        "多年",
        "清算",
        "整",
        "状态",
        "停",
        "待",
        "登记",
        "手续",
        "了",
        "中",
    ];
    clauses(&key).any(|clause| {
        let told = CLOSED.iter().any(|word| {
            clause.match_indices(word).any(|(at, _)| {
                let rest = &clause[at + word.len()..];
                rest.is_empty() || tails.iter().any(|tail| rest.starts_with(tail))
            })
        });
        told && !guarded.iter().any(|word| clause.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_at_a_firm_excuses_nobody() {
        for (text, excuse) in [
            ("平台登录不上,当日未赋码", true),
            ("突发险情,紧急到场先行检查", true),
            ("接报险情立即赶赴现场检查,未及申请检查码", true),
            ("现场无网络信号", true),
            ("系统升级维护", true),
            ("企业可燃气体报警系统故障,责令整改", false),
            ("企业网络监控中断3处", false),
            ("应急处置能力不足", false),
            ("紧急切断阀失灵", false),
            ("厂区系统异常", false),
            ("供电系统检修,责令停用", false),
        ] {
            assert_eq!(is_excuse(&fold_key(text)), excuse, "{text}");
        }
    }

    #[test]
    fn platforms_below_the_province() {
        for (text, other) in [
            ("已在湘潭市涉企检查平台登记备案", true),
            ("市级平台已赋码", true),
            ("另在娄底营商码小程序赋码", true),
            ("已在省平台赋码", false),
            ("在湘潭市智慧应急平台已扫码", true),
            ("已在市应急管理平台登记", false),
            ("湘乡市应急局已在省平台扫码", false),
            ("检查企业双重预防机制信息平台,运行正常", false),
        ] {
            assert_eq!(other_platform_words(text), other, "{text}");
        }
    }

    #[test]
    fn a_visit_that_was_not() {
        for (text, not_done) in [
            ("企业大门紧锁,未能实施检查", true),
            ("企业关门,未检查成", true),
            ("无人在厂,未开展检查,改日再查", true),
            ("企业歇业,检查取消", true),
            ("企业拒绝检查", true),
            ("未检查出问题", false),
            ("灭火器未检查", false),
            ("企业未开展检查", false),
            ("检查时二车间已关门停产,其余正常检查", false),
            ("企业停产,二车间未检查", false),
            ("当日因暴雨取消检查", true),
            ("负责人外出未能检查", true),
            ("企业取消检查制度", false),
            ("未实施动火审批", false),
            ("未进入受限空间", false),
            ("企业停产,未实施停产值班", false),
            ("未检查消防设施", false),
        ] {
            assert_eq!(says_not_done(text), not_done, "{text}");
        }
    }

    #[test]
    fn documents_elsewhere() {
        assert!(document_elsewhere("系统故障,使用纸质文书"));
        assert!(document_elsewhere("纸质检查记录,未录入系统"));
        assert!(document_elsewhere("文书在省级系统制作"));
        assert!(!document_elsewhere("执法文书已归档"));
        assert!(!document_elsewhere("企业台账齐全"));
    }

    #[test]
    fn a_firm_that_closed_and_one_that_paused() {
        for (text, closed) in [
            ("企业已注销", true),
            ("该企业长期停产", true),
            ("已关闭退出", true),
            ("2025年3月已拆迁", true),
            ("吊销营业执照", true),
            ("企业停业,未检查", true),
            ("重点企业,停产检修前检查", false),
            ("部分车间停产", false),
            ("停产期间检查", false),
            ("恢复生产", false),
            ("企业破产清算", true),
            ("搬迁至娄底", true),
            ("关闭阀门检查", false),
            ("重点:搬迁项目安全", false),
        ] {
            assert_eq!(says_closed(text), closed, "{text}");
        }
    }
}
