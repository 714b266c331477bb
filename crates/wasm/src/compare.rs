//! Two branches side by side at one instant: the second one's pictures, and in what the two differ.

use crate::event::Comparison;
use crate::pictures::{Frame, Pictures};
use crate::run::{BranchReader, Run, Way};
use ordinal_core::BranchId;
use ordinal_core::scene::{Difference, Scene, differences, sentences};
use ordinal_picture::Chosen;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// How many differences are told.
const TOLD: usize = 6;

/// The branch that is compared with.
#[derive(Debug)]
pub(crate) struct Compare {
    /// Which it is.
    pub id: BranchId,
    /// Its pictures.
    pub pictures: Pictures,
    reader: BranchReader,
    /// Whether it is not yet at the instant of the one that is shown.
    pub behind: bool,
    /// Whether nothing of it was drawn yet: that is for a frame of its own.
    pub fresh: bool,
}

impl Compare {
    /// Shows a branch in these elements.
    pub fn new(id: BranchId, stage: Element, staircase: Option<Element>) -> Result<Compare, JsValue> {
        let mut pictures = Pictures::new(stage, staircase)?;
        pictures.only_show();
        Ok(Compare { id, pictures, reader: BranchReader::default(), behind: true, fresh: true })
    }

    /// Brings it to the instant that is shown, as far as time allows.
    pub fn follow(&mut self, run: &mut Run, is_up: impl FnMut() -> bool) {
        self.behind = run.bring(self.id, is_up) == Way::Cut;
    }

    /// Draws the branch beside a scene of the current one: the objects that differ, and how that is told.
    pub fn show(
        &mut self,
        run: &mut Run,
        shown: &Scene,
        frame: &Frame,
    ) -> Option<(Arc<[Chosen]>, Comparison)> {
        let scene = self.reader.read(&mut run.branches, self.id)?;
        let found = if self.behind { Vec::new() } else { differences(shown, scene) };
        let mut marked: Vec<Chosen> = found.iter().map(chosen).collect();
        marked.sort();
        let marked: Arc<[Chosen]> = marked.into();
        self.pictures.mark(marked.clone());
        self.pictures.show(scene, run.branches.get(self.id)?.timeline(), frame);
        let mut told = sentences(&found);
        let more = told.len().saturating_sub(TOLD) as u32;
        told.truncate(TOLD);
        Some((marked, Comparison { sentences: told, more, behind: self.behind }))
    }
}

fn chosen(difference: &Difference) -> Chosen {
    let Difference { kind, namespace, name, .. } = difference;
    Chosen { kind: (*kind).into(), namespace: namespace.clone(), name: name.clone() }
}
