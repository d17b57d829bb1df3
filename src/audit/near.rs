//! Sums that come out but for a little: what a slip of the pen leaves, and chance hardly does.

use super::claims::Found;
use crate::model::{Claim, UnitClass};

/// Whether the sum misses the whole by so little, or by a power of ten, that one of the figures
/// looks mistaken, though what is listed need not be all.
pub fn is_slip(parts: &[usize], whole: usize, found: &Found) -> bool {
    let claims = &found.claims;
    let is_exact = |nth: &usize| claims[*nth].amount.is_exact();
    if parts.len() < 2 || !parts.iter().chain([&whole]).all(is_exact) {
        return false;
    }
    let (sum, stated) = (sum_of(parts, claims), claims[whole].amount.value);
    let gap = (sum - stated).abs();
    let claim = &claims[whole];
    if claim.class == UnitClass::Money {
        let times = [10.0, 100.0, 1000.0, 10_000.0];
        let is_power = |times: &f64| same(sum * times, stated) || same(stated * times, sum);
        return gap > claim.amount.last_place * 0.5 * (parts.len() + 1) as f64
            && (gap <= stated / 100.0 || times.iter().any(is_power));
    }
    // Of few people two traits may well come near to all.
    let are_people = matches!(claim.unit.as_str(), "人" | "名") && parts.len() < 3;
    let near = match gap {
        _ if same(gap, 0.0) || are_people => false,
        _ if gap <= 1.0 => stated >= 10.0,
        _ if gap <= 2.0 => stated >= 25.0,
        _ => gap <= stated / 200.0,
    };
    near && claim.class == UnitClass::Count
}

pub fn sum_of(parts: &[usize], claims: &[Claim]) -> f64 {
    let sum: f64 = parts.iter().map(|at| claims[*at].amount.value).sum();
    (sum * 1e6).round() / 1e6
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6 * one.abs().max(1.0)
}
