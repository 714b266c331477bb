//! The journal as text, a line a record, so that two runs can be compared byte for byte.

use super::{
    ClaimChange, Created, Entry, EventEntry, PodChange, Record, Records, RevisionChange, VolumeChange,
};
use crate::object::{Key, OwnerRef};
use std::fmt;

/// The records, a line each. Whatever a record says is in its line, so equal texts mean equal journals.
pub fn dump(records: Records<'_>) -> String {
    records.map(|record| format!("{record}\n")).collect()
}

impl fmt::Display for Record {
    /// The time, a tab, and what happened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t", self.at)?;
        match &self.entry {
            Entry::Command { label, fault } => {
                write!(f, "{} {label}", if *fault { "fault" } else { "command" })
            }
            Entry::Marker { name, text } => write!(f, "marker {name}: {text}"),
            Entry::Pod(key, change) => write!(f, "{} {change}", Full(key)),
            Entry::Claim(key, change) => write!(f, "{} {change}", Full(key)),
            Entry::Volume(key, change) => write!(f, "{} {change}", Full(key)),
            Entry::Revision(key, change) => write!(f, "{} {change}", Full(key)),
            Entry::Replicas(key, count) => write!(f, "{} replicas {count}", Full(key)),
            Entry::NodeReady(key, ready) => write!(f, "{} {}", Full(key), readiness(*ready)),
            Entry::Event(event) => write!(f, "{event}"),
            Entry::Decision(decision) => {
                let rule = decision.verdict.rule().name();
                write!(f, "{} decides by {rule}: {}", Full(&decision.about), decision.sentence())
            }
            Entry::Output { process, error, text } => {
                let stream = if *error { "stderr" } else { "stdout" };
                write!(f, "process {} {stream} {text:?}", process.0)
            }
            Entry::Exit { process, code } => write!(f, "process {} exit {code}", process.0),
            Entry::Notice(text) => write!(f, "notice {text}"),
        }
    }
}

/// A key with its namespace.
struct Full<'a>(&'a Key);

impl fmt::Display for Full<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { kind, namespace, name, .. } = self.0;
        match &**namespace {
            "" => write!(f, "{} {name}", kind.name()),
            namespace => write!(f, "{} {namespace}/{name}", kind.name()),
        }
    }
}

/// Owners, the controller with a star.
struct Owners<'a>(&'a [OwnerRef]);

impl fmt::Display for Owners<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("owners")?;
        for OwnerRef { kind, name, uid, controller, .. } in self.0 {
            write!(f, " {}/{name}{}({})", kind.name(), if *controller { "*" } else { "" }, uid.0)?;
        }
        Ok(())
    }
}

fn readiness(ready: bool) -> &'static str {
    if ready { "ready" } else { "not ready" }
}

impl fmt::Display for PodChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PodChange::Created(created) => {
                let Created { uid, revision, owners } = &**created;
                write!(f, "created uid {} revision {revision:?} {}", uid.0, Owners(owners))
            }
            PodChange::Bound(node) => write!(f, "bound to {node}"),
            PodChange::Phase(phase) => f.write_str(phase.name()),
            PodChange::Ready(ready) => f.write_str(readiness(*ready)),
            PodChange::Deleting => f.write_str("deleting"),
            PodChange::Owners(owners) => write!(f, "{}", Owners(owners)),
            PodChange::Gone => f.write_str("gone"),
            PodChange::State(state, revision) => write!(f, "looks {state:?} of revision {revision}"),
        }
    }
}

impl fmt::Display for ClaimChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimChange::Created { uid, owners } => write!(f, "created uid {} {}", uid.0, Owners(owners)),
            ClaimChange::Phase(phase) => f.write_str(phase.name()),
            ClaimChange::Owners(owners) => write!(f, "{}", Owners(owners)),
            ClaimChange::Deleting => f.write_str("deleting"),
            ClaimChange::Gone => f.write_str("gone"),
        }
    }
}

impl fmt::Display for VolumeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VolumeChange::Created(uid) => write!(f, "created uid {}", uid.0),
            VolumeChange::Phase(phase) => f.write_str(phase.name()),
            VolumeChange::Deleting => f.write_str("deleting"),
            VolumeChange::Gone => f.write_str("gone"),
        }
    }
}

impl fmt::Display for RevisionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RevisionChange::Created(number) => write!(f, "created number {number}"),
            RevisionChange::Changed(number, owners) => write!(f, "number {number} {}", Owners(owners)),
            RevisionChange::Gone => f.write_str("gone"),
        }
    }
}

impl fmt::Display for EventEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = if self.warning { "Warning" } else { "Normal" };
        write!(
            f,
            "event {severity} {} from {} about {}: {}",
            self.reason,
            self.source,
            Full(&self.about),
            self.message
        )
    }
}
