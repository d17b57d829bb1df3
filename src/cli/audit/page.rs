//! What an audit says when it is done: what does not stand up first, each with its arithmetic and
//! the sentences; then what holds; then every figure.

use super::AuditCondition;
use crate::cli::aligned::{cut, padded, padded_start};
use crate::cli::speech::Speech;
use crate::ground::shown;
use crate::model::{Audit, Check, Lang, Standing, WrittenReport};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

const SENTENCE_COLUMNS: usize = 110;
const CHARACTERS_AHEAD: usize = 30;
const FIGURE_COLUMNS: usize = 18;

pub struct Page<'a> {
    pub audit: &'a Audit,
    pub report: &'a WrittenReport,
    pub out: Option<&'a Path>,
    pub met: &'a [&'a AuditCondition],
    pub speech: &'a Speech,
    /// Also what cannot be computed.
    pub verbose: bool,
}

impl Page<'_> {
    pub fn text(&self) -> String {
        let mut lines = vec![self.heading(), String::new()];
        for standing in [Standing::Fails, Standing::Oddity] {
            for check in self.of(standing) {
                lines.extend(self.told(check));
            }
        }
        let holding = self.of(Standing::Holds);
        if !holding.is_empty() {
            lines.push(self.head(Standing::Holds, &holding));
            lines.extend(holding.iter().map(|check| self.short(check)));
            lines.push(String::new());
        }
        let open = self.of(Standing::NotComputed);
        if !open.is_empty() {
            lines.push(self.head(Standing::NotComputed, &open));
            match self.verbose {
                true => lines.extend(open.iter().map(|check| self.short(check))),
                false => lines.push(format!(
                    "  {}",
                    self.speech
                        .either("用 --verbose 列出", "listed with --verbose")
                )),
            }
            lines.push(String::new());
        }
        lines.extend(self.claims());
        lines.push(String::new());
        lines.push(self.sums());
        for condition in self.met {
            lines.push(match self.speech.lang {
                Lang::Zh => format!("满足 --fail-on {}", condition.text),
                Lang::En => format!("--fail-on {} is met", condition.text),
            });
        }
        if let Some(out) = self.out {
            lines.push(shown(out));
        }
        lines.join("\n")
    }

    fn heading(&self) -> String {
        let encoding = match self.report.encoding {
            "" => String::new(),
            encoding => format!(", {encoding}"),
        };
        format!(
            "{}  ({}{encoding})",
            self.report.file, self.report.container
        )
    }

    fn of(&self, standing: Standing) -> Vec<&Check> {
        self.audit
            .checks
            .iter()
            .filter(|check| check.standing == standing)
            .collect()
    }

    fn head(&self, standing: Standing, checks: &[&Check]) -> String {
        format!(
            "{} ({})",
            self.speech.in_words(&standing.words()),
            checks.len()
        )
    }

    /// A check in full: title, arithmetic, every sentence once.
    fn told(&self, check: &Check) -> Vec<String> {
        let paint = self.speech.paint_out;
        let word = self.speech.in_words(&check.standing.words());
        let word = match check.standing {
            Standing::Fails => paint.alarm(&word),
            _ => paint.doubt(&word),
        };
        let mut lines = vec![
            format!(
                "{word}[{}] {}",
                check.rule,
                self.speech.in_words(&check.title)
            ),
            format!("  {}", self.speech.in_words(&check.arithmetic)),
        ];
        let mut quoted = BTreeSet::new();
        for claim in check.claims.iter().map(|at| &self.audit.claims[*at]) {
            let excerpt = excerpt(&claim.sentence, &claim.text);
            if quoted.insert((&claim.paragraph, excerpt.clone())) {
                lines.push(format!("  {} “{excerpt}”", claim.paragraph));
            }
        }
        lines.push(String::new());
        lines
    }

    fn short(&self, check: &Check) -> String {
        let ids: Vec<&str> = check
            .claims
            .iter()
            .map(|at| self.audit.claims[*at].id.as_str())
            .collect();
        format!(
            "  {}: {}  [{}] {}",
            self.speech.in_words(&check.title),
            self.speech.in_words(&check.arithmetic),
            check.rule,
            ids.join(" ")
        )
    }

    /// Every figure in reading order.
    fn claims(&self) -> Vec<String> {
        let claims = &self.audit.claims;
        let id_width = claims.iter().map(|claim| claim.id.len()).max().unwrap_or(0);
        let standings =
            Standing::ALL.map(|standing| self.speech.in_words(&standing.words()).width());
        let width = standings.into_iter().max().unwrap_or(0);
        let worst = self.audit.standings();
        let line = |at: usize| {
            let claim = &claims[at];
            let standing = self.speech.in_words(&worst[at].words());
            let scope = match claim.scope.is_empty() {
                true => String::new(),
                false => format!("  ({})", claim.scope),
            };
            format!(
                "  {}  {}  {}  {}{scope}",
                padded(&claim.id, id_width),
                padded_start(&cut(&claim.text, FIGURE_COLUMNS), FIGURE_COLUMNS),
                padded(&standing, width),
                self.speech.in_words(&claim.subject),
            )
        };
        (0..claims.len()).map(line).collect()
    }

    fn sums(&self) -> String {
        let count = |standing| self.audit.count(standing);
        let (claims, apart) = (self.audit.claims.len(), self.audit.apart.len());
        let (fails, odd) = (count(Standing::Fails), count(Standing::Oddity));
        let (holds, open) = (count(Standing::Holds), count(Standing::NotComputed));
        match self.speech.lang {
            Lang::Zh => format!(
                "统计数字 {claims} 个,另列的数字 {apart} 个;核对:不符 {fails},存疑 {odd},相符 \
                 {holds},无法核算 {open}"
            ),
            Lang::En => format!(
                "{claims} figures, {apart} numbers set apart; checks: {fails} fail, {odd} odd, \
                 {holds} hold, {open} cannot be computed"
            ),
        }
    }

    pub fn document(&self) -> Value {
        let audit = self.audit;
        let words = |text| self.speech.in_words(text);
        let worst = audit.standings();
        let claims: Vec<Value> = (0..audit.claims.len())
            .map(|at| self.claim_document(at, worst[at]))
            .collect();
        let checks: Vec<Value> = audit
            .checks
            .iter()
            .map(|check| {
                let ids: Vec<&str> = check
                    .claims
                    .iter()
                    .map(|at| audit.claims[*at].id.as_str())
                    .collect();
                json!({
                    "rule": check.rule, "standing": check.standing.name(),
                    "title": words(&check.title), "arithmetic": words(&check.arithmetic),
                    "claims": ids, "against_run": check.against_run,
                })
            })
            .collect();
        let apart: Vec<Value> = audit
            .apart
            .iter()
            .map(|apart| {
                json!({
                    "paragraph": apart.paragraph, "line": apart.line, "text": apart.text,
                    "reason": apart.reason.name(),
                })
            })
            .collect();
        json!({
            "state": "done",
            "report": self.report.file,
            "container": self.report.container,
            "out": self.out.map(shown),
            "conditions_met": self.met.iter().map(|met| met.text.as_str()).collect::<Vec<_>>(),
            "counts": {
                "claims": audit.claims.len(), "set_apart": audit.apart.len(),
                "fails": audit.count(Standing::Fails), "oddity": audit.count(Standing::Oddity),
                "holds": audit.count(Standing::Holds),
                "not-computed": audit.count(Standing::NotComputed),
            },
            "claims": claims,
            "checks": checks,
            "set_apart": apart,
        })
    }

    fn claim_document(&self, at: usize, worst: Standing) -> Value {
        let claim = &self.audit.claims[at];
        let bound = |value: f64| value.is_finite().then_some(value);
        json!({
            "id": claim.id, "paragraph": claim.paragraph, "line": claim.line,
            "standing": worst.name(),
            "measure": claim.measure, "subject": self.speech.in_words(&claim.subject),
            "text": claim.text, "value": claim.amount.value,
            "low": bound(claim.amount.low), "high": bound(claim.amount.high),
            "unit": claim.unit, "qualifiers": claim.qualifiers, "per_head": claim.per_head,
            "scope": claim.scope, "sentence": claim.sentence,
        })
    }
}

/// The sentence; of a long one the words around the figure.
fn excerpt(sentence: &str, figure: &str) -> String {
    if sentence.width() <= SENTENCE_COLUMNS {
        return sentence.to_string();
    }
    let at = sentence.find(figure).unwrap_or(0);
    let (ahead, rest) = sentence.split_at(at);
    let ahead: Vec<char> = ahead.chars().collect();
    let skipped = ahead.len().saturating_sub(CHARACTERS_AHEAD);
    let mark = if skipped > 0 { "…" } else { "" };
    let ahead: String = ahead[skipped..].iter().collect();
    cut(&format!("{mark}{ahead}{rest}"), SENTENCE_COLUMNS)
}
