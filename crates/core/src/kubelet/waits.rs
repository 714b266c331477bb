//! Why a pod that its kubelet has taken is not ready, in plain sentences, each with its rule.

use super::{Run, Stage, probes, status, volumes};
use crate::command::PodReport;
use crate::decision::Rule;
use crate::object::{Object, Probe};
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
        Stage::Pulling => Some((Rule::Images, format!("{} pulls its image, {}.", run.node, image(object)))),
        Stage::PullFailed { .. } => Some((
            Rule::Images,
            format!(
                "Its image, {}, cannot be pulled. Each attempt waits longer than the last.",
                image(object)
            ),
        )),
        Stage::Starting => Some((Rule::Probes, "Its containers are being started.".into())),
        Stage::Running { since } => Some(unready(world, object, run, since)),
        Stage::BackOff { until } => Some((
            Rule::Restarts,
            format!("{}It is started again at {until}; each time that waits longer.", ended(object)),
        )),
        Stage::Stopping | Stage::Ended => None,
    }
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

fn image(object: &Object) -> String {
    object.pod().map(status::first_container).map(|(_, image)| image.to_string()).unwrap_or_default()
}

fn attaching(world: &World, object: &Arc<Object>, run: &Run) -> (Rule, String) {
    match volumes::held_elsewhere(world, object, &run.node) {
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

fn unready(world: &World, object: &Arc<Object>, run: &Run, since: Time) -> (Rule, String) {
    let probe = object.pod().and_then(|pod| pod.spec.containers.iter().find_map(|it| it.readiness));
    if run.held {
        return (Rule::Probes, "Its readiness probe fails: somebody sees to that.".into());
    }
    if run.hung.is_some() {
        return (Rule::Probes, "Its process hangs: no probe gets an answer.".into());
    }
    if run.crashing {
        return (Rule::Restarts, "Its process exits soon after each start: somebody sees to that.".into());
    }
    let at = probes::ready_at(world, object, since);
    let asks = probe.map(|probe| format!(" It {}.", asked(&probe))).unwrap_or_default();
    (Rule::Probes, format!("It runs, and its readiness probe has not succeeded yet: it will at {at}.{asks}"))
}

fn asked(probe: &Probe) -> String {
    format!("is asked first {} after the start, then every {}", probe.initial_delay, probe.period)
}

fn ended(object: &Object) -> String {
    let mut ends = object.pod().into_iter().flat_map(|pod| &pod.status.containers).filter_map(|it| it.last);
    ends.next_back().map(|(code, ..)| format!("Its container exited with {code}. ")).unwrap_or_default()
}
