//! How an inspection came about, out of the words of several columns.

use super::contains_any;
use super::flags::read_flag;
use crate::ground::fold::fold_key;
use crate::model::Route;

const OFF_PLAN: [&str; 10] = [
    "非计划",
    "计划外",
    "无计划",
    "未列入",
    "未纳入",
    "未在计划",
    "不在计划",
    "计划之外",
    "没有计划",
    "UNPLANNED",
];
const TRIGGERED: [&str; 37] = [
    "触发",
    "投诉",
    "举报",
    "信访",
    "热线",
    "转办",
    "交办",
    "督办",
    "转来",
    "移送",
    "移交",
    "线索",
    "舆情",
    "媒体",
    "曝光",
    "监测",
    "预警",
    "报警",
    "企业申请",
    "依申请",
    "当事人申请",
    "个案",
    "临时",
    "突击",
    "应急检查",
    "其他执法",
    "其他检查",
    "隐患核查",
    "交叉检查",
    "领导批示",
    "上级安排",
    "上级部署",
    "事故",
    "跟踪",
    "回头看",
    "TRIGGER",
    "COMPLAINT",
];
const PLANNED: [&str; 14] = [
    "计划",
    "日常",
    "例行",
    "重点检查",
    "常规",
    "定期",
    "年度检查",
    "年度监督",
    "重点监管",
    "重点企业",
    "重点单位",
    "计划内",
    "PLAN",
    "常态",
];

/// The route that the words name; `None` where they name none.
pub fn read_route(text: &str) -> Option<Route> {
    let key = fold_key(text);
    if key.is_empty() || contains_any(&key, &["非随机"]) {
        return None;
    }
    if contains_any(&key, &OFF_PLAN) {
        return Some(Route::Triggered);
    }
    if contains_any(
        &key,
        &[
            "双随机",
            "随机抽",
            "随机检查",
            "随机监管",
            "双公示抽查",
            "抽查",
            "RANDOM",
        ],
    ) || key == "一般检查"
        || key == "随机"
    {
        return Some(Route::DoubleRandom);
    }
    if contains_any(&key, &["专项", "专查", "SPECIAL"]) {
        return Some(Route::Special);
    }
    if contains_any(&key, &TRIGGERED) || names_a_hotline(&key) {
        return Some(Route::Triggered);
    }
    if contains_any(&key, &PLANNED) {
        return Some(Route::Planned);
    }
    if contains_any(&key, &["复查", "核查", "整改", "其他", "其它"]) {
        return Some(Route::Triggered);
    }
    None
}

/// 12345, 12350; the digits of a longer number call nobody.
fn names_a_hotline(key: &str) -> bool {
    let mut numbers = key.split(|c: char| !c.is_ascii_digit());
    numbers.any(|number| matches!(number, "12345" | "12350"))
}

/// As [`read_route`], in a column that asks a question: 是否计划内检查, 是否触发式, 是否双随机.
pub fn read_route_answer(header: &str, text: &str) -> Option<Route> {
    let asks = fold_key(header);
    let yes = read_flag(text)?;
    let named = read_route(&asks)?;
    match (named, yes) {
        (route, true) => Some(route),
        (Route::Planned, false) => Some(Route::Triggered),
        (Route::Triggered, false) => Some(Route::Planned),
        _ => None,
    }
}

/// What the other columns of a row say about its route.
#[derive(Clone, Copy, Debug, Default)]
pub struct RouteHints<'a> {
    pub drawn_at_random: Option<bool>,
    pub report_verified: Option<bool>,
    pub reason: &'a str,
    pub plan_name: &'a str,
    pub plan_number: bool,
}

/// The route after the flags, the reason and the plan are taken into account. A stated route is
/// only made finer, never contradicted.
pub fn refine_route(stated: Option<Route>, hints: RouteHints<'_>) -> Option<Route> {
    let by_reason = read_route(hints.reason);
    let by_plan = read_route(hints.plan_name).filter(|route| !route.is_triggered());
    let random = hints.drawn_at_random == Some(true)
        || by_plan == Some(Route::DoubleRandom)
        || by_reason == Some(Route::DoubleRandom);
    match stated {
        Some(Route::Planned) if random => Some(Route::DoubleRandom),
        Some(Route::Unknown) | None => {
            if hints.report_verified == Some(true) {
                return Some(Route::Triggered);
            }
            if hints.drawn_at_random == Some(true) {
                return Some(Route::DoubleRandom);
            }
            let by_number = hints.plan_number.then_some(Route::Planned);
            by_reason.or(by_plan).or(by_number).or(stated)
        }
        stated => stated,
    }
}

/// Whether the words speak of a re-inspection.
pub fn names_reinspection(text: &str) -> bool {
    contains_any(
        text,
        &[
            "复查",
            "复检",
            "整改核查",
            "整改复核",
            "整改验收",
            "复核验收",
            "整改核实",
            "整改情况核",
            "回头看",
        ],
    ) && !contains_any(
        text,
        &["非复查", "无需复查", "不需复查", "待复查", "应复查"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_wordings() {
        for (text, route) in [
            ("计划执法", Some(Route::Planned)),
            ("计划内", Some(Route::Planned)),
            ("有计划检查", Some(Route::Planned)),
            ("日常检查", Some(Route::Planned)),
            ("年度计划", Some(Route::Planned)),
            ("重点检查", Some(Route::Planned)),
            ("双随机、一公开", Some(Route::DoubleRandom)),
            ("计划检查(双随机)", Some(Route::DoubleRandom)),
            ("一般检查", Some(Route::DoubleRandom)),
            ("专项执法", Some(Route::Special)),
            ("上级部署专项检查", Some(Route::Special)),
            ("触发式检查", Some(Route::Triggered)),
            ("非计划检查", Some(Route::Triggered)),
            ("计划外", Some(Route::Triggered)),
            ("投诉举报", Some(Route::Triggered)),
            ("举报核查", Some(Route::Triggered)),
            ("上级交办", Some(Route::Triggered)),
            ("转办", Some(Route::Triggered)),
            ("其他执法", Some(Route::Triggered)),
            ("整改复查", Some(Route::Triggered)),
            ("12345工单", Some(Route::Triggered)),
            ("000112345678", None),
            ("个案检查", Some(Route::Triggered)),
            ("某某", None),
            ("", None),
        ] {
            assert_eq!(read_route(text), route, "{text}");
        }
        assert_eq!(
            read_route_answer("是否计划内", "否"),
            Some(Route::Triggered)
        );
        assert_eq!(
            read_route_answer("是否触发式检查", "√"),
            Some(Route::Triggered)
        );
    }

    #[test]
    fn other_columns_make_it_finer() {
        let none = RouteHints::default();
        let random = RouteHints {
            drawn_at_random: Some(true),
            ..none
        };
        let report = RouteHints {
            report_verified: Some(true),
            ..none
        };
        let reason = RouteHints {
            reason: "群众举报",
            ..none
        };
        let plan = RouteHints {
            plan_number: true,
            ..none
        };
        assert_eq!(
            refine_route(Some(Route::Planned), random),
            Some(Route::DoubleRandom)
        );
        assert_eq!(refine_route(None, report), Some(Route::Triggered));
        assert_eq!(refine_route(None, reason), Some(Route::Triggered));
        assert_eq!(refine_route(None, plan), Some(Route::Planned));
        assert_eq!(
            refine_route(Some(Route::Special), random),
            Some(Route::Special)
        );
        assert_eq!(
            refine_route(Some(Route::Planned), reason),
            Some(Route::Planned)
        );
        assert_eq!(refine_route(None, none), None);
    }

    #[test]
    fn reinspections_are_named() {
        assert!(names_reinspection("整改复查"));
        assert!(!names_reinspection("待复查"));
        assert!(!names_reinspection("日常检查"));
    }
}
