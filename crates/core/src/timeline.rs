//! A run through time: the inputs are the only truth, everything else follows from them. One may go to any instant,
//! look, and act from there.

mod versions;

pub use versions::Earlier;

use crate::cluster::Cluster;
use crate::command::Command;
use crate::config::Config;
use crate::journal::{Pages, Records};
use crate::process::ProcessId;
use crate::store::{Store, Touched};
use crate::time::Time;
use std::sync::Arc;

/// An input and when it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// When.
    pub at: Time,
    /// What.
    pub command: Arc<Command>,
}

/// After how many steps of the simulation a checkpoint is kept: what replaying so many costs bounds a seek.
/// In the tests it is few, so that their short runs have several.
const STEPS_BETWEEN_CHECKPOINTS: u64 = if cfg!(test) { 512 } else { 1024 };
/// The same on a way that is gone again: who looks at an instant looks at those around it next.
const STEPS_BETWEEN_FINE_CHECKPOINTS: u64 = if cfg!(test) { 64 } else { 256 };
/// How many of those are kept. They cost time and memory only where somebody goes back and forth.
const MOST_FINE_CHECKPOINTS: usize = if cfg!(test) { 8 } else { 128 };

#[derive(Clone, Debug)]
struct Checkpoint {
    cluster: Cluster,
    inputs: usize,
    records: usize,
    /// Whether it is one of those that were kept when a way was gone again.
    fine: bool,
}

impl Checkpoint {
    /// Whether it is part of the way to another one, which is of this instant.
    fn is_before(&self, now: Time, head: &Checkpoint) -> bool {
        self.cluster.now() <= now && self.inputs <= head.inputs && self.records <= head.records
    }
}

/// A run: its inputs, what happened, and the instant that is looked at (the playhead).
#[derive(Clone, Debug)]
pub struct Timeline {
    inputs: Vec<Input>,
    records: Pages,
    checkpoints: Vec<Checkpoint>,
    /// The cluster at the playhead, how many inputs it has seen, how many records it has written.
    head: Checkpoint,
    /// The furthest instant that was simulated.
    end: Time,
    steps: u64,
    /// How many of them since it last went to a checkpoint.
    replayed: u64,
    /// What was written at the playhead since somebody asked.
    touched: Touched,
    /// What there was before it went to a checkpoint since then, and what had been written until that.
    jumped: Option<(Store, Touched)>,
}

impl Timeline {
    /// A run of a fresh cluster, at time zero.
    pub fn new(config: Config) -> Timeline {
        let mut cluster = Cluster::new(config);
        let mut records = Pages::default();
        cluster.report(&mut records, 0, &mut Touched::Any);
        let head = Checkpoint { cluster, inputs: 0, records: records.len(), fine: false };
        Timeline {
            inputs: Vec::new(),
            records,
            checkpoints: vec![head.clone()],
            head,
            end: Time::ZERO,
            steps: 0,
            replayed: 0,
            touched: Touched::Any,
            jumped: None,
        }
    }

    /// The cluster at the playhead.
    pub fn cluster(&self) -> &Cluster {
        &self.head.cluster
    }

    /// The instant that is looked at.
    pub fn now(&self) -> Time {
        self.head.cluster.now()
    }

    /// The furthest instant that was simulated.
    pub fn end(&self) -> Time {
        self.end
    }

    /// The inputs of the whole run, those after the playhead among them.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What happened up to the playhead.
    pub fn records(&self) -> Records<'_> {
        self.records.first(self.head.records)
    }

    /// What happened in the whole run as far as it was simulated.
    pub fn all_records(&self) -> Records<'_> {
        self.records.first(self.records.len())
    }

    /// Until when it is known what happens: what was simulated, and inputs that are still to come.
    pub fn known_until(&self) -> Time {
        self.inputs.last().map_or(self.end, |last| last.at.max(self.end))
    }

    /// Whether there is something after the playhead that acting now would cut off.
    pub fn has_future(&self) -> bool {
        self.now() < self.end || self.head.inputs < self.inputs.len()
    }

    /// Does a command at the playhead, after everything that is due by then. What came after it is cut off; to keep
    /// it, [fork](Timeline::fork) the timeline first.
    pub fn apply(&mut self, command: Command) -> Option<ProcessId> {
        self.cut();
        // A replay, too, finishes an instant before it gives that instant's input.
        self.advance(self.now());
        self.inputs.push(Input { at: self.now(), command: Arc::new(command) });
        let process = self.head.cluster.apply(&self.inputs[self.head.inputs].command);
        self.head.inputs += 1;
        self.collect();
        process
    }

    fn cut(&mut self) {
        let now = self.now();
        self.inputs.truncate(self.head.inputs);
        self.records.truncate(self.head.records);
        self.checkpoints.retain(|c| c.is_before(now, &self.head));
        self.end = now;
    }

    /// The run up to the playhead, as one of its own: it shares what it can with this one.
    pub fn fork(&self) -> Timeline {
        let (now, head) = (self.now(), &self.head);
        let is_before = |c: &&Checkpoint| c.is_before(now, head);
        let mut records = self.records.clone();
        records.truncate(head.records);
        Timeline {
            inputs: self.inputs[..head.inputs].to_vec(),
            records,
            checkpoints: self.checkpoints.iter().filter(is_before).cloned().collect(),
            head: head.clone(),
            end: now,
            steps: self.steps,
            replayed: 0,
            touched: Touched::Any,
            jumped: None,
        }
    }

    /// Takes back the inputs from the `keep`th on, and goes to the instant at which that was given. What was taken
    /// back, in order.
    pub fn take_back(&mut self, keep: usize) -> Vec<Input> {
        let Some(at) = self.inputs.get(keep).map(|input| input.at) else { return Vec::new() };
        let taken = self.inputs.split_off(keep);
        self.checkpoints.retain(|c| c.inputs <= keep && c.cluster.now() <= at);
        self.restore(at);
        self.advance(at);
        self.cut();
        taken
    }

    /// Gives inputs, each at its time, instead of what there is from the first one's instant on, and goes there. The
    /// later ones happen when time reaches them.
    pub fn give(&mut self, inputs: Vec<Input>) {
        let Some(at) = inputs.first().map(|input| input.at) else { return };
        self.seek(at);
        self.cut();
        self.inputs.extend(inputs);
        self.advance(at);
    }

    /// Lets time pass from the playhead, replaying inputs that are due on the way.
    pub fn advance(&mut self, to: Time) {
        while self.step(to) {}
    }

    /// Lets the next thing happen that is due by an instant: an event of the simulation, or the input that is replayed
    /// when all events before it have happened. Returns whether there was one; else that instant is reached. Many
    /// events may be due at one instant: between two of them the playhead is in the middle of it.
    pub fn step(&mut self, by: Time) -> bool {
        let input = self.inputs.get(self.head.inputs).filter(|input| input.at <= by);
        let due = input.map_or(by, |input| input.at);
        self.happen(due) || self.replay(by)
    }

    /// The next event that is due by an instant. Without one that instant is reached.
    fn happen(&mut self, by: Time) -> bool {
        let happened = self.head.cluster.step(by);
        if happened {
            self.collect();
            self.steps += 1;
            self.replayed += 1;
            if self.steps.is_multiple_of(STEPS_BETWEEN_CHECKPOINTS) {
                self.keep_checkpoint();
            }
            if self.replayed.is_multiple_of(STEPS_BETWEEN_FINE_CHECKPOINTS) && self.now() < self.end {
                self.keep_fine_checkpoint();
            }
        } else {
            self.head.cluster.advance(by);
        }
        self.end = self.end.max(self.now());
        happened
    }

    /// The next input that was given by an instant.
    fn replay(&mut self, by: Time) -> bool {
        let Some(input) = self.inputs.get(self.head.inputs).filter(|input| input.at <= by) else {
            return false;
        };
        self.head.cluster.apply(&input.command);
        self.head.inputs += 1;
        self.collect();
        true
    }

    /// Goes to an instant, back or forward.
    pub fn seek(&mut self, to: Time) {
        self.jump_near(to);
        self.advance(to);
    }

    /// Goes to where the way to an instant is shortest, if that is a checkpoint. The way from there is for
    /// [`step`](Timeline::step).
    pub fn jump_near(&mut self, to: Time) {
        if to < self.now() || self.checkpoint_between(self.now(), to) {
            self.restore(to);
        }
    }

    /// Which objects of the cluster at the playhead are others than at the last call.
    pub fn take_touched(&mut self) -> Touched {
        let since = std::mem::take(&mut self.touched);
        let Some((from, mut touched)) = self.jumped.take() else { return since };
        self.cluster().store().note_differences(&from, &mut touched);
        touched
    }

    /// How many events were simulated, those that were replayed among them.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// When something happens next after the playhead: an event of the simulation or an input.
    pub fn next_at(&self) -> Option<Time> {
        let input = self.inputs.get(self.head.inputs).map(|input| input.at);
        [self.head.cluster.next_event(), input].into_iter().flatten().min()
    }

    fn checkpoint_between(&self, from: Time, to: Time) -> bool {
        let after = self.checkpoints.partition_point(|c| c.cluster.now() <= to);
        after > 0 && self.checkpoints[after - 1].cluster.now() > from
    }

    /// Takes the last checkpoint before an instant. One at that very instant will not do: inputs of the same instant
    /// may come after it, but replaying them gives the same.
    fn restore(&mut self, to: Time) {
        let after = self.checkpoints.partition_point(|c| c.cluster.now() <= to);
        let from = self.head.cluster.store().clone();
        self.jumped.get_or_insert_with(|| (from, std::mem::take(&mut self.touched)));
        self.head = self.checkpoints[after.saturating_sub(1)].clone();
        self.replayed = 0;
    }

    /// Appends what has just happened; a replay writes the same again, which is dropped.
    fn collect(&mut self) {
        let known = self.records.len() - self.head.records;
        self.head.records += self.head.cluster.report(&mut self.records, known, &mut self.touched);
    }

    fn keep_checkpoint(&mut self) {
        let newest = self.checkpoints.last().map(|c| (c.cluster.now(), c.records)).unwrap_or_default();
        if (self.now(), self.head.records) > newest {
            self.checkpoints.push(self.head.clone());
        }
    }

    /// Keeps one on a way that was gone before, in its place among the others.
    fn keep_fine_checkpoint(&mut self) {
        if self.checkpoints.iter().filter(|c| c.fine).count() >= MOST_FINE_CHECKPOINTS {
            self.drop_fine_checkpoint();
        }
        let place = (self.now(), self.head.records);
        let of = |c: &Checkpoint| (c.cluster.now(), c.records);
        let at = self.checkpoints.partition_point(|c| of(c) <= place);
        if at > 0 && of(&self.checkpoints[at - 1]) < place {
            self.checkpoints.insert(at, Checkpoint { fine: true, ..self.head.clone() });
        }
    }

    /// Drops the one that is farthest from the playhead. To drop all at once would take longer than a frame.
    fn drop_fine_checkpoint(&mut self) {
        let first = self.checkpoints.iter().position(|c| c.fine);
        let last = self.checkpoints.iter().rposition(|c| c.fine);
        let far = |at: &usize| self.checkpoints[*at].cluster.now().0.abs_diff(self.now().0);
        if let Some(farthest) = [first, last].into_iter().flatten().max_by_key(far) {
            self.checkpoints.remove(farthest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::dump;

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 100, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}}}";

    fn kubectl(timeline: &mut Timeline, line: &str) {
        let args: Vec<String> = format!("kubectl {line}").split(' ').map(String::from).collect();
        timeline.apply(Command::Run { args: args.into(), stdin: SET.into() });
    }

    /// A set comes up and is scaled down meanwhile; two commands at one instant among the inputs.
    fn run() -> Timeline {
        let mut timeline = Timeline::new(Config::default());
        kubectl(&mut timeline, "apply -f -");
        kubectl(&mut timeline, "scale sts web --replicas=90");
        timeline.advance(Time(75_000));
        kubectl(&mut timeline, "scale sts web --replicas=2");
        kubectl(&mut timeline, "delete pod web-0 --wait=false");
        timeline.advance(Time(150_000));
        timeline
    }

    #[test]
    fn a_seek_shows_what_was_there_and_forgets_nothing() {
        let mut timeline = run();
        let whole = dump(timeline.all_records());
        assert!(timeline.checkpoints.len() > 1, "there is something to go back to");
        for at in [Time(149_999), Time::ZERO, Time(75_000), Time(74_999), Time(2_500), Time(150_000)] {
            timeline.seek(at);
            assert_eq!(timeline.now(), at);
            assert!(timeline.records().all(|record| record.at <= at));
            assert_eq!(dump(timeline.all_records()), whole);
            let mut later = timeline.all_records().after(timeline.records().len());
            assert!(later.all(|record| record.at > at));
        }
    }

    #[test]
    fn a_way_gone_again_keeps_some_checkpoints_and_no_more() {
        let mut timeline = run();
        for at in (1..150).map(|second| Time((second * 61 % 150) * 1_000)) {
            timeline.seek(at);
            let fine = timeline.checkpoints.iter().filter(|checkpoint| checkpoint.fine).count();
            assert!(fine <= MOST_FINE_CHECKPOINTS);
        }
        assert!(timeline.checkpoints.iter().any(|checkpoint| checkpoint.fine));
        assert!(timeline.checkpoints.is_sorted_by_key(|checkpoint| checkpoint.cluster.now()));
    }

    #[test]
    fn a_seek_shows_the_objects_as_they_were() {
        let mut timeline = run();
        let mut live = Timeline::new(Config::default());
        kubectl(&mut live, "apply -f -");
        kubectl(&mut live, "scale sts web --replicas=90");
        live.advance(Time(9_000));
        timeline.seek(Time(50_000));
        timeline.seek(Time(9_000));
        let objects = |timeline: &Timeline| {
            let pods = timeline.cluster().store().list(crate::object::Kind::Pod, None);
            pods.map(|pod| format!("{pod:?}")).collect::<Vec<_>>()
        };
        assert_eq!(objects(&timeline), objects(&live));
    }

    #[test]
    fn acting_in_the_past_cuts_off_what_came_after() {
        let mut timeline = run();
        timeline.seek(Time(10_000));
        assert!(timeline.has_future());
        let before = dump(timeline.records());
        kubectl(&mut timeline, "scale sts web --replicas=3");
        assert!(!timeline.has_future());
        assert_eq!((timeline.end(), timeline.inputs().len()), (Time(10_000), 3));
        timeline.advance(Time(150_000));
        let after = dump(timeline.all_records());
        assert!(after.starts_with(&before) && after.contains("replicas 3"));
        assert!(!after.contains("replicas 2"));
    }
}
