//! Link, possible link, non-link: the assignment's answer, graded by probability and margin.

use super::assign::best_assignment;
use super::compare::{
    COMPARISONS, DATE, DOCUMENT, FIRM, Features, ITEM, MODEL, OFFICERS, SAME_FIRM_LEVEL_MAX,
    state_rank,
};
use super::learn::{Parameters, Scored, Scores};
use crate::model::{
    ComparisonVector, Decision, EventIx, Evidence, InspectionEvent, Judged, Link, LinkSet, Ruling,
    Text, Understood,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A link is at least this probable; an assigned pair below it is a possible link. The probability
/// is that of the pair by itself; that the assignment found no better use for either side is not
/// in it, so the bar lies lower than for unassigned pairs.
const LINK_PROBABILITY_MIN: f64 = 0.65;
/// Bits that the chosen use must stand above an equally free rival.
const MARGIN_BITS_MIN: f64 = 1.0;
/// A second code of a linked visit needs this much of its own.
const SURPLUS_BITS_MIN: f64 = 3.0;
/// A pair this improbable is nobody's nearest candidate.
const NEAREST_BITS_MIN: f64 = -14.0;

/// Who may be matched with whom in one pass.
struct Desk<'a> {
    features: &'a Features,
    scores: &'a Scores,
    understood: &'a Understood,
    used_inspections: HashSet<u32>,
    used_codes: HashSet<u32>,
}

pub fn decide(
    features: &Features,
    scores: Scores,
    understood: &Understood,
    judged: Judged,
) -> LinkSet {
    let mut desk = Desk {
        features,
        scores: &scores,
        understood,
        used_inspections: HashSet::new(),
        used_codes: HashSet::new(),
    };
    desk.reserve_codes(&judged);
    let mut links = desk.judged_pass(&judged, |desk, pair, ruling| {
        desk.code_is_usable(pair) && ruling == Ruling::SameVisit
    });
    links.extend(desk.assign_pass(|desk, pair| desk.code_is_usable(pair), true));
    links.extend(desk.judged_pass(&judged, |desk, pair, ruling| {
        desk.code_is_usable(pair) && ruling == Ruling::SecondCode
    }));
    let mut unusable = desk.judged_pass(&judged, |desk, pair, _| !desk.code_is_usable(pair));
    unusable.extend(desk.assign_pass(|desk, pair| !desk.code_is_usable(pair), false));
    links.extend(desk.surplus_codes(true));
    unusable.extend(desk.surplus_codes(false));
    let nearest = desk.nearest();
    first_code_stands(&mut links, understood, &judged);
    let by_pair = |link: &Link| (link.inspection, link.code);
    links.sort_by_key(by_pair);
    unusable.sort_by_key(by_pair);
    let by_score = |link: &&Link| judged.of_pair(link.inspection, link.code).is_none();
    let sure: Vec<&Link> = links
        .iter()
        .filter(|link| link.decision == Decision::Link)
        .filter(by_score)
        .collect();
    let expected_false_links = sure.iter().map(|link| 1.0 - link.probability).sum();
    let expected_missed_matches = links
        .iter()
        .filter(|link| link.decision == Decision::PossibleLink)
        .chain(&nearest)
        .map(|link| link.probability)
        .sum();
    LinkSet {
        candidate_pairs: scores.pairs.len(),
        iterations: scores.parameters.iterations,
        converged: scores.parameters.converged,
        links,
        unusable,
        nearest,
        judged,
        expected_false_links,
        expected_missed_matches,
    }
}

impl Desk<'_> {
    fn events(&self, pair: &Scored) -> (&InspectionEvent, &InspectionEvent) {
        let inspection = &self.features.inspections[pair.candidate.inspection as usize];
        let code = &self.features.codes[pair.candidate.code as usize];
        (
            &self.understood.events[inspection.event],
            &self.understood.events[code.event],
        )
    }

    fn code_is_usable(&self, pair: &Scored) -> bool {
        let (_, code) = self.events(pair);
        code.code_state.is_usable() && self.understood.is_own_body(&code.body)
    }

    fn is_free(&self, pair: &Scored) -> bool {
        !self.used_inspections.contains(&pair.candidate.inspection)
            && !self.used_codes.contains(&pair.candidate.code)
    }

    /// Links by judgement, whatever their weight. `allowed` tells the rulings of this pass; a code
    /// whose visit has another by then is a second one.
    fn judged_pass(
        &mut self,
        judged: &Judged,
        allowed: impl Fn(&Desk, &Scored, Ruling) -> bool,
    ) -> Vec<Link> {
        let mut links = Vec::new();
        let scores = self.scores;
        for pair in &scores.pairs {
            let ends = pair.candidate.pair(self.features);
            let Some(judgement) = judged.of_pair(ends.inspection, ends.code) else {
                continue;
            };
            if !judgement.ruling.joins() || !allowed(self, pair, judgement.ruling) {
                continue;
            }
            let is_first = self.used_inspections.insert(pair.candidate.inspection);
            self.used_codes.insert(pair.candidate.code);
            links.push(Link {
                decision: Decision::Link,
                ..self.link(pair, None, !is_first)
            });
        }
        links
    }

    /// Keeps the codes that a person gave to a visit from being given to another.
    fn reserve_codes(&mut self, judged: &Judged) {
        let joined: HashSet<EventIx> = judged.joined().map(|(_, code)| code).collect();
        let codes = self.features.codes.iter().enumerate();
        let given = codes.filter(|(_, code)| joined.contains(&code.event));
        self.used_codes.extend(given.map(|(at, _)| at as u32));
    }

    /// One assignment over the free pairs that the pass allows. A pass that nobody reviews takes
    /// only pairs of one firm.
    fn assign_pass(
        &mut self,
        allowed: impl Fn(&Desk, &Scored) -> bool,
        reviewed: bool,
    ) -> Vec<Link> {
        let pairs: Vec<&Scored> = self
            .scores
            .pairs
            .iter()
            .filter(|pair| pair.weight > 0.0 && self.is_free(pair) && allowed(self, pair))
            .collect();
        let edges: Vec<(u32, u32, f64)> = pairs
            .iter()
            .map(|pair| (pair.candidate.inspection, pair.candidate.code, pair.weight))
            .collect();
        let chosen = best_assignment(&edges);
        let taken_left: HashSet<u32> = chosen.iter().map(|at| edges[*at].0).collect();
        let taken_right: HashSet<u32> = chosen.iter().map(|at| edges[*at].1).collect();
        let mut rivals: BTreeMap<(bool, u32), f64> = BTreeMap::new();
        for ((left, right, weight), pair) in edges.iter().zip(&pairs) {
            let second_code = says_same_visit(pair);
            let open = [
                (false, *left, !taken_right.contains(right) && !second_code),
                (true, *right, !taken_left.contains(left)),
            ];
            for (side, node, _) in open.into_iter().filter(|(_, _, free)| *free) {
                let best = rivals.entry((side, node)).or_insert(f64::NEG_INFINITY);
                *best = best.max(*weight);
            }
        }
        let mut links = Vec::new();
        for at in chosen {
            let (left, right, weight) = edges[at];
            let rival = [(false, left), (true, right)]
                .iter()
                .filter_map(|node| rivals.get(node))
                .copied()
                .fold(f64::NEG_INFINITY, f64::max);
            let margin = rival.is_finite().then_some(weight - rival);
            let link = self.link(pairs[at], margin, false);
            if !reviewed && pairs[at].pattern[FIRM] > SAME_FIRM_LEVEL_MAX + 2 {
                continue;
            }
            self.used_inspections.insert(left);
            self.used_codes.insert(right);
            links.push(link);
        }
        links
    }

    /// Free codes whose visit is already linked to another code: a second code for one visit.
    fn surplus_codes(&mut self, usable: bool) -> Vec<Link> {
        let mut best: BTreeMap<u32, &Scored> = BTreeMap::new();
        for pair in &self.scores.pairs {
            let code = pair.candidate.code;
            if self.used_codes.contains(&code)
                || !self.used_inspections.contains(&pair.candidate.inspection)
                || self.code_is_usable(pair) != usable
                || self.visit_bits(pair) < SURPLUS_BITS_MIN
                || !says_same_visit(pair)
            {
                continue;
            }
            let known = best.entry(code).or_insert(pair);
            if pair.weight > known.weight {
                *known = pair;
            }
        }
        let chosen: Vec<&Scored> = best.into_values().collect();
        chosen
            .into_iter()
            .map(|pair| {
                self.used_codes.insert(pair.candidate.code);
                self.link(pair, None, true)
            })
            .collect()
    }

    /// The weight without what a second code may differ in: one is often applied for per item.
    fn visit_bits(&self, pair: &Scored) -> f64 {
        pair.weight
            - self
                .scores
                .parameters
                .bits(ITEM, pair.pattern[ITEM])
                .min(0.0)
    }

    /// For every event still without a partner, its most probable candidate.
    fn nearest(&self) -> Vec<Link> {
        let mut best: HashMap<(bool, u32), &Scored> = HashMap::new();
        for pair in &self.scores.pairs {
            if pair.weight < NEAREST_BITS_MIN {
                continue;
            }
            let (left, right) = (pair.candidate.inspection, pair.candidate.code);
            let ends = [
                (false, left, self.used_inspections.contains(&left)),
                (true, right, self.used_codes.contains(&right)),
            ];
            for (side, node, _) in ends.into_iter().filter(|(_, _, used)| !*used) {
                let known = best.entry((side, node)).or_insert(pair);
                if pair.weight > known.weight {
                    *known = pair;
                }
            }
        }
        let mut keys: Vec<(bool, u32)> = best.keys().copied().collect();
        keys.sort_unstable();
        keys.into_iter()
            .map(|key| self.non_link(best[&key]))
            .collect()
    }

    fn non_link(&self, pair: &Scored) -> Link {
        Link {
            decision: Decision::NonLink,
            ..self.link(pair, None, false)
        }
    }

    fn link(&self, pair: &Scored, margin: Option<f64>, surplus: bool) -> Link {
        let comparison = self.comparison(pair);
        let probability = comparison.probability();
        let clear = margin.is_none_or(|bits| bits >= MARGIN_BITS_MIN);
        let decision = match probability >= LINK_PROBABILITY_MIN && clear {
            true => Decision::Link,
            false => Decision::PossibleLink,
        };
        Link {
            inspection: comparison.pair.inspection,
            code: comparison.pair.code,
            decision,
            comparison,
            probability,
            margin,
            surplus,
        }
    }

    fn comparison(&self, pair: &Scored) -> ComparisonVector {
        let (inspection, code) = self.events(pair);
        let parameters = &self.scores.parameters;
        let evidence = (0..COMPARISONS)
            .map(|c| evidence(c, pair, parameters, inspection, code))
            .collect();
        ComparisonVector {
            pair: pair.candidate.pair(self.features),
            prior: parameters.prior_bits(),
            evidence,
            weight: pair.weight,
        }
    }
}

/// Of several codes of one visit the one that got further, then the one applied for first, stands
/// for it; the later ones are the repeats. Where a person said which one stands, it does.
fn first_code_stands(links: &mut [Link], understood: &Understood, judged: &Judged) {
    let is_judged = |link: &Link| judged.of_pair(link.inspection, link.code).is_some();
    let order = |link: &Link| {
        let code = &understood.events[link.code];
        (
            state_rank(code.code_state),
            code.applied_at,
            code.code_id.clone(),
            code.id.clone(),
        )
    };
    let mut main_of: HashMap<EventIx, usize> = HashMap::new();
    for (at, link) in links.iter().enumerate() {
        if !link.surplus && link.decision == Decision::Link {
            main_of.insert(link.inspection, at);
        }
    }
    for at in 0..links.len() {
        let Some(main) = main_of.get_mut(&links[at].inspection) else {
            continue;
        };
        let sure = links[at].surplus && links[at].decision == Decision::Link;
        let by_scores = !is_judged(&links[at]) && !is_judged(&links[*main]);
        if sure && by_scores && order(&links[at]) < order(&links[*main]) {
            links[*main].surplus = true;
            links[at].surplus = false;
            *main = at;
        }
    }
}

/// A second code is claimed for a visit only where day or document say so and nothing contradicts.
fn says_same_visit(pair: &Scored) -> bool {
    let same_firm = (1..=SAME_FIRM_LEVEL_MAX + 2).contains(&pair.pattern[FIRM]);
    let near = matches!(pair.pattern[DATE], 1 | 2);
    let same_document = pair.pattern[DOCUMENT] == 1;
    let other_document = pair.pattern[DOCUMENT] == 3;
    let other_officers = pair.pattern[OFFICERS] == 3;
    same_firm && (same_document || (near && !other_document && !other_officers))
}

fn evidence(
    comparison: usize,
    pair: &Scored,
    parameters: &Parameters,
    inspection: &InspectionEvent,
    code: &InspectionEvent,
) -> Evidence {
    let level = pair.pattern[comparison];
    let model = &MODEL[comparison];
    let words = &model.levels[level as usize];
    let mut weight = parameters.bits(comparison, level);
    let mut u = parameters.u[comparison][level as usize];
    if comparison == FIRM {
        weight -= pair.shared_name_bits;
        u *= pair.shared_name_bits.exp2();
    }
    Evidence {
        comparison: model.name,
        comparison_zh: model.zh,
        grade: level,
        level: Text::new(words.zh, words.en),
        left: shown(comparison, inspection),
        right: shown(comparison, code),
        m: parameters.m[comparison][level as usize],
        u,
        weight,
    }
}

fn shown(comparison: usize, event: &InspectionEvent) -> String {
    let join = |parts: Vec<String>| parts.join("、");
    match comparison {
        0 => match &event.credit_code {
            Some(code) => format!("{} {}", event.name, code.text),
            None => event.name.to_string(),
        },
        1 => dates_shown(event),
        2 => join(
            event
                .document_numbers
                .iter()
                .take(3)
                .map(|no| no.normal())
                .collect(),
        ),
        3 => join(event.officers.clone()),
        4 => event.route.words().zh,
        5 => event.item.to_string(),
        6 => if event.reinspection { "复查" } else { "—" }.to_string(),
        _ => event.plan_number.to_string(),
    }
}

fn dates_shown(event: &InspectionEvent) -> String {
    let range = match (event.start, event.end) {
        (Some(from), Some(to)) if from != to => format!("{from}至{to}"),
        (Some(from), _) => from.to_string(),
        _ => String::new(),
    };
    match event.planned {
        Some(day) if event.start != Some(day) => format!("{range}(计划{day})"),
        _ => range,
    }
}
