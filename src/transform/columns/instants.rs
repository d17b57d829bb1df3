//! Which of several columns of dates is which, by their order and their gaps: a code is applied
//! for before it is scanned, a visit begins before it ends.

use super::aliases::Aliases;
use super::assign::Assignment;
use super::evidence::Why;
use super::headers::{header_keys, key_of, plain_key};
use super::profile::Profile;
use super::shapes::Shape;
use super::values::{FILLED_MIN, profile_of};
use crate::model::{Basis, FieldName, FieldSpan, RecordKind};
use crate::transform::fields::contains_any;

const DATED: [FieldName; 7] = [
    FieldName::DateStart,
    FieldName::DateEnd,
    FieldName::DatePlanned,
    FieldName::AppliedAt,
    FieldName::IssuedAt,
    FieldName::ScannedAt,
    FieldName::CompletedAt,
];

/// The open columns of days, before any is settled.
pub fn open_days(made: &Assignment, profiles: &[Profile], headers: &[String]) -> Vec<u16> {
    let rows = profiles.iter().map(|profile| profile.filled).max();
    let enough = FILLED_MIN.min(rows.unwrap_or(0)).max(1);
    let of_days = |column: &u16| {
        let profile = profile_of(profiles, *column);
        let header = headers.get(usize::from(*column) - 1);
        let header = header.map_or("", String::as_str);
        profile.filled >= enough
            && profile.share(Shape::Date) >= 0.6
            && !profile.is_one_number()
            && !contains_any(header, &["期限", "时限", "到期", "有效期"])
    };
    made.open.iter().copied().filter(of_days).collect()
}

/// A date in columns of year, month and day, or of month and day, by the lowest level of their
/// headers and their values.
pub fn put_parts_together(
    made: &mut Assignment,
    profiles: &[Profile],
    headers: &[String],
    list: &Aliases,
) {
    free_clocks(made, profiles);
    for month in 0..profiles.len().saturating_sub(1) {
        let is_pair = is_part(profiles, headers, month, &["月", "月份"], 12)
            && is_part(profiles, headers, month + 1, &["日", "号", "日期"], 31);
        if !is_pair {
            continue;
        }
        let is_year = |at: &usize| is_part(profiles, headers, *at, &["年", "年份", "年度"], 2099);
        let first = month.checked_sub(1).filter(is_year).unwrap_or(month);
        let group = headers[first]
            .rsplit_once('/')
            .map_or("", |(group, _)| group);
        let field = header_keys(group)
            .iter()
            .find_map(|key| list.exact(&key.key));
        let field = field.unwrap_or(FieldName::DateStart);
        let parts: Vec<u16> = (first..=month + 1).map(|at| at as u16 + 1).collect();
        made.release(&parts);
        if !DATED.contains(&field) || made.has(field) {
            continue;
        }
        let why = Why::new(
            Basis::Header,
            "年、月、日分列,合读为一个日期",
            "year, month and day in columns of their own, read as one date",
        );
        for (at, column) in parts.into_iter().enumerate() {
            let part = if at == 0 { field } else { FieldName::DatePart };
            made.give(column, part, why.clone());
        }
    }
}

/// Whether a column has one of the names and holds whole numbers up to the last; years are no
/// months.
fn is_part(profiles: &[Profile], headers: &[String], at: usize, names: &[&str], last: u32) -> bool {
    let header = headers.get(at).map_or("", String::as_str);
    let lowest = plain_key(header.rsplit('/').next().unwrap_or(header));
    let from = if last > 1000 { 1990 } else { 1 };
    let fits = |key: &&String| {
        let digits = key.trim_end_matches(['年', '月', '日', '号']);
        digits
            .parse::<u32>()
            .is_ok_and(|n| (from..=last).contains(&n))
    };
    let filled = || profiles[at].sample.iter().filter(|key| !key.is_empty());
    names.contains(&lowest.as_str())
        && filled().count() > 0
        && filled().filter(fits).count() * 10 >= filled().count() * 9
}

/// A column of times of day is no date of its own, whatever its header says.
fn free_clocks(made: &mut Assignment, profiles: &[Profile]) {
    for column in (1..=profiles.len()).map(|at| at as u16) {
        let profile = profile_of(profiles, column);
        let pinned = made
            .why
            .get(&column)
            .is_some_and(|why| why.basis == Basis::Pinned);
        if profile.share(Shape::Clock) >= 0.6 && profile.share(Shape::Date) < 0.3 && !pinned {
            made.release(&[column]);
            made.open.push(column);
        }
    }
}

/// Times of day go with the column of days before them.
pub fn add_clocks(made: &mut Assignment, profiles: &[Profile]) {
    let is_clock = |column: &u16| profile_of(profiles, *column).share(Shape::Clock) >= 0.6;
    let clocks: Vec<u16> = made.open.iter().copied().filter(is_clock).collect();
    for column in clocks {
        let dated = |span: &FieldSpan| DATED.contains(&span.field) && span.column < column;
        if made.fields.iter().any(dated) {
            let why = Why::new(
                Basis::Neighbours,
                "只有时刻,与左边的日期合读",
                "times of day, read with the date to the left",
            );
            made.give(column, FieldName::DatePart, why);
        }
    }
}

/// Maps the open columns of days as far as their order tells.
pub fn settle(
    made: &mut Assignment,
    profiles: &[Profile],
    headers: &[String],
    kind: Option<RecordKind>,
) {
    use FieldName as F;
    let mut days = open_days(made, profiles, headers);
    if days.is_empty() && matches!(kind, Some(RecordKind::Inspection | RecordKind::Document)) {
        day_of_writing(made, profiles, headers);
    }
    if let Some(column) = days
        .iter()
        .copied()
        .find(|column| is_one_instant(profiles, *column))
    {
        let why = Why::new(
            Basis::Neighbours,
            "各行同一时刻,不早于其他日期",
            "one instant in all rows, not before any other date",
        );
        days.retain(|other| *other != column);
        made.take(column, F::ExportedAt, why);
    }
    if days.is_empty() {
        return;
    }
    let named = DATED.iter().any(|field| made.has(*field));
    let tied = made.tied.iter().any(|(field, ..)| DATED.contains(field));
    match kind {
        Some(RecordKind::Enterprise) => {}
        Some(RecordKind::PlanLine | RecordKind::PlanItem) => match days.as_slice() {
            [column] if !named => {
                let why = Why::of_shape(Shape::Date, profile_of(profiles, *column));
                made.take(*column, F::DatePlanned, why);
            }
            _ => doubt_all(made, &days, &[F::DatePlanned, F::ExportedAt]),
        },
        Some(RecordKind::Code) if !named => codes(made, profiles, headers, &days),
        Some(RecordKind::Code) => {
            applied_before(made, profiles, &mut days);
            doubt_all(
                made,
                &days,
                &[F::AppliedAt, F::ScannedAt, F::DateStart, F::ExportedAt],
            );
        }
        _ if tied => {}
        _ => visits(made, profiles, headers, &days),
    }
}

fn doubt_all(made: &mut Assignment, columns: &[u16], fields: &[FieldName]) {
    let free: Vec<FieldName> = fields.iter().copied().filter(|f| !made.has(*f)).collect();
    for column in columns {
        made.doubt(*column, &free);
    }
}

/// Whether all rows have the same instant, and no date of the table lies after it.
fn is_one_instant(profiles: &[Profile], column: u16) -> bool {
    let profile = profile_of(profiles, column);
    let latest = || profiles.iter().flat_map(|p| &p.instants).flatten().max();
    profile.filled >= 5
        && profile.distinct == 1
        && profile.timed > 0
        && profile.instants.iter().flatten().max() == latest()
}

/// Pairs of instants of two columns, row by row.
fn pairs<'a>(
    profiles: &'a [Profile],
    first: u16,
    second: u16,
) -> impl Iterator<Item = (chrono::NaiveDateTime, chrono::NaiveDateTime)> + 'a {
    let (one, two) = (profile_of(profiles, first), profile_of(profiles, second));
    one.instants
        .iter()
        .zip(&two.instants)
        .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
}

/// Whether the second column hardly ever comes before the first, and sometimes after it.
fn is_before(profiles: &[Profile], first: u16, second: u16) -> bool {
    let (mut all, mut ordered, mut apart) = (0, 0, 0);
    let untimed = [first, second]
        .iter()
        .any(|column| profile_of(profiles, *column).timed == 0);
    for (a, b) in pairs(profiles, first, second) {
        all += 1;
        ordered += usize::from(if untimed {
            a.date() <= b.date()
        } else {
            a <= b
        });
        apart += usize::from(a < b);
    }
    all >= FILLED_MIN && ordered * 20 >= all * 19 && apart > 0
}

fn share_of_same_day(profiles: &[Profile], first: u16, second: u16) -> f64 {
    let (mut all, mut same) = (0, 0);
    for (a, b) in pairs(profiles, first, second) {
        all += 1;
        same += usize::from(a.date() == b.date());
    }
    if all < FILLED_MIN {
        0.0
    } else {
        same as f64 / all as f64
    }
}

/// The columns from the earliest to the latest, if every two of them are in order.
fn chain(profiles: &[Profile], columns: &[u16]) -> Option<Vec<u16>> {
    let earlier = |column: &u16| {
        let before = |other: &&u16| is_before(profiles, **other, *column);
        columns
            .iter()
            .filter(|other| *other != column)
            .filter(before)
            .count()
    };
    let mut ordered = columns.to_vec();
    ordered.sort_by_key(|column| (earlier(column), *column));
    let links = ordered
        .windows(2)
        .all(|two| is_before(profiles, two[0], two[1]));
    links.then_some(ordered)
}

/// Applied, scanned, completed; a day without a time is the one that was planned.
fn codes(made: &mut Assignment, profiles: &[Profile], headers: &[String], days: &[u16]) {
    use FieldName as F;
    let is_timed = |column: &&u16| {
        let profile = profile_of(profiles, **column);
        profile.timed * 2 >= profile.filled
    };
    let timed: Vec<u16> = days.iter().filter(is_timed).copied().collect();
    let plain: Vec<u16> = days.iter().filter(|c| !is_timed(c)).copied().collect();
    let all = [
        F::AppliedAt,
        F::ScannedAt,
        F::CompletedAt,
        F::DatePlanned,
        F::DateStart,
    ];
    let names: &[FieldName] = match timed.len() {
        2 => &[F::AppliedAt, F::ScannedAt],
        3 => &[F::AppliedAt, F::ScannedAt, F::CompletedAt],
        4 => &[F::AppliedAt, F::IssuedAt, F::ScannedAt, F::CompletedAt],
        _ => &[],
    };
    if let ([], [_]) = (names, days) {
        return only_day(made, profiles, headers, days[0]);
    }
    let ordered = chain(profiles, &timed).filter(|_| !names.is_empty());
    let ordered = ordered.filter(|columns| columns.len() != 2 || is_applied(profiles, columns));
    let Some(ordered) = ordered else {
        return doubt_all(made, days, &all);
    };
    let why = Why::new(
        Basis::Neighbours,
        "各时间逐行先后有序:申请、扫码、完成",
        "its instants follow each other row by row: applied, scanned, completed",
    );
    for (column, field) in ordered.iter().zip(names) {
        made.take(*column, *field, why.clone());
    }
    if let [column] = plain.as_slice() {
        let why = Why::new(
            Basis::Neighbours,
            "只有日期没有时刻,与申请、扫码时间相邻",
            "days without a time beside the instants of application and scan",
        );
        made.take(*column, F::DatePlanned, why);
    } else {
        doubt_all(made, &plain, &[F::DatePlanned, F::DateStart]);
    }
}

/// Beside the day of the visit: the only open column of days mostly shortly before it or on it, and
/// sometimes before it, tells when the code was applied for.
fn applied_before(made: &mut Assignment, profiles: &[Profile], days: &mut Vec<u16>) {
    use FieldName as F;
    const DAYS_MAX: i64 = 31;
    let visit = [F::DateStart, F::ScannedAt]
        .into_iter()
        .find_map(|field| made.column_of(field));
    let Some(visit) = visit.filter(|_| !made.has(F::AppliedAt) && !made.has(F::IssuedAt)) else {
        return;
    };
    let applied = |column: &&u16| {
        let (mut all, mut near, mut before) = (0, 0, 0);
        for (asked, visited) in pairs(profiles, **column, visit) {
            let ahead = (visited.date() - asked.date()).num_days();
            all += 1;
            near += usize::from((0..=DAYS_MAX).contains(&ahead));
            before += usize::from(ahead > 0);
        }
        all >= FILLED_MIN && near * 10 >= all * 7 && before * 20 >= all
    };
    let found: Vec<u16> = days.iter().filter(applied).copied().collect();
    if let [column] = found.as_slice() {
        let why = Why::new(
            Basis::Neighbours,
            "多在检查当日或之前不久,按申请时间读",
            "mostly on the day of the visit or shortly before it, read as the application",
        );
        made.take(*column, F::AppliedAt, why);
        days.retain(|other| other != column);
    }
}

/// Whether the earlier of two instants is an application: the later one is missing in some rows,
/// or lies on a later day in some.
fn is_applied(profiles: &[Profile], columns: &[u16]) -> bool {
    let filled = |at: usize| profile_of(profiles, columns[at]).filled;
    filled(1) * 100 <= filled(0) * 97 || share_of_same_day(profiles, columns[0], columns[1]) < 0.9
}

/// Begin and end of visits: two columns of mostly the same day.
fn visits(made: &mut Assignment, profiles: &[Profile], headers: &[String], days: &[u16]) {
    use FieldName as F;
    let together = |first: u16, second: u16| {
        is_before(profiles, first, second) && share_of_same_day(profiles, first, second) >= 0.6
    };
    let written = made.column_of(F::DateStart).filter(|start| {
        let header = headers.get(usize::from(*start) - 1);
        header.is_some_and(|header| contains_any(header, &WRITTEN))
            && days.iter().any(|day| is_before(profiles, *day, *start))
    });
    if let Some(written) = written {
        made.release(&[written]);
        made.take(written, F::ExportedAt, of_writing());
    }
    if let Some(start) = made.column_of(F::DateStart) {
        let end = days.iter().copied().find(|column| together(start, *column));
        if let (Some(end), false) = (end, made.has(F::DateEnd)) {
            made.take(end, F::DateEnd, of_span());
        }
        let rest: Vec<u16> = days.iter().copied().filter(|c| Some(*c) != end).collect();
        return doubt_all(made, &rest, &[F::DateEnd, F::ExportedAt]);
    }
    if begins_before(made, profiles, days) {
        let rest: Vec<u16> = days
            .iter()
            .copied()
            .filter(|c| made.open.contains(c))
            .collect();
        return doubt_all(made, &rest, &[F::DateEnd, F::ExportedAt]);
    }
    if DATED.iter().any(|field| made.has(*field)) {
        return doubt_all(made, days, &[F::DateStart, F::ExportedAt]);
    }
    if let [column] = days {
        return only_day(made, profiles, headers, *column);
    }
    let found = || days.iter().flat_map(|a| days.iter().map(move |b| (*a, *b)));
    let apart = found().find(|(a, b)| a != b && together(*a, *b));
    match apart.or_else(|| found().find(|(a, b)| a < b && is_same(profiles, *a, *b))) {
        Some((start, end)) => {
            made.take(start, F::DateStart, of_span());
            made.take(end, F::DateEnd, of_span());
            let rest: Vec<u16> = days
                .iter()
                .copied()
                .filter(|c| ![start, end].contains(c))
                .collect();
            doubt_all(made, &rest, &[F::ExportedAt]);
        }
        None => doubt_all(made, days, &[F::DateStart, F::DateEnd, F::ExportedAt]),
    }
}

/// The only open column of days that hardly ever lies after the end of the visit, and mostly on its
/// day, is its beginning.
fn begins_before(made: &mut Assignment, profiles: &[Profile], days: &[u16]) -> bool {
    use FieldName as F;
    let ends = [F::DateEnd, F::CompletedAt];
    let Some(end) = ends.iter().find_map(|field| made.column_of(*field)) else {
        return false;
    };
    let starts = |column: &&u16| {
        share_of_same_day(profiles, **column, end) >= 0.6
            && (is_same(profiles, **column, end) || is_before(profiles, **column, end))
    };
    let found: Vec<u16> = days.iter().filter(starts).copied().collect();
    let [start] = found.as_slice() else {
        return false;
    };
    made.take(*start, F::DateStart, of_span());
    true
}

/// Whether two columns of days are the same wherever both hold one: nothing lasted longer.
fn is_same(profiles: &[Profile], first: u16, second: u16) -> bool {
    share_of_same_day(profiles, first, second) == 1.0
}

fn of_span() -> Why {
    Why::new(
        Basis::Neighbours,
        "两列日期逐行先后有序,多在同一天",
        "two columns of days in order row by row, mostly the same day",
    )
}

/// What is done to a row when it is written.
const WRITTEN: [&str; 5] = ["填表", "填报", "登记", "录入", "创建"];

fn of_writing() -> Why {
    Why::new(
        Basis::Neighbours,
        "另有日期列逐行在其之前,此为登记日期",
        "another column's days come before it row by row: the days of writing",
    )
}

/// Where a list has no day but that on which its rows were written, that is the day they tell of.
fn day_of_writing(made: &mut Assignment, profiles: &[Profile], headers: &[String]) {
    let dated = |field: &FieldName| made.has(*field);
    let tied = made.tied.iter().any(|(field, ..)| DATED.contains(field));
    if tied || DATED.iter().any(dated) {
        return;
    }
    let Some(column) = made.column_of(FieldName::ExportedAt) else {
        return;
    };
    let profile = profile_of(profiles, column);
    let header = headers.get(usize::from(column) - 1);
    let written = header.is_some_and(|header| contains_any(header, &WRITTEN));
    // One day in all rows is the day of the export.
    let differ = profile.distinct >= 3 && profile.distinct * 10 >= profile.filled;
    if written && differ && profile.share(Shape::Date) >= 0.6 {
        made.release(&[column]);
        made.take(
            column,
            FieldName::DateStart,
            Why::of_shape(Shape::Date, profile),
        );
    }
}

/// The only column of days beside firms and officers or routes is the visit's, whatever its name;
/// under a blank header it is that anyway.
fn only_day(made: &mut Assignment, profiles: &[Profile], headers: &[String], column: u16) {
    use FieldName as F;
    let visits = [
        F::Officers,
        F::DocumentNumber,
        F::RecordNumber,
        F::CodeId,
        F::DocumentKind,
        F::Route,
        F::Reinspection,
    ];
    let has = |fields: &[F]| fields.iter().any(|field| made.has(*field));
    let blank = key_of(headers, column).is_empty();
    let of_visits = has(&visits) && has(&[F::Enterprise, F::CreditCode]);
    match blank || of_visits {
        true => {
            let why = Why::of_shape(Shape::Date, profile_of(profiles, column));
            made.take(column, F::DateStart, why);
        }
        false => made.doubt(column, &[F::DateStart, F::ExportedAt]),
    }
}
