//! The part of the class for JavaScript that is about time itself: the staircase's view, branches, undo, comparison.

use super::{Player, REPLAY_MILLIS};
use crate::plain::Plain;
use crate::show::seconds;
use crate::state::State;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

#[wasm_bindgen]
impl Player {
    /// Shows the staircase so many times larger, less where below 1, with the instant at a place, or the playhead,
    /// where it is.
    pub fn zoom(&self, times: f64, x: Option<f64>) {
        self.act(|state| {
            let at = x.map(|x| state.pictures.time_at(x));
            state.look(|window, now, end| window.view.zoom(times, at.unwrap_or(now), end));
        });
    }

    /// The instant at a place of the other branch's staircase, in seconds.
    pub fn time_at_compared(&self, x: f64) -> f64 {
        seconds(self.parts.state.borrow().time_at_compared(x))
    }

    /// Moves what the staircase shows by so many pixels, back in time where negative.
    pub fn pan(&self, pixels: f64) {
        self.act(|state| {
            let millis = state.pictures.millis_across(pixels);
            state.look(|window, _, end| window.view.pan(millis, end));
        });
    }

    /// Shows the whole staircase.
    pub fn fit(&self) {
        self.act(|state| state.look(|window, _, _| window.view.fit()));
    }

    /// Says whether stretches in which nothing happens are drawn short.
    pub fn compress_idle(&self, compress: bool) {
        self.act(|state| state.look(|window, _, _| window.compress_idle = compress));
    }

    /// Whether the staircase shows a part only.
    pub fn is_zoomed(&self) -> bool {
        self.parts.state.borrow().window.view.is_part()
    }

    /// The moments that have a name, in order: commands, faults and markers, or what was decided.
    #[wasm_bindgen(unchecked_return_type = "MomentAt[]")]
    pub fn moments(&self, decisions: bool) -> JsValue {
        self.parts.state.borrow().moments(decisions).plain()
    }

    /// Looks at another branch, at the same instant.
    pub fn switch_to(&self, branch: u32) {
        let is_up = self.parts.patience(REPLAY_MILLIS);
        self.act(|state| state.switch(branch, is_up));
    }

    /// Calls a branch something; an empty name brings back the one it had by itself.
    pub fn rename(&self, branch: u32, name: &str) {
        self.act(|state| state.rename(branch, name));
    }

    /// Deletes a branch other than the first.
    pub fn delete(&self, branch: u32) {
        self.act(|state| state.delete(branch));
    }

    /// Takes the last command back, and returns its words; none if there is none.
    pub fn undo(&self) -> Option<String> {
        self.act(State::undo)
    }

    /// Does again what was taken back last, and returns its words; none if there is nothing.
    pub fn redo(&self) -> Option<String> {
        self.act(State::redo)
    }

    /// Shows a branch beside the current one: its stage and its staircase in these elements.
    ///
    /// # Errors
    /// When the elements are in no document.
    pub fn compare(&self, branch: u32, stage: Element, staircase: Option<Element>) -> Result<(), JsValue> {
        self.act(|state| state.compare(branch, stage, staircase))
    }

    /// Shows the current branch alone.
    pub fn stop_comparing(&self) {
        self.act(State::stop_comparing);
    }

    /// Says how wide the pictures of the other branch can be, in CSS pixels. They are drawn so in the next frame.
    pub fn resize_compared(&self, stage: f64, staircase: f64) {
        self.parts.state.borrow_mut().resize_compared(stage, staircase);
        self.parts.soon();
    }
}
