//! What becomes of a container that exits: by the restart policy it is started again, at once the first time and after a
//! back-off from then on (`kuberuntime.doBackOff`), or its pod is over.

use super::runtime::{container_event, containers, load, set_stage};
use super::{Stage, plan_step, status};
use crate::object::{Object, Phase, RestartPolicy, Uid};
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;

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

/// Has a pod's process exit now, and each time soon after it was started again, until somebody mends it.
pub(super) fn crash(world: &mut World, pod: Uid) {
    if let Some(run) = world.kubelets.runs.get_mut(&pod) {
        run.crashing = true;
    }
    exit(world, pod, 1);
}

/// A pod's process exits, if one runs.
pub(super) fn exit(world: &mut World, pod: Uid, code: i32) {
    let Some((object, run)) = load(world, pod) else { return };
    let (Some(body), Stage::Running { since }) = (object.pod(), run.stage) else { return };
    let again = match body.spec.restart_policy {
        RestartPolicy::Always => true,
        RestartPolicy::OnFailure => code != 0,
        RestartPolicy::Never => false,
    };
    if !again {
        set_stage(world, pod, Stage::Ended);
        let phase = if code == 0 { Phase::Succeeded } else { Phase::Failed };
        return status::ended(world, &run.key, phase, code);
    }
    let crashes = if world.now - since > FORGET { 0 } else { run.crashes };
    let report = world.config.durations.report;
    let until = world.now + if crashes == 0 { report } else { back_off(crashes) };
    status::exited(world, &run.key, code);
    if let Some(run) = world.kubelets.runs.get_mut(&pod) {
        (run.crashes, run.hung, run.stage) = (crashes + 1, None, Stage::BackOff { until });
    }
    let at = world.now + report;
    plan_step(world, pod, at);
}

/// A container that has exited before waits for its back-off to pass.
pub(super) fn wait(world: &mut World, object: &Arc<Object>, until: Time) {
    let meta = &object.meta;
    let pod = format!("{}_{}({})", meta.name, meta.namespace, meta.uid);
    for container in containers(object) {
        let message = format!("Back-off restarting failed container {} in pod {pod}", container.name);
        container_event(world, object, container, true, "BackOff", message);
    }
    status::waits(world, &object.key(), "CrashLoopBackOff");
    plan_step(world, meta.uid, until);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_back_off_doubles_up_to_five_minutes() {
        assert_eq!([1, 2, 3, 5, 6, 40].map(|n| back_off(n).0 / 1_000), [10, 20, 40, 160, 300, 300]);
    }
}
