//! Kinds of enforcement documents, by their titles and by the marks (代字) in their numbers.

use super::contains_any;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::DocumentKind;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Marks in document numbers, of both eras.
const MARKS: [(&str, DocumentKind); 52] = {
    use DocumentKind::*;
    [
        ("检查", Scheme),
        ("检案", Scheme),
        ("检方", Scheme),
        ("检记", SiteRecord),
        ("检录", SiteRecord),
        ("现检", SiteRecord),
        ("现决", OnSiteDecision),
        ("现处", OnSiteDecision),
        ("责改", RectificationOrder),
        ("责令", RectificationOrder),
        ("限改", RectificationOrder),
        ("强决", CoerciveDecision),
        ("强措", CoerciveDecision),
        ("查扣", CoerciveDecision),
        ("停供决", CoerciveDecision),
        ("复查", ReinspectionOpinion),
        ("强审", Other),
        ("查扣延期", Other),
        ("查扣处", Other),
        ("停供通", Other),
        ("恢复通", Other),
        ("立", Other),
        ("管立", Other),
        ("询", Other),
        ("勘", Other),
        ("抽", Other),
        ("鉴", Other),
        ("先保审", Other),
        ("先保通", Other),
        ("先保处审", Other),
        ("先保处", Other),
        ("罚告", Other),
        ("听告", Other),
        ("听通", Other),
        ("听报", Other),
        ("处呈", Other),
        ("罚集", Other),
        ("罚当", Other),
        ("罚", Other),
        ("催", Other),
        ("加罚", Other),
        ("缴审", Other),
        ("缴批", Other),
        ("回", Other),
        ("执行催告", Other),
        ("强执", Other),
        ("移审", Other),
        ("移", Other),
        ("案延", Other),
        ("结", Other),
        ("告", Other),
        ("通", Other),
    ]
};

/// No known mark has more bytes.
pub const MARK_BYTES_MAX: usize = 12;

/// The kind that a mark stands for, if the mark is known.
pub fn known_mark(mark: &str) -> Option<DocumentKind> {
    type ByMark = HashMap<&'static str, DocumentKind, FixedState>;
    static BY_MARK: LazyLock<ByMark> = LazyLock::new(|| MARKS.into_iter().collect());
    BY_MARK.get(mark).copied()
}

/// The kind of a document number with this mark; `None` for a number without one.
pub fn kind_of_mark(mark: &str) -> Option<DocumentKind> {
    match mark {
        "" => None,
        _ => Some(known_mark(mark).unwrap_or(DocumentKind::Other)),
    }
}

/// The mark that numbers of this kind carry; empty for the many other kinds.
pub fn mark_of_kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Scheme => "检查",
        DocumentKind::SiteRecord => "检记",
        DocumentKind::OnSiteDecision => "现决",
        DocumentKind::RectificationOrder => "责改",
        DocumentKind::CoerciveDecision => "强决",
        DocumentKind::ReinspectionOpinion => "复查",
        DocumentKind::Other => "",
    }
}

/// The kind that a document's title names; `None` for a blank.
pub fn read_kind(text: &str) -> Option<DocumentKind> {
    if is_placeholder(text) {
        return None;
    }
    let key = fold_key(text);
    if let Some(kind) = known_mark(&key) {
        return Some(kind);
    }
    Some(kind_of_title(&key))
}

fn kind_of_title(key: &str) -> DocumentKind {
    let approval = contains_any(key, &["审批", "呈批", "送达", "回执", "回证", "延期"]);
    match () {
        _ if approval => DocumentKind::Other,
        _ if key.contains("复查") => DocumentKind::ReinspectionOpinion,
        _ if contains_any(key, &["检查方案", "检查工作方案"]) => DocumentKind::Scheme,
        _ if contains_any(key, &["现场处理", "处理措施"]) => DocumentKind::OnSiteDecision,
        _ if contains_any(key, &["责令", "整改指令", "改正指令", "整改通知"]) => {
            DocumentKind::RectificationOrder
        }
        _ if key.contains("强制措施") || key.contains("查封") || key.contains("扣押") => {
            DocumentKind::CoerciveDecision
        }
        _ if contains_any(key, &["检查记录", "检查笔录", "现场记录"]) => {
            DocumentKind::SiteRecord
        }
        _ => DocumentKind::Other,
    }
}

/// Whether the text looks like the title of an enforcement document.
pub fn is_document_title(text: &str) -> bool {
    let key = fold_key(text);
    let ends = [
        "书", "记录", "笔录", "方案", "表", "通知", "清单", "回证", "报告", "意见", "告知",
    ];
    kind_of_title(&key) != DocumentKind::Other
        || known_mark(&key).is_some()
        || key.chars().count() <= 24 && ends.iter().any(|end| key.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::*;

    #[test]
    fn no_mark_is_longer_than_the_longest() {
        let longest = MARKS.iter().map(|(mark, _)| mark.len()).max();
        assert_eq!(longest, Some(MARK_BYTES_MAX));
    }

    #[test]
    fn kinds_by_title_and_mark() {
        for (text, kind) in [
            ("现场检查方案", Some(Scheme)),
            ("现场检查记录", Some(SiteRecord)),
            (" 现场检查笔录 ", Some(SiteRecord)),
            ("《现场检查记录》", Some(SiteRecord)),
            ("现场处理措施决定书", Some(OnSiteDecision)),
            ("责令限期整改指令书", Some(RectificationOrder)),
            ("强制措施决定书", Some(CoerciveDecision)),
            ("行政强制措施审批表", Some(Other)),
            ("整改复查意见书", Some(ReinspectionOpinion)),
            ("检记", Some(SiteRecord)),
            ("询问笔录", Some(Other)),
            ("行政处罚决定书(单位)", Some(Other)),
            ("", None),
        ] {
            assert_eq!(read_kind(text), kind, "{text}");
        }
        assert_eq!(kind_of_mark("复查"), Some(ReinspectionOpinion));
        assert_eq!(kind_of_mark("某某"), Some(Other));
        assert_eq!(kind_of_mark(""), None);
    }
}
