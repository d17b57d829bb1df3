//! Why a column was taken for a field, in words and shares.

use super::profile::Profile;
use super::shapes::Shape;
use crate::model::{Basis, FieldName, Text};

/// What a column was mapped by, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    pub basis: Basis,
    /// The header word that named the field.
    pub word: String,
    pub text: Text,
}

/// How a header named a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Pinned,
    /// The whole header, or a level of it, is a word for the field.
    Whole(String),
    /// The word may mean several fields; the values chose.
    MayMean(String),
    Ending(String),
    Within(String),
}

impl Why {
    pub fn new(basis: Basis, zh: impl Into<String>, en: impl Into<String>) -> Why {
        let text = Text::new(zh, en);
        Why {
            basis,
            word: String::new(),
            text,
        }
    }

    /// By the header, with what the values add to it.
    pub fn said(said: &Said, field: FieldName, profile: &Profile) -> Why {
        let (word, zh, en) = match said {
            Said::Pinned => (
                "",
                "设置文件指定".to_string(),
                "pinned in the settings".into(),
            ),
            Said::Whole(word) => (
                word.as_str(),
                format!("表头“{word}”"),
                format!("header word \"{word}\""),
            ),
            Said::MayMean(word) => (
                word.as_str(),
                format!("表头“{word}”可指此项"),
                format!("header word \"{word}\" may mean it"),
            ),
            Said::Ending(word) => (
                word.as_str(),
                format!("表头以“{word}”结尾"),
                format!("the header ends in \"{word}\""),
            ),
            Said::Within(word) => (
                word.as_str(),
                format!("表头含“{word}”"),
                format!("the header holds \"{word}\""),
            ),
        };
        let basis = match said {
            Said::Pinned => Basis::Pinned,
            _ => Basis::Header,
        };
        let more = shape_of(field).filter(|_| profile.filled > 0);
        let text = match more {
            Some(shape) => {
                let (share, (kind_zh, kind_en)) = (percent(profile.share(shape)), words(shape));
                Text::new(
                    format!("{zh},内容{share}为{kind_zh}"),
                    format!("{en}; {share} of the values are {kind_en}"),
                )
            }
            None => Text::new(zh, en),
        };
        Why {
            basis,
            word: word.to_string(),
            text,
        }
    }

    /// By the share of values of one kind.
    pub fn of_shape(shape: Shape, profile: &Profile) -> Why {
        let (share, (zh, en)) = (percent(profile.share(shape)), words(shape));
        Why::new(
            Basis::Values,
            format!("内容{share}为{zh}"),
            format!("{share} of the values are {en}"),
        )
    }
}

/// `97%`.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// The kind of value that a field has, where it has one of its own.
pub fn shape_of(field: FieldName) -> Option<Shape> {
    use FieldName as F;
    use Shape as S;
    Some(match field {
        F::CreditCode | F::RegistrationNumber => S::Code,
        F::Enterprise | F::FormerName => S::Firm,
        F::DocumentNumber | F::FollowsDocument => S::DocumentNumber,
        F::DateStart
        | F::DateEnd
        | F::AppliedAt
        | F::IssuedAt
        | F::ScannedAt
        | F::CompletedAt
        | F::ExportedAt
        | F::RegisteredAt => S::Date,
        F::Officers | F::Officers2 | F::LegalPerson => S::People,
        F::Town => S::Town,
        F::Body | F::LeadBody => S::Body,
        F::Office => S::Office,
        F::DocumentKind => S::DocumentTitle,
        F::Route => S::Route,
        F::Reinspection | F::RandomDrawn | F::ReportVerified => S::Flag,
        F::CodeId | F::RecordNumber | F::PlanNumber => S::IdLike,
        F::Hazards | F::MajorHazards | F::HazardsFixed | F::Documents => S::Count,
        F::EnterpriseStatus => S::BusinessStatus,
        F::Telephone => S::Phone,
        _ => return None,
    })
}

/// A kind of value as people call it.
pub fn words(shape: Shape) -> (&'static str, &'static str) {
    use Shape as S;
    match shape {
        S::Code => ("信用代码", "credit codes"),
        S::ShortCode => ("15位注册号", "registration numbers of 15 digits"),
        S::Date => ("日期", "dates"),
        S::Month => ("月份", "months"),
        S::DocumentNumber | S::OtherDocument | S::SiteRecordNumber => {
            ("文书编号", "document numbers")
        }
        S::Firm => ("企业名称", "names of enterprises"),
        S::Body => ("机关名称", "names of authorities"),
        S::Office => ("内设机构", "offices"),
        S::People => ("姓名", "names of people"),
        S::Town => ("乡镇街道", "towns"),
        S::Flag => ("是/否", "yes or no"),
        S::CodeState | S::RecordState => ("办理状态", "states"),
        S::BusinessStatus => ("经营状态", "business states"),
        S::Route => ("检查类别", "routes of inspections"),
        S::Activity => ("活动类型", "kinds of activity"),
        S::Count => ("小整数", "small whole numbers"),
        S::DocumentTitle => ("文书名称", "titles of documents"),
        S::IdLike => ("编号", "numbers of records"),
        S::Phone => ("手机号", "telephone numbers"),
        S::Address => ("地址", "addresses"),
        S::Rating => ("评价", "ratings"),
        S::Industry => ("行业", "industries"),
        S::Category => ("单位类别", "sorts of enterprises"),
        S::Item => ("检查事项", "inspection items"),
        S::Frequency => ("检查频次", "frequencies"),
        S::DrawnWord => ("抽取结果", "drawn or not"),
        S::MonthDay => ("月.日", "days of months"),
        S::Clock => ("时刻", "times of day"),
        S::Long => ("长文字", "long texts"),
    }
}
