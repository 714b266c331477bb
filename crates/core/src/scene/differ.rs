//! In what two scenes differ: object by object, in words.

use super::{ClaimScene, ClaimState, Name, NodeReady, NodeScene, PodScene, PodState, Scene, WorkloadScene};
use crate::time::Time;
use std::collections::BTreeMap;
use std::fmt;

/// An object that is not the same in two scenes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace; empty where it has none.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// What it is in the first scene, `is Ready`.
    pub one: String,
    /// What it is in the other.
    pub other: String,
}

/// Something that is said of an object, as a value: ten thousand pods are compared in a frame, and words are made only for
/// what differs.
#[derive(Clone, Copy, PartialEq)]
enum Fact<'a> {
    Is(&'static str),
    Replicas(u32),
    RollsOut(Option<&'a str>),
    Partition(u32),
    CountReady(u32),
    Revision(Option<&'a str>),
    Node(Option<&'a str>),
    Restarts(u32),
    Created(Time),
    Request(&'a str),
    /// The file that was written last on a claim's volume.
    Holds(Option<(&'a str, Time)>),
    Cordoned(bool),
}

impl fmt::Display for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Fact::Is(state) => write!(f, "is {state}"),
            Fact::Replicas(1) => f.write_str("asks for 1 replica"),
            Fact::Replicas(count) => write!(f, "asks for {count} replicas"),
            Fact::RollsOut(revision) => write!(f, "has revision {} to roll out", revision.unwrap_or("none")),
            Fact::Partition(partition) => write!(f, "has the partition {partition}"),
            Fact::CountReady(count) => write!(f, "has {count} ready"),
            Fact::Revision(revision) => write!(f, "is of revision {}", revision.unwrap_or("none")),
            Fact::Node(node) => write!(f, "is on {}", node.unwrap_or("no node")),
            Fact::Restarts(count) => write!(f, "was started again {count} times"),
            Fact::Created(at) => write!(f, "was created at {at}"),
            Fact::Request(size) => write!(f, "asks for {size}"),
            Fact::Holds(Some((file, at))) => write!(f, "holds {file}, written at {at}"),
            Fact::Holds(None) => f.write_str("holds nothing"),
            Fact::Cordoned(true) => f.write_str("is cordoned"),
            Fact::Cordoned(false) => f.write_str("takes pods"),
        }
    }
}

/// What is said of an object: no kind has more to say.
type Facts<'a> = [Option<Fact<'a>>; 5];

/// An object of a scene.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Workload(&'a WorkloadScene),
    Pod(&'a PodScene),
    Claim(&'a ClaimScene),
    Node(&'a NodeScene),
}

/// Its kind, its namespace and its name.
type Named<'a> = (&'static str, &'a str, &'a str);

/// What is said of an object that is there in one scene only.
const MISSING: &str = "is not there";

/// The objects in which two scenes differ: workloads, pods, claims, nodes, each by namespace and name.
pub fn differences(one: &Scene, other: &Scene) -> Vec<Difference> {
    let (one, mut other) = (objects(one), objects(other));
    let mut found = Vec::new();
    for (key, thing) in &one {
        let there = other.remove(key);
        found.extend(difference(*key, Some(*thing), there));
    }
    found.extend(other.iter().filter_map(|(key, thing)| difference(*key, None, Some(*thing))));
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    found
}

/// Workloads come first, nodes last; within a kind, ordinals are in order.
fn order(it: &Difference) -> (usize, &Name, usize, &Name) {
    let rank = ["StatefulSet", "Deployment", "Pod", "PersistentVolumeClaim"]
        .iter()
        .position(|kind| *kind == it.kind);
    (rank.unwrap_or(4), &it.namespace, it.name.len(), &it.name)
}

/// The first thing in which two objects of a name differ.
fn difference(
    (kind, namespace, name): Named<'_>,
    one: Option<Thing<'_>>,
    other: Option<Thing<'_>>,
) -> Option<Difference> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => {
            let (one, other) = one.facts().zip(other.facts()).find(|(one, other)| one != other)?;
            (one.to_string(), other.to_string())
        }
        (Some(one), None) => (one.facts().next()?.to_string(), MISSING.into()),
        (None, Some(other)) => (MISSING.into(), other.facts().next()?.to_string()),
        (None, None) => return None,
    };
    Some(Difference { kind, namespace: namespace.into(), name: name.into(), one, other })
}

fn objects(scene: &Scene) -> BTreeMap<Named<'_>, Thing<'_>> {
    let slots = || scene.workloads.iter().flat_map(|workload| &workload.slots);
    let workloads = scene.workloads.iter().map(Thing::Workload);
    let pods = slots().filter_map(|slot| slot.pod.as_ref()).chain(&scene.pods).map(Thing::Pod);
    let claims = slots().flat_map(|slot| &slot.claims).chain(&scene.claims).map(Thing::Claim);
    let nodes = scene.nodes.iter().map(Thing::Node);
    workloads.chain(pods).chain(claims).chain(nodes).map(|thing| (thing.named(), thing)).collect()
}

impl<'a> Thing<'a> {
    fn named(self) -> Named<'a> {
        match self {
            Thing::Workload(it) => (workload_kind(it), &it.namespace, &it.name),
            Thing::Pod(it) => ("Pod", &it.namespace, &it.name),
            Thing::Claim(it) => ("PersistentVolumeClaim", &it.namespace, &it.name),
            Thing::Node(it) => ("Node", "", &it.name),
        }
    }

    /// What is said of it, the most telling first.
    fn facts(self) -> impl Iterator<Item = Fact<'a>> {
        let facts = match self {
            Thing::Workload(it) => workload(it),
            Thing::Pod(it) => pod(it),
            Thing::Claim(it) => claim(it),
            Thing::Node(it) => node(it),
        };
        facts.into_iter().flatten()
    }
}

fn workload_kind(it: &WorkloadScene) -> &'static str {
    match it.kind {
        super::WorkloadKind::StatefulSet => "StatefulSet",
        super::WorkloadKind::Deployment => "Deployment",
    }
}

fn workload(it: &WorkloadScene) -> Facts<'_> {
    let revision = it.update_revision.as_ref().map(|revision| &*revision.hash);
    [
        Some(Fact::Replicas(it.replicas)),
        Some(Fact::RollsOut(revision)),
        Some(Fact::Partition(it.partition.unwrap_or(0))),
        Some(Fact::CountReady(it.ready)),
        None,
    ]
}

fn pod(it: &PodScene) -> Facts<'_> {
    let state = match it.state {
        PodState::Pending => "Pending",
        PodState::ContainerCreating => "ContainerCreating",
        PodState::Running => "Running, not Ready",
        PodState::Ready => "Ready",
        PodState::Terminating => "Terminating",
        PodState::Completed => "Completed",
        PodState::Failed => "Failed",
        PodState::CrashLoopBackOff => "in CrashLoopBackOff",
        PodState::ImagePullBackOff => "in ImagePullBackOff",
    };
    [
        Some(Fact::Is(state)),
        Some(Fact::Revision(it.revision.as_ref().map(|revision| &*revision.hash))),
        Some(Fact::Node(it.node.as_deref())),
        Some(Fact::Restarts(it.restarts)),
        Some(Fact::Created(it.created)),
    ]
}

fn claim(it: &ClaimScene) -> Facts<'_> {
    let state = match it.state {
        ClaimState::Pending => "Pending",
        ClaimState::Bound => "Bound",
        ClaimState::Lost => "Lost",
        ClaimState::Terminating => "Terminating",
    };
    let file = it.volume.as_ref().and_then(|volume| volume.files.first());
    let holds = file.map(|file| (file.path.trim_start_matches('/'), file.written));
    [Some(Fact::Is(state)), Some(Fact::Request(&it.request)), Some(Fact::Holds(holds)), None, None]
}

fn node(it: &NodeScene) -> Facts<'_> {
    let ready = match it.ready {
        NodeReady::Ready => "Ready",
        NodeReady::NotReady => "NotReady",
    };
    [Some(Fact::Is(ready)), Some(Fact::Cordoned(it.cordoned)), None, None, None]
}

/// Differences in sentences: the first scene is called A, the other one B. Pods of ordinals in a row that differ in
/// the same way are told together.
pub fn sentences(differences: &[Difference]) -> Vec<String> {
    let alike = |one: &Difference, next: &Difference| {
        (one.kind, &one.namespace, &one.one, &one.other)
            == (next.kind, &next.namespace, &next.one, &next.other)
            && follows(&one.name, &next.name)
    };
    differences.chunk_by(alike).map(sentence).collect()
}

/// Whether a name is that of the next ordinal.
fn follows(name: &str, next: &str) -> bool {
    let parts = |name: &str| {
        let (parent, ordinal) = name.rsplit_once('-')?;
        Some((String::from(parent), ordinal.parse::<u32>().ok()?))
    };
    parts(name)
        .zip(parts(next))
        .is_some_and(|(one, next)| one.0 == next.0 && one.1.checked_add(1) == Some(next.1))
}

fn sentence(run: &[Difference]) -> String {
    let (first, last) = (&run[0], &run[run.len() - 1]);
    let who =
        if run.len() == 1 { first.name.to_string() } else { format!("{} to {}", first.name, last.name) };
    let it = if run.len() == 1 { "it" } else { "they" };
    let said = |what: &str| if run.len() == 1 { what.into() } else { plural(what) };
    format!("In B, {who} {}; in A {it} {}.", said(&first.other), said(&first.one))
}

fn plural(what: &str) -> String {
    let verbs = [
        ("is ", "are "),
        ("was ", "were "),
        ("has ", "have "),
        ("asks ", "ask "),
        ("takes ", "take "),
        ("holds ", "hold "),
    ];
    let verb = verbs.iter().find_map(|(one, many)| Some(format!("{many}{}", what.strip_prefix(one)?)));
    verb.unwrap_or_else(|| what.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, Config, Time, Timeline};
    use expect_test::expect;

    fn told(one: &Timeline, other: &Timeline) -> String {
        let scene = |timeline: &Timeline| Scene::of(timeline.cluster(), None);
        sentences(&differences(&scene(one), &scene(other))).join("\n")
    }

    fn kubectl(timeline: &mut Timeline, line: &str) {
        let args: Vec<String> = format!("kubectl {line}").split(' ').map(String::from).collect();
        timeline.apply(Command::Run { args: args.into(), stdin: SET.into() });
    }

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 4, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}}}";

    #[test]
    fn what_differs_is_told_and_what_does_not_is_not() {
        let mut one = Timeline::new(Config::default());
        kubectl(&mut one, "apply -f -");
        one.advance(Time(20_000));
        let mut other = one.fork();
        assert_eq!(told(&one, &other), "");
        kubectl(&mut other, "scale sts web --replicas=1");
        kubectl(&mut other, "cordon node-b");
        other.advance(Time(20_100));
        one.advance(Time(20_100));
        expect![[r#"
            In B, web asks for 1 replica; in A it asks for 4 replicas.
            In B, web-3 is Terminating; in A it is Ready.
            In B, node-b is cordoned; in A it takes pods."#]]
        .assert_eq(&told(&one, &other));
        one.advance(Time(30_000));
        other.advance(Time(30_000));
        expect![[r#"
            In B, web asks for 1 replica; in A it asks for 4 replicas.
            In B, web-1 to web-3 are not there; in A they are Ready.
            In B, node-b is cordoned; in A it takes pods."#]]
        .assert_eq(&told(&one, &other));
        expect![[r#"
            In B, web asks for 4 replicas; in A it asks for 1 replica.
            In B, web-1 to web-3 are Ready; in A they are not there.
            In B, node-b takes pods; in A it is cordoned."#]]
        .assert_eq(&told(&other, &one));
    }
}
