//! What a scene and a journal have to tell the page, as plain data.

use crate::event::{Decision, Marker, Workload, Workloads};
use ordinal_core::Time;
use ordinal_core::scene::{DecisionScene, Scene, WorkloadKind, WorkloadScene};

/// An instant in seconds.
pub(crate) fn seconds(at: Time) -> f64 {
    at.0 as f64 / 1000.0
}

/// The instant of so many seconds; what is not a time is the start.
pub(crate) fn instant(seconds: f64) -> Time {
    Time((seconds * 1000.0).round() as u64)
}

/// The workloads of a scene.
pub(crate) fn workloads(scene: &Scene) -> Workloads {
    Workloads {
        workloads: scene.workloads.iter().map(workload).collect(),
        nodes: scene.nodes.iter().map(|node| node.name.to_string()).collect(),
    }
}

fn workload(it: &WorkloadScene) -> Workload {
    let kind = match it.kind {
        WorkloadKind::StatefulSet => "StatefulSet",
        WorkloadKind::Deployment => "Deployment",
    };
    let pods = it.slots.iter().filter_map(|slot| slot.pod.as_ref()).map(|pod| pod.name.to_string());
    Workload {
        kind: kind.into(),
        namespace: it.namespace.to_string(),
        name: it.name.to_string(),
        replicas: it.replicas,
        ready: it.ready,
        updated: it.updated,
        start: it.start,
        partition: it.partition,
        deleting: it.deleting,
        pods: pods.collect(),
    }
}

/// The decision of a scene; an empty one where there is none.
pub(crate) fn decision(scene: &Scene) -> Decision {
    match &scene.decision {
        Some(decision) => taken(decision),
        None => Decision {
            time: seconds(scene.at),
            about: String::new(),
            sentence: String::new(),
            why: None,
            rule: String::new(),
            link: String::new(),
            pods: Vec::new(),
        },
    }
}

fn taken(decision: &DecisionScene) -> Decision {
    Decision {
        time: seconds(decision.at),
        about: decision.about.to_string(),
        sentence: decision.sentence.clone(),
        why: decision.why.clone(),
        rule: decision.rule.to_string(),
        link: decision.link.to_string(),
        pods: decision.pods.iter().map(ToString::to_string).collect(),
    }
}

/// A mark.
pub(crate) fn marker(at: Time, label: &str, fault: bool) -> Marker {
    Marker { time: seconds(at), label: label.into(), fault }
}
