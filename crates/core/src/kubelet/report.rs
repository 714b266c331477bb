//! What a kubelet reports of a pod that it runs: the phase, the containers' states, and whether all are ready
//! (`generateAPIPodStatus`).

use super::containers::{Known, blocking};
use super::probes::{is_ready, is_started, is_told};
use super::process::{Ended, Process, State};
use super::status::{not_begun, reason_unready, waiting, write};
use super::{Stage, runtime};
use crate::object::{ConditionStatus, ContainerState, ContainerStatus, Phase};
use crate::world::World;

/// Reports a pod as it is, unless somebody has it reported otherwise.
pub(super) fn report(world: &mut World, known: &Known) {
    if is_told(known) {
        return;
    }
    let statuses =
        |range: std::ops::Range<usize>| range.map(|at| status(world, known, at)).collect::<Vec<_>>();
    let (main, all) = (known.spec().containers.len(), known.run.processes.len());
    let (containers, init) = (statuses(0..main), statuses(main..all));
    let phase = phase(world, known);
    let ready = phase == Phase::Running && known.spec().lasting().all(|(at, _)| is_ready(world, known, at));
    let without_address = known.object.pod().is_some_and(|pod| pod.status.ip.is_none());
    let address = without_address.then(|| world.kubelets.next_address());
    write(world, &known.object.key(), |pod, now| {
        let reason = if ready { "" } else { reason_unready(phase) };
        pod.status.ready.set(ConditionStatus::of(ready), now, reason);
        (pod.status.phase, pod.status.containers, pod.status.init) = (phase, containers, init);
        pod.status.ip = pod.status.ip.take().or(address);
    });
    if phase.is_terminal() {
        runtime::set_stage(world, known.object.meta.uid, Stage::Ended);
    }
}

/// A pod's phase (`getPhase`).
fn phase(world: &World, known: &Known) -> Phase {
    let process = |at: usize| known.run.processes.get(at);
    if let Some((at, _)) = blocking(world, known) {
        return if process(at).is_some_and(has_failed) { Phase::Failed } else { Phase::Pending };
    }
    let main: Vec<&Process> = (0..known.spec().containers.len()).filter_map(process).collect();
    if main.iter().any(|process| has_not_run(process)) {
        Phase::Pending
    } else if main.iter().any(|process| process.state != State::Exited { again: None }) {
        Phase::Running
    } else if main.iter().any(|process| has_failed(process)) {
        Phase::Failed
    } else {
        Phase::Succeeded
    }
}

fn has_not_run(process: &Process) -> bool {
    process.last.is_none() && process.runs_since().is_none() && !process.is_done()
}

/// Whether it ended with an error and is not started again.
fn has_failed(process: &Process) -> bool {
    process.state == State::Exited { again: None } && !process.is_done()
}

fn status(world: &World, known: &Known, at: usize) -> ContainerStatus {
    let Some(process) = known.run.processes.get(at) else { return ContainerStatus::new(waiting("")) };
    let over = process.is_done();
    ContainerStatus {
        state: state(world, known, process),
        last: process.last.filter(|_| !over).map(|ended| (ended.code, ended.since, ended.at)),
        // An init container that has done its work counts as ready (`UpdatePodStatus`).
        ready: is_ready(world, known, at) && lasts(known, at) || over && !is_main(known, at),
        started: is_started(world, known, at),
        restarts: process.restarts,
    }
}

fn is_main(known: &Known, at: usize) -> bool {
    at < known.spec().containers.len()
}

fn lasts(known: &Known, at: usize) -> bool {
    known.spec().lasting().any(|(lasting, _)| lasting == at)
}

fn state(world: &World, known: &Known, process: &Process) -> ContainerState {
    match process.state {
        State::Idle | State::Pulling { .. } | State::Starting { .. } => waiting(not_begun(known.spec())),
        State::Unpullable { attempts: 1, .. } => waiting("ErrImagePull"),
        State::Unpullable { .. } => waiting("ImagePullBackOff"),
        State::Running { since } | State::Replaced { since, .. } => ContainerState::Running { since },
        State::Exited { again } => match process.last {
            Some(ended) if again.is_some_and(|again| again > world.now) && is_announced(world, ended) => {
                waiting("CrashLoopBackOff")
            }
            Some(ended) => {
                ContainerState::Terminated { exit: ended.code, since: Some(ended.since), at: ended.at }
            }
            // It had ended when its pod was first looked at.
            None => ContainerState::Terminated { exit: 0, since: None, at: world.now },
        },
    }
}

/// Whether it has been told that a container waits for its back-off to pass.
pub(super) fn is_announced(world: &World, ended: Ended) -> bool {
    ended.at + world.config.durations.report <= world.now
}
