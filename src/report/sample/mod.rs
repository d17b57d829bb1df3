//! A small year made by hand: ten inspections, eight codes, two plan rows, every kind of row.
//!
//! 10 inspections − 4 without a usable code + 2 codes without an inspection − 1 surplus record
//! + 1 surplus code = 8 codes; one possible link stands on both sides.

mod deciding;
mod figures;
mod pages;
mod telling;

pub use deciding::pair_link;

use crate::model::*;

use chrono::{Days, NaiveDate};
use deciding::{judge_sample, link_sample, state_sample};
use figures::{figure_sample, find_sample};
use pages::{enter_ledger, lay_tables};
use telling::{tell_plan, tell_platform, tell_safety};

/// A name that a spreadsheet would run as a formula and a browser as a script.
pub const HOSTILE_NAME: &str = "=HYPERLINK(\"x\")<script>alert(1)</script>贸易有限公司";

struct Visit {
    name: &'static str,
    day: u64,
    route: Route,
    outcome: Outcome,
    cause: Option<Cause>,
    code: Option<usize>,
}

const fn visit(
    name: &'static str,
    day: u64,
    route: Route,
    outcome: Outcome,
    cause: Option<Cause>,
    code: Option<usize>,
) -> Visit {
    Visit {
        name,
        day,
        route,
        outcome,
        cause,
        code,
    }
}

const VISITS: &[Visit] = &[
    visit(
        "湘乡市鑫达烟花爆竹有限公司",
        20,
        Route::Planned,
        Outcome::Linked,
        None,
        Some(0),
    ),
    visit(
        "湘乡市兴旺机械加工厂",
        50,
        Route::Planned,
        Outcome::Linked,
        None,
        Some(1),
    ),
    visit(
        "湘乡市东山加油站",
        90,
        Route::DoubleRandom,
        Outcome::Linked,
        None,
        Some(2),
    ),
    visit(
        "湘乡市金石矿业有限公司",
        120,
        Route::Triggered,
        Outcome::Linked,
        None,
        Some(3),
    ),
    visit(
        "湘乡市金石矿业有限公司",
        120,
        Route::Triggered,
        LINKED,
        Some(Cause::D03),
        Some(3),
    ),
    visit(
        "湘乡市鑫达烟花爆竹有限公司",
        140,
        Route::Triggered,
        LONE,
        Some(Cause::A05),
        None,
    ),
    visit(
        "湘乡市潭市建材有限公司",
        200,
        Route::Triggered,
        LONE,
        Some(Cause::A14),
        None,
    ),
    visit(
        HOSTILE_NAME,
        210,
        Route::Special,
        LONE,
        Some(Cause::A99),
        None,
    ),
    visit(
        "湘乡市棋梓水泥有限公司",
        230,
        Route::Planned,
        LONE,
        Some(Cause::A10),
        Some(5),
    ),
    visit(
        "湘乡市虞唐食品有限公司",
        260,
        Route::Triggered,
        Outcome::Review,
        None,
        Some(6),
    ),
];

const LINKED: Outcome = Outcome::Linked;

const LONE: Outcome = Outcome::SafetyOnly;

/// Inspection, outcome, cause and state of each code.
const CODES: &[(Option<usize>, Outcome, Option<Cause>, CodeState)] = &[
    (Some(0), Outcome::Linked, None, CodeState::Completed),
    (Some(1), Outcome::Linked, None, CodeState::Completed),
    (Some(2), Outcome::Linked, None, CodeState::Scanned),
    (Some(3), Outcome::Linked, None, CodeState::Completed),
    (
        Some(1),
        Outcome::Linked,
        Some(Cause::B03),
        CodeState::Issued,
    ),
    (
        Some(8),
        Outcome::PlatformOnly,
        Some(Cause::B01),
        CodeState::Cancelled,
    ),
    (Some(9), Outcome::Review, None, CodeState::Completed),
    (
        None,
        Outcome::PlatformOnly,
        Some(Cause::B99),
        CodeState::Completed,
    ),
];

pub const SAFETY: u32 = 0;

pub const PLATFORM: u32 = 1;

const PLAN: u32 = 2;

const DOCUMENTS: u32 = 3;

/// First data rows of the safety and the platform table.
const SAFETY_FIRST: u32 = 3;

const PLATFORM_FIRST: u32 = 2;

/// The sample year's books.
pub fn books() -> Books {
    let mut books = Books {
        settings: settings(),
        ..Books::default()
    };
    lay_tables(&mut books);
    tell_safety(&mut books);
    tell_platform(&mut books);
    tell_plan(&mut books);
    link_sample(&mut books);
    judge_sample(&mut books);
    state_sample(&mut books);
    enter_ledger(&mut books);
    figure_sample(&mut books);
    find_sample(&mut books);
    books
}

/// Event of the inspection or code with this position.
pub fn code_event(code: usize) -> EventIx {
    VISITS.len() + code
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.platform.go_live = NaiveDate::from_ymd_opt(2025, 1, 10);
    settings.platform.makeup_deadline_days = Some(7);
    settings
}

fn day(of_year: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(of_year)
}

fn place(table: u32, row: u32) -> Place {
    Place {
        table,
        row,
        column: 0,
    }
}
