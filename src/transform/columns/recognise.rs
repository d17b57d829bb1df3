//! Which system a table comes from and what its rows are records of, from its columns and values;
//! names of files and folders only break ties.

use super::planned::{caps_alone, plan, plan_kind, titled_plan};
use super::shapes::Shape;
use super::sight::Sight;
use crate::ground::fold::fold_key;
use crate::model::{FieldName, RecordKind, Source, SourceTable, Text};
use crate::transform::fields::contains_any;

/// What was decided about a table, and why.
#[derive(Debug)]
pub struct Recognition {
    pub source: Source,
    pub kind: Option<RecordKind>,
    pub reason: Text,
    /// Only the name of the file spoke for it.
    pub weak: bool,
    /// What every kind of table has for it, in points.
    pub points: Vec<(Source, RecordKind, i32)>,
}

/// Evidence for a kind of table: points and the words that earned them.
#[derive(Default)]
pub(super) struct Evidence {
    pub points: i32,
    zh: Vec<&'static str>,
    en: Vec<&'static str>,
}

impl Evidence {
    pub fn add(&mut self, is: bool, points: i32, zh: &'static str, en: &'static str) {
        if is {
            self.points += points;
            self.zh.push(zh);
            self.en.push(en);
        }
    }
}

/// Decides where a table comes from; `forced` where a look at all tables has decided.
pub fn recognise(sight: &Sight<'_>, forced: Option<(Source, RecordKind)>) -> Recognition {
    let candidates = [
        (Source::Platform, RecordKind::Code, platform(sight)),
        (Source::Safety, RecordKind::Document, documents(sight)),
        (Source::Safety, RecordKind::Inspection, register(sight)),
        (Source::Plan, plan_kind(sight), plan(sight)),
        (Source::Roster, RecordKind::Enterprise, roster(sight)),
    ];
    let points: Vec<_> = candidates
        .iter()
        .map(|(source, kind, evidence)| (*source, *kind, evidence.points))
        .collect();
    let named = named_by_path(sight.table);
    let (allowed, pinned): (Vec<_>, bool) = match sight.table.source_pinned {
        // A further platform's codes look like the first one's: only the settings tell them apart.
        Some(source) => (
            candidates
                .into_iter()
                .filter(|candidate| {
                    candidate.0 == source || candidate.0.has_codes() && source.has_codes()
                })
                .filter(|candidate| forced.is_none_or(|(_, kind)| kind == candidate.1))
                .map(|(_, kind, evidence)| (source, kind, evidence))
                .collect(),
            true,
        ),
        None => (
            candidates
                .into_iter()
                .filter(|(source, kind, _)| forced.is_none_or(|f| f == (*source, *kind)))
                .collect(),
            false,
        ),
    };
    let score = |candidate: &(Source, RecordKind, Evidence)| {
        let tie_break = i32::from(named == Some(candidate.0));
        candidate.2.points * 4 + tie_break * 3
    };
    // On equal points the earlier candidate stands.
    let best = allowed
        .iter()
        .rev()
        .max_by_key(|candidate| score(candidate));
    let seen = match best {
        Some(_) if forced.is_none() && !tells_of_something(sight) => nothing_known(sight),
        Some((source, kind, evidence)) if pinned || forced.is_some() => {
            recognised(*source, *kind, evidence, pinned)
        }
        Some(_) if is_of_papers(sight) => nothing_known(sight),
        Some((source, kind, evidence)) if evidence.points >= 4 => {
            recognised(*source, *kind, evidence, false)
        }
        Some((source, kind, evidence)) if evidence.points >= 2 && named == Some(*source) => {
            Recognition {
                weak: true,
                ..recognised(*source, *kind, evidence, false)
            }
        }
        _ => nothing_known(sight),
    };
    Recognition { points, ..seen }
}

/// Whether a row could say what it is about: a sheet of totals by month lies beside the books, in
/// whatever folder.
fn tells_of_something(sight: &Sight<'_>) -> bool {
    use FieldName as F;
    let about = [
        F::Enterprise,
        F::CreditCode,
        F::RecordNumber,
        F::DocumentNumber,
        F::CodeId,
        F::PlanNumber,
        F::PlanName,
        F::Item,
        F::Content,
        F::DateStart,
        F::AppliedAt,
        F::IssuedAt,
        F::ScannedAt,
        F::RegistrationNumber,
        F::LegalPerson,
    ];
    let told = about.into_iter().any(|field| sight.mapped(field));
    told || sight.loose_days > 0 || titled_plan(sight)
}

fn nothing_known(sight: &Sight<'_>) -> Recognition {
    Recognition {
        source: sight.table.source_pinned.unwrap_or(Source::Unknown),
        kind: None,
        reason: Text::new("各列都不像已知系统的字段", "no columns of a known system"),
        weak: false,
        points: Vec::new(),
    }
}

fn recognised(source: Source, kind: RecordKind, evidence: &Evidence, pinned: bool) -> Recognition {
    let (zh, en) = (evidence.zh.join("、"), evidence.en.join(", "));
    let reason = match pinned {
        true => Text::new(
            format!("设置文件指定来源;列:{zh}"),
            format!("source set by the settings; columns: {en}"),
        ),
        false => Text::new(format!("有这些列:{zh}"), format!("it has columns: {en}")),
    };
    Recognition {
        source,
        kind: Some(kind),
        reason,
        weak: false,
        points: Vec::new(),
    }
}

fn platform(sight: &Sight<'_>) -> Evidence {
    use FieldName as F;
    let mut found = Evidence::default();
    let headers = fold_key(&sight.table.header.join(" "));
    let says_code = ["赋码", "扫码", "检查码", "申码", "亮码", "营商码", "监督码"];
    let exempt = sight.has(F::Exemption) && !sight.mapped(F::CodeId) && !sight.mapped(F::ScannedAt);
    found.add(sight.mapped(F::CodeId), 5, "检查码编号", "code id");
    found.add(sight.mapped(F::ScannedAt), 4, "扫码时间", "scan time");
    found.add(
        sight.mapped(F::AppliedAt),
        3,
        "申请时间",
        "application time",
    );
    found.add(sight.mapped(F::IssuedAt), 1, "赋码时间", "issue time");
    found.add(
        sight.mapped(F::CompletedAt),
        1,
        "完成时间",
        "completion time",
    );
    found.add(sight.mapped(F::Rating), 3, "企业评价", "rating");
    found.add(
        contains_any(&headers, &says_code) && !exempt,
        2,
        "赋码字样",
        "code words",
    );
    let titled = sight.title().any(|text| contains_any(&text, &says_code));
    found.add(titled, 2, "赋码标题", "title of codes");
    let states = ["扫码", "赋码", "亮码", "发码"];
    let coded = sight.share_of_words(F::Status, &states) > 0.3;
    found.add(coded && !exempt, 2, "码的状态", "states of codes");
    let applied = coded || sight.mapped(F::CodeId) || sight.mapped(F::AppliedAt);
    found.add(
        applied && !tells_findings(sight),
        3,
        "没有检查情况",
        "no findings of visits",
    );
    let twice = sight.has(F::DatePlanned) && (sight.has_days() || sight.has(F::ScannedAt));
    found.add(
        twice && sight.mapped(F::AppliedAt),
        2,
        "拟检查与实际时间",
        "planned and actual time",
    );
    // Without headers: instants one after the other, and words that only codes are spoken of in.
    found.add(sight.loose_instants >= 2, 2, "多列时刻", "several instants");
    found.add(
        sight.loose_instants >= 3,
        2,
        "申请扫码完成",
        "applied, scanned, completed",
    );
    let of_codes = sight.share_of_words(F::Route, &["触发", "有计划"]) > 0.5;
    found.add(of_codes, 3, "有计划或触发式", "planned or triggered");
    let lapsed = ["过期", "失效", "待审批", "审批中", "退回", "未扫", "待检查"];
    let lapsing = sight.share_of_words(F::Status, &lapsed) > 0.02;
    found.add(lapsing && !coded, 1, "码的状态", "states of codes");
    let route = sight.share(F::Route, Shape::Route) > 0.3;
    found.add(
        route && sight.mapped(F::PlanNumber),
        1,
        "计划编码",
        "plan number",
    );
    found
}

/// What is told of a visit and never of a code.
pub const ON_SITE: [FieldName; 7] = [
    FieldName::DocumentKind,
    FieldName::Hazards,
    FieldName::MajorHazards,
    FieldName::FineAmount,
    FieldName::Reinspection,
    FieldName::RandomDrawn,
    FieldName::ReportVerified,
];

/// Whether the table says what was found on site, as the safety system's books do and applications
/// for codes do not.
fn tells_findings(sight: &Sight<'_>) -> bool {
    let also = [FieldName::DocumentNumber, FieldName::Content];
    let told = ON_SITE.iter().chain(&also);
    told.into_iter().any(|field| sight.mapped(*field))
}

fn documents(sight: &Sight<'_>) -> Evidence {
    use FieldName as F;
    let mut found = Evidence::default();
    let numbers = sight.share(F::DocumentNumber, Shape::DocumentNumber);
    let others = match sight.numbers_of_order {
        // 责令限期整改指令书编号 beside the record's own number: what a visit led to.
        true => 0.0,
        false => sight.share(F::DocumentNumber, Shape::OtherDocument),
    };
    let only_records = sight.share(F::DocumentNumber, Shape::SiteRecordNumber) > 0.9;
    let only_opinions = sight.share_of_words(F::DocumentNumber, &["复查"]) > 0.9;
    let titles = sight.share(F::DocumentKind, Shape::DocumentTitle) >= 0.4;
    let papers = [
        "责令", "指令", "决定", "方案", "复查", "立案", "通知", "笔录",
    ];
    let other_titles = sight.share_of_words(F::DocumentKind, &papers) >= 0.15;
    let registers = sight.mapped(F::Route) || sight.mapped(F::Hazards) || sight.mapped(F::Item);
    found.add(numbers >= 0.3, 3, "文书编号", "document number");
    found.add(
        sight.mapped(F::DocumentKind) && titles,
        5,
        "文书名称",
        "document kind",
    );
    let several = others >= 0.15 || titles && other_titles;
    found.add(several, 4, "多种文书", "several document kinds");
    // The opinions of a register's re-inspections stand beside what the register tells of them.
    let flagged = sight.mapped(F::Reinspection) || sight.mapped(F::Hazards);
    found.add(
        only_opinions && !flagged && !sight.mapped(F::Route),
        4,
        "只有复查意见书文号",
        "re-inspection opinions alone",
    );
    found.add(
        sight.mapped(F::FollowsDocument) && !registers,
        2,
        "依据文书",
        "the document it follows",
    );
    let bare = only_records && !registers && !sight.mapped(F::RecordNumber);
    found.add(bare, 2, "只有检查记录文号", "site record numbers alone");
    found.add(sight.has_days() || sight.loose_days > 0, 1, "日期", "date");
    found
}

fn register(sight: &Sight<'_>) -> Evidence {
    use FieldName as F;
    let mut found = Evidence::default();
    let days = sight.has_days()
        || sight.loose_days > 0
        || sight.mapped(F::DateStart) && !sight.mapped(F::DatePlanned);
    found.add(sight.names_firms(), 1, "检查对象", "enterprise");
    found.add(days, 2, "检查日期", "inspection date");
    found.add(
        sight.mapped(F::RecordNumber),
        1,
        "记录编号",
        "record number",
    );
    found.add(sight.mapped(F::Officers), 2, "执法人员", "officers");
    found.add(sight.mapped(F::Route), 1, "检查类别", "route");
    found.add(
        sight.mapped(F::Reinspection),
        2,
        "是否复查",
        "re-inspection flag",
    );
    let flags = sight.mapped(F::RandomDrawn) || sight.mapped(F::ReportVerified);
    found.add(flags, 2, "随机抽取或举报核实", "drawn or verified flag");
    found.add(
        sight.mapped(F::Hazards) || sight.mapped(F::MajorHazards),
        2,
        "隐患数",
        "hazards",
    );
    found.add(sight.mapped(F::FineAmount), 1, "罚款", "fine");
    let numbers = sight.share(F::DocumentNumber, Shape::DocumentNumber) >= 0.3;
    found.add(numbers, 1, "文书编号", "document number");
    let result = sight.mapped(F::Result) || sight.mapped(F::Content);
    found.add(result, 1, "检查情况", "findings of the visit");
    found
}

/// A table of permits (许可决定书文号, 许可类别, 许可机关), of certificates (证书编号, 初领日期,
/// 有效期至) or of complaints (投诉编号, 举报内容): none of the systems', whatever its numbers, days
/// and names look like.
fn is_of_papers(sight: &Sight<'_>) -> bool {
    let headers = sight.table.header.iter();
    let headers: Vec<String> = headers.map(|text| fold_key(text)).collect();
    let count = |words: &[&str]| headers.iter().filter(|h| contains_any(h, words)).count();
    let certified = [
        "证书",
        "领证",
        "初领",
        "发证",
        "有效期",
        "持证",
        "复审",
        "换证",
        "准操",
        "作业类",
    ];
    let complained = ["投诉", "举报", "信访", "来访", "诉求", "工单"];
    let visited = ["检查", "赋码", "扫码", "执法", "隐患"];
    let papers = count(&["许可"]) >= 3 || count(&certified) >= 2 || count(&complained) >= 2;
    papers && count(&visited) == 0
}

fn roster(sight: &Sight<'_>) -> Evidence {
    use FieldName as F;
    let mut found = Evidence::default();
    found.add(sight.names_firms(), 1, "企业名称", "enterprise");
    found.add(sight.mapped(F::CreditCode), 1, "信用代码", "credit code");
    found.add(sight.mapped(F::FormerName), 4, "曾用名", "former names");
    found.add(
        sight.mapped(F::RegistrationNumber),
        2,
        "注册号",
        "registration number",
    );
    found.add(
        sight.mapped(F::EnterpriseStatus),
        3,
        "经营状态",
        "business status",
    );
    found.add(
        sight.mapped(F::RegisteredAt),
        3,
        "成立日期",
        "registered on",
    );
    found.add(
        sight.mapped(F::LegalPerson),
        1,
        "法定代表人",
        "legal person",
    );
    found.add(sight.mapped(F::Address), 1, "地址", "address");
    found.add(
        sight.mapped(F::EnterpriseCategory),
        1,
        "单位类别",
        "category",
    );
    found.add(sight.mapped(F::Industry), 1, "行业", "industry");
    let dated = sight.has_days()
        || sight.loose_days > 0 && (sight.mapped(F::Officers) || sight.loose_instants > 1)
        || sight.mapped(F::ScannedAt)
        || sight.mapped(F::AppliedAt)
        || sight.mapped(F::PlanCount) && !caps_alone(sight)
        || sight.mapped(F::Drawn)
        || sight.mapped(F::DatePlanned)
        || sight.mapped(F::DocumentNumber);
    if dated {
        found.points -= 8;
    }
    found
}

/// What the names of folder, file and sheet suggest.
pub fn named_by_path(table: &SourceTable) -> Option<Source> {
    let path = fold_key(&format!("{}/{}", table.file, table.sheet)).to_lowercase();
    let words: [(Source, &[&str]); 4] = [
        (
            Source::Roster,
            &["roster", "名录", "企业库", "企业清单", "监管名单", "主体库"],
        ),
        (
            Source::Platform,
            &[
                "platform",
                "赋码",
                "检查码",
                "扫码",
                "一体化平台",
                "亮码",
                "申码",
            ],
        ),
        (Source::Plan, &["plan", "计划", "双随机", "抽查"]),
        (
            Source::Safety,
            &[
                "safety",
                "执法系统",
                "执法检查",
                "检查台账",
                "检查记录",
                "文书",
                "检查情况",
            ],
        ),
    ];
    let found = |source: &[&str]| source.iter().any(|word| path.contains(word));
    words
        .iter()
        .find(|(_, words)| found(words))
        .map(|(source, _)| *source)
}
