//! The answers out of a workbook as people saved it: lines sorted, deleted, half filled in.

use super::columns::{Column, Side};
use super::items::About;
use super::numbers::bearer_of;
use super::words;
use crate::ground::fold::fold_key;
use crate::model::{Books, EventIx, Finding, Grid, Judgement, Ruling, SeenRecord, Source, Staged};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

mod findings;
mod layout;

use findings::Line;
use layout::Layout;

/// What is put where a line says nothing, and what the workbook is called.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    pub file: &'a str,
    pub by: &'a str,
    pub today: NaiveDate,
    pub kept_at: &'a str,
}

/// What the lines of a workbook say.
#[derive(Debug, Default)]
pub struct Answers {
    /// To be kept, in the order of the lines.
    pub new: Vec<Judgement>,
    pub lines: usize,
    /// Lines without a decision.
    pub open: usize,
    /// Decisions that are kept already.
    pub known: usize,
    /// Decisions that were not taken, each with a finding.
    pub refused: usize,
}

/// The folder that was run, as the workbook tells it; `None` where none of the sheets is a review.
pub fn root_told(sheets: &[Grid]) -> Option<Option<String>> {
    let sheet = sheets
        .iter()
        .find(|sheet| sheet.review_header().is_some())?;
    let head = sheet.rows.iter().take(sheet.review_header()?);
    let texts = head.flat_map(|row| row.iter().map(|cell| cell.text().into_owned()));
    let told: Vec<String> = texts.collect();
    Some(
        told.iter()
            .find_map(|text| super::workbook::root_in(text))
            .map(str::to_string),
    )
}

/// Reads every review sheet against the records as they are now.
pub fn answers(books: &Books, sheets: &[Grid], stamp: Stamp) -> Staged<Answers> {
    let mut desk = Desk::of(books, stamp);
    for sheet in sheets {
        if let Some(header) = sheet.review_header() {
            desk.read(sheet, header);
        }
    }
    desk.settle()
}

/// A decision on its way: where it stands and what it says.
struct Given {
    judgement: Judgement,
    line: Line,
}

struct Desk<'a> {
    books: &'a Books,
    stamp: Stamp<'a>,
    by_id: HashMap<&'a str, EventIx>,
    given: Vec<Given>,
    answers: Answers,
    findings: Vec<Finding>,
}

impl<'a> Desk<'a> {
    fn of(books: &'a Books, stamp: Stamp<'a>) -> Desk<'a> {
        let events = books.understood.events.iter().enumerate();
        Desk {
            books,
            stamp,
            by_id: events.map(|(at, event)| (event.id.as_str(), at)).collect(),
            given: Vec::new(),
            answers: Answers::default(),
            findings: Vec::new(),
        }
    }

    fn read(&mut self, sheet: &Grid, header: usize) {
        let layout = Layout::of(self.stamp.file, sheet, header);
        let (column_of, headers) = (layout.column_of, layout.headers);
        self.findings.extend(layout.found);
        for (at, cells) in sheet.rows.iter().enumerate().skip(header + 1) {
            let texts: Vec<String> = cells.iter().map(|c| c.text().trim().to_string()).collect();
            if texts.iter().all(String::is_empty) {
                continue;
            }
            let line = Line {
                file: self.stamp.file.to_string(),
                sheet: sheet.sheet.clone(),
                row: at as u32 + 1,
                texts,
                column_of: column_of.clone(),
                headers: headers.clone(),
            };
            self.answers.lines += 1;
            match self.judgement(&line) {
                Ok(Some(judgement)) => self.given.push(Given { judgement, line }),
                Ok(None) => self.answers.open += 1,
                Err(finding) => {
                    self.answers.refused += 1;
                    self.findings.push(finding);
                }
            }
        }
    }

    fn judgement(&mut self, line: &Line) -> Result<Option<Judgement>, Finding> {
        let decision = line.text(Column::Decision);
        if decision.is_empty() {
            let said = [Column::Why, Column::Other];
            if said.iter().any(|column| !line.text(*column).is_empty()) {
                self.findings.push(line.without_decision());
            }
            return Ok(None);
        }
        let ruling = words::ruling_of(decision).ok_or_else(|| line.strange_decision())?;
        let about = words::about_of(line.text(Column::About)).ok_or_else(|| line.lost_ids())?;
        let mut inspection = self.record(line, Side::Inspection)?;
        let mut code = self.record(line, Side::Code)?;
        let other = line.text(Column::Other);
        // Who takes back what they said of a number names it still.
        if !other.is_empty() && (ruling.joins() || ruling == Ruling::Unsure) {
            let found = bearer_of(self.books, other, about).ok_or_else(|| line.no_such_number())?;
            let seen = SeenRecord::of(&self.books.understood.events[found], &self.books.understood);
            match self.books.understood.events[found].source {
                Source::Safety => inspection = Some(seen),
                _ => code = Some(seen),
            }
        }
        if ruling.is_about_one() {
            match about {
                About::Pair => return Err(line.unfit_decision()),
                About::Inspection => code = None,
                About::Code => inspection = None,
            }
        }
        let on = match line.text(Column::On) {
            "" => self.stamp.today,
            text => day_of(text).unwrap_or_else(|| {
                self.findings.push(line.strange_day());
                self.stamp.today
            }),
        };
        let by = match line.text(Column::By) {
            "" => self.stamp.by,
            by => by,
        };
        let judgement = Judgement {
            ruling,
            by: by.to_string(),
            on,
            why: line.text(Column::Why).to_string(),
            inspection,
            code,
            kept_at: self.stamp.kept_at.to_string(),
            line: 0,
        };
        match judgement.is_sound() {
            true => Ok(Some(judgement)),
            false => Err(line.unfit_decision()),
        }
    }

    /// The record of a side as it is now; it must be what the person saw.
    fn record(&self, line: &Line, side: Side) -> Result<Option<SeenRecord>, Finding> {
        let (id, digest) = (line.text(Column::Id(side)), line.text(Column::Digest(side)));
        if id.is_empty() {
            let is_own = match line.text(Column::About) {
                "pair" => true,
                "inspection" => side == Side::Inspection,
                _ => side == Side::Code,
            };
            return if is_own {
                Err(line.lost_ids())
            } else {
                Ok(None)
            };
        }
        if digest.is_empty() {
            return Err(line.lost_ids());
        }
        let at = self
            .by_id
            .get(id)
            .copied()
            .ok_or_else(|| line.record_gone(side))?;
        let now = SeenRecord::of(&self.books.understood.events[at], &self.books.understood);
        match now.digest == digest {
            true => Ok(Some(now)),
            false => Err(line.record_changed(side, &now)),
        }
    }

    /// Lines that answer one thing twice count once; those that contradict each other not at all.
    fn settle(mut self) -> Staged<Answers> {
        type Subject = (String, Option<String>, Option<String>);
        let mut by_subject: BTreeMap<Subject, Vec<usize>> = BTreeMap::new();
        for (at, given) in self.given.iter().enumerate() {
            let (inspection, code) = given.judgement.subject();
            let subject = (
                given.judgement.by.clone(),
                inspection.map(str::to_string),
                code.map(str::to_string),
            );
            by_subject.entry(subject).or_default().push(at);
        }
        let mut kept: Vec<usize> = Vec::new();
        for group in by_subject.values() {
            let first = &self.given[group[0]];
            let ruling = first.judgement.ruling;
            let other = group
                .iter()
                .find(|at| self.given[**at].judgement.ruling != ruling);
            if let Some(other) = other {
                self.findings
                    .push(first.line.contradicted(&self.given[*other].line));
                self.answers.refused += group.len();
                continue;
            }
            self.answers.known += group.len() - 1;
            kept.push(*group.last().unwrap_or(&group[0]));
        }
        kept.sort_unstable();
        for at in kept {
            let judgement = &self.given[at].judgement;
            match self.is_known(judgement, self.given[at].line.text(Column::On).is_empty()) {
                true => self.answers.known += 1,
                false => self.answers.new.push(judgement.clone()),
            }
        }
        self.findings.sort();
        Staged::new(self.answers, self.findings)
    }

    /// Whether the person's last word on this says the same.
    fn is_known(&self, new: &Judgement, undated: bool) -> bool {
        let list = self.books.judgements.list.iter().rev();
        let mut said = list.filter(|old| old.by == new.by && old.subject() == new.subject());
        said.next().is_some_and(|old| {
            old.ruling == new.ruling
                && old.why == new.why
                && (undated || old.on == new.on)
                && same_records(old, new)
        })
    }
}

/// A judgement about a record that has changed since is not the same judgement.
fn same_records(old: &Judgement, new: &Judgement) -> bool {
    let digest = |seen: &Option<SeenRecord>| seen.as_ref().map(|seen| seen.digest.clone());
    digest(&old.inspection) == digest(&new.inspection) && digest(&old.code) == digest(&new.code)
}

/// A day as people write it; also the serial of a cell that lost its date format.
pub fn day_of(text: &str) -> Option<NaiveDate> {
    if let Ok(serial) = text.trim().parse::<f64>()
        && (30_000.0..70_000.0).contains(&serial)
    {
        let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        return epoch.checked_add_days(chrono::Days::new(serial as u64));
    }
    let between = |c: char| !c.is_numeric();
    let parts = text
        .split(between)
        .filter(|part| !part.is_empty())
        .map(fold_key);
    let parts: Vec<String> = parts.collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    match parts.as_slice() {
        [whole] if whole.len() == 8 => {
            let (year, month, day) = (&whole[..4], &whole[4..6], &whole[6..]);
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        [year, month, day, ..] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_and_programs_write_them() {
        let wanted = NaiveDate::from_ymd_opt(2026, 1, 5);
        for text in [
            "2026-01-05",
            "2026/1/5",
            "2026.1.5",
            "2026年1月5日",
            "20260105",
            "46027",
            "2026-01-05 00:00:00",
            "2026 年 1 月 5 日",
        ] {
            assert_eq!(day_of(text), wanted, "{text}");
        }
        for text in ["昨天", "1月5日", "2026-13-05", "5"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
