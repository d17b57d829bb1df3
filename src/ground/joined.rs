//! Which of a row of things belong together, told pair by pair.

/// Sets of positions, each known by its first one.
pub struct Joined(Vec<u32>);

impl Joined {
    /// Every position by itself.
    pub fn alone(count: usize) -> Joined {
        Joined((0..count as u32).collect())
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }

    /// The first position of the set.
    pub fn first(&mut self, mut at: usize) -> usize {
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_in_any_order_comes_to_the_first_position() {
        let mut joined = Joined::alone(6);
        for (a, b) in [(5, 4), (2, 4), (1, 3), (5, 2)] {
            joined.join(a, b);
        }
        let firsts: Vec<usize> = (0..6).map(|at| joined.first(at)).collect();
        assert_eq!(firsts, [0, 1, 2, 1, 2, 2]);
    }
}
