//! What a night is held against, and what a person says to results that were held back.

use super::Night;
use super::changed::Changed;
use super::guards::{self, Before, Tonight};
use super::told::{self, Told};
use crate::history::{self, History, RUNS};
use crate::model::{Books, Fault, Lang, RunManifest, Text};
use crate::pipeline::masking;
use crate::report;
use std::path::Path;

impl Night<'_> {
    /// Why the results should be looked at, against those of before; what changed is told.
    pub fn objections(
        &self,
        history: &History,
        told: &mut Told,
        books: &Books,
        manifest: &RunManifest,
    ) -> Result<Vec<Text>, Fault> {
        let before = self.before(history, told, manifest)?;
        let mut known = report::known_events(books);
        if self.settings.privacy.mask {
            masking::mask_names(books, &mut known);
        }
        let successions = before.as_ref().map(|before| before.until(books, &known));
        let successions = successions.unwrap_or_default();
        told.changed = Changed::of(&successions)?;
        let tonight = Tonight::of(books, &manifest.sources, successions);
        let guards = &self.settings.guards;
        Ok(guards::objections(guards, before.as_ref(), &tonight))
    }

    /// What the guards hold tonight's run against.
    fn before(
        &self,
        history: &History,
        told: &mut Told,
        manifest: &RunManifest,
    ) -> Result<Option<Before>, Fault> {
        let Some(last) = &told.before else {
            return Ok(None);
        };
        let run = self.folder().join(RUNS).join(&last.name);
        let then = history::read_run(&run).ok();
        let judged = then.as_ref().and_then(|then| then.judgements.as_ref());
        let other_settings = |then: &RunManifest| {
            let (was, is) = (
                then.settings_file.as_ref()?,
                manifest.settings_file.as_ref()?,
            );
            let [old, new] = [was, is].map(Path::new);
            let is_beside = old != new && old.parent() == new.parent() && run.join(old).is_file();
            let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
            is_beside.then_some((name(old)?, name(new)?))
        };
        let events = history::events_in(&run).unwrap_or_else(|fault| {
            told.notes.push(*fault.title);
            None
        });
        let events = events.unwrap_or_default();
        let before = Before {
            last: last.clone(),
            events,
            runs: history.runs()?,
            judgements_changed: judged
                .is_some_and(|then| !history::judgements_go_on(self.root, then)),
            other_settings: then.as_ref().and_then(other_settings),
        };
        let decided = then.map(|then| then.deciding_sha256).unwrap_or_default();
        if !decided.is_empty() && decided != manifest.deciding_sha256 {
            told.notes.push(told::other_settings(&last.name));
        }
        Ok(Some(before))
    }

    pub fn accepts(&self, fingerprint: &str) -> bool {
        let given = self.accept.as_deref();
        given.is_some_and(|given| given.len() >= 8 && fingerprint.starts_with(given))
    }

    pub fn accepting(&self, fingerprint: &str) -> String {
        let short = fingerprint.get(..12).unwrap_or(fingerprint);
        // Results in another language are other results.
        let lang = match self.lang {
            Lang::Zh => "",
            Lang::En => " --lang en",
        };
        format!("hedui nightly {} --accept {short}{lang}", self.called)
    }

    /// Of a night whose results nobody had to accept.
    pub fn accepted_nothing(&self) -> Option<Text> {
        self.accept.as_ref().map(|given| {
            Text::new(
                format!("--accept {given} 未用到:没有待确认的结果"),
                format!("--accept {given} was not needed: nothing is held back"),
            )
        })
    }

    /// Of results that stay held although a person accepted something.
    pub fn accepted_another(&self) -> Option<Text> {
        self.accept.as_ref().map(|given| {
            Text::new(
                format!("--accept {given} 不是这份结果的指纹(输入、设置或报告语言不同)"),
                format!(
                    "--accept {given} is not the fingerprint of these results (other inputs, \
                     settings or language)"
                ),
            )
        })
    }
}
