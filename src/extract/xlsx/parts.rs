//! The parts of a workbook's archive, inflated once and under a cap. Declared sizes are not
//! believed: what comes out is counted.

use crate::extract::page::Refusal;
use crate::extract::xlsx::Bytes;
use crate::model::Limits;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use zip::ZipArchive;
use zip::read::ZipFile;

/// What the parts of one file may still inflate to. Shared by the threads that read them.
#[derive(Debug)]
pub struct Budget {
    allowed: u64,
    used: AtomicU64,
}

impl Budget {
    pub fn of(bytes: &[u8], limits: &Limits) -> Self {
        Budget {
            allowed: limits.inflated_bytes(bytes.len() as u64),
            used: AtomicU64::new(0),
        }
    }

    fn spend(&self, count: usize) -> io::Result<()> {
        let used = self.used.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        match used > self.allowed {
            true => Err(io::Error::other("it inflates beyond the limit")),
            false => Ok(()),
        }
    }

    /// Refuses the file if its parts inflate to more than is allowed.
    pub fn check(&self) -> Result<(), Refusal> {
        match self.used.load(Ordering::Relaxed) > self.allowed {
            true => Err(Refusal::TooLarge(self.allowed >> 20)),
            false => Ok(()),
        }
    }

    /// Why a part could not be read to its end.
    pub fn refusal(&self, error: &dyn std::fmt::Display) -> Refusal {
        match self.check() {
            Err(why) => why,
            Ok(()) => Refusal::Damaged(error.to_string()),
        }
    }
}

/// A part being inflated.
pub struct Part<'a> {
    file: ZipFile<'a, Bytes<'a>>,
    budget: &'a Budget,
}

impl<'a> Part<'a> {
    pub fn new(file: ZipFile<'a, Bytes<'a>>, budget: &'a Budget) -> Self {
        Part { file, budget }
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.budget.spend(count)?;
        Ok(count)
    }
}

/// The names of all parts as the package's relationships write them: `/`, without a leading one.
pub fn part_names(archive: &ZipArchive<Bytes<'_>>) -> Vec<String> {
    let plain = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_string();
    (0..archive.len())
        .map(|index| match archive.name_for_index(index) {
            Some(Ok(name)) => plain(&name),
            _ => String::new(),
        })
        .collect()
}

/// The position of a part; names differ in case between writers.
pub fn find_part(names: &[String], wanted: &str) -> Option<usize> {
    let exact = names.iter().position(|name| name == wanted);
    exact.or_else(|| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted))
    })
}
