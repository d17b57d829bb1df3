//! What whole reports claim.
