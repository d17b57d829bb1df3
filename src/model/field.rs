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
    /// When the row was made or exported; never the inspection's date.
    ExportedAt,
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

/// A field and the column (1-based) it was mapped to in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldSpan {
    pub field: FieldName,
    pub column: u16,
}
