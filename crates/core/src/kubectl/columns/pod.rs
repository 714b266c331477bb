//! The columns of pods.

use super::{Column, NORMAL, WIDE, age as since, or_none};
use crate::object::{Object, Pod};
use crate::podstate;
use crate::world::World;

pub(super) const POD: &[Column] = &[
    ("NAME", NORMAL),
    ("READY", NORMAL),
    ("STATUS", NORMAL),
    ("RESTARTS", NORMAL),
    ("AGE", NORMAL),
    ("IP", WIDE),
    ("NODE", WIDE),
    ("NOMINATED NODE", WIDE),
    ("READINESS GATES", WIDE),
];

pub(super) fn pod(world: &World, object: &Object, pod: &Pod, age: String) -> Vec<String> {
    let name = |name: &Option<crate::object::Name>| or_none(name.as_deref().unwrap_or(""));
    vec![
        object.meta.name.to_string(),
        ready(pod),
        podstate::status_word(object).to_string(),
        restarts(world, pod),
        age,
        name(&pod.status.ip),
        name(&pod.node),
        "<none>".into(),
        "<none>".into(),
    ]
}

fn ready(pod: &Pod) -> String {
    let (ready, all) = podstate::ready_containers(pod);
    format!("{ready}/{all}")
}

/// How often containers were started again, and how long ago the last one was.
fn restarts(world: &World, pod: &Pod) -> String {
    let restarts: u32 = podstate::counted(pod).map(|container| container.restarts).sum();
    let last = podstate::counted(pod).filter_map(|container| container.last.map(|(_, _, end)| end)).max();
    match last {
        Some(last) if restarts > 0 => format!("{restarts} ({} ago)", since(world.now, last)),
        Some(_) | None => restarts.to_string(),
    }
}
