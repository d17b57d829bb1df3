//! Links held against pairs that are known to be the same: precision, recall, F1, and what kinds of
//! pairs were missed. Nothing of it takes part in the linkage.

use crate::ground::shown;
use crate::link::engine::Decided;
use crate::model::{Fault, Lang, Text};
use crate::pipeline::tables::Linked;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// What a pair is told to be that bears no tag.
const CLEAN: &str = "clean";

/// Known pairs: an id of each table, and tags of the pair.
pub struct Truth {
    pairs: HashMap<[String; 2], Vec<String>>,
    shown: String,
}

impl Truth {
    /// Of a CSV file whose first line is a header: an id of A, an id of B, and where a third column
    /// stands, tags of the pair with `|` between them. A line that lacks an id is no pair.
    pub fn read(path: &Path) -> Result<Truth, Fault> {
        let shown = shown(path);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_path(path)
            .map_err(|error| unreadable(&shown, &error))?;
        let mut pairs = HashMap::new();
        for line in reader.records() {
            let line = line.map_err(|error| unreadable(&shown, &error))?;
            let cell = |at: usize| line.get(at).unwrap_or_default().trim();
            let tags = cell(2).split('|').map(str::trim);
            let mut tags: Vec<String> = tags
                .filter(|tag| !tag.is_empty())
                .map(String::from)
                .collect();
            if tags.is_empty() {
                tags.push(CLEAN.to_string());
            }
            if !cell(0).is_empty() && !cell(1).is_empty() {
                pairs.insert([cell(0).to_string(), cell(1).to_string()], tags);
            }
        }
        Ok(Truth { pairs, shown })
    }

    /// How the links of a linkage stand against these pairs.
    ///
    /// # Errors
    /// No pair names rows of both tables: the file is of other tables.
    pub fn judge(&self, linked: &Linked, decided: &[Decided]) -> Result<Accuracy, Fault> {
        let mut accuracy = Accuracy {
            truth: self.pairs.len(),
            ..Accuracy::default()
        };
        let names = [0, 1].map(|side| Names::of(linked, side));
        let mut claimed: HashSet<[&str; 2]> = HashSet::new();
        let mut possible: HashSet<[&str; 2]> = HashSet::new();
        for link in decided {
            let pair = &linked.linkage.scored[link.at];
            let named = [names[0].of_row(pair.left), names[1].of_row(pair.right)];
            match link.decision {
                "link" => claimed.insert(named),
                _ => possible.insert(named),
            };
        }
        accuracy.links = claimed.len();
        for (pair, tags) in &self.pairs {
            let key = [pair[0].as_str(), pair[1].as_str()];
            let found = claimed.contains(&key);
            accuracy.right += usize::from(found);
            accuracy.possible += usize::from(!found && possible.contains(&key));
            let is_there = names.iter().zip(key).all(|(names, id)| names.has(id));
            accuracy.unknown += usize::from(!is_there);
            for tag in tags {
                let counts = accuracy.by_tag.entry(tag.clone()).or_default();
                counts[0] += 1;
                counts[1] += usize::from(!found);
            }
        }
        match accuracy.unknown == accuracy.truth {
            true => Err(self.of_other_tables()),
            false => Ok(accuracy),
        }
    }

    fn of_other_tables(&self) -> Fault {
        Fault::new(
            "F432",
            &self.shown,
            Text::new(
                "其中没有一对是这两张表的行",
                "none of its pairs names rows of the two tables",
            ),
            Text::new(
                "第一列是 A 表的编号,第二列是 B 表的编号,首行是表头;编号与输出的 left_id、right_id 一致",
                "first column an id of A, second an id of B, first line a header; ids as the \
                 output has them under left_id and right_id",
            ),
        )
    }
}

fn unreadable(shown: &str, error: &csv::Error) -> Fault {
    let told = match error.kind() {
        csv::ErrorKind::Io(error) => Text::of_io(error),
        _ => Text::new("不是 UTF-8 编码的 CSV", "no CSV in UTF-8"),
    };
    Fault::new(
        "F432",
        shown,
        Text::new(
            format!("无法读取答案文件({})", told.zh),
            format!("the file of true pairs cannot be read ({})", told.en),
        ),
        Text::new(
            "检查路径和编码(UTF-8)",
            "check the path and the encoding (UTF-8)",
        ),
    )
}

/// What the rows of a table are called by: their ids, or where they have none their numbers.
struct Names<'a> {
    linked: &'a Linked,
    side: usize,
    numbers: Vec<String>,
    known: HashSet<String>,
}

impl<'a> Names<'a> {
    fn of(linked: &'a Linked, side: usize) -> Names<'a> {
        let rows = &linked.rows[side];
        let numbers: Vec<String> = match rows.id_header.is_empty() {
            true => rows.numbers.iter().map(u32::to_string).collect(),
            false => Vec::new(),
        };
        let mut names = Names {
            linked,
            side,
            numbers,
            known: HashSet::new(),
        };
        let all = 0..rows.numbers.len() as u32;
        names.known = all.map(|row| names.of_row(row).to_string()).collect();
        names
    }

    fn of_row(&self, row: u32) -> &str {
        match self.numbers.get(row as usize) {
            Some(number) => number,
            None => self.linked.rows[self.side].id(row),
        }
    }

    fn has(&self, id: &str) -> bool {
        self.known.contains(id)
    }
}

/// Links beside the truth, in pairs.
#[derive(Debug, Default)]
pub struct Accuracy {
    truth: usize,
    links: usize,
    right: usize,
    /// Missed, but among the possible links.
    possible: usize,
    /// True pairs that name a row which a table does not hold; they count as missed.
    unknown: usize,
    /// True pairs by tag, and how many of them were missed.
    by_tag: BTreeMap<String, [usize; 2]>,
}

impl Accuracy {
    fn precision(&self) -> Option<f64> {
        share(self.right, self.links)
    }

    fn recall(&self) -> Option<f64> {
        share(self.right, self.truth)
    }

    /// 2·right ÷ (links + true pairs).
    fn f1(&self) -> Option<f64> {
        share(2 * self.right, self.links + self.truth)
    }

    /// Tags with their pairs and misses, the most frequent first.
    fn tags(&self) -> Vec<(&str, [usize; 2])> {
        let mut tags: Vec<_> = self
            .by_tag
            .iter()
            .map(|(tag, n)| (tag.as_str(), *n))
            .collect();
        tags.sort_by_key(|(_, [pairs, _])| std::cmp::Reverse(*pairs));
        tags
    }

    pub fn text(&self, lang: Lang) -> String {
        let shown = |rate: Option<f64>| rate.map_or("—".to_string(), |rate| format!("{rate:.4}"));
        let [precision, recall, f1] = [self.precision(), self.recall(), self.f1()].map(shown);
        let (truth, possible, unknown) = (self.truth, self.possible, self.unknown);
        let (wrong, missed) = (self.links - self.right, self.truth - self.right);
        let told = Text::new(
            format!(
                "对照 {truth} 对答案:精确率 {precision},召回率 {recall},F1 {f1};误链 {wrong},漏链 \
                 {missed}(其中 {possible} 对列为可能的链接)"
            ),
            format!(
                "beside {truth} true pairs: precision {precision}, recall {recall}, F1 {f1}; \
                 {wrong} false links, {missed} missed matches ({possible} of them possible links)"
            ),
        );
        let mut lines = vec![told.in_lang(lang).to_string()];
        if unknown > 0 {
            let told = Text::new(
                format!("答案中 {unknown} 对的编号不在表中,计入漏链"),
                format!("{unknown} true pairs name ids that no row has; they count as missed"),
            );
            lines.push(told.in_lang(lang).to_string());
        }
        let tags = self.tags();
        if tags.iter().any(|(tag, _)| *tag != CLEAN) {
            let head = Text::new("漏链按标记:", "missed by tag:");
            lines.push(head.in_lang(lang).to_string());
            lines.extend(tags.iter().map(|(tag, [pairs, missed])| {
                let rate = *missed as f64 * 100.0 / *pairs as f64;
                format!("  {tag}  {missed}/{pairs}  {rate:.2}%")
            }));
        }
        lines.join("\n")
    }

    pub fn document(&self) -> Value {
        let tags: Vec<Value> = (self.tags().into_iter())
            .map(|(tag, [pairs, missed])| json!({ "tag": tag, "pairs": pairs, "missed": missed }))
            .collect();
        json!({
            "true_pairs": self.truth, "right": self.right,
            "false_links": self.links - self.right, "missed_matches": self.truth - self.right,
            "missed_but_possible": self.possible, "unknown_ids": self.unknown,
            "precision": self.precision(), "recall": self.recall(), "f1": self.f1(),
            "by_tag": tags,
        })
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
