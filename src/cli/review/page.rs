//! What is said of a review: in words, and as a document.

use super::export::shown;
use crate::cli::diagnostics::{Diagnostics, Fullness};
use crate::cli::speech::Speech;
use crate::model::{Books, Cause, Decision, Finding, Lang, Text};
use crate::report::review::{About, Answers, Items};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A workbook that went out.
pub struct Exported<'a> {
    pub out: &'a Path,
    pub items: &'a Items<'a>,
    /// Whether inputs and settings are those of the run that was named.
    pub is_current: Option<bool>,
    pub speech: &'a Speech,
}

impl Exported<'_> {
    pub fn tell(&self) {
        if self.is_current == Some(false) {
            self.speech.tell(self.speech.either(
                "输入文件或设置在该次核对之后变动过;复核表按现在的文件",
                "inputs or settings have changed since that run; the workbook is of the files as \
                 they are now",
            ));
        }
        self.speech.say(&self.text());
        self.speech.document(&self.document());
    }

    fn count(&self, about: About) -> usize {
        self.items
            .list
            .iter()
            .filter(|item| item.about == about)
            .count()
    }

    fn text(&self) -> String {
        let out = shown(self.out);
        let lines = self.items.list.len();
        let [pairs, inspections, codes] =
            [About::Pair, About::Inspection, About::Code].map(|about| self.count(about));
        let decided = self.items.decided;
        match self.speech.lang {
            Lang::Zh => format!(
                "复核表 {out}:共 {lines} 行\n  可能链接    {pairs:>6}\n  有检查无码  {inspections:>6}\n  \
                 有码无检查  {codes:>6}\n已有判定、未列入 {decided} 条\n\
                 填好后读回:hedui review apply {out}"
            ),
            Lang::En => format!(
                "workbook {out}: {lines} lines\n  possible links            {pairs:>6}\n  \
                 inspections without code  {inspections:>6}\n  codes without inspection  \
                 {codes:>6}\ndecided and left out: {decided}\n\
                 once filled in: hedui review apply {out}"
            ),
        }
    }

    fn document(&self) -> Value {
        json!({
            "state": "exported",
            "workbook": shown(self.out),
            "lines": self.items.list.len(),
            "possible_links": self.count(About::Pair),
            "inspections_without_code": self.count(About::Inspection),
            "codes_without_inspection": self.count(About::Code),
            "decided": self.items.decided,
            "run_is_current": self.is_current,
        })
    }
}

/// What the statement rests on that a review can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub linked: usize,
    pub under_review: usize,
    pub without_code: usize,
    pub without_inspection: usize,
}

impl Standing {
    pub fn of(books: &Books) -> Standing {
        let decided = |decision: Decision| {
            let links = books.links.links.iter();
            links.filter(|link| link.decision == decision).count()
        };
        let caused = |cause: Cause| {
            let counted = books.verdicts.iter().filter(|verdict| verdict.counted);
            counted
                .filter(|verdict| verdict.cause == Some(cause))
                .count()
        };
        Standing {
            linked: decided(Decision::Link),
            under_review: decided(Decision::PossibleLink),
            without_code: caused(Cause::A99),
            without_inspection: caused(Cause::B99),
        }
    }

    pub fn document(self) -> Value {
        json!({
            "linked": self.linked,
            "under_review": self.under_review,
            "A99": self.without_code,
            "B99": self.without_inspection,
        })
    }
}

/// A workbook that came back.
pub struct Applied<'a> {
    pub workbook: &'a str,
    pub kept_in: PathBuf,
    pub answers: &'a Answers,
    pub findings: &'a [Finding],
    pub before: Standing,
    /// After the new judgements; `None` where there are none.
    pub after: Option<Standing>,
    /// Conditions of `--fail-on` that hold.
    pub met: &'a [&'a str],
    pub speech: &'a Speech,
}

impl Applied<'_> {
    pub fn tell(&self) {
        let diagnostics = Diagnostics {
            lang: self.speech.lang,
            paint: self.speech.paint,
        };
        let told = diagnostics.findings(self.findings, Fullness::Whole, "");
        self.speech.tell(&told);
        if !self.met.is_empty() {
            let met = self.met.join(", ");
            let title = self.speech.either("满足条件", "condition met");
            self.speech.tell(&format!("{title}: {met}"));
        }
        self.speech.say(&self.text());
        self.speech.document(&self.document());
    }

    fn text(&self) -> String {
        let Answers {
            new,
            lines,
            open,
            known,
            refused,
        } = self.answers;
        let kept = new.len();
        let file = shown(&self.kept_in);
        let mut text = match self.speech.lang {
            Lang::Zh => format!(
                "{lines} 行:新保存判定 {kept},以前已保存 {known},未填 {open},未采用 {refused}"
            ),
            Lang::En => format!(
                "decisions kept: {kept}; kept before: {known}; open: {open}; not taken: {refused}; \
                 lines: {lines}"
            ),
        };
        let Some(after) = self.after else {
            return text;
        };
        let saved = Text::new(
            format!("\n判定保存在 {file};以后的核对都会采用"),
            format!("\nkept in {file}; every later run applies them"),
        );
        text.push_str(saved.in_lang(self.speech.lang));
        for (zh, en, was, is) in [
            ("已链接", "linked", self.before.linked, after.linked),
            (
                "待复核",
                "under review",
                self.before.under_review,
                after.under_review,
            ),
            ("A99 ", "A99", self.before.without_code, after.without_code),
            (
                "B99 ",
                "B99",
                self.before.without_inspection,
                after.without_inspection,
            ),
        ] {
            text.push_str(&match self.speech.lang {
                Lang::Zh => format!("\n  {zh}  {was} → {is}"),
                Lang::En => format!("\n  {en:<12}  {was} → {is}"),
            });
        }
        text
    }

    fn document(&self) -> Value {
        let lang = self.speech.lang;
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "rule": finding.rule,
                    "severity": finding.severity.word(),
                    "file": finding.file,
                    "sheet": finding.sheet,
                    "row": finding.place.map(|place| place.row),
                    "actual": finding.actual,
                    "title": finding.title.in_lang(lang),
                    "done": finding.done.in_lang(lang),
                    "help": finding.help.in_lang(lang),
                })
            })
            .collect();
        json!({
            "state": "applied",
            "workbook": self.workbook,
            "judgements": shown(&self.kept_in),
            "lines": self.answers.lines,
            "kept": self.answers.new.len(),
            "known": self.answers.known,
            "open": self.answers.open,
            "refused": self.answers.refused,
            "before": self.before.document(),
            "after": self.after.map(Standing::document),
            "conditions_met": self.met,
            "findings": findings,
        })
    }
}
