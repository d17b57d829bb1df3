//! Which figure states which measure.
