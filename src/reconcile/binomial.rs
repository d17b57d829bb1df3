//! The one chance that blocks of visits and bunches of codes are weighed by.

/// The binomial chance that of `all`, each with the given rate, at least `some` are hit.
pub fn at_least(some: usize, all: usize, rate: f64) -> f64 {
    let mut log_choose = 0.0;
    let mut sum = 0.0;
    for spared in 0..=all - some {
        if spared > 0 {
            log_choose += ((all - spared + 1) as f64 / spared as f64).ln();
        }
        let hit = (all - spared) as f64;
        sum += (log_choose + hit * rate.ln() + spared as f64 * (1.0 - rate).ln()).exp();
    }
    sum
}

/// A share drawn a little towards one half where there are few to tell it by; never 0 nor 1.
pub fn rate(some: usize, all: usize) -> f64 {
    (some as f64 + 0.5) / (all as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_binomial_one() {
        assert!((at_least(3, 3, 0.5) - 0.125).abs() < 1e-12);
        assert!((at_least(2, 3, 0.5) - 0.5).abs() < 1e-12);
        assert!((at_least(1, 4, 0.1) - 0.3439).abs() < 1e-12);
    }
}
