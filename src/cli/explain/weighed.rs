//! The weights of two records that no file of the run folder compares: read again from the inputs,
//! as long as these and the settings are the run's.

use super::run_files::RunFiles;
use super::subject::Subject;
use super::why_not::WhyNot;
use crate::cli::target::Target;
use crate::config;
use crate::model::{Silent, Text};
use crate::pipeline::weigh::{Weighed, weigh};

/// The subject with how the model weighs the pair, where nothing joins it.
pub fn told<'r>(subject: Subject<'r>, run: &'r RunFiles) -> Subject<'r> {
    match subject {
        Subject::WhyNot(mut pair) if pair.link.is_none() && pair.one != pair.other => {
            pair.reasons.extend(weights(&pair, run));
            Subject::WhyNot(pair)
        }
        other => other,
    }
}

fn weights(pair: &WhyNot, run: &RunFiles) -> Vec<Text> {
    let unchanged = Target::of_run(&run.folder, &run.manifest)
        .ok()
        .filter(|target| config::digest(&target.settings) == run.manifest.settings_sha256);
    let Some(target) = unchanged else {
        return vec![Text::new(
            "设置与核对时不同,不计算权重",
            "the settings are not those of the run: no weights are computed",
        )];
    };
    let ids = [pair.one, pair.other];
    match weigh(
        &target.root,
        &target.settings,
        &run.manifest.inputs,
        ids,
        &Silent,
    ) {
        Ok(Some(weighed)) => weighed.iter().flat_map(lines).collect(),
        Ok(None) | Err(_) => vec![Text::new(
            "输入文件在核对之后有变动,不计算权重",
            "the inputs have changed since the run: no weights are computed",
        )],
    }
}

/// The sum first, then what it is made of.
fn lines(weighed: &Weighed) -> Vec<Text> {
    let comparison = &weighed.comparison;
    let ([visit, code], weight) = (&weighed.ids, comparison.weight);
    let probability = comparison.probability();
    let mut told = vec![Text::new(
        format!(
            "检查{visit}与码{code}单独比较:权重{weight:+.2},概率{probability:.4},先验{:+.2}",
            comparison.prior
        ),
        format!(
            "visit {visit} and code {code} by themselves: weight {weight:+.2}, probability \
             {probability:.4}, prior {:+.2}",
            comparison.prior
        ),
    )];
    let counted = comparison
        .evidence
        .iter()
        .filter(|evidence| evidence.weight != 0.0);
    told.extend(counted.map(|evidence| {
        let values = match (&*evidence.left, &*evidence.right) {
            ("", "") => String::new(),
            (left, right) => format!(" [{left} | {right}]"),
        };
        let weight = evidence.weight;
        Text::new(
            format!(
                "  {weight:+.2} {}:{}{values}",
                evidence.comparison.zh, evidence.level.zh
            ),
            format!(
                "  {weight:+.2} {}: {}{values}",
                evidence.comparison.en, evidence.level.en
            ),
        )
    }));
    told
}
