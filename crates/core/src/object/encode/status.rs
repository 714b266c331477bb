//! A pod's status, as a kubelet reports it.

use super::fields::{Fields, time};
use crate::object::{
    Condition, ConditionStatus, Container, ContainerState, ContainerStatus, Phase, Pod, PodStatus,
};
use crate::time::Time;
use serde_json::{Value, json};

/// A pod's status.
pub(super) fn pod(pod: &Pod) -> Value {
    let status = &pod.status;
    let address = status.ip.as_deref();
    Fields::default()
        .set("phase", status.phase.name())
        .put("reason", &*status.reason)
        .put("conditions", conditions(pod))
        .put("initContainerStatuses", container_statuses(&pod.spec.init, &status.init))
        .put("containerStatuses", container_statuses(&pod.spec.containers, &status.containers))
        .put_some("hostIP", status.host_ip.as_deref())
        .put_some("podIP", address)
        .put_some("podIPs", address.map(|ip| json!([{"ip": ip}])))
        .put_some("startTime", status.start.map(time))
        .set("qosClass", qos_class(&pod.spec.raw))
        .into()
}

fn conditions(pod: &Pod) -> Value {
    let status = &pod.status;
    let mut conditions = status.start.map(|start| reported(pod, start)).unwrap_or_default();
    // Until the scheduler has looked at the pod, nobody has said anything.
    if status.scheduled != Condition::default() {
        conditions.push(pod_condition("PodScheduled", &status.scheduled));
    }
    conditions.extend(status.disruption.as_ref().map(|target| pod_condition("DisruptionTarget", target)));
    conditions.into()
}

/// The conditions that a kubelet reports from when it took the pod.
fn reported(pod: &Pod, start: Time) -> Vec<Value> {
    let status = &pod.status;
    let done = status.phase == Phase::Succeeded;
    let sandbox = ConditionStatus::of(status.ip.is_some() && !status.phase.is_terminal());
    let since_start = |status, reason: &str| Condition {
        status,
        since: start,
        reason: reason.into(),
        message: Default::default(),
    };
    let initialized = initialized(pod).unwrap_or_else(|since| Condition {
        since: since.unwrap_or(start),
        ..since_start(ConditionStatus::True, if done { "PodCompleted" } else { "" })
    });
    vec![
        pod_condition("PodReadyToStartContainers", &since_start(sandbox, "")),
        pod_condition("Initialized", &initialized),
        pod_condition("Ready", &status.ready),
        pod_condition("ContainersReady", &containers_ready(status, start)),
    ]
}

/// That init containers have not done their work yet (`GeneratePodInitializedCondition`); or when the last one had.
fn initialized(pod: &Pod) -> Result<Condition, Option<Time>> {
    let pairs = || pod.spec.init.iter().zip(&pod.status.init);
    let missing = pairs().filter(|(container, status)| !status.is_over(container.sidecar));
    let names: Vec<&str> = missing.map(|(container, _)| &*container.name).collect();
    if names.is_empty() {
        return Err(pairs().filter_map(|(_, status)| status.changed_at()).max());
    }
    Ok(Condition {
        status: ConditionStatus::False,
        since: pod.status.start.unwrap_or_default(),
        reason: "ContainersNotInitialized".into(),
        message: ["containers with incomplete status: [", &names.join(" "), "]"].concat().into(),
    })
}

/// As Ready, there being no readiness gates; but a node that falls silent makes its pods not Ready, and nobody says so of
/// their containers. Since when they were ready is then not known any more: the pod's start stands for it.
fn containers_ready(status: &PodStatus, start: Time) -> Condition {
    let ready = !status.containers.is_empty() && status.containers.iter().all(|container| container.ready);
    if ready == status.ready.is_true() {
        return status.ready.clone();
    }
    Condition { status: ConditionStatus::of(ready), since: start, ..Condition::default() }
}

fn pod_condition(kind: &str, condition: &Condition) -> Value {
    Fields::of(&self::condition(kind, condition)).set("lastProbeTime", Value::Null).into()
}

/// A condition, as all kinds of objects have them.
pub(super) fn condition(kind: &str, condition: &Condition) -> Value {
    Fields::default()
        .set("type", kind)
        .set("status", condition.status.name())
        .set("lastTransitionTime", time(condition.since))
        .put("reason", &*condition.reason)
        .put("message", &*condition.message)
        .into()
}

fn container_statuses(containers: &[Container], statuses: &[ContainerStatus]) -> Value {
    let pairs = containers.iter().zip(statuses);
    pairs.map(|(container, status)| container_status(container, status)).collect()
}

fn container_status(container: &Container, status: &ContainerStatus) -> Value {
    let last =
        status.last.map(|(exit, start, end)| json!({"terminated": terminated(exit, Some(start), end)}));
    json!({
        "name": &*container.name,
        "image": &*container.image,
        "imageID": "",
        "ready": status.ready,
        "started": status.started,
        "restartCount": status.restarts,
        "state": state(&status.state),
        "lastState": last.unwrap_or_else(|| json!({})),
    })
}

fn state(state: &ContainerState) -> Value {
    match state {
        ContainerState::Waiting { reason } => {
            json!({"waiting": Value::from(Fields::default().put("reason", &**reason))})
        }
        ContainerState::Running { since } => json!({"running": {"startedAt": time(*since)}}),
        ContainerState::Terminated { exit, since, at } => {
            json!({"terminated": terminated(*exit, *since, *at)})
        }
    }
}

fn terminated(exit: i32, start: Option<Time>, end: Time) -> Value {
    let reason = if exit == 0 { "Completed" } else { "Error" };
    json!({"exitCode": exit, "reason": reason, "startedAt": start.map(time), "finishedAt": time(end)})
}

/// How well a pod is treated when its node runs short (`qos.ComputePodQOS`): Guaranteed where every container has limits
/// of CPU and memory and asks for as much, BestEffort where none asks for anything.
fn qos_class(spec: &Value) -> &'static str {
    let lists = ["containers", "initContainers"]
        .map(|list| spec[list].as_array().map(Vec::as_slice).unwrap_or_default());
    let resources = || lists.into_iter().flatten().map(|container| &container["resources"]);
    if resources().all(asks_for_nothing) {
        "BestEffort"
    } else if resources().all(is_guaranteed) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

const COUNTED: [&str; 2] = ["cpu", "memory"];

fn asks_for_nothing(resources: &Value) -> bool {
    let none = |amount: &Value| amount.is_null() || amount == "0";
    COUNTED.iter().all(|name| none(&resources["requests"][name]) && none(&resources["limits"][name]))
}

/// A request that is not there is as high as the limit.
fn is_guaranteed(resources: &Value) -> bool {
    let (limits, requests) = (&resources["limits"], &resources["requests"]);
    COUNTED
        .iter()
        .all(|name| limits[name].is_string() && (requests[name].is_null() || requests[name] == limits[name]))
}
