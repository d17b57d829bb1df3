//! What speaks for a plan: frequencies, planned times, columns of months, its title.

use super::recognise::{Evidence, named_by_path};
use super::shapes::Shape;
use super::sight::Sight;
use crate::ground::fold::fold_key;
use crate::model::{FieldName, RecordKind, Source};
use crate::transform::fields::contains_any;

pub(super) fn plan(sight: &Sight<'_>) -> Evidence {
    use FieldName as F;
    let mut found = Evidence::default();
    let headers = fold_key(&sight.table.header.join(" "));
    let titled = titled_plan(sight);
    let lived = sight.mapped(F::ScannedAt) || sight.mapped(F::CodeId) || sight.mapped(F::AppliedAt);
    let visited = sight.has_days() && sight.mapped(F::Officers) && !sight.mapped(F::Drawn);
    let counted = sight.mapped(F::PlanCount) && !caps_alone(sight);
    found.add(counted, 4, "检查频次", "frequency");
    found.add(sight.mapped(F::Drawn), 5, "是否抽中", "drawn or not");
    found.add(
        sight.mapped(F::DatePlanned) && !lived,
        3,
        "计划时间",
        "planned time",
    );
    let months = sight.share(F::DateStart, Shape::Month) > 0.4;
    found.add(months, 3, "按月份的时间", "months instead of days");
    found.add(
        sight.mapped(F::PlanNumber) && !lived,
        2,
        "计划编号",
        "plan number",
    );
    found.add(
        sight.mapped(F::PlanName) && !lived,
        2,
        "计划名称",
        "plan name",
    );
    found.add(
        contains_any(&headers, &["抽查比例", "抽取比例"]),
        3,
        "抽查比例",
        "share drawn",
    );
    let ticked = sight.mapped(F::PlanMonth);
    found.add(ticked, 3, "各月分列", "a column for each month");
    found.add(titled, 2, "计划标题", "title of a plan");
    // Names and nothing that happened, under the title of a plan.
    let lists = titled && sight.names_firms() && !sight.has_days() && sight.loose_days == 0;
    found.add(lists, 3, "检查对象名单", "a list of enterprises");
    if visited || lived {
        found.points -= 5;
    }
    found
}

/// Whether the lines above the rows call the table a plan; a list of enterprises to be inspected is
/// one where its file or sheet says so.
pub(super) fn titled_plan(sight: &Sight<'_>) -> bool {
    let title = sight
        .table
        .rows
        .iter()
        .take(5)
        .flat_map(|row| &row.cells)
        .take(40);
    let named = named_by_path(sight.table) == Some(Source::Plan);
    title.map(|cell| cell.text()).any(|text| {
        let plan = ["检查计划", "抽查计划", "抽查对象名单", "计划表", "计划名单"];
        let list = ["检查企业名单", "检查对象名单", "检查单位名单"];
        contains_any(&text, &plan) || named && contains_any(&text, &list)
    })
}

/// A column of caps (年度检查频次上限) beside no other frequency: how often a firm may be visited, which
/// plans no visit.
pub(super) fn caps_alone(sight: &Sight<'_>) -> bool {
    let headers = sight.table.header.iter().map(|header| fold_key(header));
    let told: Vec<String> = headers
        .filter(|header| contains_any(header, &["频次", "频率", "次数", "上限"]))
        .collect();
    let cap = |header: &String| {
        header.ends_with("上限") && !contains_any(header, &["和上限", "及上限", "与上限"])
    };
    !told.is_empty() && told.iter().all(cap)
}

pub(super) fn plan_kind(sight: &Sight<'_>) -> RecordKind {
    match sight.names_firms() {
        true => RecordKind::PlanLine,
        false => RecordKind::PlanItem,
    }
}
