//! In what two scenes differ: object by object, in words.

use super::{ClaimScene, ClaimState, Name, NodeReady, NodeScene, PodScene, PodState, Scene, WorkloadScene};
use std::collections::BTreeMap;

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

/// What is said of an object: the first thing in which two of a name differ is told.
type Facts = Vec<String>;
type Objects<'a> = BTreeMap<(&'static str, &'a str, &'a str), Facts>;

/// What is said of an object that is there in one scene only.
const MISSING: &str = "is not there";

/// The objects in which two scenes differ: workloads, pods, claims, nodes, each by namespace and name.
pub fn differences(one: &Scene, other: &Scene) -> Vec<Difference> {
    let (one, mut other) = (objects(one), objects(other));
    let mut found = Vec::new();
    for (key, facts) in &one {
        let there = other.remove(key);
        found.extend(difference(*key, Some(facts), there.as_ref()));
    }
    found.extend(other.iter().filter_map(|(key, facts)| difference(*key, None, Some(facts))));
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

fn difference(
    (kind, namespace, name): (&'static str, &str, &str),
    one: Option<&Facts>,
    other: Option<&Facts>,
) -> Option<Difference> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => one.iter().zip(other).find(|(one, other)| one != other)?,
        (Some(one), None) => (one.first()?, &MISSING.into()),
        (None, Some(other)) => (&MISSING.into(), other.first()?),
        (None, None) => return None,
    };
    let (one, other) = (one.clone(), other.clone());
    Some(Difference { kind, namespace: namespace.into(), name: name.into(), one, other })
}

fn objects(scene: &Scene) -> Objects<'_> {
    let slots = || scene.workloads.iter().flat_map(|workload| &workload.slots);
    let pods = slots().filter_map(|slot| slot.pod.as_ref()).chain(&scene.pods);
    let claims = slots().flat_map(|slot| &slot.claims).chain(&scene.claims);
    let workloads = scene.workloads.iter().map(workload);
    let pods = pods.map(|it| (("Pod", &*it.namespace, &*it.name), pod(it)));
    let claims = claims.map(|it| (("PersistentVolumeClaim", &*it.namespace, &*it.name), claim(it)));
    let nodes = scene.nodes.iter().map(|it| (("Node", "", &*it.name), node(it)));
    workloads.chain(pods).chain(claims).chain(nodes).collect()
}

fn workload(it: &WorkloadScene) -> ((&'static str, &str, &str), Facts) {
    let kind = match it.kind {
        super::WorkloadKind::StatefulSet => "StatefulSet",
        super::WorkloadKind::Deployment => "Deployment",
    };
    let revision = it.update_revision.as_ref().map_or("none", |revision| &revision.hash);
    let facts = vec![
        format!("asks for {} replica{}", it.replicas, if it.replicas == 1 { "" } else { "s" }),
        format!("has revision {revision} to roll out"),
        format!("has the partition {}", it.partition.unwrap_or(0)),
        format!("has {} ready", it.ready),
    ];
    ((kind, &it.namespace, &it.name), facts)
}

fn pod(it: &PodScene) -> Facts {
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
    let revision = it.revision.as_ref().map_or("none", |revision| &revision.hash);
    vec![
        format!("is {state}"),
        format!("is of revision {revision}"),
        format!("is on {}", it.node.as_deref().unwrap_or("no node")),
        format!("was started again {} times", it.restarts),
        format!("was created at {}", it.created),
    ]
}

fn claim(it: &ClaimScene) -> Facts {
    let state = match it.state {
        ClaimState::Pending => "Pending",
        ClaimState::Bound => "Bound",
        ClaimState::Lost => "Lost",
        ClaimState::Terminating => "Terminating",
    };
    vec![format!("is {state}"), format!("asks for {}", it.request), contents(it)]
}

/// What is stored on a claim's volume: the file that was written last.
fn contents(it: &ClaimScene) -> String {
    match it.volume.as_ref().and_then(|volume| volume.files.first()) {
        Some(file) => format!("holds {}, written at {}", file.path.trim_start_matches('/'), file.written),
        None => "holds nothing".into(),
    }
}

fn node(it: &NodeScene) -> Facts {
    let ready = match it.ready {
        NodeReady::Ready => "Ready",
        NodeReady::NotReady => "NotReady",
    };
    vec![format!("is {ready}"), if it.cordoned { "is cordoned".into() } else { "takes pods".into() }]
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
