//! Probes: when a running pod becomes Ready by what its probes find, and when they have its container killed.

use super::findings::{self, Asked, Finding};
use super::runtime::{containers, load};
use super::{Run, Stage, plan_step, restart, status};
use crate::command::PodReport;
use crate::object::{Container, Object, Probe, Uid};
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;

/// The exit code of a process that SIGKILL ended.
const KILLED: i32 = 137;

/// When every container that has a readiness probe will have passed it; at once where none has. A process serves from
/// `boot` after its start on, so the first probe from then on succeeds.
pub(super) fn ready_at(world: &World, object: &Arc<Object>, since: Time) -> Time {
    let serves = since + world.config.durations.boot;
    containers(object)
        .iter()
        .map(|container| container_ready_at(container, since, serves))
        .max()
        .unwrap_or(since)
}

fn container_ready_at(container: &Container, since: Time, serves: Time) -> Time {
    let started = container.startup.map_or(since, |probe| passes_at(&probe, since, serves));
    container.readiness.map_or(started, |probe| passes_at(&probe, since, serves.max(started)))
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

/// What becomes of a running pod: it is reported Ready when its probes say so, it exits if it keeps crashing, and it is
/// killed if it is not up in time or hangs.
pub(super) fn ask(world: &mut World, object: &Arc<Object>, run: &Run, since: Time) {
    let serves = since + world.config.durations.boot;
    if run.crashing && serves <= world.now {
        return restart::exit(world, object.meta.uid, 1);
    }
    if run.crashing {
        return plan_step(world, object.meta.uid, serves);
    }
    if run.held || run.told.is_some_and(|told| told != PodReport::Released) {
        return;
    }
    match run.hung {
        Some(hung) => ask_hung(world, object, run, Hang { since, serves, hung }),
        None => ask_answering(world, object, run, since),
    }
}

fn ask_answering(world: &mut World, object: &Arc<Object>, run: &Run, since: Time) {
    let pod = object.meta.uid;
    let (ready, killed) = (ready_at(world, object, since), killed_first(world, object, since));
    if let Some((_, container)) = killed.filter(|(at, _)| *at <= world.now) {
        let probe = if container.startup.is_some() { Asked::Startup } else { Asked::Liveness };
        findings::killing(world, object, container, probe, Finding::Refused);
        return restart::exit(world, pod, KILLED);
    }
    if ready <= world.now {
        status::ready(world, &run.key, true);
    } else {
        plan_step(world, pod, killed.map_or(ready, |(at, _)| at.min(ready)));
    }
}

/// The container whose process does not serve by the time its startup or liveness probe will have failed too often in a
/// row, and when that is. (A process that serves goes on serving here: only a fault ends that.)
fn killed_first<'a>(world: &World, object: &'a Object, since: Time) -> Option<(Time, &'a Container)> {
    let serves = since + world.config.durations.boot;
    let fails = |container: &'a Container| {
        let at = gives_up_at(&container.startup.or(container.liveness)?, since, serves)?;
        Some((at, container))
    };
    containers(object).iter().filter_map(fails).min_by_key(|(at, _)| *at)
}

/// When a probe fails for the last time that is allowed, if that is before the process serves.
fn gives_up_at(probe: &Probe, since: Time, serves: Time) -> Option<Time> {
    let last = since + probe.initial_delay + rounds(probe, probe.failure_threshold);
    (last < serves).then_some(last)
}

/// A process that hangs: when it was started, when it would have served, and since when nothing answers.
#[derive(Clone, Copy)]
struct Hang {
    since: Time,
    serves: Time,
    hung: Time,
}

impl Hang {
    /// When a probe has gone unanswered too often.
    fn gives_up_at(&self, probe: &Probe) -> Time {
        round_from(probe, self.since, self.hung) + rounds(probe, probe.failure_threshold)
    }

    /// The probe that has the container killed: until it has started, its startup probe, and then its liveness probe.
    fn killer(&self, container: &Container) -> Option<(Asked, Probe)> {
        let starting =
            container.startup.filter(|probe| passes_at(probe, self.since, self.serves) > self.hung);
        let starting = starting.map(|probe| (Asked::Startup, probe));
        starting.or(container.liveness.map(|probe| (Asked::Liveness, probe)))
    }

    /// The container that is killed first, by which probe, and when it is told to stop.
    fn first_killed<'a>(&self, of: &'a [Container]) -> Option<(Time, &'a Container, Asked)> {
        let told = |container: &'a Container| {
            let (asked, probe) = self.killer(container)?;
            Some((self.gives_up_at(&probe), container, asked))
        };
        of.iter().filter_map(told).min_by_key(|(at, ..)| *at)
    }
}

/// The probes of a pod whose process hangs fail: it is no longer Ready, then it is told to stop, and as it does not hear
/// that, it is killed when its grace period is over. Without probes nobody notices.
fn ask_hung(world: &mut World, object: &Arc<Object>, run: &Run, hang: Hang) {
    let (now, of) = (world.now, containers(object));
    let first_unready =
        of.iter().filter_map(|c| Some((hang.gives_up_at(&c.readiness?), c))).min_by_key(|(at, _)| *at);
    let (unready, killing) = (first_unready.map(|(at, _)| at), hang.first_killed(of));
    let stop = killing.map(|(at, ..)| at);
    let grace = object.pod().map_or(Millis::ZERO, |pod| Millis::seconds(pod.spec.grace_seconds));
    let killed = stop.map(|at| at + grace);
    if let Some((at, container)) = first_unready.filter(|(at, _)| *at <= now) {
        if at == now {
            findings::unhealthy(world, object, container, Asked::Readiness, Finding::TimedOut);
        }
        status::ready(world, &run.key, false);
    }
    if let Some((_, container, probe)) = killing.filter(|(at, ..)| *at == now) {
        findings::killing(world, object, container, probe, Finding::TimedOut);
    }
    if killed.is_some_and(|at| at <= now) {
        return restart::exit(world, object.meta.uid, KILLED);
    }
    if let Some(next) = [unready, stop, killed].into_iter().flatten().filter(|at| *at > now).min() {
        plan_step(world, object.meta.uid, next);
    }
}

/// Holds a pod's readiness probe, so that it fails, or mends all that was done to it.
pub(super) fn hold(world: &mut World, pod: Uid, held: bool) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    (run.held, run.told, run.hung) = (held, None, None);
    run.crashing &= held;
    let Some((object, run)) = load(world, pod) else { return };
    match run.stage {
        Stage::Running { .. } if held => {
            for container in containers(&object).iter().filter(|container| container.readiness.is_some()) {
                findings::unhealthy(world, &object, container, Asked::Readiness, Finding::Failed);
            }
            status::ready(world, &run.key, false);
        }
        Stage::Running { since } => ask(world, &object, &run, since),
        Stage::Attaching
        | Stage::Pulling
        | Stage::PullFailed { .. }
        | Stage::Starting
        | Stage::BackOff { .. }
        | Stage::Stopping
        | Stage::Ended => {}
    }
}

/// Has a pod's process hang from now on, if one runs.
pub(super) fn hang(world: &mut World, pod: Uid) {
    let now = world.now;
    let Some((object, run)) = load(world, pod) else { return };
    let Stage::Running { since } = run.stage else { return };
    if let Some(run) = world.kubelets.runs.get_mut(&pod) {
        run.hung.get_or_insert(now);
    }
    let Some((_, run)) = load(world, pod) else { return };
    ask(world, &object, &run, since);
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
        let gives_up = |probe| gives_up_at(&probe, Time(1_000), Time(4_500));
        let at = [probe(0, 1, 3), probe(0, 10, 3), probe(5, 1, 1)].map(gives_up);
        assert_eq!(at, [Some(Time(3_000)), None, None]);
    }

    #[test]
    fn a_probe_notices_a_hang_after_its_threshold_of_rounds() {
        let hang = Hang { since: Time(1_000), serves: Time(1_600), hung: Time(12_500) };
        let at = [probe(0, 10, 3), probe(0, 1, 1), probe(30, 5, 2)].map(|probe| hang.gives_up_at(&probe));
        assert_eq!(at, [Time(41_000), Time(13_000), Time(36_000)]);
    }
}
