//! A container as its node runs it: what it does now, and how it has fared before.

use crate::object::{Container, Object, PodSpec};
use crate::time::Time;

/// What a container does on its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its turn has not come.
    Idle,
    /// Its image is looked for, and pulled if the node does not have it, until then.
    Pulling { until: Time },
    /// Its image cannot be had. That was tried so often, and is tried again then.
    Unpullable { attempts: u32, until: Time },
    /// It is being made, until then.
    Starting { until: Time },
    /// It runs, since then.
    Running { since: Time },
    /// It has run since then, and is told to stop, because it is to run another image; it has stopped by then.
    Replaced { since: Time, until: Time },
    /// It has exited, and is started again then, if at all.
    Exited { again: Option<Time> },
}

/// How a container ended: with what, since when it had run, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub code: i32,
    pub since: Time,
    pub at: Time,
}

/// A container as its node runs it.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub state: State,
    /// How it ended last time.
    pub last: Option<Ended>,
    /// How often it was started again.
    pub restarts: u32,
    /// How often in a row it has exited.
    pub crashes: u32,
    /// Whether it exits each time soon after it was started.
    pub crashing: bool,
    /// Since when it hangs: no probe gets an answer.
    pub hung: Option<Time>,
}

/// What a container is in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It runs to its end before the next one is started.
    Init,
    /// An init container that goes on beside the others.
    Sidecar,
    /// One of the pod's containers.
    Main,
}

impl Part {
    /// What the container of a number is.
    pub fn of(spec: &PodSpec, at: usize) -> Part {
        match spec.container(at) {
            Some(_) if at < spec.containers.len() => Part::Main,
            Some(container) if container.sidecar => Part::Sidecar,
            Some(_) | None => Part::Init,
        }
    }
}

impl Process {
    fn new(state: State, restarts: u32) -> Process {
        Process { state, last: None, restarts, crashes: 0, crashing: false, hung: None }
    }

    /// Those of a pod that was just taken.
    pub fn all_of(object: &Object) -> Vec<Process> {
        let count = object.pod().map_or(0, |pod| pod.spec.in_order().count());
        vec![Process::new(State::Idle, 0); count]
    }

    /// Those of a pod that is said to run since then, whatever they did before: its init containers have ended.
    pub fn all_running(object: &Object, now: Time) -> Vec<Process> {
        let Some(pod) = object.pod() else { return Vec::new() };
        let lasts = |at| Part::of(&pod.spec, at) != Part::Init;
        let known = |at| pod.status.container(at).map_or(0, |status| status.restarts);
        let state =
            |at| if lasts(at) { State::Running { since: now } } else { State::Exited { again: None } };
        (0..pod.spec.in_order().count()).map(|at| Process::new(state(at), known(at))).collect()
    }

    /// Since when it runs, if it does.
    pub fn runs_since(&self) -> Option<Time> {
        match self.state {
            State::Running { since } => Some(since),
            State::Idle
            | State::Pulling { .. }
            | State::Unpullable { .. }
            | State::Starting { .. }
            | State::Replaced { .. }
            | State::Exited { .. } => None,
        }
    }

    /// Whether it ran to its end and need not run again.
    pub fn is_done(&self) -> bool {
        self.state == State::Exited { again: None } && self.last.is_none_or(|ended| ended.code == 0)
    }

    /// Whether its kubelet is at work on it; it works on one of a pod's containers at a time.
    pub fn is_in_work(&self) -> bool {
        matches!(self.state, State::Pulling { .. } | State::Starting { .. } | State::Replaced { .. })
    }

    /// Whether its kubelet can begin to start it now.
    pub fn can_begin(&self, now: Time) -> bool {
        match self.state {
            State::Idle => true,
            State::Unpullable { until, .. } => until <= now,
            State::Exited { again } => again.is_some_and(|again| again <= now),
            State::Pulling { .. }
            | State::Starting { .. }
            | State::Running { .. }
            | State::Replaced { .. } => false,
        }
    }

    /// Whether it runs, or is to run again.
    pub fn is_alive(&self) -> bool {
        match self.state {
            State::Running { .. } | State::Replaced { .. } => true,
            State::Exited { again } => again.is_some(),
            State::Idle | State::Pulling { .. } | State::Unpullable { .. } | State::Starting { .. } => false,
        }
    }
}

/// The first container that keeps those after it from being started, if any does: init containers run one after another,
/// each to its end, and sidecars have to be up. Once the pod's containers are under way, nothing keeps them.
pub(super) fn initializing<'a>(
    spec: &'a PodSpec,
    processes: &[Process],
    is_up: impl Fn(usize) -> bool,
) -> Option<(usize, &'a Container)> {
    if processes.iter().take(spec.containers.len()).any(|main| main.state != State::Idle) {
        return None;
    }
    let mut init = spec.in_order().filter(|(at, _)| *at >= spec.containers.len());
    init.find(|(at, container)| match processes.get(*at) {
        Some(process) => {
            if container.sidecar {
                !is_up(*at)
            } else {
                !process.is_done()
            }
        }
        None => false,
    })
}
