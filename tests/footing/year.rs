//! A generated year as events: what the register tells, what the platform tells, and what is true
//! of each record of the register.

use super::dice::Dice;
use chrono::{Days, NaiveDate};
use hedui::model::{
    CanonicalRecord, CodeForm, CodeState, CreditCode, DocumentNumber, EventIx, Extracted, Field,
    InspectionEvent, Place, RecordKind, RecordState, Route, RowFate, Source, SourceRow,
    SourceTable, TableMapping, Understood, YearBy, check_character,
};
use std::collections::BTreeMap;

pub const OWN: &str = "湘乡市应急管理局";
const OTHERS: [&str; 2] = ["东郊乡人民政府", "湘乡市市场监督管理局"];

/// Whom a visit goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Enterprise,
    ByReference,
    Institution,
}

/// What is true of one record of the register.
#[derive(Clone, Debug)]
pub struct Truth {
    pub event: EventIx,
    pub firm: usize,
    pub class: Class,
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub other_body: bool,
    pub other_activity: bool,
    pub complete: bool,
    pub again: bool,
    pub fined: bool,
    pub joint: bool,
    pub led_by_other: bool,
    /// Voided and made again: another record stands for it.
    pub redone: bool,
    pub number: u32,
}

struct Firm {
    name: String,
    code: CreditCode,
    class: Class,
}

pub struct Year {
    pub understood: Understood,
    pub extracted: Extracted,
    pub truths: Vec<Truth>,
    dice: Dice,
    noise: usize,
    serial: u32,
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap()
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()
}

impl Year {
    pub fn new(seed: u64) -> Year {
        let mut dice = Dice::new(seed);
        let visits = 3 + dice.below(*dice_sizes(seed));
        let noise = dice.below(40);
        let mut year = Year {
            understood: Understood {
                bodies: vec![OWN.to_string()],
                period: Some((first_day(), last_day())),
                ..Understood::default()
            },
            extracted: Extracted::default(),
            truths: Vec::new(),
            dice,
            noise,
            serial: 0,
        };
        for source in [Source::Safety, Source::Platform] {
            year.extracted.tables.push(SourceTable::default());
            year.understood.fates.push(Vec::new());
            year.understood.mappings.push(TableMapping::bare(source));
        }
        let firms: Vec<Firm> = (0..visits / 2 + 2).map(|at| year.firm(at)).collect();
        for _ in 0..visits {
            year.visit(&firms);
        }
        for _ in 0..visits / 12 {
            let firm = year.dice.below(firms.len());
            let day = year.day();
            year.code(&firms[firm], day, Route::Unknown);
        }
        year
    }

    /// Marks what lies outside the period, by the date that decides.
    pub fn mark_period(&mut self, by: YearBy) {
        for event in &mut self.understood.events {
            let day = match by {
                YearBy::StartDate => event.start,
                YearBy::EndDate => event.end,
            };
            let inside = |day| (first_day()..=last_day()).contains(&day);
            event.outside_period = !day.is_none_or(inside);
        }
    }

    /// How many records there are of each kind that a switch is about.
    pub fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        let mut add = |kind, holds: bool| *kinds.entry(kind).or_insert(0) += usize::from(holds);
        for truth in &self.truths {
            let event = &self.understood.events[truth.event];
            add("plain", true);
            add("other body", truth.other_body);
            add("other activity", truth.other_activity);
            add("incomplete", !truth.complete);
            add("again", truth.again);
            add("fined", truth.fined);
            add("joint", truth.joint);
            add("led by another", truth.led_by_other);
            add("redone", truth.redone);
            add("several days", truth.end > truth.start);
            add("by reference", truth.class == Class::ByReference);
            add("institution", truth.class == Class::Institution);
            add("split", event.part_of.is_some());
            let over = truth.start <= last_day() && truth.end > last_day();
            let before = truth.start < first_day();
            add("edge", over || before);
        }
        kinds
    }

    fn firm(&mut self, at: usize) -> Firm {
        const FIRST: [char; 12] = [
            '鸿', '福', '金', '银', '振', '兴', '恒', '泰', '安', '康', '瑞', '祥',
        ];
        const SECOND: [char; 12] = [
            '达', '星', '山', '河', '华', '盛', '源', '通', '顺', '发', '丰', '茂',
        ];
        let trade = *self.dice.pick(&["机械", "烟花", "矿业", "建材", "化工"]);
        let word = format!("{}{}{at}号", FIRST[at % 12], SECOND[at / 12 % 12]);
        let (class, head, name) = match self.dice.below(10) {
            0 => (Class::Institution, "12", format!("湘乡市{word}学校")),
            1 | 2 => (Class::ByReference, "92", format!("湘乡市{word}{trade}店")),
            _ => (
                Class::Enterprise,
                "91",
                format!("湘乡市{word}{trade}有限公司"),
            ),
        };
        let body = format!("{head}430381MA{at:07}");
        let check = check_character(&body).expect("digits and letters");
        let code = CreditCode {
            text: format!("{body}{check}").into(),
            form: CodeForm::Valid,
            repair: None,
        };
        Firm { name, code, class }
    }

    fn day(&mut self) -> NaiveDate {
        let from = NaiveDate::from_ymd_opt(2024, 12, 22).unwrap();
        let edge = self.dice.percent(15);
        let days = match edge {
            true => *self.dice.pick(&[3, 6, 8, 9, 10, 370, 373, 374, 375, 378]),
            false => self.dice.below(385) as u64,
        };
        from + Days::new(days)
    }

    fn bare(&mut self, source: Source, kind: RecordKind) -> (EventIx, InspectionEvent) {
        let table = u32::from(source == Source::Platform);
        let at = self.understood.events.len();
        let place = Place {
            table,
            row: at as u32 + 1,
            column: 0,
        };
        let record = CanonicalRecord::bare(source, kind, place);
        self.understood.records.push(record);
        self.understood.fates[table as usize].push((place.row, RowFate::Record(at)));
        let row = SourceRow {
            number: place.row,
            ..SourceRow::default()
        };
        self.extracted.tables[table as usize].rows.push(row);
        let id = format!("{}{at:05}", source.name());
        (at, InspectionEvent::bare(source, id, at))
    }

    /// One visit: its record, perhaps others of it, perhaps codes.
    fn visit(&mut self, firms: &[Firm]) {
        let firm = self.dice.below(firms.len());
        let start = self.day();
        let end = start + Days::new(if self.dice.percent(8) { 1 } else { 0 });
        self.serial += 1;
        let led_by_other = self.dice.percent(6);
        let truth = Truth {
            event: 0,
            firm,
            class: firms[firm].class,
            start,
            end,
            other_body: self.dice.percent(6),
            other_activity: self.dice.percent(6),
            complete: !self.dice.percent(7),
            again: self.dice.percent(12),
            fined: self.dice.percent(11),
            joint: led_by_other || self.dice.percent(6),
            led_by_other,
            redone: false,
            number: self.serial,
        };
        let first = self.record(firms, truth.clone(), None);
        if self.dice.percent(6) && !truth.again {
            self.record(firms, truth.clone(), Some(first));
        }
        if self.dice.percent(5) {
            let number = self.serial + 5000;
            let fined = self.dice.percent(50);
            let beside = Truth {
                number,
                fined,
                ..truth.clone()
            };
            self.record(firms, beside, None);
        }
        if self.dice.percent(5) {
            let day = end + Days::new(1);
            let next = Truth {
                start: day,
                end: day,
                ..truth.clone()
            };
            self.record(firms, next, None);
        }
        if self.dice.percent(5) {
            let redone = Truth {
                redone: true,
                ..truth.clone()
            };
            let void = self.record(firms, redone, None);
            self.understood.events[void].replaced_by = Some(first);
            self.understood.events[void].record_state = RecordState::Void;
        }
        let route = self.understood.events[first].route;
        for _ in 0..[0, 1, 1, 1, 1, 2][self.dice.below(6)] {
            self.code(&firms[firm], start, route);
        }
    }

    fn record(&mut self, firms: &[Firm], truth: Truth, part_of: Option<EventIx>) -> EventIx {
        let (at, mut event) = self.bare(Source::Safety, RecordKind::Inspection);
        let firm = &firms[truth.firm];
        event.name = firm.name.as_str().into();
        event.credit_code = Some(firm.code.clone());
        event.start = Some(truth.start);
        event.end = Some(truth.end);
        event.reinspection = truth.again;
        event.joint = truth.joint;
        event.part_of = part_of;
        event.officers = vec!["王强".into(), format!("李{}", truth.number % 7)];
        event.route = *self
            .dice
            .pick(&[Route::Planned, Route::Triggered, Route::DoubleRandom]);
        event.record_state = RecordState::Final;
        event.body = if truth.other_body { OTHERS[0] } else { OWN }.into();
        if truth.led_by_other {
            event.lead_body = OTHERS[1].into();
        }
        if truth.other_activity {
            event.activity = "经营许可现场核查".into();
        }
        match (truth.complete, truth.number % 2) {
            (true, _) => {}
            (false, 0) => event.record_state = RecordState::Draft,
            (false, _) => event.has_site_record = Some(false),
        }
        let record = &mut self.understood.records[at];
        record.fine_fen = truth.fined.then_some(Field {
            value: 100_000,
            column: 1,
        });
        let number = DocumentNumber {
            area: "湘乡".into(),
            prefix: "应急".into(),
            kind: "检记".into(),
            year: 2025,
            serial: truth.number,
            letter: "".into(),
        };
        event.document_numbers = vec![number.clone()];
        record.document_number = Some(Field {
            value: number,
            column: 1,
        });
        self.understood.events.push(event);
        self.truths.push(Truth { event: at, ..truth });
        at
    }

    /// A code, written down the worse the more noise there is.
    fn code(&mut self, firm: &Firm, day: NaiveDate, route: Route) {
        let (at, mut event) = self.bare(Source::Platform, RecordKind::Code);
        let noise = self.noise;
        event.code_id = format!("M{at:06}").into();
        event.name = firm.name.as_str().into();
        event.credit_code = Some(firm.code.clone());
        event.officers = vec!["王强".into(), format!("李{}", self.serial % 7)];
        event.route = route;
        event.body = OWN.into();
        let shift = match self.dice.percent(noise / 2) {
            true => *self.dice.pick(&[1, 2, 3, 9]),
            false => 0,
        };
        let day = day + Days::new(shift);
        event.start = Some(day);
        event.end = Some(day);
        let late = if self.dice.percent(20) { 4 } else { 0 };
        event.applied_at = (day + Days::new(late)).and_hms_opt(9, 0, 0);
        if self.dice.percent(noise) {
            event.credit_code = None;
        }
        if self.dice.percent(noise) {
            event.name = event.name.replace("有限公司", "厂").into();
        }
        if self.dice.percent(noise / 2) {
            event.officers.clear();
        }
        event.code_state = match self.dice.below(12) {
            0 => CodeState::Cancelled,
            1 => CodeState::Issued,
            2 => CodeState::Pending,
            _ => CodeState::Completed,
        };
        if self.dice.percent(4) {
            event.body = OTHERS[1].into();
        }
        self.understood.events.push(event);
    }
}

/// Years of different sizes: most are small, some hold a few hundred visits.
fn dice_sizes(seed: u64) -> &'static usize {
    &[12, 30, 30, 60, 60, 90, 120, 200][(seed % 8) as usize]
}
