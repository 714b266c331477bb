//! Why a pod that its kubelet has taken is not ready, in plain sentences, each with its rule.

use super::containers::Known;
use super::process::{Part, Process, State};
use super::{Run, Stage, probes, volumes};
use crate::command::PodReport;
use crate::decision::Rule;
use crate::object::{Container, Object, Probe};
use crate::time::Time;
use crate::world::World;
use std::sync::Arc;

/// Why a pod is not ready; none if it is, or if no kubelet has it.
pub(crate) fn waits(world: &World, object: &Arc<Object>) -> Option<(Rule, String)> {
    let run = world.kubelets.runs.get(&object.meta.uid)?;
    if object.pod()?.status.ready.is_true() {
        return None;
    }
    if let Some(told) = run.told.filter(|told| *told != PodReport::Released) {
        return Some((Rule::Probes, format!("Somebody has its kubelet report that it {}.", reported(told))));
    }
    match run.stage {
        Stage::Attaching => Some(attaching(world, object, run)),
        Stage::Up => Known::load(world, object.meta.uid).and_then(|known| containers(world, &known)),
        Stage::Stopping | Stage::Ended => None,
    }
}

/// What the first container that is not as it should be waits for.
fn containers(world: &World, known: &Known) -> Option<(Rule, String)> {
    let node = &known.run.node;
    known.processes().find_map(|(at, container, process)| {
        let (image, whose) = (&container.image, whose(known, container));
        match process.state {
            State::Pulling { .. } => Some((Rule::Images, format!("{node} pulls {whose} image, {image}."))),
            State::Unpullable { .. } => Some((Rule::Images, unpullable(known, container))),
            State::Starting { .. } => Some((Rule::Probes, "Its containers are being started.".into())),
            State::Exited { again: Some(until) } => {
                Some((Rule::Restarts, restarting(process, container, known, until)))
            }
            State::Running { .. } => running(world, known, (at, container, process)),
            State::Replaced { .. } => Some((Rule::Images, format!("{whose} image is replaced, by {image}."))),
            State::Idle | State::Exited { again: None } => None,
        }
    })
}

/// A container by its name where the pod has several; else it is the pod's own.
fn whose(known: &Known, container: &Container) -> String {
    match known.run.processes.len() {
        1 => "its".into(),
        _ => format!("{}'s", container.name),
    }
}

fn unpullable(known: &Known, container: &Container) -> String {
    let whose = match known.run.processes.len() {
        1 => "Its image".into(),
        _ => format!("The image of {}", container.name),
    };
    format!("{whose}, {}, cannot be pulled. Each attempt waits longer than the last.", container.image)
}

fn restarting(process: &Process, container: &Container, known: &Known, until: Time) -> String {
    let whose = match known.run.processes.len() {
        1 => "Its container".into(),
        _ => container.name.to_string(),
    };
    let ended = process.last.map(|ended| format!("{whose} exited with {}. ", ended.code)).unwrap_or_default();
    format!("{ended}It is started again at {until}; each time that waits longer.")
}

fn reported(told: PodReport) -> &'static str {
    match told {
        PodReport::Creating => "is being created",
        PodReport::Running | PodReport::NotReady => "runs and is not ready",
        PodReport::Ready => "is ready",
        PodReport::ImagePull => "cannot pull its image",
        PodReport::CrashLoop => "crashes",
        PodReport::Hung => "hangs",
        PodReport::Failed => "has failed",
        PodReport::Succeeded => "has succeeded",
        PodReport::Gone => "is gone",
        PodReport::Released => "is on its own",
    }
}

fn attaching(world: &World, object: &Arc<Object>, run: &Run) -> (Rule, String) {
    let volumes = volumes::of_pod(world, object);
    match volumes::held_elsewhere(world, &volumes, &run.node) {
        Some((volume, holder)) if !world.kubelets.answers(&holder) => (
            Rule::AccessModes,
            format!(
                "{volume} is still attached to {holder}, which does not answer and cannot let go of it. It is taken from \
                 there after six minutes, or when somebody taints that node as out of service."
            ),
        ),
        Some((volume, holder)) => (
            Rule::AccessModes,
            format!("{volume} is still attached to {holder}, and only one node at a time can have it."),
        ),
        None => (Rule::StableStorage, format!("Its volumes are being attached to {}.", run.node)),
    }
}

/// What a running container holds up: what is started after it, or that its pod is ready.
fn running(
    world: &World,
    known: &Known,
    (at, container, process): (usize, &Container, &Process),
) -> Option<(Rule, String)> {
    if Part::of(known.spec(), at) == Part::Init {
        let sentence =
            format!("Its init container {} runs; the others wait until it has ended.", container.name);
        return Some((Rule::InitContainers, sentence));
    }
    if known.run.held {
        return Some((Rule::Probes, "Its readiness probe fails: somebody sees to that.".into()));
    }
    if process.hung.is_some() {
        return Some((Rule::Probes, "Its process hangs: no probe gets an answer.".into()));
    }
    if process.crashing {
        return Some((
            Rule::Restarts,
            "Its process exits soon after each start: somebody sees to that.".into(),
        ));
    }
    let at = probes::container_ready_at(world, known, at).filter(|ready| *ready > world.now)?;
    let asks = container.readiness.map(|probe| format!(" It {}.", asked(&probe))).unwrap_or_default();
    let subject = if known.run.processes.len() == 1 { "It".into() } else { container.name.to_string() };
    Some((
        Rule::Probes,
        format!("{subject} runs, and its readiness probe has not succeeded yet: it will at {at}.{asks}"),
    ))
}

fn asked(probe: &Probe) -> String {
    format!("is asked first {} after the start, then every {}", probe.initial_delay, probe.period)
}
