//! The room that reads pages: its rules, each by the smallest input that breaks it, and real files
//! against what other readers say of them.

#[path = "extract/cut.rs"]
mod cut;
#[path = "extract/hostile.rs"]
mod hostile;
#[path = "extract/oracle.rs"]
mod oracle;
#[path = "extract/pages.rs"]
mod pages;
#[path = "extract/planted.rs"]
mod planted;
#[path = "extract/real.rs"]
mod real;
#[path = "extract/rules.rs"]
mod rules;
#[path = "extract/whole.rs"]
mod whole;
