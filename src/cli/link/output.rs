//! links.csv of two tables.

use super::decimal;
use crate::ground::shown;
use crate::link::engine::Decided;
use crate::link::explain::Explainer;
use crate::link::model::Model;
use crate::model::{Fault, Text};
use crate::pipeline::tables::Linked;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// An input is never overwritten, another file only when told so.
pub fn check(out: &Path, inputs: &[&std::path::PathBuf; 2], force: bool) -> Result<(), Fault> {
    let place = |path: &Path| path.canonicalize().ok();
    let is_input =
        place(out).is_some_and(|out| inputs.iter().any(|i| place(i) == Some(out.clone())));
    if !is_input && (force || !out.exists()) {
        return Ok(());
    }
    let title = match is_input {
        true => Text::new("输出文件是输入文件", "the output is one of the inputs"),
        false => Text::new("输出文件已存在", "the output is already there"),
    };
    let help = Text::new(
        "换一个 -o 的文件名;覆盖已有的其他文件用 --force",
        "choose another name with -o; --force overwrites a file that is no input",
    );
    Err(Fault::new("F433", shown(out), title, help))
}

/// The links of two tables as they are written.
pub struct Links<'a> {
    pub linked: &'a Linked,
    pub model: &'a Model,
    pub decided: &'a [Decided],
    pub with_evidence: bool,
}

impl Links<'_> {
    /// One line per link and possible link, by the rows of the left table.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let Links { linked, model, .. } = *self;
        let mut out = BufWriter::with_capacity(1 << 20, out);
        let mut head = String::from(
            "left_row,left_id,right_row,right_id,decision,probability,weight,margin,levels",
        );
        if self.with_evidence {
            head.push_str(",prior");
            for comparison in &model.comparisons {
                head.push_str(&format!(",{0}_level,{0}_weight", comparison.name));
            }
            head.push_str(",other_explanation");
        }
        writeln!(out, "{head}")?;
        let explainer = self
            .with_evidence
            .then(|| Explainer::new(&linked.linkage, &linked.tables, model));
        let mut line: Vec<u8> = Vec::new();
        for (at, link) in self.decided.iter().enumerate() {
            if at % LOOKED_AT == 0 {
                look_ahead(linked, &self.decided[at..]);
            }
            line.clear();
            let pair = &linked.linkage.scored[link.at];
            push_side(&mut line, linked, 0, pair.left);
            push_side(&mut line, linked, 1, pair.right);
            line.extend_from_slice(link.decision.as_bytes());
            line.push(b',');
            decimal::push_fixed(&mut line, link.probability, 6);
            line.push(b',');
            decimal::push_fixed(&mut line, pair.weight, 3);
            line.push(b',');
            if let Some(margin) = link.margin {
                decimal::push_fixed(&mut line, margin, 3);
            }
            line.push(b',');
            for at in 0..model.comparisons.len() {
                line.push(b"-123456789abcdef"[pair.pattern.level(at)]);
            }
            if let Some(explainer) = &explainer {
                let explained = explainer.explain(pair);
                write!(line, ",{:.4}", explained.prior)?;
                for row in &explained.rows {
                    write!(line, ",{},{:.4}", row.level, row.weight)?;
                }
                write!(line, ",{:.4}", explained.rest)?;
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
        out.flush()
    }
}

/// Lines of which memory is asked for at a time.
const LOOKED_AT: usize = 64;

/// Looks at the ids of the next lines all at once: no line then waits for its own.
fn look_ahead(linked: &Linked, next: &[Decided]) {
    let ids = next.iter().take(LOOKED_AT).map(|link| {
        let right = linked.linkage.scored[link.at].right;
        linked.rows[1].id(right).bytes().next()
    });
    std::hint::black_box(ids.flatten().fold(0, |seen, byte| seen ^ byte));
}

/// Every weighed pair with its probability: what calibration is computed from.
pub fn write_candidates(linked: &Linked, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    writeln!(
        out,
        "left_row,left_id,right_row,right_id,chosen,probability,weight"
    )?;
    let linkage = &linked.linkage;
    let mut line: Vec<u8> = Vec::new();
    for (pair, verdict) in linkage.scored.iter().zip(&linkage.verdicts) {
        line.clear();
        push_side(&mut line, linked, 0, pair.left);
        push_side(&mut line, linked, 1, pair.right);
        let (chosen, p) = (verdict.chosen, verdict.probability);
        writeln!(line, "{chosen},{p:.6},{:.3}", pair.weight)?;
        out.write_all(&line)?;
    }
    out.flush()
}

fn push_side(line: &mut Vec<u8>, linked: &Linked, side: usize, row: u32) {
    let rows = &linked.rows[side];
    decimal::push_whole(line, u64::from(rows.numbers[row as usize]));
    line.push(b',');
    let id = rows.id(row);
    let quoted = |b: u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
    match id.bytes().any(quoted) {
        true => line.extend_from_slice(format!("\"{}\"", id.replace('"', "\"\"")).as_bytes()),
        false => line.extend_from_slice(id.as_bytes()),
    }
    line.push(b',');
}
