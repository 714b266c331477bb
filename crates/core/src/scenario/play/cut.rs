//! A player parted in two: one that goes on from the present in another way, and commands taken back or given again.

use super::{Player, Wait};
use crate::scenario::Marker;
use crate::time::Time;
use crate::timeline::Input;
use std::collections::VecDeque;

/// What was taken back of a run, to be given again: its inputs, and how far its scenario had come.
#[derive(Clone, Debug)]
pub struct Cut {
    inputs: Vec<Input>,
    begun: usize,
    waits: VecDeque<Wait>,
    since: Time,
    markers: Vec<Marker>,
}

impl Player {
    /// The run up to its playhead, as one of its own. Steps that have not begun are left out of it.
    pub fn fork(&self) -> Player {
        let now = self.timeline.now();
        let mut fork = Player {
            scenario: self.scenario.clone(),
            timeline: self.timeline.fork(),
            begun: self.begun,
            waits: VecDeque::new(),
            since: self.since.min(now),
            quiet: self.quiet,
            markers: self.markers.iter().filter(|marker| marker.at <= now).cloned().collect(),
        };
        fork.abandon();
        fork
    }

    /// Takes back the inputs from the `keep`th on, and goes to the instant at which that was given. Steps that have
    /// not begun do not begin any more, unless what was taken back is given again.
    pub fn take_back(&mut self, keep: usize) -> Cut {
        let inputs = self.timeline.take_back(keep);
        let (begun, waits, since) = (self.begun, self.waits.clone(), self.since);
        let now = self.timeline.now();
        let (markers, later) =
            std::mem::take(&mut self.markers).into_iter().partition(|m: &Marker| m.at <= now);
        self.markers = markers;
        self.abandon();
        Cut { inputs, begun, waits, since, markers: later }
    }

    /// Gives again what was taken back: the first input now, the others when their time comes.
    pub fn give_again(&mut self, cut: Cut) {
        let Cut { inputs, begun, waits, since, markers } = cut;
        self.timeline.give(inputs);
        (self.begun, self.waits, self.since) = (begun, waits, since);
        self.markers.extend(markers);
    }
}
