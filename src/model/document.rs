//! Enforcement documents and their numbers.

use serde::{Deserialize, Serialize};

/// The kinds that decide how a document belongs to a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 现场检查方案.
    Scheme,
    /// 现场检查记录: the document that makes an inspection count.
    SiteRecord,
    /// 现场处理措施决定书.
    OnSiteDecision,
    /// 责令限期整改指令书.
    RectificationOrder,
    /// 强制措施决定书.
    CoerciveDecision,
    /// 整改复查意见书: the re-inspection's own document.
    ReinspectionOpinion,
    /// Case file, penalty and every other document.
    Other,
}

/// `（湘乡）应急检记〔2025〕12号` by its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber {
    /// 湘乡; empty where the number names none.
    pub area: Box<str>,
    /// 应急 or 安监; empty where the number names none.
    pub prefix: Box<str>,
    /// 检记, 责改, 复查 …
    pub kind: Box<str>,
    pub year: u16,
    pub serial: u32,
    /// Business-type letter before the serial; empty in most systems.
    pub letter: Box<str>,
}

impl DocumentNumber {
    /// `湘乡|应急|检记|2025|12`.
    pub fn normal(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}{}",
            self.area, self.prefix, self.kind, self.year, self.letter, self.serial
        )
    }

    /// `（湘乡）应急检记〔2025〕12号`, as the rules for documents write it.
    pub fn written(&self) -> String {
        let area = match self.area.is_empty() {
            true => String::new(),
            false => format!("（{}）", self.area),
        };
        format!(
            "{area}{}{}〔{}〕{}{}号",
            self.prefix, self.kind, self.year, self.letter, self.serial
        )
    }
}
