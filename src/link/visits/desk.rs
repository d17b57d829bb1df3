//! Link, possible link, non-link among the visits of a run, second codes and unusable codes.

use super::evidence::{Words, vector};
use super::rows::{Visits, state_rank};
use crate::link::columns::Side;
use crate::link::engine::{Linkage, Scored};
use crate::link::explain::Explainer;
use crate::link::levels::Test;
use crate::link::matching::{self, Edge, Verdict, logistic};
use crate::link::model::Model;
use crate::link::tables::Pattern;
use crate::model::{Decision, EventIx, InspectionEvent, Judged, Link, LinkSet, Ruling, Understood};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Bits that the chosen use must stand above an equally free rival.
const MARGIN_BITS_MIN: f64 = 1.0;
/// A second code of a linked visit needs this much of its own.
const SURPLUS_BITS_MIN: f64 = 3.0;
/// A pair weaker than this is nobody's alternative.
const RIVAL_BITS_MIN: f64 = -7.0;

/// Positions of the shipped model's comparisons, and the levels that the desk asks about.
struct Places {
    code: usize,
    name: usize,
    date: usize,
    document: usize,
    officers: usize,
    item: usize,
    plan: usize,
    /// Levels of days that may be slips of the pen.
    slips: Vec<usize>,
    /// Last level of days within a week.
    week: usize,
    /// Level of days that are too far apart.
    far: usize,
}

impl Places {
    fn of(model: &Model) -> Places {
        let at = |name: &str| {
            let position = model.comparisons.iter().position(|c| c.name == name);
            position.expect("the shipped model has the comparison")
        };
        let days = &model.comparisons[at("date")].levels;
        let is_within_week = |test: &Test| matches!(test, Test::Same | Test::Days(0..=7));
        let is_slip = |test: &Test| matches!(test, Test::OtherMonth | Test::Slip);
        Places {
            slips: (1..)
                .zip(days)
                .filter(|(_, level)| is_slip(&level.test))
                .map(|(at, _)| at)
                .collect(),
            week: days.partition_point(|level| is_within_week(&level.test)),
            far: days.len(),
            code: at("code"),
            name: at("name"),
            date: at("date"),
            document: at("document"),
            officers: at("officers"),
            item: at("item"),
            plan: at("plan"),
        }
    }

    /// Code or name say that it is one firm, and neither that it is another.
    fn is_same_firm(&self, pattern: Pattern) -> bool {
        let name = pattern.level(self.name);
        match pattern.level(self.code) {
            1 => name != 6,
            5 => false,
            _ => (1..=5).contains(&name),
        }
    }

    /// More than a month apart, no slip of the pen, no number in common: the firm's other visit,
    /// however alone the two stand. How far a day may be off is a rule, not a likelihood. Nor is it
    /// a slip where the officers are others too: nothing of the visit is left in common.
    fn is_out_of_window(&self, pattern: Pattern) -> bool {
        let other_officers = pattern.level(self.officers) == 4;
        let days = pattern.level(self.date);
        let apart = days == self.far || other_officers && self.slips.contains(&days);
        apart && !self.is_numbered(pattern)
    }

    /// Neither code nor name nor a number says that the two are one: day, officers and item may
    /// make it probable, but a person has to look.
    fn names_nobody(&self, pattern: Pattern) -> bool {
        let code = (1..=4).contains(&pattern.level(self.code));
        let name = (1..=7).contains(&pattern.level(self.name));
        !(self.is_numbered(pattern) || code || name)
    }

    /// Another firm's, or more than a week away and without a number in common: a code of another
    /// visit's day is that one's first.
    fn is_strange(&self, pattern: Pattern) -> bool {
        let far = pattern.level(self.date) > self.week && !self.is_numbered(pattern);
        far || !self.is_same_firm(pattern)
    }

    /// A document number or a plan number is the same.
    fn is_numbered(&self, pattern: Pattern) -> bool {
        pattern.level(self.document) == 1 || pattern.level(self.plan) == 1
    }

    /// A second code is claimed for a visit only where day or document say so and nothing
    /// contradicts.
    fn says_same_visit(&self, pattern: Pattern) -> bool {
        let near = matches!(pattern.level(self.date), 1 | 2);
        let same_document = pattern.level(self.document) == 1;
        let other_document = pattern.level(self.document) == 3;
        let other_officers = pattern.level(self.officers) == 4;
        let told = same_document || (near && !other_document && !other_officers);
        self.is_same_firm(pattern) && told
    }
}

/// Who may be matched with whom in one pass.
pub(super) struct Desk<'a> {
    visits: &'a Visits,
    pub(super) model: &'a Model,
    linkage: &'a Linkage,
    understood: &'a Understood,
    places: Places,
    /// Names of blocking rules and words beside the comparisons, shared by all links.
    pub(super) rules: Vec<Arc<str>>,
    pub(super) words: Words,
    pub(super) explainer: Explainer<'a>,
    used: [HashSet<u32>; 2],
}

pub fn decide(
    visits: &Visits,
    model: &Model,
    linkage: &Linkage,
    understood: &Understood,
    judged: Judged,
) -> LinkSet {
    let mut desk = Desk::new(visits, model, linkage, understood);
    desk.reserve_codes(&judged);
    let mut links = desk.judged_pass(&judged, |desk, pair, ruling| {
        desk.code_is_usable(pair) && ruling == Ruling::SameVisit
    });
    links.extend(desk.assign_pass(true));
    links.extend(desk.judged_pass(&judged, |desk, pair, ruling| {
        desk.code_is_usable(pair) && ruling == Ruling::SecondCode
    }));
    let mut unusable = desk.judged_pass(&judged, |desk, pair, _| !desk.code_is_usable(pair));
    unusable.extend(desk.assign_pass(false));
    links.extend(desk.surplus_codes(true));
    unusable.extend(desk.surplus_codes(false));
    let nearest = desk.nearest();
    first_code_stands(&mut links, understood, &judged);
    let by_pair = |link: &Link| (link.inspection, link.code);
    links.sort_by_key(by_pair);
    unusable.sort_by_key(by_pair);
    let by_score = |link: &&Link| judged.of_pair(link.inspection, link.code).is_none();
    let expected_false_links = links
        .iter()
        .filter(|link| link.decision == Decision::Link)
        .filter(by_score)
        .map(|link| 1.0 - link.probability)
        .sum();
    let expected_missed_matches = links
        .iter()
        .filter(|link| link.decision == Decision::PossibleLink)
        .chain(&nearest)
        .map(|link| link.probability)
        .sum::<f64>();
    LinkSet {
        candidate_pairs: linkage.proposed as usize,
        iterations: linkage.parameters.iterations,
        converged: linkage.parameters.converged,
        expected_false_links,
        expected_missed_matches: expected_missed_matches + linkage.lost.unwrap_or(0.0),
        lost_to_blocking: linkage.lost.unwrap_or(0.0),
        links,
        unusable,
        nearest,
        judged,
    }
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        visits: &'a Visits,
        model: &'a Model,
        linkage: &'a Linkage,
        understood: &'a Understood,
    ) -> Desk<'a> {
        let rules = model.blocks.iter().map(|block| block.name.as_str().into());
        Desk {
            visits,
            model,
            linkage,
            understood,
            places: Places::of(model),
            rules: rules.collect(),
            words: Words::new(),
            explainer: Explainer::new(linkage, &visits.tables, model),
            used: [HashSet::new(), HashSet::new()],
        }
    }
}

impl Desk<'_> {
    pub(super) fn events(&self, pair: &Scored) -> (&InspectionEvent, &InspectionEvent) {
        let [left, right] = self.ends(pair);
        (
            &self.understood.events[left],
            &self.understood.events[right],
        )
    }

    pub(super) fn ends(&self, pair: &Scored) -> [EventIx; 2] {
        [
            self.visits.event(Side::Left, pair.left),
            self.visits.event(Side::Right, pair.right),
        ]
    }

    fn code_is_usable(&self, pair: &Scored) -> bool {
        let (_, code) = self.events(pair);
        code.code_state.is_usable() && self.understood.is_own_body(&code.body)
    }

    /// Links by judgement, whatever their weight. `allowed` tells the rulings of this pass; a code
    /// whose visit has another by then is a second one.
    fn judged_pass(
        &mut self,
        judged: &Judged,
        allowed: impl Fn(&Desk, &Scored, Ruling) -> bool,
    ) -> Vec<Link> {
        let mut links = Vec::new();
        let linkage = self.linkage;
        for pair in linkage.scored.iter().filter(|_| !judged.pairs.is_empty()) {
            let [inspection, code] = self.ends(pair);
            let Some(judgement) = judged.of_pair(inspection, code) else {
                continue;
            };
            if !judgement.ruling.joins() || !allowed(self, pair, judgement.ruling) {
                continue;
            }
            let is_first = self.used[0].insert(pair.left);
            self.used[1].insert(pair.right);
            links.push(Link {
                decision: Decision::Link,
                ..self.link(pair, logistic(pair.weight), None, !is_first)
            });
        }
        links
    }

    /// Keeps the codes that a person gave to a visit from being given to another.
    fn reserve_codes(&mut self, judged: &Judged) {
        let joined: HashSet<EventIx> = judged.joined().map(|(_, code)| code).collect();
        let codes = self.visits.events[1].iter().zip(0u32..);
        let given = codes.filter(|(code, _)| joined.contains(code));
        self.used[1].extend(given.map(|(_, row)| row));
    }

    /// One assignment over the free pairs of usable or of unusable codes. A pass over unusable ones
    /// is reviewed by nobody and takes only pairs of one firm.
    fn assign_pass(&mut self, usable: bool) -> Vec<Link> {
        let pairs: Vec<&Scored> = (self.linkage.scored.iter())
            .filter(|pair| {
                let free =
                    !self.used[0].contains(&pair.left) && !self.used[1].contains(&pair.right);
                let within = !self.places.is_out_of_window(pair.pattern);
                let fits = within && self.code_is_usable(pair) == usable;
                pair.weight > RIVAL_BITS_MIN && free && fits
            })
            .collect();
        let verdicts = assigned(&pairs);
        let (pairs, verdicts) = self.without_second_codes(pairs, verdicts);
        let rivals = self.rivals(&pairs, &verdicts);
        let possible = self.model.decision.possible;
        let mut links = Vec::new();
        for (pair, verdict) in pairs.iter().zip(&verdicts).filter(|(_, v)| v.chosen) {
            let of_one_firm = usable || self.places.is_same_firm(pair.pattern);
            if !of_one_firm || verdict.probability < possible {
                continue;
            }
            let rival = [(0, pair.left), (1, pair.right)]
                .iter()
                .filter_map(|node| rivals.get(node))
                .copied()
                .fold(f64::NEG_INFINITY, f64::max);
            let margin = rival.is_finite().then_some(pair.weight - rival);
            links.push(self.link(pair, verdict.probability, margin, false));
            self.used[0].insert(pair.left);
            self.used[1].insert(pair.right);
        }
        links
    }

    /// That a visit has a second code is no reason to doubt the first: pairs of free codes that
    /// speak of a visit which has one are not among the alternatives. A code is free too where its
    /// only other use is an unlikely one or names another firm.
    fn without_second_codes<'p>(
        &self,
        pairs: Vec<&'p Scored>,
        verdicts: Vec<Verdict>,
    ) -> (Vec<&'p Scored>, Vec<Verdict>) {
        let chosen = || {
            pairs
                .iter()
                .zip(&verdicts)
                .filter(|(_, verdict)| verdict.chosen)
                .map(|(pair, _)| *pair)
        };
        let is_strange = |pair: &Scored| pair.weight <= 0.0 || self.places.is_strange(pair.pattern);
        let with_code: HashMap<u32, u32> = chosen().map(|pair| (pair.left, pair.right)).collect();
        let given: HashSet<u32> = chosen()
            .filter(|pair| !is_strange(pair))
            .map(|pair| pair.right)
            .collect();
        let is_second = |pair: &Scored| {
            (with_code.get(&pair.left)).is_some_and(|first| *first != pair.right)
                && !given.contains(&pair.right)
                && self.says_same_visit(pair)
                && self.visit_bits(pair) >= SURPLUS_BITS_MIN
        };
        let seconds: HashSet<u32> = pairs
            .iter()
            .filter(|pair| is_second(pair))
            .map(|pair| pair.right)
            .collect();
        let kept: Vec<&Scored> = pairs
            .iter()
            .copied()
            .filter(|pair| !is_second(pair))
            .filter(|pair| !seconds.contains(&pair.right) || !is_strange(pair))
            .collect();
        if kept.len() == pairs.len() {
            return (pairs, verdicts);
        }
        let verdicts = assigned(&kept);
        (kept, verdicts)
    }

    /// The best other use of each row that leaves the other side's row free.
    fn rivals(&self, pairs: &[&Scored], verdicts: &[Verdict]) -> BTreeMap<(usize, u32), f64> {
        let chosen = || pairs.iter().zip(verdicts).filter(|(_, v)| v.chosen);
        let taken_left: HashSet<u32> = chosen().map(|(pair, _)| pair.left).collect();
        let taken_right: HashSet<u32> = chosen().map(|(pair, _)| pair.right).collect();
        let mut rivals: BTreeMap<(usize, u32), f64> = BTreeMap::new();
        for pair in pairs {
            let second_code = self.says_same_visit(pair);
            let open = [
                (
                    (0, pair.left),
                    !taken_right.contains(&pair.right) && !second_code,
                ),
                ((1, pair.right), !taken_left.contains(&pair.left)),
            ];
            for (node, _) in open.into_iter().filter(|(_, free)| *free) {
                let best = rivals.entry(node).or_insert(f64::NEG_INFINITY);
                *best = best.max(pair.weight);
            }
        }
        rivals
    }

    /// Free codes whose visit is already linked to another code: a second code for one visit.
    fn surplus_codes(&mut self, usable: bool) -> Vec<Link> {
        let mut best: BTreeMap<u32, &Scored> = BTreeMap::new();
        for pair in &self.linkage.scored {
            if self.used[1].contains(&pair.right)
                || !self.used[0].contains(&pair.left)
                || self.code_is_usable(pair) != usable
                || self.visit_bits(pair) < SURPLUS_BITS_MIN
                || !self.says_same_visit(pair)
            {
                continue;
            }
            let known = best.entry(pair.right).or_insert(pair);
            if pair.weight > known.weight {
                *known = pair;
            }
        }
        let chosen: Vec<&Scored> = best.into_values().collect();
        chosen
            .into_iter()
            .map(|pair| {
                self.used[1].insert(pair.right);
                self.link(pair, logistic(pair.weight), None, true)
            })
            .collect()
    }

    /// Two works of one company that share its code have visits and codes of their own.
    fn says_same_visit(&self, pair: &Scored) -> bool {
        let field = self.model.comparisons[self.places.name].field;
        let tables = &self.visits.tables;
        let name = |side: Side, row: u32| tables.value(field, side, row);
        let [left, right] = [name(Side::Left, pair.left), name(Side::Right, pair.right)];
        let named = left != 0 && right != 0;
        let apart = named && tables.columns[field].is_numbered_apart(left, right);
        !apart && self.places.says_same_visit(pair.pattern)
    }

    /// The weight without what a second code may differ in: one is often applied for per item.
    fn visit_bits(&self, pair: &Scored) -> f64 {
        let group = self.model.comparisons[self.places.item].group;
        let parameters = &self.linkage.parameters;
        let cell = parameters.shapes[group].cell(pair.pattern);
        let bits = (parameters.m[group][cell] / parameters.other[group][cell]).log2();
        pair.weight - bits.min(0.0)
    }

    /// For every event still without a partner, its most probable candidate.
    fn nearest(&self) -> Vec<Link> {
        let mut best: HashMap<(usize, u32), &Scored> = HashMap::new();
        for pair in &self.linkage.scored {
            for (side, row) in [(0, pair.left), (1, pair.right)] {
                if self.used[side].contains(&row) {
                    continue;
                }
                let known = best.entry((side, row)).or_insert(pair);
                if pair.weight > known.weight {
                    *known = pair;
                }
            }
        }
        let mut keys: Vec<(usize, u32)> = best.keys().copied().collect();
        keys.sort_unstable();
        keys.into_iter()
            .map(|key| {
                let [left, right] = [best[&key].left, best[&key].right];
                let taken = self.used[0].contains(&left) || self.used[1].contains(&right);
                let alone = logistic(best[&key].weight);
                let probability = if taken { alone * 0.5f64.powi(7) } else { alone };
                Link {
                    decision: Decision::NonLink,
                    ..self.link(best[&key], probability, None, false)
                }
            })
            .collect()
    }

    fn link(&self, pair: &Scored, probability: f64, margin: Option<f64>, surplus: bool) -> Link {
        let clear = margin.is_none_or(|bits| bits >= MARGIN_BITS_MIN);
        let told = !self.places.names_nobody(pair.pattern);
        let decision = match probability >= self.model.decision.link && clear && told {
            true => Decision::Link,
            false => Decision::PossibleLink,
        };
        let [inspection, code] = self.ends(pair);
        Link {
            inspection,
            code,
            decision,
            comparison: vector(self, pair, probability),
            probability,
            margin,
            surplus,
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

fn assigned(pairs: &[&Scored]) -> Vec<Verdict> {
    let edges: Vec<Edge> = pairs.iter().map(|pair| pair.edge()).collect();
    matching::assign(&edges, |edge| [edge.left, edge.right].map(u64::from)).0
}
