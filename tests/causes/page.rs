//! `docs/causes.md`, made from the table of causes and one example of each.

use super::scenario::{self, Told};
use hedui::model::{Asked, CAUSES, Cause, CauseEntry, CauseSide};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An example line that gets a cause, and the settings it stands under.
pub struct Example {
    pub settings: &'static str,
    pub told: Told,
}

/// The first example of each cause.
pub fn examples() -> BTreeMap<Cause, Example> {
    let mut found = BTreeMap::new();
    for example in super::examples::examples() {
        for told in scenario::run(example.settings, &example.lines) {
            let code = told.wanted.split_whitespace().find(|word| {
                let is_code = |cause: &&Cause| cause.code() == *word;
                Cause::ALL.iter().any(|cause| is_code(&cause))
            });
            let cause = code.and_then(|code| Cause::ALL.iter().find(|c| c.code() == code));
            if let Some(cause) = cause {
                found.entry(*cause).or_insert(Example {
                    settings: example.settings,
                    told,
                });
            }
        }
    }
    found
}

pub fn page() -> String {
    let examples = examples();
    let mut page = String::from(
        "# Causes · 原因\n\n\
         Made from the table in `src/model/cause/table.rs` and the scenarios in `tests/causes/`\n\
         by `scripts/bless`; a test fails where they disagree.\n\n\
         Within a side the causes stand in the order in which they are asked. The first whose\n\
         test holds is the record's cause; further ones are kept beside it. 同一侧的原因按判断顺序排列,\n\
         先成立者为主要原因,其余作为附注保留。\n\n\
         An example is one row in short words: `S` of the safety system, `P` of the platform, `L`\n\
         of the plan, `R` of the roster; `firm`, `date` and the like are its cells.\n",
    );
    for (side, title) in [
        (
            CauseSide::Inspection,
            "A · 有检查、无可用码 · visits without a usable code",
        ),
        (
            CauseSide::Code,
            "B · 有码、无计次检查 · codes without a counted inspection",
        ),
        (CauseSide::Plan, "C · 计划 · the plan"),
        (
            CauseSide::Double,
            "D · 执法系统内部重复 · double counting in the safety system",
        ),
    ] {
        let _ = writeln!(page, "\n## {title}");
        for entry in CAUSES.iter().filter(|entry| entry.cause.side() == side) {
            entry_text(&mut page, entry, examples.get(&entry.cause));
        }
    }
    page.push_str(NOTES);
    page
}

fn entry_text(page: &mut String, entry: &CauseEntry, example: Option<&Example>) {
    let asked = match entry.asked {
        Asked::Lone => "无对应记录的单条记录 · one record without a partner",
        Asked::Many => "无对应记录的一批记录 · many records together",
        Asked::Linked => "检查与其码 · an inspection and its code",
        Asked::Planned => "计划行 · a line of the plan",
        Asked::Rows => "同一系统的多行 · rows of one system",
    };
    let _ = write!(
        page,
        "\n### {} {} · {}\n\n\
         - 对象 asked of: {asked}\n\
         - 成立条件: {}\n\
         - holds when: {}\n\
         - 措施: {} · measure: {}\n",
        entry.code,
        entry.zh,
        entry.en,
        entry.test_zh,
        entry.test_en,
        entry.measure_zh,
        entry.measure_en,
    );
    let Some(example) = example else { return };
    let told = &example.told;
    let _ = write!(page, "\n```text\n");
    for setting in example.settings.lines() {
        let _ = writeln!(page, "{setting}");
    }
    let _ = writeln!(page, "{}  →  {}", told.line, told.verdict);
    for text in [&told.detail.zh, &told.detail.en] {
        if !text.is_empty() {
            let _ = writeln!(page, "    {text}");
        }
    }
    page.push_str("```\n");
}

const NOTES: &str = "
## 附注 · Notes

**Blocks of visits (A14, A16).** Each office's, officer's and route's visits that had a code, or
lack every other explanation, stand in a row by date. A stretch of at least six uncoded visits with
at most one coded among ten, not broken by a long pause, is weighed against the rest: the binomial
chance that so many of so many lack a code if each lacked one as often as the visits outside the
stretch do (as often as the group's own, where that is more), times the number of places where a
stretch could begin in any group. Below 2 % it is a block, and the figure stands in the evidence. An
office or officer that never gets a code is one stretch, whatever its pauses. It is A16 where the
platform's export holds no code at all for those days, or names offices but never this one; else
A14.

**Bunches of false scans (B99).** The codes without an inspection of each officer and each office,
and of each run of scans that one officer made of different firms less than ten minutes apart, are
weighed against the share of all other codes that lack one: the binomial chance that so many of so
many (three at least) do, times the number of such groups. Below 1 % the figure stands in the
evidence. It is a reason to ask, and no proof.

**Codes of another platform (A09).** Files that the settings name under `[sources.other_platform]`
are read as codes that count nowhere: a usable one of the same firm within three days of a visit
without a code is its explanation. Without such files only a record's own
words can tell (营商码, 监督码, another platform named with 赋码 or 扫码).

**What is estimated.** Without `go_live` in the settings, the first day is taken before which all
but none of the visits has a code and from which many have (a step that the data bear out by 8 nats
or more). Without `triggered_from` the same is done for triggered visits. Without `items` an item
counts as unsupported where at least four visits and none of their codes make that improbable (5 %,
all items considered). Without `makeup_deadline_days` every late code is A11: A12 cannot be told.
An estimate says so in its evidence.

**The nearest candidate.** Every record without a partner names the other side's record that comes
nearest, and what broke the link, looked for in this order: `no_candidate`, `outside_period`,
`outside_area` or `outside_type`, `nothing_in_window` (31 days), `date_apart` (3 days), `ambiguous`,
`taken`, `weak_identity` (which fields are blank), `contradicted` (which field). They stand in
`nearest.csv` with what would have made the link.

**Where causes concentrate.** For each cause and each month, town, industry, route, basis, office,
officer and category: how often the cause stands there, and how often elsewhere. Told is what has
five records or more, twice the rate elsewhere or more, and a chance below 1 % (Fisher's exact test,
one-sided, times the number of groups asked on that side). A record that a cause asked earlier
explains was never asked for a later one and is left out of its counts: of A99 the visits that
needed a code remain. A04, A14, A16 and B08 are not looked for, nor is a cause held against what it
is told by (A01 by category, A05 and A15 by basis and route, B06 by month and so on). It is a
reason to ask, and no proof. Sheet 集中情况, `concentrations.csv`, page and document.
";
