//! Why a record has no partner: the taxonomy of causes, one entry each, readable by a lawyer.

use serde::{Serialize, Serializer};

/// Which book a cause speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseSide {
    /// A: inspection without a usable code.
    Inspection,
    /// B: code without a counted inspection.
    Code,
    /// C: plan.
    Plan,
    /// D: double counting inside the safety system.
    Double,
}

macro_rules! causes {
    ($($code:ident, $side:ident, $zh:literal, $en:literal, $do_zh:literal, $do_en:literal;)*) => {
        /// A cause code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause { $($code),* }

        impl Cause {
            /// Every cause in report order.
            pub const ALL: &'static [Cause] = &[$(Cause::$code),*];

            /// Names and measures of the cause.
            pub fn entry(self) -> &'static CauseEntry {
                match self {
                    $(Cause::$code => &CauseEntry {
                        code: stringify!($code), side: CauseSide::$side,
                        zh: $zh, en: $en, measure_zh: $do_zh, measure_en: $do_en,
                    }),*
                }
            }
        }
    };
}

/// What is said about a cause.
#[derive(Debug)]
pub struct CauseEntry {
    pub code: &'static str,
    pub side: CauseSide,
    pub zh: &'static str,
    pub en: &'static str,
    /// What to do about it.
    pub measure_zh: &'static str,
    pub measure_en: &'static str,
}

causes! {
    A01, Inspection, "检查对象不是企业", "object is not an enterprise",
        "不属涉企检查,无需赋码;年报单列", "no code needed; report apart from enterprise inspections";
    A02, Inspection, "不属于行政检查", "not an inspection",
        "许可核查、事故调查、服务指导等另行登记", "register permit checks, investigations and services apart";
    A03, Inspection, "没有完整检查记录", "no complete inspection record",
        "补齐或作废该记录,确认后再计次", "complete or void the record before it is counted";
    A04, Inspection, "平台上线前的检查", "before the platform went live",
        "不补码,附上线时间说明", "no code possible; state the go-live date";
    A05, Inspection, "复查沿用首次检查的码", "re-inspection rides on the first visit's code",
        "按一事一码口径说明", "explain under the one-code-per-task rule";
    A06, Inspection, "联合检查由牵头部门赋码", "joint inspection coded by the lead body",
        "向牵头部门索取检查码", "obtain the code from the lead body";
    A07, Inspection, "码登记在其他名称或代码下", "code stands under another name or credit code",
        "更正平台对象信息", "correct the object on the platform";
    A08, Inspection, "码的日期与检查日期不一致", "code's date differs from the visit's",
        "核对并更正检查日期", "check and correct the date";
    A09, Inspection, "在其他平台赋码", "coded on another platform",
        "附其他平台的赋码凭证", "attach the other platform's proof";
    A10, Inspection, "已申请,未取得有效码", "applied for, no valid code issued",
        "查明审批、退回或撤销原因后补录", "find out why, then enter after the fact";
    A11, Inspection, "检查后补录(期限内)", "coded after the visit, within the deadline",
        "提醒先赋码后检查", "remind: code first, inspect after";
    A12, Inspection, "检查后补录(超期)", "coded after the deadline",
        "说明超期原因并通报", "explain the lateness";
    A13, Inspection, "应急或系统故障免扫", "exempt: emergency or system failure",
        "留存事由,按规定补办手续", "keep the reason, make up formalities";
    A14, Inspection, "批次未同步", "lost batch: a block of visits never reached the platform",
        "请平台运维核查该批次后整批补录", "have the platform's operators check, then enter the batch";
    A15, Inspection, "平台不支持该事项或途径", "item or route not supported by the platform",
        "申请开通事项或途径", "apply for the item or route to be enabled";
    A16, Inspection, "导出不完整", "export truncated or filtered",
        "重新导出后再核对", "export again and reconcile again";
    A17, Inspection, "其他主体的检查计入本局", "another body's inspection counted here",
        "剔除或改列执法主体", "remove it or correct the body";
    A99, Inspection, "未赋码(疑似漏扫)", "no code found (possible missed scan)",
        "逐条核实,确属漏扫的限期补录", "verify one by one and enter after the fact";
    B01, Code, "码已撤销、过期或为测试", "code cancelled, expired or a test",
        "无需处理,统计时剔除", "none; leave out of statistics";
    B02, Code, "已申请,检查未实施", "applied for, inspection not carried out",
        "撤销该码", "cancel the code";
    B03, Code, "同一次检查重复赋码", "second code for the same visit",
        "保留一个,撤销其余", "keep one, cancel the others";
    B04, Code, "非检查活动赋码", "code for a visit that is no inspection",
        "按服务、宣传类另行统计", "count as service, not inspection";
    B05, Code, "已完成,但检查文书缺失", "completed, but no inspection document",
        "补录文书或查找纸质文书", "find or enter the documents";
    B06, Code, "检查记录属于其他年度", "inspection dated in another year",
        "按检查日期归入相应年度", "count in the inspection's year";
    B07, Code, "其他主体的码", "code held by another body",
        "剔除,由该主体统计", "leave to that body";
    B08, Code, "对应检查按口径不计次", "its inspection is not counted under this calibre",
        "无需处理,按所用口径说明", "none; state the calibre";
    B99, Code, "无对应检查(疑似虚假扫码)", "no inspection found (possible false scan)",
        "逐条核实", "verify one by one";
    C01, Plan, "计划已完成", "planned and done", "无", "none";
    C02, Plan, "计划未完成", "planned, not done", "说明未完成原因", "explain";
    C03, Plan, "未在计划月份完成", "done outside the planned month", "说明调整原因", "explain";
    C04, Plan, "企业已注销或停产", "enterprise closed", "调整计划并备案", "amend the plan";
    C05, Plan, "年度计划与双随机重复列入", "on both the annual and the random list",
        "合并检查,避免重复", "combine the visits";
    C06, Plan, "计划数与名单行数不符", "planned count differs from the list", "核对计划", "check";
    C07, Plan, "检查次数超过计划", "done more often than planned", "核对频次上限", "check the cap";
    C08, Plan, "计划对象不在企业名录", "planned object not in the roster", "补充名录", "add it";
    D01, Double, "同一记录重复导出", "same record exported twice", "已去重", "removed";
    D02, Double, "不同企业使用同一文书号", "one serial, different enterprises",
        "核对文书编号", "check the document numbers";
    D03, Double, "同一次检查拆成多条记录", "one visit in several records",
        "按一次检查计次口径确认", "decide whether it counts once";
    D04, Double, "检查与复查重复计次", "inspection and re-inspection counted twice",
        "按复查单列口径确认", "decide whether re-inspections count";
    D05, Double, "记录作废后重做", "record voided and redone", "作废记录不计次", "not counted";
}

impl Cause {
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    pub fn side(self) -> CauseSide {
        self.entry().side
    }

    /// Whether the cause explains a missing partner, or only remarks on a linked record.
    pub fn is_remark_on_link(self) -> bool {
        matches!(self, Cause::A07 | Cause::A08 | Cause::A11 | Cause::A12)
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
