//! Reads the staircase off a journal: one lane a pod name, its states over time.

use super::*;
use crate::controller::statefulset::parent_and_ordinal;
use crate::journal::{Entry, PodChange, Record};
use crate::object::{Key, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Lanes are in the order of namespace, workload and ordinal: a name without an ordinal comes by itself.
type LaneKey = (Name, Name, Option<u32>, Name);

/// Reads a history, record by record, so that what comes later can be added at the cost of what came.
#[derive(Clone, Debug, Default)]
pub struct HistoryReader {
    lanes: BTreeMap<LaneKey, Arc<Lane>>,
    /// The pods that there are and are bound, with their nodes.
    bound: BTreeMap<Key, Name>,
    /// The nodes that do not answer.
    silent: BTreeSet<Name>,
    marks: Vec<Mark>,
    replicas: Vec<(Time, u32)>,
    focus: Option<Key>,
    read: usize,
}

impl HistoryReader {
    /// A reader that follows a workload's replicas; where none is given, the first that appears.
    pub fn new(focus: Option<Key>) -> HistoryReader {
        HistoryReader { focus, ..HistoryReader::default() }
    }

    /// How many records were read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// Reads on.
    pub fn extend<'a>(&mut self, records: impl Iterator<Item = &'a Record>) {
        for record in records {
            self.read += 1;
            self.record(record);
        }
    }

    /// The history so far; what lasts, lasts at `end`. A lane that did not change is the same allocation as before.
    pub fn history(&self, end: Time) -> History {
        History {
            end,
            lanes: self.lanes.values().cloned().collect(),
            marks: self.marks.clone(),
            replicas: self.replicas.clone(),
        }
    }

    fn record(&mut self, record: &Record) {
        let at = record.at;
        match &record.entry {
            Entry::Command { label, fault } => {
                let kind = if *fault { MarkKind::Fault } else { MarkKind::Command };
                self.marks.push(Mark { at, kind, label: label.to_string() });
            }
            Entry::Marker { name, .. } => {
                self.marks.push(Mark { at, kind: MarkKind::Marker, label: name.to_string() });
            }
            Entry::Pod(key, PodChange::State(state, revision)) => self.state(at, key, *state, *revision),
            Entry::Pod(key, PodChange::Bound(node)) => self.bind(at, key, node),
            Entry::Pod(key, PodChange::Gone) => self.gone(at, key),
            Entry::NodeReady(key, ready) => self.node(at, &key.name, *ready),
            Entry::Replicas(key, replicas) => self.replicas(at, key, *replicas),
            Entry::Pod(..)
            | Entry::Claim(..)
            | Entry::Volume(..)
            | Entry::Revision(..)
            | Entry::Event(_)
            | Entry::Decision(_)
            | Entry::Output { .. }
            | Entry::Exit { .. }
            | Entry::Notice(_) => {}
        }
    }

    fn lane(&mut self, key: &Key) -> &mut Lane {
        let (parent, ordinal) = match parent_and_ordinal(&key.name) {
            Some((parent, ordinal)) => (parent.into(), Some(ordinal)),
            None => (key.name.clone(), None),
        };
        let lane =
            || Lane { namespace: key.namespace.clone(), name: key.name.clone(), ordinal, spans: Vec::new() };
        let place = (key.namespace.clone(), parent, ordinal, key.name.clone());
        Arc::make_mut(self.lanes.entry(place).or_insert_with(|| lane().into()))
    }

    fn state(&mut self, at: Time, key: &Key, state: PodState, revision: u64) {
        let unknown =
            !self.silent.is_empty() && self.bound.get(key).is_some_and(|it| self.silent.contains(it));
        let lane = self.lane(key);
        close(lane, at);
        lane.spans.push(LaneSpan { from: at, to: None, state, revision, unknown });
    }

    fn bind(&mut self, at: Time, key: &Key, node: &Name) {
        self.bound.insert(key.clone(), node.clone());
        if self.silent.contains(node) {
            self.hear(at, key, true);
        }
    }

    fn gone(&mut self, at: Time, key: &Key) {
        self.bound.remove(key);
        close(self.lane(key), at);
    }

    /// A node falls silent, or answers again: nobody knows meanwhile what its pods do.
    fn node(&mut self, at: Time, node: &Name, ready: bool) {
        if ready != self.silent.contains(node) {
            return;
        }
        if ready {
            self.silent.remove(node);
        } else {
            self.silent.insert(node.clone());
        }
        let there: Vec<Key> =
            self.bound.iter().filter(|(_, on)| *on == node).map(|(key, _)| key.clone()).collect();
        for key in &there {
            self.hear(at, key, !ready);
        }
    }

    /// From now on a pod does what it did, but it is unknown, or known again.
    fn hear(&mut self, at: Time, key: &Key, unknown: bool) {
        let lane = self.lane(key);
        let Some(last) = lane.spans.last().filter(|span| span.to.is_none()).copied() else { return };
        close(lane, at);
        lane.spans.push(LaneSpan { from: at, to: None, unknown, ..last });
    }

    fn replicas(&mut self, at: Time, key: &Key, replicas: u32) {
        let focus = self.focus.get_or_insert_with(|| key.clone());
        if focus == key && key.kind != Kind::Pod {
            self.replicas.push((at, replicas));
        }
    }
}

/// Ends a lane's last span; one that lasted no time at all was never to be seen.
fn close(lane: &mut Lane, at: Time) {
    if let Some(last) = lane.spans.last_mut().filter(|span| span.to.is_none()) {
        last.to = Some(at);
        if last.from == at {
            lane.spans.pop();
        }
    }
}
