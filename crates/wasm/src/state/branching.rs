//! Branches, undo and comparison, and where one can go to, as the page asks for them.

use super::State;
use crate::compare::Compare;
use crate::event::{Comparison, MomentAt, PlayerEvent};
use crate::run::is_of_workload;
use crate::show::seconds;
use ordinal_core::journal::{Entry, Record};
use ordinal_core::scene::Scene;
use ordinal_core::{BranchId, Time};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// How many moments one is given to choose from: the last ones.
const MOST_MOMENTS: usize = 400;

impl State {
    /// Looks at another branch.
    pub fn switch(&mut self, id: u32, is_up: impl FnMut() -> bool) {
        if self.run.branches.current().id == BranchId(id) {
            return;
        }
        if self.compared() == Some(BranchId(id)) {
            // Both change places.
            self.compare_with(self.run.branches.current().id);
        }
        self.run.switch(BranchId(id));
        self.end_all_jobs();
        self.turned();
        self.set_out(is_up);
    }

    /// Calls a branch something.
    pub fn rename(&mut self, id: u32, name: &str) {
        self.run.branches.rename(BranchId(id), name);
        self.stale = true;
    }

    /// Deletes a branch.
    pub fn delete(&mut self, id: u32) {
        let before = self.run.branches.current().id;
        self.run.branches.delete(BranchId(id));
        if self.run.branches.current().id != before {
            self.end_all_jobs();
        }
        self.turned();
    }

    /// Takes the last command back; its words.
    pub fn undo(&mut self) -> Option<String> {
        self.pause();
        let words = self.run.branches.undo();
        self.turned();
        words
    }

    /// Does again what was taken back last; its words.
    pub fn redo(&mut self) -> Option<String> {
        let words = self.run.branches.redo();
        self.turned();
        words
    }

    /// The run is another one now: what was drawn and told of it is no longer true.
    fn turned(&mut self) {
        self.run.playing &= self.run.target.is_none_or(|target| target <= self.run.timeline().end());
        self.told = self.run.timeline().all_records().len();
        self.pictures.forget_history();
        self.pictures.jump();
        let gone = self
            .compared()
            .is_some_and(|id| id == self.run.branches.current().id || self.run.branches.get(id).is_none());
        if gone {
            self.stop_comparing();
        }
        self.acted();
    }

    fn compared(&self) -> Option<BranchId> {
        self.compare.as_ref().map(|compare| compare.id)
    }

    /// Shows a branch beside the current one, in these elements.
    pub fn compare(&mut self, id: u32, stage: Element, staircase: Option<Element>) -> Result<(), JsValue> {
        let id = BranchId(id);
        if self.run.branches.get(id).is_some() && self.run.branches.current().id != id {
            let mut compare = Compare::new(id, stage, staircase)?;
            compare.pictures.set_motion(self.motion);
            compare.follow(&mut self.run, || true);
            self.compare = Some(compare);
            self.wake();
        }
        Ok(())
    }

    fn compare_with(&mut self, id: BranchId) {
        if let Some(compare) = &mut self.compare {
            compare.id = id;
            compare.behind = true;
            compare.pictures.forget_history();
            compare.pictures.jump();
        }
    }

    /// Shows the current branch alone.
    pub fn stop_comparing(&mut self) {
        self.compare = None;
        self.comparison = None;
        self.pictures.mark(Default::default());
        self.stale = true;
    }

    /// The instant at a place of the other branch's staircase.
    pub fn time_at_compared(&self, x: f64) -> Time {
        self.compare.as_ref().map_or(Time::ZERO, |compare| compare.pictures.time_at(x))
    }

    /// Says how wide the pictures of the other branch can be, in CSS pixels.
    pub fn resize_compared(&mut self, stage: f64, staircase: f64) {
        self.stale |= self.compare.as_mut().is_some_and(|it| it.pictures.resize(stage, staircase));
    }

    /// Draws a scene, and beside it the branch that it is compared with.
    pub(super) fn draw(&mut self, scene: &Scene) {
        let timeline = self.run.timeline();
        let beside = self.compared().and_then(|id| self.run.branches.get(id));
        let end = beside.map_or(timeline.end(), |other| other.timeline().end().max(timeline.end()));
        let frame = self.window.frame(timeline.now(), end);
        if let Some(compare) = self.compare.as_mut().filter(|compare| !compare.fresh) {
            compare.follow(&mut self.run, || true);
            if let Some((marked, comparison)) = compare.show(&mut self.run, scene, &frame) {
                self.pictures.mark(marked);
                self.tell_comparison(comparison);
            }
        }
        self.pictures.show(scene, self.run.timeline(), &frame);
    }

    fn tell_comparison(&mut self, comparison: Comparison) {
        if self.comparison.as_ref() != Some(&comparison) {
            self.comparison = Some(comparison.clone());
            self.events.push(PlayerEvent::Comparison(comparison));
        }
    }

    /// The moments that have a name, in order: commands, faults and markers, or what was decided.
    pub fn moments(&self, decisions: bool) -> Vec<MomentAt> {
        let records = self.run.timeline().all_records();
        let moments = records.filter_map(|record| if decisions { decided(record) } else { done(record) });
        let markers = self.run.branches.current().player().markers().iter().filter(|_| !decisions);
        let marker = |marker: &ordinal_core::scenario::Marker| MomentAt {
            time: seconds(marker.at),
            label: marker.name.to_string(),
            sort: "marker".into(),
        };
        let mut all: Vec<MomentAt> = moments.chain(markers.map(marker)).collect();
        all.sort_by(|one, other| one.time.total_cmp(&other.time));
        all.split_off(all.len().saturating_sub(MOST_MOMENTS))
    }
}

fn done(record: &Record) -> Option<MomentAt> {
    let Entry::Command { label, fault } = &record.entry else { return None };
    let sort = if *fault { "fault" } else { "command" };
    Some(MomentAt { time: seconds(record.at), label: label.to_string(), sort: sort.into() })
}

fn decided(record: &Record) -> Option<MomentAt> {
    let Entry::Decision(decision) = &record.entry else { return None };
    is_of_workload(&record.entry).then(|| MomentAt {
        time: seconds(record.at),
        label: decision.sentence(),
        sort: "decision".into(),
    })
}
