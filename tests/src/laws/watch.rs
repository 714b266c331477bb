//! Watches a run's journal for what must never happen.

use ordinal_core::journal::{ClaimChange, Created, Entry, PodChange, Record};
use ordinal_core::object::{Key, Kind, List, Name, OwnerRef, Phase, Uid};
use ordinal_core::{Time, Timeline};
use std::collections::{BTreeMap, BTreeSet};

/// A pod as the journal has it.
#[derive(Clone, Debug, Default)]
struct Seen {
    node: Option<Name>,
    owner: Option<Uid>,
    phase: Phase,
    ready: bool,
    deleting: bool,
    forced: bool,
    /// Whether its set was deleted with its pods: then the garbage collector takes it, also if a set of that name is
    /// applied meanwhile.
    doomed: bool,
}

/// What is known at a record: the pods by ordinal, the replicas asked for and from where on, and the words of the commands
/// of its instant.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pods: BTreeMap<u32, Seen>,
    replicas: u32,
    start: u32,
    set_deleted: bool,
    lost_nodes: BTreeSet<Name>,
    commands: (Time, String),
    policy_deletes: bool,
}

type Complaint = Option<String>;
type Law = fn(&Known, &Entry) -> Complaint;

/// Goes through the records, and lets a law look at each before it becomes known.
fn complaints<'a>(records: impl IntoIterator<Item = &'a Record>, law: Law) -> Vec<String> {
    look(&mut Known::default(), records, &[law])
}

fn look<'a>(known: &mut Known, records: impl IntoIterator<Item = &'a Record>, laws: &[Law]) -> Vec<String> {
    let mut found = Vec::new();
    for record in records.into_iter().filter(|record| !is_beside(&record.entry)) {
        if record.at != known.commands.0 {
            known.commands = (record.at, String::new());
        }
        let complaints = laws.iter().filter_map(|law| law(known, &record.entry));
        found.extend(complaints.map(|what| format!("{} {what}", record.at)));
        known.learn(&record.entry);
    }
    found
}

/// Whether an entry is about a namespace beside the one that is watched.
fn is_beside(entry: &Entry) -> bool {
    match entry {
        Entry::Pod(key, _) | Entry::Claim(key, _) | Entry::Replicas(key, _) => &*key.namespace != "default",
        _ => false,
    }
}

/// What the next records of a run break, of all laws; those of order only where there is one.
pub fn broken_by<'a>(
    known: &mut Known,
    records: impl IntoIterator<Item = &'a Record>,
    ordered: bool,
) -> Vec<String> {
    let laws: &[Law] = if ordered { &[unconfirmed, claim, creation, removal] } else { &[unconfirmed, claim] };
    look(known, records, laws)
}

impl Known {
    fn learn(&mut self, entry: &Entry) {
        match entry {
            Entry::Command { label, .. } => self.learn_command(label),
            Entry::Replicas(_, replicas) => self.replicas = *replicas,
            Entry::NodeReady(node, true) => drop(self.lost_nodes.remove(&node.name)),
            Entry::NodeReady(node, false) => drop(self.lost_nodes.insert(node.name.clone())),
            Entry::Pod(key, change) => self.learn_pod(ordinal(key), change),
            _ => {}
        }
    }

    fn learn_command(&mut self, label: &str) {
        self.commands.1 += label;
        self.commands.1 += "\n";
        if label.starts_with("apply") && std::mem::take(&mut self.set_deleted) {
            self.start = 0;
        }
        self.set_deleted |= label.starts_with("delete sts");
        if label.starts_with("delete sts") && !label.contains("orphan") {
            self.pods.values_mut().for_each(|pod| pod.doomed = true);
        }
        self.policy_deletes |= label.contains("\"whenScaled\":\"Delete\"");
        self.policy_deletes |= label.contains("\"whenDeleted\":\"Delete\"");
        // A drain takes pods as a lost node does, and so do a taint with NoExecute and the node's deletion.
        let emptied =
            ["drain ", "taint nodes ", "delete node "].iter().find_map(|words| label.strip_prefix(words));
        self.lost_nodes.extend(emptied.and_then(|rest| rest.split(' ').next()).map(Name::from));
        let start = label.split("\"start\":").nth(1).and_then(|rest| rest.split('}').next());
        // What is patched when the set is gone changes nothing.
        let start = start.filter(|_| !self.set_deleted);
        self.start = start.and_then(|start| start.parse().ok()).unwrap_or(self.start);
        let forced = label.strip_prefix("delete pod web-").filter(|rest| rest.contains("--force"));
        let ordinal = forced.and_then(|rest| rest.split(' ').next()?.parse().ok());
        if let Some(pod) = ordinal.and_then(|ordinal: u32| self.pods.get_mut(&ordinal)) {
            pod.forced = true;
        }
    }

    fn learn_pod(&mut self, ordinal: u32, change: &PodChange) {
        let pod = self.pods.entry(ordinal).or_default();
        match change {
            PodChange::Created(created) => {
                *pod = Seen { owner: controller(&created.owners), ..Seen::default() }
            }
            PodChange::Phase(phase) => pod.phase = *phase,
            PodChange::Ready(ready) => pod.ready = *ready,
            PodChange::Deleting => pod.deleting = true,
            PodChange::Gone => drop(self.pods.remove(&ordinal)),
            PodChange::Bound(node) => pod.node = Some(node.clone()),
            PodChange::Owners(owners) => pod.owner = controller(owners),
            PodChange::State(..) => {}
        }
    }

    /// Whether a pod's node is lost, so that its pods are evicted.
    fn is_lost(&self, ordinal: u32) -> bool {
        let node = self.pods.get(&ordinal).and_then(|pod| pod.node.as_ref());
        node.is_some_and(|node| self.lost_nodes.contains(node))
    }

    /// Whether an ordinal is not within the replicas.
    fn is_condemned(&self, ordinal: u32) -> bool {
        !(self.start..self.start.saturating_add(self.replicas)).contains(&ordinal)
    }

    /// Whether somebody named this object in a command of this instant.
    fn is_named(&self, name: &str) -> bool {
        self.commands.1.split([' ', '\n']).any(|word| word == name)
    }
}

fn controller(owners: &[OwnerRef]) -> Option<Uid> {
    owners.iter().find(|owner| owner.controller).map(|owner| owner.uid)
}

fn ordinal(key: &Key) -> u32 {
    key.name.rsplit('-').next().and_then(|end| end.parse().ok()).unwrap_or(u32::MAX)
}

/// Pods that went while they may still have run, though nobody forced them out.
pub fn unconfirmed_removals(run: &Timeline) -> Vec<String> {
    complaints(run.all_records(), unconfirmed)
}

fn unconfirmed(known: &Known, entry: &Entry) -> Complaint {
    let Entry::Pod(key, PodChange::Gone) = entry else { return None };
    let pod = known.pods.get(&ordinal(key))?;
    (pod.phase == Phase::Running && !pod.forced).then(|| format!("{} went while it ran", key.name))
}

/// Creations of a pod before which one is missing, not Ready or on its way out.
pub fn creations_past_one_not_ready(run: &Timeline) -> Vec<String> {
    complaints(run.all_records(), creation)
}

fn creation(known: &Known, entry: &Entry) -> Complaint {
    let Entry::Pod(key, PodChange::Created(_)) = entry else { return None };
    let fine = |pod: &Seen| pod.phase == Phase::Running && pod.ready && !pod.deleting;
    let before = (known.start..ordinal(key)).find(|before| !known.pods.get(before).is_some_and(fine))?;
    Some(format!("{} was created past web-{before}", key.name))
}

/// Pods beyond the replicas that were deleted while a higher one was there, though nobody named them.
pub fn removals_below_one_that_is_there(run: &Timeline) -> Vec<String> {
    complaints(run.all_records(), removal)
}

fn removal(known: &Known, entry: &Entry) -> Complaint {
    let Entry::Pod(key, PodChange::Deleting) = entry else { return None };
    let number = ordinal(key);
    // What a set of the same name that is gone has left behind is none of this one's.
    let own = |pod: &Seen| known.pods.get(&number).is_some_and(|removed| removed.owner == pod.owner);
    let condemned = |other: u32| other > number && known.is_condemned(other);
    if known.pods.get(&number).is_some_and(|pod| pod.doomed) {
        return None;
    }
    let (above, _) = known.pods.iter().find(|(other, pod)| condemned(**other) && own(pod))?;
    // A deleted set's pods go in no order, and so do those of a lost node and those that somebody names.
    let by_scale_down = known.is_condemned(number) && !known.set_deleted && !known.is_lost(number);
    (by_scale_down && !known.is_named(&key.name))
        .then(|| format!("{} was removed before web-{above} was gone", key.name))
}

/// Claims that were deleted though nobody named them and no policy said so.
pub fn unasked_claim_deletions(run: &Timeline) -> Vec<String> {
    complaints(run.all_records(), claim)
}

fn claim(known: &Known, entry: &Entry) -> Complaint {
    let Entry::Claim(key, ClaimChange::Deleting) = entry else { return None };
    let asked = known.policy_deletes || known.is_named(&key.name);
    (!asked).then(|| format!("{} was deleted", key.name))
}

/// What each law says of records that break it.
pub fn broken() -> [Vec<String>; 4] {
    let pod =
        |ordinal: u32, change| Entry::Pod(Key::new(Kind::Pod, "default", &format!("web-{ordinal}")), change);
    let created = |ordinal| {
        let created = Created { uid: Uid(1), revision: "".into(), owners: List::default() };
        pod(ordinal, PodChange::Created(Box::new(created)))
    };
    let set = Key::new(Kind::StatefulSet, "default", "web");
    let data = Key::new(Kind::PersistentVolumeClaim, "default", "data-web-0");
    let records = |entries: Vec<Entry>| -> Vec<Record> {
        entries.into_iter().map(|entry| Record { at: Time(5), entry }).collect()
    };
    [
        complaints(
            &records(vec![created(0), pod(0, PodChange::Phase(Phase::Running)), created(1)]),
            creation,
        ),
        complaints(
            &records(vec![Entry::Replicas(set, 0), created(0), created(1), pod(0, PodChange::Deleting)]),
            removal,
        ),
        complaints(
            &records(vec![created(0), pod(0, PodChange::Phase(Phase::Running)), pod(0, PodChange::Gone)]),
            unconfirmed,
        ),
        complaints(&records(vec![Entry::Claim(data, ClaimChange::Deleting)]), claim),
    ]
}
