//! What becomes of a container that exits: by the restart policy it is started again, at once the first time and after a
//! back-off from then on (`kuberuntime.doBackOff`), or it is over.

use super::containers::{self, Known, change, turn};
use super::process::{Ended, Part, State};
use super::runtime::container_event;
use crate::object::{Container, Object, RestartPolicy, Uid};
use crate::time::Millis;
use crate::world::World;

/// The back-off of pulls and restarts: doubled with each failure, up to five minutes.
const BACK_OFF: Millis = Millis::seconds(10);
const BACK_OFF_LIMIT: Millis = Millis::seconds(300);
/// After how long a run a container's crashes are forgotten: twice the longest back-off.
const FORGET: Millis = Millis::seconds(600);

/// How long is waited after so many failures in a row.
pub(super) fn back_off(failures: u32) -> Millis {
    let doubled = BACK_OFF.0 << failures.saturating_sub(1).min(8);
    Millis(doubled.min(BACK_OFF_LIMIT.0))
}

/// Has a pod's process exit now, and each time soon after it was started again, until somebody mends it: that of the init
/// container that it waits for, or else of its first container.
pub(super) fn crash(world: &mut World, pod: Uid) {
    let Some(known) = Known::load(world, pod) else { return };
    let at = containers::blocking(world, &known).map_or(0, |(at, _)| at);
    change(world, pod, at, |process| process.crashing = true);
    kill(world, pod, at, 1);
}

/// A container's process exits, if it runs.
pub(super) fn kill(world: &mut World, pod: Uid, at: usize, code: i32) {
    let Some(known) = Known::load_up(world, pod) else { return };
    exit(world, &known, at, code);
    turn(world, pod);
}

/// All processes of a pod exit with 0, those of its containers and sidecars.
pub(super) fn succeed(world: &mut World, pod: Uid) {
    let Some(known) = Known::load_up(world, pod) else { return };
    known.spec().lasting().for_each(|(at, _)| exit(world, &known, at, 0));
    turn(world, pod);
}

/// A running container's process exits.
pub(super) fn exit(world: &mut World, known: &Known, at: usize, code: i32) {
    let Some((part, ended)) = containers::ended(world, known, at, code) else { return };
    if part == Part::Init && code == 0 {
        containers::work(world, known, at);
    }
    let again = is_started_again(known.spec().restart_policy, part, code);
    let report = world.config.durations.report;
    change(world, known.object.meta.uid, at, |process| {
        let crashes = if ended.at - ended.since > FORGET { 0 } else { process.crashes };
        let wait = if crashes == 0 { report } else { back_off(crashes) };
        process.state = State::Exited { again: again.then(|| ended.at + wait) };
        (process.crashes, process.hung, process.last) = (crashes + 1, None, Some(ended));
    });
}

/// Has the containers stop that are to run another image now; they are started again with it (`containerChanged`).
pub(super) fn images_changed(world: &mut World, pod: Uid, changed: &[usize]) {
    let Some(known) = Known::load_up(world, pod) else { return };
    for (at, container, process) in known.processes().filter(|(at, ..)| changed.contains(at)) {
        let Some(since) = process.runs_since() else { continue };
        let message = format!("Container {} definition changed, will be restarted", container.name);
        container_event(world, &known.object, container, false, "Killing", message);
        let grace = Millis::seconds(known.spec().grace_seconds);
        let until = world.now + world.config.durations.stop.min(grace);
        change(world, pod, at, |process| process.state = State::Replaced { since, until });
    }
    turn(world, pod);
}

/// A container has stopped whose image is another one now.
pub(super) fn replace(world: &mut World, known: &Known, at: usize) {
    let now = world.now;
    change(world, known.object.meta.uid, at, |process| {
        if let State::Replaced { since, .. } = process.state {
            process.last = Some(Ended { code: 0, since, at: now });
            process.state = State::Exited { again: Some(now) };
        }
    });
}

fn is_started_again(policy: RestartPolicy, part: Part, code: i32) -> bool {
    match (part, policy) {
        (Part::Sidecar, _) => true,
        (Part::Main, RestartPolicy::Always) => true,
        (Part::Main, RestartPolicy::OnFailure) => code != 0,
        (Part::Init, RestartPolicy::Always | RestartPolicy::OnFailure) => code != 0,
        (Part::Main | Part::Init, RestartPolicy::Never) => false,
    }
}

/// What a kubelet reports of a container that waits for its back-off to pass.
pub(super) fn back_off_message(object: &Object, container: &Container) -> String {
    let meta = &object.meta;
    let pod = format!("{}_{}({})", meta.name, meta.namespace, meta.uid);
    format!("Back-off restarting failed container {} in pod {pod}", container.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_back_off_doubles_up_to_five_minutes() {
        assert_eq!([1, 2, 3, 5, 6, 40].map(|n| back_off(n).0 / 1_000), [10, 20, 40, 160, 300, 300]);
    }
}
