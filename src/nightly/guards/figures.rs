//! The figures of a run, against those of the run before.

use crate::model::{Figure, GuardSettings, Metrics, Text};

/// So many inspections and codes of which none belong together are no accident.
const ENOUGH: i64 = 10;

/// On a first night, when there is no other to compare with: a wrong body, year or file.
pub fn nothing_belongs_together(metrics: &Metrics) -> Option<Text> {
    let [inspections, codes, coded] =
        ["inspections.total", "codes.total", "coverage.coded"].map(|key| metrics.count(key));
    let (inspections, codes) = (inspections?, codes?);
    (inspections >= ENOUGH && codes >= ENOUGH && coded == Some(0)).then(|| {
        Text::new(
            format!(
                "检查 {inspections} 次、赋码 {codes} 次,无一有码:请核对 body.names、期间和文件"
            ),
            format!(
                "none of {inspections} inspections has one of {codes} codes: look at body.names, \
                 the period and the files"
            ),
        )
    })
}

/// The two runs have no month in common.
pub fn other_period(before: &Metrics, now: &Metrics) -> Option<Text> {
    let [was, is] = [before, now].map(Metrics::months);
    let (was_first, was_last) = (was.first()?, was.last()?);
    let (first, last) = (is.first()?, is.last()?);
    before.shares_no_month_with(now).then(|| {
        Text::new(
            format!("期间与上次不同:上次 {was_first} 至 {was_last},本次 {first} 至 {last}"),
            format!(
                "the period is another: {was_first} to {was_last} last time, now {first} to {last}"
            ),
        )
    })
}

pub fn coverage_moved(guards: &GuardSettings, before: &Metrics, now: &Metrics) -> Option<Text> {
    let (was, is) = (rate(before)?, rate(now)?);
    let points = (is - was).abs();
    let inspections = now.count("inspections.total");
    let moved = inspections.map(|all| points * all as f64 / 100.0);
    if points <= guards.coverage_points as f64
        || moved.is_some_and(|moved| moved < super::SEVERAL as f64)
    {
        return None;
    }
    Some(Text::new(
        format!("有码检查率从 {was:.1}% 变为 {is:.1}%"),
        format!("the coverage moved from {was:.1}% to {is:.1}%"),
    ))
}

/// The coverage in per cent, where the run has one.
pub fn rate(metrics: &Metrics) -> Option<f64> {
    match metrics.get("coverage.rate")? {
        Figure::Ratio(rate) | Figure::Real(rate) => Some(rate * 100.0),
        Figure::Count(whole) => Some(whole as f64 * 100.0),
        Figure::Absent => None,
    }
}
