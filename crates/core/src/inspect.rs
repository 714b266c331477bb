//! Everything there is to know about one object at one instant, as plain data: its YAML, its Events, who owns it and what
//! it owns, what was decided about it, and why it waits. Read off a run; nothing here changes anything.

mod links;
mod waiting;

pub use links::Link;
pub use waiting::Wait;

use crate::decision::Decision;
use crate::journal::{Entry, Record, Records};
use crate::kubectl;
use crate::object::{self, EventObject, Key, Kind, Object};
use crate::podstate;
use crate::time::Time;
use crate::timeline::Timeline;
use std::sync::Arc;

/// How many decisions are told at most.
const DECISIONS: usize = 20;

/// An object, inspected.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Which.
    pub key: Key,
    /// The version of its last write: while it stays the same, so does the YAML.
    pub version: u64,
    /// How it stands, in a word; empty where there is nothing to say.
    pub state: String,
    /// It as `kubectl get -o yaml` has it.
    pub yaml: String,
    /// The objects it belongs to, uses and has, with what they are to it.
    pub links: Vec<Link>,
    /// The Events about it, the last at the end.
    pub events: Vec<EventObject>,
    /// What was decided about it or about something of which it is a part, the last first.
    pub decisions: Vec<(Time, Arc<Decision>)>,
    /// Why it is not as it is to be; empty where it waits for nothing.
    pub waits: Vec<Wait>,
}

/// Inspects an object at the playhead; none if it is not there.
pub fn inspect(run: &Timeline, key: &Key) -> Option<Inspection> {
    let cluster = run.cluster();
    let object = cluster.store().get(key)?;
    Some(Inspection {
        key: key.clone(),
        version: object.meta.resource_version,
        state: state(object),
        yaml: yaml(object),
        links: links::of(&cluster.world, object),
        events: events(run, object),
        decisions: decisions(run.records(), key),
        waits: waiting::of(&cluster.world, object),
    })
}

/// An object as `kubectl get -o yaml` has it.
pub fn yaml(object: &Object) -> String {
    kubectl::yaml_of(&object::encode(object))
}

/// How an object stands, in a word, as kubectl's tables have it; empty where they have none.
pub fn state(object: &Object) -> String {
    if object.pod().is_some() {
        return podstate::status_word(object).to_string();
    }
    if object.meta.is_terminating() {
        return "Terminating".into();
    }
    match &object.body {
        object::Body::Node(node) => {
            let ready = if node.ready.is_true() { "Ready" } else { "NotReady" };
            if node.unschedulable { format!("{ready},SchedulingDisabled") } else { ready.into() }
        }
        object::Body::Claim(claim) => claim.phase.name().into(),
        object::Body::Volume(volume) => volume.phase.name().into(),
        object::Body::StatefulSet(set) => format!("{}/{} ready", set.status.ready, set.spec.replicas),
        object::Body::Deployment(it) => format!("{}/{} ready", it.status.ready, it.replicas),
        object::Body::ReplicaSet(it) => format!("{}/{} ready", it.status.ready, it.replicas),
        object::Body::Revision(revision) => format!("revision {}", revision.revision),
        _ => String::new(),
    }
}

fn events(run: &Timeline, object: &Object) -> Vec<EventObject> {
    let all = run.cluster().store().list(Kind::Event, None);
    let about = all.filter_map(|event| Some((event.meta.uid, event.event()?)));
    let mut events: Vec<_> = about.filter(|(_, event)| event.about_uid == object.meta.uid).collect();
    crate::sort::sort_by_key(&mut events, |(uid, event)| (event.last, *uid));
    events.into_iter().map(|(_, event)| event.clone()).collect()
}

/// The decisions about an object, and those about its owner that name it.
fn decisions(records: Records<'_>, key: &Key) -> Vec<(Time, Arc<Decision>)> {
    let about = |decision: &Decision| {
        let names_it = || key.kind == Kind::Pod && decision.verdict.pods().contains(&key.name);
        decision.about == *key || (decision.about.namespace == key.namespace && names_it())
    };
    let decision = |record: &Record| match &record.entry {
        Entry::Decision(decision) => about(decision).then(|| (record.at, decision.clone())),
        _ => None,
    };
    records.rev().filter_map(decision).take(DECISIONS).collect()
}
