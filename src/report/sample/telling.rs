//! The sample's records and events.

use super::*;

fn event(source: Source, id: String, record: RecordIx, name: &str) -> InspectionEvent {
    InspectionEvent {
        name: name.into(),
        town: "东郊乡".into(),
        industry: "工贸".into(),
        officers: vec!["李明".into(), "王强".into()],
        body: "湘乡市应急管理局".into(),
        ..InspectionEvent::bare(source, id, record)
    }
}

pub fn tell_safety(books: &mut Books) {
    for (at, visit) in VISITS.iter().enumerate() {
        let here = place(SAFETY, SAFETY_FIRST + at as u32);
        let mut record = CanonicalRecord::bare(Source::Safety, RecordKind::Inspection, here);
        record.record_number = Some(Field {
            value: format!("JC{at:03}"),
            column: 1,
        });
        record.hazards = Some(Field {
            value: at as u32,
            column: 0,
        });
        record.fine_fen = (at == 3).then_some(Field {
            value: 2_000_050,
            column: 0,
        });
        books.understood.records.push(record);
        let mut told = event(Source::Safety, format!("s{at:02}"), at, visit.name);
        told.start = Some(day(visit.day));
        told.route = visit.route;
        told.reinspection = visit.cause == Some(Cause::A05);
        told.office = ["综合行政执法大队", "东郊中队"][at % 2].into();
        told.part_of = (visit.cause == Some(Cause::D03)).then(|| at - 1);
        let form = CodeForm::Valid;
        told.credit_code = Some(CreditCode {
            text: "91430381MAYYYY016K".into(),
            form,
            repair: None,
        });
        books.understood.events.push(told);
    }
}

pub fn tell_platform(books: &mut Books) {
    for (at, (visit, _, _, state)) in CODES.iter().enumerate() {
        let here = place(PLATFORM, PLATFORM_FIRST + at as u32);
        let record = books.understood.records.len();
        books.understood.records.push(CanonicalRecord::bare(
            Source::Platform,
            RecordKind::Code,
            here,
        ));
        let name = visit.map_or("湘乡市白田冷库有限公司", |visit| {
            VISITS[visit].name
        });
        let mut told = event(Source::Platform, format!("p{at:02}"), record, name);
        told.start = Some(day(visit.map_or(300, |visit| VISITS[visit].day)));
        told.applied_at = told.start.and_then(|day| day.and_hms_opt(8, 30, 0));
        told.code_id = format!("ZX{at:03}").into();
        told.code_state = *state;
        books.understood.events.push(told);
    }
}

pub fn tell_plan(books: &mut Books) {
    for (at, name) in [VISITS[0].name, "湘乡市月山木业有限公司"]
        .into_iter()
        .enumerate()
    {
        let record = books.understood.records.len();
        let here = place(PLAN, 2 + at as u32);
        books.understood.records.push(CanonicalRecord::bare(
            Source::Plan,
            RecordKind::PlanLine,
            here,
        ));
        books
            .understood
            .events
            .push(event(Source::Plan, format!("n{at:02}"), record, name));
    }
    let documents = books.understood.records.len();
    let here = place(DOCUMENTS, 2);
    let mut record = CanonicalRecord::bare(Source::Safety, RecordKind::Document, here);
    record.document_kind = Some(Field {
        value: DocumentKind::SiteRecord,
        column: 0,
    });
    let number = DocumentNumber {
        area: "湘乡".into(),
        prefix: "应急".into(),
        kind: "检记".into(),
        year: 2025,
        serial: 1,
        letter: "".into(),
    };
    record.document_number = Some(Field {
        value: number,
        column: 1,
    });
    books.understood.records.push(record);
    books.understood.events[0].documents = vec![documents];
    let plan = code_event(CODES.len());
    let line = |plan, visits, cause| PlanLine {
        plan,
        planned_visits: 1,
        visits,
        borrowed: false,
        cause,
        also: Vec::new(),
    };
    books.plan = PlanReview {
        lines: vec![
            line(plan, vec![0], Cause::C01),
            line(plan + 1, vec![], Cause::C02),
        ],
        enterprises: Some(2),
        visits: Some(2),
        done: Some(1),
        ..PlanReview::default()
    };
}
