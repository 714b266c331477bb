//! The version of an object before the one there is: found by replaying, since nobody keeps it.

use super::{Checkpoint, Timeline};
use crate::object::{Key, Object};
use crate::time::Time;
use std::sync::Arc;

/// What an object was like before it was last written.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// When it became what it is.
    pub until: Time,
    /// What it was until then; none if it was not there.
    pub object: Option<Arc<Object>>,
}

impl Timeline {
    /// What an object was like before it was last written; none if it is not there. Costs about as much as a seek.
    pub fn earlier(&self, key: &Key) -> Option<Earlier> {
        let now = self.cluster().store().get(key)?;
        let is_older = |checkpoint: &Checkpoint| {
            checkpoint.inputs <= self.head.inputs
                && checkpoint.cluster.store().get(key).is_none_or(|object| !is_version(object, now))
        };
        let past = |checkpoint: &&Checkpoint| checkpoint.cluster.now() <= self.now();
        let start = self.checkpoints.iter().rev().filter(past).find(|checkpoint| is_older(checkpoint))?;
        self.replay_until(start.clone(), key, now)
    }

    /// Lets time pass from a checkpoint until an object is the version it is now.
    fn replay_until(&self, mut at: Checkpoint, key: &Key, now: &Object) -> Option<Earlier> {
        loop {
            let object = at.cluster.store().get(key).cloned();
            self.take_step(&mut at)?;
            // One step may write an object several times: what it was like within the step is nobody's to see.
            if at.cluster.store().get(key).is_some_and(|object| is_version(object, now)) {
                return Some(Earlier { until: at.cluster.now(), object });
            }
        }
    }

    /// One step of a replay, no further than the playhead: what is due next, else the next input.
    fn take_step(&self, at: &mut Checkpoint) -> Option<()> {
        let input = self.inputs[..self.head.inputs].get(at.inputs);
        let due = input.map_or(self.now(), |input| input.at);
        if !at.cluster.step(due) {
            at.cluster.advance(due);
            at.cluster.apply(&input?.command);
            at.inputs += 1;
        }
        at.cluster.take_journal();
        Some(())
    }
}

fn is_version(object: &Object, other: &Object) -> bool {
    (object.meta.uid, object.meta.resource_version) == (other.meta.uid, other.meta.resource_version)
}

#[cfg(test)]
mod tests {
    use crate::command::Command;
    use crate::config::Config;
    use crate::object::{Key, Kind};
    use crate::time::Time;
    use crate::timeline::Timeline;

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 60, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}}}";

    fn run() -> Timeline {
        let mut timeline = Timeline::new(Config::default());
        let words = ["kubectl", "apply", "-f", "-"].map(String::from);
        timeline.apply(Command::Run { args: words.to_vec().into(), stdin: SET.into() });
        timeline.advance(Time(120_000));
        timeline
    }

    #[test]
    fn the_version_before_is_the_one_a_seek_to_just_before_shows() {
        let timeline = run();
        for (kind, name) in [(Kind::Pod, "web-0"), (Kind::Pod, "web-20"), (Kind::StatefulSet, "web")] {
            let key = Key::new(kind, "default", name);
            let earlier = timeline.earlier(&key).expect("it is there");
            let mut before = timeline.clone();
            before.seek(Time(earlier.until.0 - 1));
            let then = before.cluster().store().get(&key).map(|object| object.meta.resource_version);
            assert_eq!(earlier.object.map(|object| object.meta.resource_version), then, "{name}");
            let mut after = timeline.clone();
            after.seek(earlier.until);
            let version =
                |timeline: &Timeline| timeline.cluster().store().get(&key).map(|o| o.meta.resource_version);
            assert_eq!(version(&after), version(&timeline), "{name}");
        }
    }

    #[test]
    fn what_was_never_written_again_was_not_there_before_and_what_is_not_there_has_no_past() {
        let timeline = run();
        let revision = timeline.cluster().store().list(Kind::ControllerRevision, None).next().expect("one");
        assert!(timeline.earlier(&revision.key()).expect("it is there").object.is_none());
        assert!(timeline.earlier(&Key::new(Kind::Pod, "default", "nobody")).is_none());
    }
}
