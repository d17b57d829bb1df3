//! Reports that are handed on without names of officers and contacts, certificate, identity and
//! telephone numbers. The personal words are gathered from the columns that hold them, and then
//! masked wherever they stand in the run's books, before anything is written: in cells, evidence,
//! findings, labels. Of a person's judgement stay the ruling and the day: who decided is masked,
//! the free words of the reason are left out. Names of enterprises stay: they are what the report
//! is about; an object without a credit code that bears a person's name is masked.

mod numbers;
mod personal;
mod told;

use crate::model::{Books, Cell, Cells, EntryValue, Judgement, KnownEvent, Link, Metrics, Text};
use std::collections::{BTreeMap, HashMap};

/// Masks the books in place.
pub fn mask(books: &mut Books) {
    let masker = Masker::of(personal::words(books));
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
    let masker = Masker::of(personal::words(books));
    known
        .iter_mut()
        .for_each(|event| masker.string(&mut event.enterprise));
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
            &mut record.item,
            &mut record.activity,
            &mut record.address,
            &mut record.category,
            &mut record.rating,
            &mut record.office,
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
        let texts = [
            &mut event.name,
            &mut event.reason,
            &mut event.exemption,
            &mut event.item,
            &mut event.activity,
            &mut event.rating,
            &mut event.office,
        ];
        texts.into_iter().for_each(|text| masker.boxed(text));
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
    fn of(words: BTreeMap<String, String>) -> Masker {
        let mut by_first: HashMap<char, Vec<(String, String)>> = HashMap::new();
        for (word, mask) in words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push((word, mask));
            }
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Masker { words: by_first }
    }

    fn masked(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let list = self.words.get(&first).into_iter().flatten();
            let mut found = list.filter(|(word, _)| stands(word, before, rest));
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
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        numbers::masked(&out)
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

/// Whether a word stands here; one in Latin letters or digits is no part of a longer one.
fn stands(word: &str, before: Option<char>, rest: &str) -> bool {
    let Some(after) = rest.strip_prefix(word) else {
        return false;
    };
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (first, last) = (word.chars().next(), word.chars().next_back());
    let joined = |own, beside| is_latin(own) && is_latin(beside);
    !(joined(first, before) || joined(last, after.chars().next()))
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
    }

    #[test]
    fn the_longest_name_goes_first_and_cells_keep_their_kind() {
        let words = ["李明", "李明亮"].map(|w| (w.to_string(), mask_of(w).unwrap()));
        let masker = Masker::of(words.into_iter().collect());
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
