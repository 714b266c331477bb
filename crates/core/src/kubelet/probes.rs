//! Probes: when a running container has started and is ready by what they find, and when they have it killed. All of it
//! follows from when its process began, when it serves, and since when it hangs, so nothing is asked in vain.

use super::containers::Known;
use super::findings::{self, Asked, Finding};
use super::process::{Part, State};
use super::restart;
use super::runtime::container_event;
use crate::command::PodReport;
use crate::object::{Container, Probe};
use crate::time::{Millis, Time};
use crate::world::World;

/// The exit code of a process that SIGKILL ended.
const KILLED: i32 = 137;

/// A running container's process: since when it runs, when it serves, and since when it does not any more.
#[derive(Clone, Copy)]
struct Life {
    since: Time,
    serves: Time,
    hung: Option<Time>,
}

/// That a process will exit: when, with what, and by whose doing.
pub(super) struct Exit {
    pub at: Time,
    pub code: i32,
    /// The probe that has failed too often, where that is to be told when it exits.
    pub killed_by: Option<Asked>,
}

/// Whether somebody has a pod's kubelet report something else than it finds.
pub(super) fn is_told(known: &Known) -> bool {
    known.run.told.is_some_and(|told| told != PodReport::Released)
}

fn life(world: &World, known: &Known, at: usize) -> Option<Life> {
    let process = known.run.processes.get(at)?;
    let since = process.runs_since()?;
    Some(Life { since, serves: since + world.config.durations.boot, hung: process.hung })
}

/// Whether a container runs and its startup probe, if it has one, has succeeded.
pub(super) fn is_started(world: &World, known: &Known, at: usize) -> bool {
    let started = life(world, known, at).and_then(|life| life.started_at(known.spec().container(at)?));
    started.is_some_and(|started| started <= world.now)
}

/// Whether a container runs and is ready by its probes. (One that exits soon after each start does so before anybody has
/// looked at it.)
pub(super) fn is_ready(world: &World, known: &Known, at: usize) -> bool {
    let (Some(life), Some(container)) = (life(world, known, at), known.spec().container(at)) else {
        return false;
    };
    let crashing = known.run.processes.get(at).is_some_and(|process| process.crashing);
    let ready = life.ready_at(container).is_some_and(|ready| ready <= world.now);
    let given_up = life.unready_at(container).is_some_and(|unready| unready <= world.now);
    ready && !given_up && !crashing && !known.run.held
}

/// When a running container will be ready, as things stand.
pub(super) fn container_ready_at(world: &World, known: &Known, at: usize) -> Option<Time> {
    life(world, known, at)?.ready_at(known.spec().container(at)?)
}

/// When a pod will be ready, as things stand.
pub(super) fn ready_at(world: &World, known: &Known) -> Option<Time> {
    let ready = |(at, _)| container_ready_at(world, known, at);
    known.spec().lasting().map(ready).try_fold(Time::ZERO, |last, ready| Some(last.max(ready?)))
}

impl Life {
    /// When its startup probe has succeeded; at once where there is none. Never, if it hangs before.
    fn started_at(&self, container: &Container) -> Option<Time> {
        match &container.startup {
            Some(probe) => Some(passes_at(probe, self.since, self.serves)).filter(|at| self.answers_at(*at)),
            None => Some(self.since),
        }
    }

    /// When its readiness probe has succeeded; where it has none, as soon as it has started.
    fn ready_at(&self, container: &Container) -> Option<Time> {
        let started = self.started_at(container)?;
        match &container.readiness {
            Some(probe) => {
                Some(passes_at(probe, self.since, self.serves.max(started))).filter(|at| self.answers_at(*at))
            }
            None => Some(started),
        }
    }

    fn answers_at(&self, at: Time) -> bool {
        self.hung.is_none_or(|hung| at <= hung)
    }

    /// When it is not ready any more, because it hangs and its readiness probe has failed too often.
    fn unready_at(&self, container: &Container) -> Option<Time> {
        Some(self.gives_up_at(self.hung?, &container.readiness?))
    }

    /// When a probe has gone unanswered too often by a process that hangs.
    fn gives_up_at(&self, hung: Time, probe: &Probe) -> Time {
        round_from(probe, self.since, hung) + rounds(probe, probe.failure_threshold)
    }

    /// When one that hangs is told to stop, and for which probe: until it has started, its startup probe, and then its
    /// liveness probe.
    fn stopped_at(&self, container: &Container) -> Option<(Time, Asked)> {
        let hung = self.hung?;
        let starting = container.startup.filter(|_| self.started_at(container).is_none());
        let starting = starting.map(|probe| (probe, Asked::Startup));
        let (probe, asked) = starting.or(container.liveness.map(|probe| (probe, Asked::Liveness)))?;
        Some((self.gives_up_at(hung, &probe), asked))
    }

    /// When its startup or liveness probe has failed too often before it serves. (One that serves goes on serving here:
    /// only a fault ends that.)
    fn too_late_at(&self, container: &Container) -> Option<Time> {
        failed_before(&container.startup.or(container.liveness)?, self.since, self.serves)
    }
}

/// When and how a running container's process exits, as things stand.
pub(super) fn exit(world: &World, known: &Known, at: usize, container: &Container) -> Option<Exit> {
    let life = life(world, known, at).filter(|_| !is_told(known))?;
    if known.run.processes.get(at)?.crashing {
        return Some(Exit { at: life.serves, code: 1, killed_by: None });
    }
    if life.hung.is_some() {
        // It does not hear that it is to stop.
        let (stopped, _) = life.stopped_at(container)?;
        let grace = Millis::seconds(known.spec().grace_seconds);
        return Some(Exit { at: stopped + grace, code: KILLED, killed_by: None });
    }
    if Part::of(known.spec(), at) == Part::Init {
        return Some(Exit { at: life.since + world.config.durations.init, code: 0, killed_by: None });
    }
    let asked = if container.startup.is_some() { Asked::Startup } else { Asked::Liveness };
    Some(Exit { at: life.too_late_at(container)?, code: KILLED, killed_by: Some(asked) })
}

/// When something about a running container will be found or done.
pub(super) fn moments(world: &World, known: &Known, at: usize, container: &Container) -> Vec<Time> {
    let Some(life) = life(world, known, at).filter(|_| !is_told(known)) else { return Vec::new() };
    let exit = exit(world, known, at, container).map(|exit| exit.at);
    let found = [life.started_at(container), life.ready_at(container), life.unready_at(container)];
    let stopped = life.stopped_at(container).map(|(at, _)| at);
    found.into_iter().chain([exit, stopped]).flatten().collect()
}

/// Reports what is found of a pod's containers just now.
pub(super) fn find(world: &mut World, known: &Known) {
    let report = world.config.durations.report;
    for (at, container, process) in known.processes() {
        let announced = process.last.is_some_and(|ended| ended.at + report == world.now);
        if announced && matches!(process.state, State::Exited { again: Some(again) } if again > world.now) {
            let message = restart::back_off_message(&known.object, container);
            container_event(world, &known.object, container, true, "BackOff", message);
        }
        if let Some(life) = life(world, known, at).filter(|_| !is_told(known)) {
            find_hung(world, known, container, &life);
        }
    }
}

fn find_hung(world: &mut World, known: &Known, container: &Container, life: &Life) {
    if life.unready_at(container) == Some(world.now) {
        findings::unhealthy(world, &known.object, container, Asked::Readiness, Finding::TimedOut);
    }
    if let Some((_, probe)) = life.stopped_at(container).filter(|(at, _)| *at == world.now) {
        findings::killing(world, &known.object, container, probe, Finding::TimedOut);
    }
}

/// When a probe has succeeded often enough: it is asked first after `initialDelaySeconds`, then every `periodSeconds`.
fn passes_at(probe: &Probe, since: Time, serves: Time) -> Time {
    round_from(probe, since, serves) + rounds(probe, probe.success_threshold)
}

/// When a probe is asked for the first time from an instant on.
fn round_from(probe: &Probe, since: Time, from: Time) -> Time {
    let first = since + probe.initial_delay;
    let period = probe.period.0.max(1);
    first + Millis((from - first).0.div_ceil(period) * period)
}

/// From the first of so many rounds to the last.
fn rounds(probe: &Probe, count: u32) -> Millis {
    Millis(probe.period.0.max(1).saturating_mul(u64::from(count.saturating_sub(1))))
}

/// When a probe fails for the last time that is allowed, if that is before the process serves.
fn failed_before(probe: &Probe, since: Time, serves: Time) -> Option<Time> {
    let last = since + probe.initial_delay + rounds(probe, probe.failure_threshold);
    (last < serves).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(initial_delay: u64, period: u64, failure_threshold: u32) -> Probe {
        Probe {
            initial_delay: Millis::seconds(initial_delay),
            period: Millis::seconds(period),
            success_threshold: 1,
            failure_threshold,
        }
    }

    #[test]
    fn a_readiness_probe_passes_at_its_first_round_after_the_process_serves() {
        let passes = |probe| passes_at(&probe, Time(1_000), Time(4_500));
        let at = [probe(0, 1, 3), probe(15, 30, 3), probe(2, 10, 3)].map(passes);
        assert_eq!(at, [Time(5_000), Time(16_000), Time(13_000)]);
    }

    #[test]
    fn a_liveness_probe_gives_up_only_if_it_fails_often_enough_before_the_process_serves() {
        let gives_up = |probe| failed_before(&probe, Time(1_000), Time(4_500));
        let at = [probe(0, 1, 3), probe(0, 10, 3), probe(5, 1, 1)].map(gives_up);
        assert_eq!(at, [Some(Time(3_000)), None, None]);
    }

    #[test]
    fn a_probe_notices_a_hang_after_its_threshold_of_rounds() {
        let life = Life { since: Time(1_000), serves: Time(1_600), hung: None };
        let at = [probe(0, 10, 3), probe(0, 1, 1), probe(30, 5, 2)]
            .map(|probe| life.gives_up_at(Time(12_500), &probe));
        assert_eq!(at, [Time(41_000), Time(13_000), Time(36_000)]);
    }
}
