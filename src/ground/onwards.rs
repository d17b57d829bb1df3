//! Searching onwards in what is sorted, where the next place is mostly close by.

/// How many items come before a place, as [`slice::partition_point`] tells: a step of doubling,
/// then a search, so that the cost follows how far it is.
pub fn onwards<T>(items: &[T], before: impl Fn(&T) -> bool) -> usize {
    let mut reach = 1;
    while items.get(reach).is_some_and(&before) {
        reach *= 2;
    }
    items[..items.len().min(reach + 1)].partition_point(before)
}

#[cfg(test)]
mod tests {
    use super::onwards;

    #[test]
    fn onwards_is_the_partition_point() {
        for length in 0..20u32 {
            let items: Vec<u32> = (0..length).collect();
            for place in 0..=length {
                assert_eq!(onwards(&items, |item| *item < place), place as usize);
            }
        }
    }
}
