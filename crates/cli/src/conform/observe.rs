//! What a step did, in the words of a trace: the journal's records as lines.

use super::mask::Masks;
use ordinal_core::Time;
use ordinal_core::journal::{
    ClaimChange, Entry, EventEntry, PodChange, Record, Records, RevisionChange, VolumeChange,
};
use ordinal_core::object::{Key, List, OwnerRef, Phase};
use ordinal_core::process::ProcessId;
use ordinal_core::store::Store;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a step did, as a trace has it.
#[derive(Debug, Default)]
pub struct Observed {
    /// What happened to pods.
    pub pods: Vec<String>,
    /// To claims.
    pub claims: Vec<String>,
    /// To volumes.
    pub volumes: Vec<String>,
    /// To ControllerRevisions.
    pub revisions: Vec<String>,
    /// Events of the StatefulSet controller.
    pub events: Vec<String>,
    /// The objects at its end.
    pub state: Value,
    /// The command's exit code; none if there was none or it is still running.
    pub exit: Option<i32>,
    /// Its standard output.
    pub out: Vec<String>,
    /// Its standard error.
    pub err: Vec<String>,
}

/// Watches a run, step by step.
#[derive(Debug, Default)]
pub struct Observer {
    /// What is masked.
    pub masks: Masks,
    pods: BTreeMap<Key, PodSeen>,
    /// As the recorder saw them: by name, which pods of a Deployment share once it is masked.
    shown: BTreeMap<String, PodSeen>,
}

#[derive(Clone, Debug, PartialEq)]
struct PodSeen {
    phase: Phase,
    ready: bool,
    deleting: bool,
    owners: Option<List<OwnerRef>>,
}

impl Default for PodSeen {
    fn default() -> Self {
        PodSeen { phase: Phase::Pending, ready: false, deleting: false, owners: None }
    }
}

impl Observer {
    /// What the records of a step say, and how the objects stand at its end.
    pub fn observe(&mut self, records: Records<'_>, process: Option<ProcessId>, store: &Store) -> Observed {
        self.masks.learn(store, records.clone());
        let mut observed = Observed { pods: self.pods(records.clone()), ..Observed::default() };
        let (mut out, mut err) = (String::new(), String::new());
        for Record { entry, .. } in records {
            match entry {
                Entry::Claim(key, change) => observed.claims.extend(self.claim(key, change)),
                Entry::Volume(key, change) => observed.volumes.push(self.volume(key, *change)),
                Entry::Revision(key, change) => observed.revisions.push(self.revision(key, change)),
                Entry::Event(event) if &*event.source == "statefulset-controller" => {
                    observed.events.push(self.event(event));
                }
                Entry::Output { process: id, error, text } if Some(*id) == process => {
                    if *error { &mut err } else { &mut out }.push_str(text);
                }
                Entry::Exit { process: id, code } if Some(*id) == process => observed.exit = Some(*code),
                Entry::Command { .. } | Entry::Pod(..) | Entry::Replicas(..) | Entry::NodeReady(..) => {}
                Entry::Event(_) | Entry::Decision(_) | Entry::Notice(_) | Entry::Marker { .. } => {}
                Entry::Output { .. } | Entry::Exit { .. } => {}
            }
        }
        (observed.out, observed.err) = (self.masks.lines(out.lines()), self.masks.lines(err.lines()));
        observed.state = super::state::of(store, &self.masks);
        observed
    }

    /// What happened to pods. The recorder compared each version of a pod with the one it had seen before under that
    /// name; so does this, with what was written at once taken together.
    fn pods(&mut self, records: Records<'_>) -> Vec<String> {
        let changes = records.filter_map(|record| match &record.entry {
            Entry::Pod(key, change) if !matches!(change, PodChange::Bound(_) | PodChange::State(..)) => {
                Some((key, record.at, change))
            }
            _ => None,
        });
        let changes: Vec<(&Key, Time, &PodChange)> = changes.collect();
        let mut lines = Vec::new();
        let of_one_write = |a: &(&Key, Time, &PodChange), b: &(&Key, Time, &PodChange)| {
            (a.0, a.1) == (b.0, b.1) && rank(a.2) < rank(b.2) && *b.2 != PodChange::Gone
        };
        for write in changes.chunk_by(of_one_write) {
            self.pod(write[0].0, write.iter().map(|change| change.2), &mut lines);
        }
        lines
    }

    fn pod<'a>(&mut self, key: &Key, changes: impl Iterator<Item = &'a PodChange>, lines: &mut Vec<String>) {
        let name = self.name(key);
        let pod = self.pods.entry(key.clone()).or_default();
        for change in changes {
            match change {
                PodChange::Created(created) => {
                    *pod = PodSeen { owners: Some(created.owners.clone()), ..PodSeen::default() };
                    lines.push(format!(
                        "create {name} revision={} owners={}",
                        created.revision,
                        list(&self.masks, &created.owners)
                    ));
                }
                PodChange::Owners(owners) => pod.owners = Some(owners.clone()),
                PodChange::Phase(phase) => pod.phase = *phase,
                PodChange::Ready(ready) => pod.ready = *ready,
                PodChange::Deleting => pod.deleting = true,
                PodChange::Gone => {
                    lines.push(format!("delete {name}"));
                    self.pods.remove(key);
                    self.shown.remove(&name);
                    return;
                }
                PodChange::Bound(_) | PodChange::State(..) => {}
            }
        }
        let before = self.shown.insert(name.clone(), pod.clone()).unwrap_or_default();
        differences(&self.masks, &name, &before, pod, lines);
    }

    fn claim(&self, key: &Key, change: &ClaimChange) -> Option<String> {
        let name = self.name(key);
        Some(match change {
            ClaimChange::Created { owners, .. } => {
                format!("create {name} owners={}", list(&self.masks, owners))
            }
            ClaimChange::Phase(phase) => format!("{name} {}", phase.name()),
            ClaimChange::Owners(owners) => format!("{name} owners={}", list(&self.masks, owners)),
            ClaimChange::Deleting => format!("{name} deleting"),
            ClaimChange::Gone => format!("delete {name}"),
        })
    }

    fn volume(&self, key: &Key, change: VolumeChange) -> String {
        let name = self.name(key);
        match change {
            VolumeChange::Created(_) => format!("create {name}"),
            VolumeChange::Phase(phase) => format!("{name} {}", phase.name()),
            VolumeChange::Deleting => format!("{name} deleting"),
            VolumeChange::Gone => format!("delete {name}"),
        }
    }

    fn revision(&self, key: &Key, change: &RevisionChange) -> String {
        let name = self.name(key);
        match change {
            RevisionChange::Created(number) => format!("create {name} {number}"),
            RevisionChange::Changed(number, owners) => {
                format!("{name} {number} owners={}", list(&self.masks, owners))
            }
            RevisionChange::Gone => format!("delete {name}"),
        }
    }

    fn event(&self, event: &EventEntry) -> String {
        let severity = if event.warning { "Warning" } else { "Normal" };
        self.masks.line(&format!("{severity} {} {}", event.reason, event.message))
    }

    fn name(&self, key: &Key) -> String {
        self.masks.name(&super::state::name(&key.namespace, &key.name))
    }
}

/// In which order the journal has what one write changed.
fn rank(change: &PodChange) -> u8 {
    match change {
        PodChange::Created(_) => 0,
        PodChange::Owners(_) => 1,
        PodChange::Bound(_) | PodChange::State(..) => 2,
        PodChange::Phase(_) => 3,
        PodChange::Ready(_) => 4,
        PodChange::Deleting => 5,
        PodChange::Gone => 6,
    }
}

fn differences(masks: &Masks, name: &str, before: &PodSeen, after: &PodSeen, lines: &mut Vec<String>) {
    if before.phase != after.phase {
        lines.push(format!("{name} {}", after.phase.name()));
    }
    if before.ready != after.ready {
        lines.push(format!("{name} {}", if after.ready { "ready" } else { "not-ready" }));
    }
    if after.deleting && !before.deleting {
        lines.push(format!("{name} deleting"));
    }
    // The recorder has no line for a pod that had no owners and got some: adoption shows in the state alone.
    if let (Some(before), Some(after)) = (&before.owners, &after.owners)
        && !before.is_empty()
        && before != after
    {
        lines.push(format!("{name} owners={}", list(masks, after)));
    }
}

/// Owners as a trace has them: `[StatefulSet/web*]`, the star for the controller.
fn list(masks: &Masks, owners: &[OwnerRef]) -> String {
    let star = |owner: &OwnerRef| if owner.controller { "*" } else { "" };
    let owner =
        |owner: &OwnerRef| masks.name(&format!("{}/{}{}", owner.kind.name(), owner.name, star(owner)));
    format!("[{}]", owners.iter().map(owner).collect::<Vec<_>>().join(", "))
}
