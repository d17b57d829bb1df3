//! The mission on one page.
