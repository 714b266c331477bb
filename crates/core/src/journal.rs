//! Everything that happened, in order: a closed list of entries. The page, the staircase, the command line and the
//! conformance traces all read it.

mod dump;
mod pages;

pub use dump::dump;
pub(crate) use pages::Pages;
pub use pages::Records;

use crate::decision::Decision;
use crate::object::{ClaimPhase, Key, List, Name, OwnerRef, Phase, Uid, VolumePhase};
use crate::process::ProcessId;
use crate::scene::PodState;
use crate::time::Time;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// When.
    pub at: Time,
    /// What.
    pub entry: Entry,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Somebody gave a command, or a fault was injected: its words, as a mark shows them.
    Command {
        /// A few words, `scale sts web --replicas=4`.
        label: Arc<str>,
        /// Whether it is a fault rather than a command.
        fault: bool,
    },
    /// This moment has a name.
    Marker {
        /// The name.
        name: Arc<str>,
        /// What there is to see; may be empty.
        text: Arc<str>,
    },
    /// Something happened to a pod.
    Pod(Key, PodChange),
    /// Something happened to a claim.
    Claim(Key, ClaimChange),
    /// Something happened to a volume.
    Volume(Key, VolumeChange),
    /// Something happened to a ControllerRevision.
    Revision(Key, RevisionChange),
    /// A workload's `spec.replicas` is this from now on.
    Replicas(Key, u32),
    /// A node's Ready condition changed.
    NodeReady(Key, bool),
    /// An API Event was seen for the first time.
    Event(Arc<EventEntry>),
    /// A controller took a decision other than its last about that object.
    Decision(Arc<Decision>),
    /// A process in the terminal wrote something.
    Output {
        /// Which.
        process: ProcessId,
        /// Whether to standard error.
        error: bool,
        /// What.
        text: Arc<str>,
    },
    /// A process in the terminal ended.
    Exit {
        /// Which.
        process: ProcessId,
        /// Its exit code.
        code: i32,
    },
    /// Something the user should know of once, as that a kind is kept but not simulated.
    Notice(Arc<str>),
}

/// What happened to a pod.
#[derive(Clone, Debug, PartialEq)]
pub enum PodChange {
    /// It was created. In a box of its own: every record takes the room of the largest, and there are many.
    Created(Box<Created>),
    /// It was bound to a node.
    Bound(Name),
    /// Its phase changed.
    Phase(Phase),
    /// Its Ready condition changed.
    Ready(bool),
    /// Its deletion was asked for.
    Deleting,
    /// Its owners changed: it was adopted or released.
    Owners(List<OwnerRef>),
    /// It is gone from the API.
    Gone,
    /// What the picture shows of it changed: its state, and its revision's number (0 for none).
    State(PodState, u64),
}

/// A pod as it was created.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    /// Its UID.
    pub uid: Uid,
    /// Its revision; empty where it has none.
    pub revision: Name,
    /// Its owners.
    pub owners: List<OwnerRef>,
}

/// What happened to a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum ClaimChange {
    /// It was created.
    Created {
        /// Its UID.
        uid: Uid,
        /// Its owners. In a box of their own, as those of a changed revision: see [`PodChange::Created`].
        owners: Box<List<OwnerRef>>,
    },
    /// Its phase changed.
    Phase(ClaimPhase),
    /// Its owners changed.
    Owners(List<OwnerRef>),
    /// Its deletion was asked for.
    Deleting,
    /// It is gone.
    Gone,
}

/// What happened to a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VolumeChange {
    /// It was created.
    Created(Uid),
    /// Its phase changed.
    Phase(VolumePhase),
    /// Its deletion was asked for.
    Deleting,
    /// It is gone.
    Gone,
}

/// What happened to a ControllerRevision.
#[derive(Clone, Debug, PartialEq)]
pub enum RevisionChange {
    /// It was created with this number.
    Created(u64),
    /// Its number or its owners changed.
    Changed(u64, Box<List<OwnerRef>>),
    /// It is gone.
    Gone,
}

/// An API Event as it was first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEntry {
    /// The object it is about.
    pub about: Key,
    /// The container of it, if it is about one, as `spec.containers{nginx}` (`involvedObject.fieldPath`).
    pub field: Option<Name>,
    /// Whether it is a Warning.
    pub warning: bool,
    /// Whether the component uses the newer API, `events.k8s.io`.
    pub newer_api: bool,
    /// Which version of the object it is about, where that is known (`involvedObject.resourceVersion`).
    pub version: Option<NonZeroU32>,
    /// The component that reports.
    pub source: Name,
    /// The node on which it runs, if it is one of a node's: a kubelet.
    pub host: Option<Name>,
    /// The reason.
    pub reason: Name,
    /// The message.
    pub message: Name,
}

impl EventEntry {
    /// The instance of the component that reports: its host, if it has one. The newer API asks for it.
    pub(crate) fn reporting_instance(&self) -> String {
        match &self.host {
            Some(host) => host.to_string(),
            None if self.newer_api => [&*self.source, "-control-plane"].concat(),
            None => String::new(),
        }
    }
}

/// The entries so far.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    records: Vec<Record>,
}

impl Journal {
    /// Writes an entry down.
    pub fn write(&mut self, at: Time, entry: Entry) {
        self.records.push(Record { at, entry });
    }

    /// Takes the entries, leaving none.
    pub fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// Moves the entries to the end of others, but for the first so many. Returns how many there were.
    pub(crate) fn move_to(&mut self, others: &mut Pages, skip: usize) -> usize {
        let count = self.records.len();
        self.records.drain(..).skip(skip).for_each(|record| others.push(record));
        count
    }

    /// The entries that have not been taken.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}
