//! Reports that are handed on without names of officers and contacts, certificate, identity and
//! telephone numbers. The personal words are gathered from the columns that hold them, and then
//! masked wherever they stand in the run's books, before anything is written: in cells, evidence,
//! findings, labels. Of a person's judgement stay the ruling and the day: who decided is masked,
//! the free words of the reason are left out. Names of enterprises stay: they are what the report
//! is about; an object without a credit code that bears a person's name is masked.

mod personal;

use crate::model::{Books, Cell, Cells, EntryValue, Judgement, KnownEvent, Link, Metrics, Text};
use std::collections::{BTreeMap, HashMap};

/// Masks the books in place.
pub fn mask(books: &mut Books) {
    let words = personal::words(books);
    let Some(masker) = Masker::of(words) else {
        return;
    };
    for table in &mut books.extracted.tables {
        for row in &mut table.rows {
            row.cells = masker.cells(&row.cells);
        }
    }
    judgements(books);
    records(books, &masker);
    evidence(books, &masker);
    sentences(books, &masker);
    figures(books, &masker);
}

/// Tonight's events as a masked run would name them, to be held against those of a masked run.
pub fn mask_names(books: &Books, known: &mut [KnownEvent]) {
    if let Some(masker) = Masker::of(personal::words(books)) {
        known
            .iter_mut()
            .for_each(|event| masker.string(&mut event.enterprise));
    }
}

/// A judgement as it may be handed on.
fn anonymous(judgement: &Judgement) -> Judgement {
    let mut letters = judgement.by.chars();
    let first: String = letters.by_ref().take(1).collect();
    Judgement {
        by: format!("{first}{}", "*".repeat(letters.count())),
        why: String::new(),
        ..judgement.clone()
    }
}

fn judgements(books: &mut Books) {
    let lists = [&mut books.judgements.list, &mut books.links.judged.held];
    for judgement in lists.into_iter().flatten() {
        *judgement = anonymous(judgement);
    }
}

fn records(books: &mut Books, masker: &Masker) {
    let understood = &mut books.understood;
    for record in &mut understood.records {
        record
            .officers
            .iter_mut()
            .for_each(|name| masker.string(name));
        for (_, field) in &mut record.other {
            masker.string(&mut field.value);
        }
        record
            .former_names
            .iter_mut()
            .for_each(|name| masker.string(name));
        let texts = [
            &mut record.enterprise,
            &mut record.reason,
            &mut record.exemption,
            &mut record.remark,
        ];
        for field in texts.into_iter().flatten() {
            masker.string(&mut field.value);
        }
    }
    for event in &mut understood.events {
        event
            .officers
            .iter_mut()
            .for_each(|name| masker.string(name));
        masker.boxed(&mut event.name);
        masker.boxed(&mut event.reason);
        masker.boxed(&mut event.exemption);
    }
    for value in understood
        .entries
        .iter_mut()
        .flat_map(|entry| &mut entry.values)
    {
        if let EntryValue::Text(text) = value {
            masker.string(text);
        }
    }
}

fn evidence(books: &mut Books, masker: &Masker) {
    let links = &mut books.links;
    let all = links
        .links
        .iter_mut()
        .chain(&mut links.unusable)
        .chain(&mut links.nearest);
    for Link { comparison, .. } in all {
        for part in &mut comparison.evidence {
            masker.boxed(&mut part.left);
            masker.boxed(&mut part.right);
        }
    }
    for difference in &mut books.discrepancies {
        masker.string(&mut difference.left);
        masker.string(&mut difference.right);
    }
}

fn sentences(books: &mut Books, masker: &Masker) {
    for verdict in &mut books.verdicts {
        masker.text(&mut verdict.detail);
        if let Some(near) = &mut verdict.near_miss {
            masker.text(&mut near.told);
            masker.text(&mut near.needed);
        }
    }
    for entry in &mut books.ledger {
        masker.text(&mut entry.detail);
    }
    for item in &mut books.statement.items {
        masker.text(&mut item.label);
    }
    for line in &mut books.statement.lines {
        masker.text(&mut line.text);
    }
    for finding in &mut books.findings {
        masker.string(&mut finding.actual);
        let texts = [
            &mut finding.title,
            &mut finding.expected,
            &mut finding.done,
            &mut finding.help,
        ];
        texts.into_iter().for_each(|text| masker.text(text));
    }
    for rule in &mut books.rules {
        masker.string(&mut rule.arithmetic);
    }
}

fn figures(books: &mut Books, masker: &Masker) {
    for line in &mut books.frequency.lines {
        masker.string(&mut line.name);
    }
    for table in &mut books.statistics {
        for row in table.rows.iter_mut().chain(&mut table.total) {
            masker.string(&mut row.label);
        }
    }
    for group in &mut books.concentrations {
        masker.string(&mut group.label);
    }
    let mut masked = Metrics::default();
    let mut renamed: HashMap<String, String> = HashMap::new();
    for (key, figure) in books.metrics.iter() {
        let known = masker.masked(key);
        // Two officers whose masked names are alike keep a key each.
        let free = |n: &usize| match n {
            1 => masked.get(&known).is_none(),
            n => masked.get(&format!("{known}#{n}")).is_none(),
        };
        let known = match (1..).find(free) {
            Some(n) if n > 1 => format!("{known}#{n}"),
            _ => known,
        };
        renamed.insert(key.to_string(), known.clone());
        masked.push(known, figure);
    }
    books.metrics = masked;
    let lineages = std::mem::take(&mut books.lineages);
    let named = |key: String| renamed.get(&key).cloned().unwrap_or(key);
    let lineages = lineages.into_iter();
    books.lineages = lineages
        .map(|(key, lineage)| (named(key), lineage.renamed(named)))
        .collect();
}

/// Words and their masks by the word's first character, longer words first.
struct Masker {
    words: HashMap<char, Vec<(String, String)>>,
}

impl Masker {
    fn of(words: BTreeMap<String, String>) -> Option<Masker> {
        let mut by_first: HashMap<char, Vec<(String, String)>> = HashMap::new();
        for (word, mask) in words {
            let first = word.chars().next()?;
            by_first.entry(first).or_default().push((word, mask));
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        (!by_first.is_empty()).then_some(Masker { words: by_first })
    }

    fn masked(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let list = self.words.get(&first).into_iter().flatten();
            let mut found = list.filter(|(word, _)| rest.starts_with(word.as_str()));
            let length = match found.next() {
                Some((word, mask)) => {
                    out.push_str(mask);
                    word.len()
                }
                None => {
                    out.push(first);
                    first.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        mobile_numbers_masked(&out)
    }

    fn string(&self, text: &mut String) {
        if !text.is_empty() {
            *text = self.masked(text);
        }
    }

    fn boxed(&self, text: &mut Box<str>) {
        if !text.is_empty() {
            *text = self.masked(text).into();
        }
    }

    fn text(&self, text: &mut Text) {
        self.string(&mut text.zh);
        self.string(&mut text.en);
    }

    fn cells(&self, cells: &Cells) -> Cells {
        let shown: Vec<(Cell, String)> = cells
            .iter()
            .map(|cell| (cell, self.masked(&cell.text())))
            .collect();
        let kept = shown
            .iter()
            .map(|(cell, masked)| match cell.text() == masked.as_str() {
                true => *cell,
                false => Cell::of_text(masked),
            });
        kept.collect()
    }
}

/// Eleven digits that begin with 13 to 19 and stand alone: the middle four are masked.
fn mobile_numbers_masked(text: &str) -> String {
    if !text.contains('1') {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let run = &rest[at..];
        let end = run
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        let is_mobile = run.len() == 11
            && run.bytes().all(|byte| byte.is_ascii_digit())
            && run.starts_with('1')
            && run.as_bytes()[1] >= b'3';
        match is_mobile {
            true => out.push_str(&format!("{}****{}", &run[..3], &run[7..])),
            false => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::personal::mask_of;
    use super::*;

    #[test]
    fn names_and_numbers_are_masked_and_other_words_are_not() {
        for (word, mask) in [
            ("李明", Some("李*")),
            ("欧阳建国", Some("欧***")),
            ("43038112", Some("******12")),
            ("湘乡市东郊加油站", None),
            ("A", None),
        ] {
            assert_eq!(mask_of(word).as_deref(), mask, "{word}");
        }
        assert_eq!(
            mobile_numbers_masked("电话13873212345。"),
            "电话138****2345。"
        );
        for same in ["9143038113873212345X", "2025-03-05", "检查 13 次"] {
            assert_eq!(mobile_numbers_masked(same), same);
        }
    }

    #[test]
    fn the_longest_name_goes_first_and_cells_keep_their_kind() {
        let words = ["李明", "李明亮"].map(|w| (w.to_string(), mask_of(w).unwrap()));
        let masker = Masker::of(words.into_iter().collect()).unwrap();
        assert_eq!(masker.masked("李明亮、李明"), "李**、李*");
        let cells: Cells = [Cell::Number(3.0), Cell::Text("李明"), Cell::Empty]
            .into_iter()
            .collect();
        let shown = masker.cells(&cells);
        assert_eq!(
            shown.to_vec(),
            [Cell::Number(3.0), Cell::Text("李*"), Cell::Empty]
        );
    }
}
