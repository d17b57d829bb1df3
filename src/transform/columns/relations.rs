//! Open columns that only their neighbours explain: numbers of records by the kind of table,
//! certificates by their officers, answers by what another column says in the same rows.

use super::assign::Assignment;
use super::evidence::Why;
use super::headers::key_of;
use super::profile::Profile;
use super::shapes::Shape;
use super::values::{FILLED_MIN, profile_of};
use crate::model::{Basis, FieldName, RecordKind};
use crate::transform::fields::contains_any;
use crate::transform::fields::flags::read_flag;
use std::collections::{BTreeMap, BTreeSet};

/// Maps what the kind of the table and the settled columns explain, and doubts the rest.
pub fn settle(
    made: &mut Assignment,
    profiles: &[Profile],
    headers: &[String],
    kind: Option<RecordKind>,
) {
    certificates(made, profiles);
    telephones(made, profiles);
    numbers(made, profiles, kind);
    exemptions(made, profiles, kind);
    asked(made, profiles, headers, kind);
    answers(made, profiles, kind);
    fines(made, profiles, kind);
    named_counts(made, profiles, headers, kind);
    counts(made, profiles, kind);
}

fn open_with(made: &Assignment, profiles: &[Profile], fits: impl Fn(&Profile) -> bool) -> Vec<u16> {
    let filled = |column: &u16| {
        let profile = profile_of(profiles, *column);
        profile.filled >= FILLED_MIN && fits(profile)
    };
    made.open.iter().copied().filter(filled).collect()
}

/// One number per officer, again and again: certificates.
fn certificates(made: &mut Assignment, profiles: &[Profile]) {
    let officers: Vec<u16> = made
        .fields
        .iter()
        .filter(|span| matches!(span.field, FieldName::Officers | FieldName::Officers2))
        .map(|span| span.column)
        .collect();
    let numeric = |profile: &Profile| {
        let digits = |key: &&String| key.len() >= 5 && key.bytes().any(|b| b.is_ascii_digit());
        profile.sample.iter().filter(digits).count() * 10 >= profile.filled * 9
            && profile.distinct * 2 <= profile.filled
            && profile.share(Shape::Date) < 0.6
    };
    for column in open_with(made, profiles, numeric) {
        let own = |officer: &&u16| {
            let of = profile_of(profiles, **officer);
            of.distinct * 2 <= of.filled && follows(of, profile_of(profiles, column))
        };
        if officers.iter().any(|officer| own(&officer)) {
            let why = Why::new(
                Basis::Neighbours,
                "每名执法人员对应同一编号",
                "each officer has one number throughout",
            );
            made.take(column, FieldName::OfficerCertificates, why);
        }
    }
}

/// After the certificates, which can look like telephone numbers.
fn telephones(made: &mut Assignment, profiles: &[Profile]) {
    let found = open_with(made, profiles, |profile| profile.share(Shape::Phone) >= 0.6);
    if let ([column, ..], false) = (found.as_slice(), made.has(FieldName::Telephone)) {
        let why = Why::of_shape(Shape::Phone, profile_of(profiles, *column));
        made.take(*column, FieldName::Telephone, why);
    }
}

/// Whether each value of the first column goes with one value of the second.
fn follows(first: &Profile, second: &Profile) -> bool {
    let mut goes_with: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let rows = first.sample.iter().zip(&second.sample);
    for (a, b) in rows.filter(|(a, b)| !a.is_empty() && !b.is_empty()) {
        goes_with.entry(a).or_default().insert(b);
    }
    let single = goes_with
        .values()
        .filter(|others| others.len() == 1)
        .count();
    goes_with.len() >= 2 && single * 10 >= goes_with.len() * 9
}

/// A number of its own in every row is the record's, the code's or the plan's by the kind of table.
fn numbers(made: &mut Assignment, profiles: &[Profile], kind: Option<RecordKind>) {
    use FieldName as F;
    let id_like = |profile: &Profile| {
        profile.share(Shape::IdLike) >= 0.8
            && profile.share(Shape::Code) < 0.3
            && profile.share(Shape::DocumentNumber) < 0.3
            && profile.share(Shape::Date) < 0.3
            && profile.share(Shape::Phone) < 0.3
            && profile.share(Shape::Address) < 0.3
    };
    let rows = profiles
        .iter()
        .map(|profile| profile.filled)
        .max()
        .unwrap_or(0);
    let found = open_with(made, profiles, id_like);
    let (own, other): (Vec<u16>, Vec<u16>) = found.iter().copied().partition(|column| {
        let profile = profile_of(profiles, *column);
        profile.distinct * 20 >= profile.filled * 19 && profile.filled * 10 >= rows * 9
    });
    let (field, secondary) = match kind {
        Some(RecordKind::Code) => (F::CodeId, Some(F::PlanNumber)),
        Some(RecordKind::Inspection) => (F::RecordNumber, None),
        Some(RecordKind::PlanLine | RecordKind::PlanItem) => (F::PlanNumber, None),
        _ => return,
    };
    match own.as_slice() {
        [column] if !made.has(field) => {
            let why = Why::new(
                Basis::Values,
                "每行一个编号,互不重复",
                "a number of its own in every row",
            );
            made.take(*column, field, why);
        }
        [] => {}
        columns => {
            let could: Vec<F> = [Some(field), secondary].into_iter().flatten().collect();
            let could: Vec<F> = could.into_iter().filter(|f| !made.has(*f)).collect();
            for column in columns {
                made.doubt(*column, &could);
            }
        }
    }
    if let ([column], Some(secondary)) = (other.as_slice(), secondary)
        && !made.has(secondary)
        && made.has(field)
    {
        let why = Why::new(
            Basis::Neighbours,
            "部分行才有的编号,与码编号并列",
            "a number that some rows have, beside the code's own",
        );
        made.take(*column, secondary, why);
    }
}

/// Why there was no code, in the few rows that say so.
fn exemptions(made: &mut Assignment, profiles: &[Profile], kind: Option<RecordKind>) {
    let words = [
        "扫码",
        "赋码",
        "亮码",
        "补录",
        "网络",
        "断网",
        "信号",
        "系统故障",
        "系统维护",
        "停电",
        "紧急",
    ];
    let told = |profile: &Profile| {
        let with = profile
            .sample
            .iter()
            .filter(|key| contains_any(key, &words));
        with.count() * 10 >= profile.filled * 7 && profile.share(Shape::CodeState) < 0.5
    };
    if kind != Some(RecordKind::Inspection) || made.has(FieldName::Exemption) {
        return;
    }
    if let [column] = open_with(made, profiles, told).as_slice() {
        let why = Why::new(
            Basis::Values,
            "所写为未扫码、未赋码的原因",
            "it tells why no code was scanned",
        );
        made.take(*column, FieldName::Exemption, why);
    }
}

/// Yes and no under a header that says what is asked: 复查(是/否), 联合检查标志.
fn asked(
    made: &mut Assignment,
    profiles: &[Profile],
    headers: &[String],
    kind: Option<RecordKind>,
) {
    use FieldName as F;
    if !matches!(kind, Some(RecordKind::Inspection | RecordKind::Code)) {
        return;
    }
    let questions: [(F, &[&str]); 4] = [
        (F::Reinspection, &["复查"]),
        (F::Joint, &["联合"]),
        (F::RandomDrawn, &["随机", "抽取"]),
        (F::ReportVerified, &["举报", "投诉"]),
    ];
    let yes_or_no = |column: &u16| {
        let profile = profile_of(profiles, *column);
        profile.filled > 0 && profile.share(Shape::Flag) >= 0.8
    };
    let found: Vec<u16> = made.open.iter().copied().filter(yes_or_no).collect();
    for column in found {
        let header = key_of(headers, column);
        // What became of it is no question whether there was one.
        if contains_any(&header, &["次", "数", "结果", "完成", "合格", "通过"]) {
            continue;
        }
        let mut meant = questions
            .iter()
            .filter(|(_, words)| contains_any(&header, words));
        if let (Some((field, _)), None) = (meant.next(), meant.next())
            && !made.has(*field)
        {
            let why = Why::new(
                Basis::Header,
                "表头提到此事,内容为是或否",
                "the header speaks of it, and the values are yes or no",
            );
            made.take(column, *field, why);
        }
    }
}

/// Yes and no: the question is known where the yes stands in just the rows where another column
/// says so in words.
fn answers(made: &mut Assignment, profiles: &[Profile], kind: Option<RecordKind>) {
    use FieldName as F;
    let yes_or_no =
        |profile: &Profile| profile.share(Shape::Flag) >= 0.8 && profile.share(Shape::Count) < 0.5;
    let found = open_with(made, profiles, yes_or_no);
    let questions: &[FieldName] = match kind {
        Some(RecordKind::Inspection | RecordKind::Code) => {
            &[F::Joint, F::RandomDrawn, F::ReportVerified, F::Reinspection]
        }
        Some(RecordKind::PlanLine) => &[F::Drawn],
        _ => &[],
    };
    if let ([F::Drawn], [column]) = (questions, found.as_slice()) {
        let why = Why::new(
            Basis::Neighbours,
            "名单中唯一的是/否列",
            "the only yes-or-no column of a list of enterprises",
        );
        return made.take(*column, F::Drawn, why);
    }
    for column in found {
        let fits =
            |field: &&FieldName| !made.has(**field) && is_said(made, profiles, column, **field);
        let mut fitting = questions.iter().filter(fits);
        match (fitting.next().copied(), fitting.next()) {
            (Some(field), None) => {
                let why = Why::new(
                    Basis::Neighbours,
                    "答“是”的行恰是另一列写明此事的行",
                    "its yes stands in just the rows where another column says so",
                );
                made.take(column, field, why);
            }
            _ => {
                let free = questions.iter().copied().filter(|field| !made.has(*field));
                let free: Vec<FieldName> = free.collect();
                if !free.is_empty() {
                    made.doubt(column, &free);
                }
            }
        }
    }
}

/// Whether the column's yes agrees with the words of the settled columns, with two of each at
/// least.
fn is_said(made: &Assignment, profiles: &[Profile], column: u16, field: FieldName) -> bool {
    use FieldName as F;
    let (sources, words): (&[FieldName], &[&str]) = match field {
        F::Joint => (&[F::LeadBody], &[]),
        F::RandomDrawn => (&[F::Route, F::Reason, F::PlanName], &["随机", "抽查"]),
        F::ReportVerified => (&[F::Route, F::Reason], &["举报", "投诉"]),
        F::Reinspection => (&[F::Route, F::Reason, F::Activity], &["复查"]),
        _ => return false,
    };
    let asked = profile_of(profiles, column);
    let mut told = sources.iter().filter_map(|source| made.column_of(*source));
    told.any(|source| {
        let source = profile_of(profiles, source);
        let (mut all, mut agree, mut yes) = (0, 0, 0);
        for (answer, text) in asked.sample.iter().zip(&source.sample) {
            let Some(answer) = read_flag(answer) else {
                continue;
            };
            let said = match words {
                [] => !text.is_empty(),
                words => contains_any(text, words),
            };
            all += 1;
            yes += usize::from(answer);
            agree += usize::from(answer == said);
        }
        yes >= 2 && yes < all && agree * 50 >= all * 49
    })
}

/// Round sums of hundreds in a few rows of a register: fines in 元.
fn fines(made: &mut Assignment, profiles: &[Profile], kind: Option<RecordKind>) {
    if kind != Some(RecordKind::Inspection) || made.has(FieldName::FineAmount) {
        return;
    }
    let rows = profiles
        .iter()
        .map(|profile| profile.filled)
        .max()
        .unwrap_or(0);
    let sums = |profile: &Profile| -> Vec<f64> {
        let numbers = profile
            .sample
            .iter()
            .filter_map(|key| key.replace(',', "").parse::<f64>().ok());
        numbers.filter(|number| *number > 0.0).collect()
    };
    let of_fines = |profile: &Profile| {
        let sums = sums(profile);
        let round = |sum: &f64| *sum >= 500.0 && *sum % 100.0 == 0.0 && *sum < 30_000_000.0;
        sums.len() >= 2 && sums.iter().all(round) && sums.len() * 2 <= rows
    };
    let mut found: Vec<u16> = Vec::new();
    for column in &made.open {
        if of_fines(profile_of(profiles, *column)) {
            found.push(*column);
        }
    }
    if let [column] = found.as_slice() {
        let why = Why::new(
            Basis::Values,
            "少数行有整百金额,按元读作罚款",
            "round sums of hundreds in a few rows, read as fines in yuan",
        );
        made.take(*column, FieldName::FineAmount, why);
    }
}

/// Counts under a header that says what is counted: 查出问题(个), 隐患条数.
fn named_counts(
    made: &mut Assignment,
    profiles: &[Profile],
    headers: &[String],
    kind: Option<RecordKind>,
) {
    use FieldName as F;
    if kind != Some(RecordKind::Inspection) {
        return;
    }
    for column in open_with(made, profiles, |profile| profile.share(Shape::Count) >= 0.8) {
        let header = key_of(headers, column);
        let [of_hazards, major, fixed] = [
            ["隐患", "问题"].as_slice(),
            &["重大"],
            &["整改", "完成", "销号", "已改"],
        ]
        .map(|words| contains_any(&header, words));
        let other = contains_any(
            &header,
            &["率", "资金", "金额", "天", "日", "时", "未", "一般", "较大"],
        );
        let field = match (major, fixed) {
            _ if !of_hazards || other => continue,
            (true, true) => continue,
            (true, false) => F::MajorHazards,
            (false, true) => F::HazardsFixed,
            (false, false) => F::Hazards,
        };
        if !made.has(field) {
            let why = Why::new(
                Basis::Header,
                "表头提到此事,内容为个数",
                "the header speaks of it, and the values are counts",
            );
            made.take(column, field, why);
        }
    }
}

/// Bare counts tell nothing of what they count.
fn counts(made: &mut Assignment, profiles: &[Profile], kind: Option<RecordKind>) {
    use FieldName as F;
    let bare = |profile: &Profile| {
        let numbers = profile
            .sample
            .iter()
            .filter(|key| key.parse::<f64>().is_ok());
        numbers.count() * 10 >= profile.filled * 8 && profile.share(Shape::Date) < 0.5
    };
    let found = open_with(made, profiles, bare);
    if let (Some(RecordKind::PlanLine), [column]) = (kind, found.as_slice())
        && made.has(F::DatePlanned)
        && !made.has(F::PlanCount)
        && is_few(profile_of(profiles, *column))
    {
        let why = Why::new(
            Basis::Neighbours,
            "计划名单中唯一的小整数列",
            "the only column of small whole numbers in a plan of enterprises",
        );
        return made.take(*column, F::PlanCount, why);
    }
    if kind != Some(RecordKind::Inspection) {
        return;
    }
    let fields = [
        F::Hazards,
        F::MajorHazards,
        F::HazardsFixed,
        F::Documents,
        F::FineAmount,
    ];
    let free: Vec<FieldName> = fields.into_iter().filter(|f| !made.has(*f)).collect();
    for column in found {
        made.doubt(column, &free);
    }
}

/// Once to twelve times a year.
fn is_few(profile: &Profile) -> bool {
    let mut keys = profile.sample.iter().filter(|key| !key.is_empty());
    keys.all(|key| key.parse::<u8>().is_ok_and(|times| times <= 12))
}
