//! The only renderer of findings, faults and mistakes in settings: what, where, the user's own
//! text, what was expected, what was done, what to do.

use super::speech::{self, Paint};
use crate::config::SettingsMistake;
use crate::model::{Fault, Finding, Lang, Severity, Text};
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Findings of one rule that are shown whole.
const SHOWN_MAX: usize = 5;
/// Columns of the user's own text that are shown.
const TEXT_COLUMNS_MAX: usize = 72;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fullness {
    /// What was rejected, and one example of what is doubtful; notes are counted.
    Brief,
    Whole,
}

/// Messages in one language, in colour or plain.
#[derive(Clone, Copy, Debug)]
pub struct Diagnostics {
    pub lang: Lang,
    pub paint: Paint,
}

impl Diagnostics {
    /// Findings by rule, the gravest first; `all_in` names where every one stands.
    pub fn findings(self, findings: &[Finding], fullness: Fullness, all_in: &str) -> String {
        let mut by_rule: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
        let mut per_file: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for finding in findings {
            let key = (finding.severity, finding.rule);
            by_rule.entry(key).or_default().push(finding);
            *per_file.entry((finding.rule, &finding.file)).or_default() += 1;
        }
        let mut text = String::new();
        for ((severity, rule), group) in &by_rule {
            let shown = shown(*severity, fullness).min(group.len());
            for finding in &group[..shown] {
                let in_file = per_file
                    .remove(&(*rule, finding.file.as_str()))
                    .unwrap_or(0);
                text.push_str(&self.finding(finding, in_file.saturating_sub(1)));
            }
            if shown == 0 {
                text.push_str(&self.heading(*severity, rule, &group[0].title));
            }
            text.push_str(&self.and_more(group.len() - shown, rule, shown, all_in));
        }
        text
    }

    /// One finding. `more` of the same rule stand in the same file.
    pub fn finding(self, finding: &Finding, more: usize) -> String {
        let mut text = self.heading(finding.severity, finding.rule, &finding.title);
        text.push_str(&self.arrow(&self.where_of(finding)));
        let expected = self.expectation(&finding.expected);
        match finding.place {
            Some(place) if !finding.actual.is_empty() => {
                let actual = shortened(&finding.actual);
                let (before, after) = match place.column {
                    0 => ("", ""),
                    1 => ("", " | …"),
                    _ => ("… | ", " | …"),
                };
                let line = format!("{before}{actual}{after}");
                let span = before.len()..before.len() + actual.len();
                text.push_str(&self.excerpt(place.row as usize, &line, span, &expected));
            }
            _ if !expected.is_empty() => text.push_str(&format!("  {expected}\n")),
            _ => {}
        }
        text.push_str(&self.deed(&finding.done, more));
        text.push_str(&self.help(&finding.help));
        text
    }

    pub fn fault(self, fault: &Fault) -> String {
        let word = self.either("无法运行", "cannot run");
        let mut text = self.titled(
            &self.paint.alarm(&format!("{word}[{}]", fault.rule)),
            &fault.title,
        );
        if !fault.subject.is_empty() {
            text.push_str(&self.arrow(&fault.subject));
        }
        text.push_str(&self.help(&fault.help));
        text
    }

    pub fn mistakes(self, mistakes: &[SettingsMistake]) -> String {
        mistakes
            .iter()
            .map(|mistake| self.mistake(mistake))
            .collect()
    }

    fn mistake(self, mistake: &SettingsMistake) -> String {
        let word = self.either("设置有误", "settings");
        let label = self.paint.alarm(&format!("{word}[{}]", mistake.rule));
        let mut text = self.titled(&label, &mistake.title);
        let mut place = mistake.file.clone();
        if mistake.line > 0 {
            let line = mistake.line;
            place.push_str(&match self.lang {
                Lang::Zh => format!(",第 {line} 行"),
                Lang::En => format!(", line {line}"),
            });
        }
        text.push_str(&self.arrow(&place));
        let expected = self.expectation(&mistake.expected);
        match mistake.line {
            0 if !expected.is_empty() => text.push_str(&format!("  {expected}\n")),
            0 => {}
            line => {
                let (source, span) = window(&mistake.source, mistake.span.clone());
                text.push_str(&self.excerpt(line, &source, span, &expected));
            }
        }
        text.push_str(&self.help(&mistake.help));
        text
    }

    fn heading(self, severity: Severity, rule: &str, title: &Text) -> String {
        let word = match (self.lang, severity) {
            (Lang::En, severity) => severity.word(),
            (Lang::Zh, Severity::FileRejected) => "文件未采用",
            (Lang::Zh, Severity::RowRejected) => "未采用",
            (Lang::Zh, Severity::ValueDoubtful) => "存疑",
            (Lang::Zh, Severity::Note) => "提示",
        };
        let label = format!("{word}[{rule}]");
        let label = match severity {
            Severity::FileRejected | Severity::RowRejected => self.paint.alarm(&label),
            Severity::ValueDoubtful => self.paint.doubt(&label),
            Severity::Note => self.paint.hint(&label),
        };
        self.titled(&label, title)
    }

    fn titled(self, label: &str, title: &Text) -> String {
        let colon = self.either(":", ": ");
        format!("{label}{colon}{}\n", one_line(title.in_lang(self.lang)))
    }

    fn where_of(self, finding: &Finding) -> String {
        let mut place = one_line(&finding.file);
        if !finding.sheet.is_empty() {
            let sheet = one_line(&finding.sheet);
            place.push_str(&match self.lang {
                Lang::Zh => format!(",工作表“{sheet}”"),
                Lang::En => format!(", sheet \"{sheet}\""),
            });
        }
        let Some(at) = finding.place else {
            return place;
        };
        let cell = at.cell_name();
        place.push_str(&match (self.lang, at.row, at.column) {
            (_, 0, _) => String::new(),
            (Lang::Zh, row, 0) => format!(",第 {row} 行"),
            (Lang::En, row, 0) => format!(", row {row}"),
            (Lang::Zh, ..) => format!(",单元格 {cell}"),
            (Lang::En, ..) => format!(", cell {cell}"),
        });
        if !finding.header.is_empty() {
            let header = one_line(&finding.header);
            place.push_str(&match self.lang {
                Lang::Zh => format!("(列“{header}”)"),
                Lang::En => format!(" (column \"{header}\")"),
            });
        }
        place
    }

    /// The user's own line, carets under what is wrong; Chinese characters are two columns wide.
    fn excerpt(self, number: usize, line: &str, span: Range<usize>, note: &str) -> String {
        let line = printable(line);
        let gutter = format!("{number:>9} | ");
        let before = line.get(..span.start).map_or(0, UnicodeWidthStr::width);
        let wide = line.get(span).map_or(0, UnicodeWidthStr::width).max(1);
        let indent = " ".repeat(gutter.width() + before);
        let carets = self.paint.alarm(&"^".repeat(wide));
        let gutter = self.paint.quiet(&gutter);
        format!("{gutter}{line}\n{indent}{carets} {note}")
            .trim_end()
            .to_string()
            + "\n"
    }

    fn expectation(self, expected: &Text) -> String {
        let expected = one_line(expected.in_lang(self.lang));
        let is_a_sentence = ["expected ", "应为", "应是", "应当"]
            .iter()
            .any(|start| expected.starts_with(start));
        match (expected.is_empty() || is_a_sentence, self.lang) {
            (true, _) => expected,
            (_, Lang::Zh) => format!("应为{expected}"),
            (_, Lang::En) => format!("expected {expected}"),
        }
    }

    fn deed(self, done: &Text, more: usize) -> String {
        let done = one_line(done.in_lang(self.lang));
        let more = match (more, self.lang) {
            (0, _) => String::new(),
            (more, Lang::Zh) => format!("本文件另有 {more} 处违反同一规则"),
            (1, Lang::En) => "1 more place of this file breaks the same rule".to_string(),
            (more, Lang::En) => format!("{more} more places of this file break the same rule"),
        };
        let parts: Vec<String> = [done, more]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("  {}\n", parts.join(self.either(";", "; "))),
        }
    }

    fn help(self, help: &Text) -> String {
        // Lines of a settings file stand below the sentence, one by one.
        let help = help.in_lang(self.lang);
        let lines: Vec<String> = help.lines().map(one_line).collect();
        let help = lines.join("\n        ");
        let word = self.paint.hint(self.either("建议:", "help:"));
        match (help.is_empty(), self.lang) {
            (true, _) => String::new(),
            (_, Lang::Zh) => format!("  {word}{help}\n"),
            (_, Lang::En) => format!("  {word} {help}\n"),
        }
    }

    fn and_more(self, hidden: usize, rule: &str, shown: usize, all_in: &str) -> String {
        let (what, place) = match (self.lang, shown) {
            _ if hidden == 0 => return String::new(),
            (Lang::Zh, 0) => (format!("共 {hidden} 处"), ",见 "),
            (Lang::En, 0) => (format!("{hidden} of them"), " in "),
            (Lang::Zh, _) => (format!("另有 {hidden} 处 {rule}"), ",全部见 "),
            (Lang::En, _) => (format!("and {hidden} more of {rule}"), ", all in "),
        };
        match all_in.is_empty() {
            true => format!("  {what}\n"),
            false => format!("  {what}{place}{all_in}\n"),
        }
    }

    fn arrow(self, place: &str) -> String {
        format!("  {} {place}\n", self.paint.quiet("-->"))
    }

    fn either(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

fn shown(severity: Severity, fullness: Fullness) -> usize {
    match (fullness, severity) {
        (Fullness::Whole, _) => SHOWN_MAX,
        (Fullness::Brief, Severity::FileRejected | Severity::RowRejected) => SHOWN_MAX,
        (Fullness::Brief, Severity::ValueDoubtful) => 1,
        (Fullness::Brief, Severity::Note) => 0,
    }
}

/// Control characters, line breaks among them, would break the layout or the terminal.
fn one_line(text: &str) -> String {
    printable(text.trim())
}

/// Same bytes per character where it matters: each control character becomes one blank.
fn printable(text: &str) -> String {
    text.chars().map(speech::printable).collect()
}

fn shortened(text: &str) -> String {
    let text = printable(text);
    if text.width() <= TEXT_COLUMNS_MAX {
        return text;
    }
    let mut wide = 0;
    let kept = text.chars().take_while(|c| {
        wide += c.width().unwrap_or(0);
        wide < TEXT_COLUMNS_MAX
    });
    kept.chain(['…']).collect()
}

/// A long line of a settings file cut to what stands around the mistake.
fn window(line: &str, span: Range<usize>) -> (String, Range<usize>) {
    if line.width() <= TEXT_COLUMNS_MAX {
        return (line.to_string(), span);
    }
    let start = line[..span.start]
        .char_indices()
        .rev()
        .take(20)
        .last()
        .map_or(span.start, |(at, _)| at);
    let cut = shortened(&line[start..]);
    let prefix = if start > 0 { "…" } else { "" };
    let from = prefix.len() + span.start - start;
    let to = (prefix.len() + span.end - start).min(prefix.len() + cut.len());
    (format!("{prefix}{cut}"), from..to.max(from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    const PLAIN: Diagnostics = Diagnostics {
        lang: Lang::En,
        paint: Paint { plain: true },
    };

    fn bad_date(row: u32) -> Finding {
        let title = Text::new("检查日期不是日期", "检查日期 is not a date");
        let place = Place {
            table: 0,
            row,
            column: 6,
        };
        Finding::about_file("T203", Severity::RowRejected, "safety/2025-Q3.xls", title)
            .at("检查记录", place, "检查时间", "二〇二四/13/05")
            .expected("日期;没有第 13 月", "a date; month 13 does not exist")
            .done("该行见 rejects.csv", "the row is in rejects.csv")
            .help("设置 date_order", "set date_order")
    }

    #[test]
    fn a_cell_is_told_with_place_text_and_carets_of_its_width() {
        let expected = "\
rejected[T203]: 检查日期 is not a date
  --> safety/2025-Q3.xls, sheet \"检查记录\", cell F118 (column \"检查时间\")
      118 | … | 二〇二四/13/05 | …
                ^^^^^^^^^^^^^^ expected a date; month 13 does not exist
  the row is in rejects.csv; 2 more places of this file break the same rule
  help: set date_order
";
        assert_eq!(PLAIN.finding(&bad_date(118), 2), expected);
    }

    #[test]
    fn five_of_a_rule_are_shown_and_the_rest_counted() {
        let findings: Vec<Finding> = (1..=46).map(bad_date).collect();
        let text = PLAIN.findings(&findings, Fullness::Brief, "findings.csv");
        assert_eq!(text.matches("rejected[T203]").count(), 5);
        assert!(
            text.ends_with("  and 41 more of T203, all in findings.csv\n"),
            "{text}"
        );
        assert_eq!(text.matches("45 more places of this file").count(), 1);
    }

    #[test]
    fn what_was_rejected_comes_first_and_notes_are_only_counted_in_brief() {
        let about =
            |rule, severity| Finding::about_file(rule, severity, "a.csv", Text::new("题", "title"));
        let findings = [
            about("E301", Severity::Note),
            about("T101", Severity::ValueDoubtful),
            about("T101", Severity::ValueDoubtful),
            about("E110", Severity::FileRejected),
        ];
        let brief = PLAIN.findings(&findings, Fullness::Brief, "findings.csv");
        let words: Vec<&str> = brief
            .lines()
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split(':').next().unwrap())
            .collect();
        assert_eq!(
            words,
            ["file-rejected[E110]", "doubtful[T101]", "note[E301]"]
        );
        assert!(brief.contains("and 1 more of T101"), "{brief}");
        assert!(brief.contains("  1 of them in findings.csv"), "{brief}");
    }

    #[test]
    fn control_characters_of_the_data_never_reach_the_terminal() {
        let mut finding = bad_date(7);
        finding.actual = "2025\u{1b}[31m\n03".to_string();
        finding.file = "a\u{7}.csv".to_string();
        let text = PLAIN.finding(&finding, 0);
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
        assert_eq!(text.lines().count(), 6);
    }

    #[test]
    fn a_long_line_of_settings_is_cut_around_the_mistake() {
        let line = format!("names = [{}, 7]", "\"湘乡市应急管理局\", ".repeat(20));
        let at = line.find("7]").unwrap();
        let (shown, span) = window(&line, at..at + 1);
        assert_eq!(&shown[span], "7");
        assert!(shown.width() < 80, "{shown}");
    }

    #[test]
    fn colours_are_only_added() {
        let painted = Diagnostics {
            lang: Lang::Zh,
            paint: Paint { plain: false },
        };
        let plain = Diagnostics {
            lang: Lang::Zh,
            ..PLAIN
        };
        let text = painted.finding(&bad_date(9), 0);
        assert!(text.contains("\u{1b}[1;31m未采用[T203]\u{1b}[0m"));
        let mut stripped = text;
        for code in ["1;31", "1;33", "1;36", "2", "0"] {
            stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(stripped, plain.finding(&bad_date(9), 0));
    }
}
