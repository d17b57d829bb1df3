//! The canonical columns: what a header word can mean.

use serde::{Deserialize, Serialize};

/// A canonical field. The alias list maps header words to these by their snake-case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// 序号: a running number on the page; identifies nothing.
    Sequence,
    /// The system's own record id (检查编号, 记录编号).
    RecordNumber,
    /// 文书编号, 现场检查记录编号.
    DocumentNumber,
    /// 文书名称, 文书类型.
    DocumentKind,
    /// The number of the document or order this one follows (决定文号, 关联文书号).
    FollowsDocument,
    /// 检查对象, 企业名称.
    Enterprise,
    /// 曾用名.
    FormerName,
    CreditCode,
    /// 工商注册号 (15 digits).
    RegistrationNumber,
    Town,
    Address,
    Industry,
    /// 企业类别, 管理分类.
    EnterpriseCategory,
    /// 企业状态: 存续, 注销, 停产.
    EnterpriseStatus,
    /// 风险等级, 分级分类: A … D, 红橙黄蓝.
    RiskGrade,
    /// 安全生产标准化等级.
    StandardGrade,
    LegalPerson,
    Telephone,
    /// The inspection's date or its beginning.
    DateStart,
    DateEnd,
    /// 计划检查日期 of a code, 计划检查时间/月份 of a plan row.
    DatePlanned,
    AppliedAt,
    IssuedAt,
    ScannedAt,
    CompletedAt,
    /// The month, the day or the time of day of the date in a column to the left.
    DatePart,
    /// 1月 … 12月, one of the columns in which a plan ticks the months of its visits.
    PlanMonth,
    /// When the row was made or exported; never the inspection's date.
    ExportedAt,
    /// When the enterprise was registered or founded: a roster's 成立日期; never a visit's.
    RegisteredAt,
    /// 检查类别, 任务来源, 检查类型: planned, double-random, special, triggered.
    Route,
    /// 检查理由, 触发原因, 任务来源说明.
    Reason,
    Reinspection,
    RandomDrawn,
    ReportVerified,
    Joint,
    /// 牵头部门 of a joint inspection.
    LeadBody,
    /// 执法主体, 检查机关.
    Body,
    /// 承办机构, 科室, 股室.
    Office,
    Officers,
    /// A second officer column.
    Officers2,
    OfficerCertificates,
    /// 检查事项.
    Item,
    /// 检查内容, free text.
    Content,
    /// 活动类型: inspection, service, permit check, accident investigation …
    Activity,
    Status,
    Result,
    /// 行政处罚情况, 行政处罚决定书（份）: whether a penalty followed the visit.
    Penalty,
    /// 未赋码原因, 补录原因, 例外情形.
    Exemption,
    Rating,
    Complaint,
    CodeId,
    PlanNumber,
    PlanName,
    /// 计划检查次数, 频次.
    PlanCount,
    /// 是否抽中.
    Drawn,
    Hazards,
    MajorHazards,
    HazardsFixed,
    Documents,
    FineAmount,
    Remark,
    /// 填表人, 填报单位: furniture of a form.
    Reporter,
}

impl FieldName {
    /// The name in settings, alias lists and tables that other programs read: `credit_code`.
    pub fn key(self) -> String {
        let name = serde_json::to_value(self).unwrap_or_default();
        name.as_str().unwrap_or_default().to_string()
    }

    /// How a report or a merged table heads the column: a word that is itself read as the field.
    pub fn zh(self) -> &'static str {
        match self {
            FieldName::Sequence => "序号",
            FieldName::RecordNumber => "记录编号",
            FieldName::DocumentNumber => "文书编号",
            FieldName::DocumentKind => "文书名称",
            FieldName::FollowsDocument => "关联文书号",
            FieldName::Enterprise => "检查对象",
            FieldName::FormerName => "曾用名",
            FieldName::CreditCode => "统一社会信用代码",
            FieldName::RegistrationNumber => "工商注册号",
            FieldName::Town => "所属乡镇",
            FieldName::Address => "地址",
            FieldName::Industry => "所属行业",
            FieldName::EnterpriseCategory => "企业类别",
            FieldName::EnterpriseStatus => "企业状态",
            FieldName::RiskGrade => "风险等级",
            FieldName::StandardGrade => "标准化等级",
            FieldName::LegalPerson => "法定代表人",
            FieldName::Telephone => "联系电话",
            FieldName::DateStart => "检查日期",
            FieldName::DateEnd => "检查日期止",
            FieldName::DatePlanned => "计划检查日期",
            FieldName::AppliedAt => "申请时间",
            FieldName::IssuedAt => "赋码时间",
            FieldName::ScannedAt => "扫码时间",
            FieldName::CompletedAt => "完成时间",
            FieldName::ExportedAt => "导出时间",
            FieldName::RegisteredAt => "成立日期",
            FieldName::Route => "检查类型",
            FieldName::Reason => "检查理由",
            FieldName::Reinspection => "整改复查",
            FieldName::RandomDrawn => "是否双随机",
            FieldName::ReportVerified => "是否举报核实",
            FieldName::Joint => "联合检查",
            FieldName::LeadBody => "牵头部门",
            FieldName::Body => "执法主体",
            FieldName::Office => "承办机构",
            FieldName::Officers => "执法人员",
            FieldName::Officers2 => "执法人员2",
            FieldName::OfficerCertificates => "执法证号",
            FieldName::Item => "检查事项",
            FieldName::Content => "检查内容",
            FieldName::Activity => "活动类型",
            FieldName::Status => "办理状态",
            FieldName::Result => "检查结果",
            FieldName::Penalty => "行政处罚",
            FieldName::Exemption => "未赋码原因",
            FieldName::Rating => "评价",
            FieldName::Complaint => "企业投诉",
            FieldName::CodeId => "检查码编号",
            FieldName::PlanNumber => "计划编号",
            FieldName::PlanName => "计划名称",
            FieldName::PlanCount => "计划检查次数",
            FieldName::Drawn => "是否抽中",
            FieldName::Hazards => "隐患数",
            FieldName::MajorHazards => "重大隐患数",
            FieldName::HazardsFixed => "已整改隐患",
            FieldName::Documents => "文书数量",
            FieldName::FineAmount => "罚款金额（元）",
            FieldName::Remark => "备注",
            FieldName::DatePart => "日期分列",
            FieldName::PlanMonth => "计划月份分列",
            FieldName::Reporter => "填表人",
        }
    }
}

/// A field and the column (1-based) it was mapped to in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldSpan {
    pub field: FieldName,
    pub column: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_snake_case() {
        assert_eq!(FieldName::CreditCode.key(), "credit_code");
        assert_eq!(FieldName::Officers2.key(), "officers2");
    }
}
