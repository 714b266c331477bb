//! Priorities of pods (admission plugin Priority): where a pod's comes from, and which classes there may be.

use crate::error::{ApiError, Reason};
use crate::object::{Body, Key, Kind, Object, Priority};
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

/// Gives a pod the priority of its class, or of the class that is the default for all. The scheduler does not act on it:
/// pods are scheduled in the order in which they come, and none gives way to another. What is simpler: a cluster that is
/// full stays so, where a real one would evict pods of less priority.
///
/// # Errors
/// When there is no such class, or the pod's spec says another priority than its class.
pub(super) fn admit_pod(world: &World, object: &mut Object) -> Result<(), ApiError> {
    let Some(pod) = object.pod() else { return Ok(()) };
    let said = &pod.spec.raw;
    let class = match said["priorityClassName"].as_str().filter(|name| !name.is_empty()) {
        None => global_default(world),
        Some(name) => Some(class(world, name).ok_or_else(|| {
            forbidden(Kind::Pod, object, format!("no PriorityClass with name {name} was found"))
        })?),
    };
    let priority = class.map(of_class).unwrap_or_default();
    let given = pod.priority.as_deref().copied();
    let value = given.map(|given| given.value).or_else(|| said["priority"].as_i64());
    let policy = given.map(Priority::policy).or_else(|| said["preemptionPolicy"].as_str());
    if let Some(refusal) = contradicts(priority, value, policy) {
        return Err(forbidden(Kind::Pod, object, refusal));
    }
    let kept = (priority != Priority::default()).then(|| Box::new(priority));
    if let Some(pod) = object.pod_mut() {
        pod.priority = kept;
    }
    Ok(())
}

/// What a spec says that its class does not: it is not for the spec to say.
fn contradicts(priority: Priority, value: Option<i64>, policy: Option<&str>) -> Option<String> {
    let computed = "must not be provided in pod spec; priority admission controller computed";
    let from = "from the given PriorityClass name";
    if let Some(value) = value.filter(|value| *value != priority.value) {
        return Some(format!("the integer value of priority ({value}) {computed} {} {from}", priority.value));
    }
    let policy = policy.filter(|policy| *policy != priority.policy())?;
    Some(format!("the string value of PreemptionPolicy ({policy}) {computed} {} {from}", priority.policy()))
}

/// Only one class is for all pods that name none.
///
/// # Errors
/// When another is already.
pub(super) fn admit_class(world: &World, object: &Object) -> Result<(), ApiError> {
    let Body::Other(raw) = &object.body else { return Ok(()) };
    if !is_global_default(raw) {
        return Ok(());
    }
    match default_object(world).filter(|other| other.meta.name != object.meta.name) {
        None => Ok(()),
        Some(other) => {
            let why = "is already marked as default. Only one default can exist";
            Err(forbidden(Kind::PriorityClass, object, format!("PriorityClass {} {why}", other.meta.name)))
        }
    }
}

fn class<'a>(world: &'a World, name: &str) -> Option<&'a Value> {
    world.store.get(&Key::new(Kind::PriorityClass, "", name)).and_then(said)
}

fn global_default(world: &World) -> Option<&Value> {
    default_object(world).and_then(said)
}

/// The class that is the default for all; of several the lowest.
fn default_object(world: &World) -> Option<&Arc<Object>> {
    let classes = world.store.list(Kind::PriorityClass, None);
    let default = classes.filter(|class| said(class).is_some_and(is_global_default));
    default.min_by_key(|class| said(class).map(|class| of_class(class).value))
}

fn said(class: &Arc<Object>) -> Option<&Value> {
    match &class.body {
        Body::Other(raw) => Some(raw),
        _ => None,
    }
}

fn is_global_default(class: &Value) -> bool {
    class["globalDefault"] == true
}

fn of_class(class: &Value) -> Priority {
    Priority {
        value: class["value"].as_i64().unwrap_or_default(),
        never_preempts: class["preemptionPolicy"] == "Never",
    }
}

fn forbidden(kind: Kind, object: &Object, why: String) -> ApiError {
    let message = format!("{} \"{}\" is forbidden: {why}", kind.resource(), object.meta.name);
    ApiError::new(Reason::Forbidden, message)
}
