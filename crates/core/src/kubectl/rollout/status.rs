//! `rollout status`: says how far a rollout is, and waits for its end.

use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::failure::Failure;
use crate::kubectl::wait::{self, Deadline};
use crate::kubectl::{DONE, Outcome, Process, Progress};
use crate::object::{Body, Deployment, Key, Object, StatefulSet, UpdateStrategy};
use std::sync::Arc;

/// A `rollout status` that waits.
#[derive(Clone, Debug)]
pub struct Watching {
    /// The workloads that are left.
    left: Vec<Key>,
    /// Which write of the first was looked at last.
    seen: u64,
    deadline: Option<Deadline>,
}

impl Watching {
    /// When it stops waiting, if ever.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }
}

pub(super) fn start(context: &mut Context<'_>, args: &Args, objects: Vec<Arc<Object>>) -> Outcome {
    if !args.on_unless_off("watch") {
        for object in objects {
            let (text, _) = status(&object)?;
            context.print(text);
        }
        return DONE;
    }
    let left = objects.iter().rev().map(|object| object.key()).collect();
    poll(context, &mut Watching { left, seen: 0, deadline: wait::deadline(context, args)? })
}

/// Looks at the workloads again.
pub(crate) fn poll(context: &mut Context<'_>, watching: &mut Watching) -> Outcome {
    while let Some(key) = watching.left.last() {
        let Some(object) = context.world.store.get(key).cloned() else {
            return Err(Failure::error("object has been deleted"));
        };
        if object.meta.resource_version != watching.seen {
            watching.seen = object.meta.resource_version;
            let (text, done) = status(&object)?;
            context.print(text);
            if done {
                watching.left.pop();
                watching.seen = 0;
                continue;
            }
        }
        if watching.deadline.is_some_and(|deadline| deadline.is_over(context.world.now)) {
            return Err(Failure::error("timed out waiting for the condition"));
        }
        return Ok(Progress::Running(Process::Rollout(watching.clone())));
    }
    DONE
}

/// What there is to say of a rollout, and whether it is over.
fn status(object: &Object) -> Result<(String, bool), Failure> {
    match &object.body {
        Body::StatefulSet(set) => stateful_set(object, set),
        Body::Deployment(deployment) => self::deployment(object, deployment),
        _ => Err(Failure::error(format!(
            "no status viewer has been implemented for {:?}",
            object.meta.kind.name()
        ))),
    }
}

/// `StatefulSetStatusViewer`.
fn stateful_set(object: &Object, set: &StatefulSet) -> Result<(String, bool), Failure> {
    let (spec, status) = (&set.spec, &set.status);
    let UpdateStrategy::RollingUpdate { partition, .. } = spec.strategy else {
        return Err(Failure::error("rollout status is only available for RollingUpdate strategy type"));
    };
    if status.observed_generation.is_none_or(|observed| observed < object.meta.generation) {
        return Ok(("Waiting for statefulset spec update to be observed...\n".into(), false));
    }
    if status.ready < spec.replicas {
        return Ok((format!("Waiting for {} pods to be ready...\n", spec.replicas - status.ready), false));
    }
    let updated = status.updated;
    let Some(partition) = partition else {
        let (current, update) = (&status.current_revision, &status.update_revision);
        return Ok(if current == update {
            let pods = status.current;
            (format!("statefulset rolling update complete {pods} pods at revision {current}...\n"), true)
        } else {
            let waiting = "waiting for statefulset rolling update to complete";
            (format!("{waiting} {updated} pods at revision {update}...\n"), false)
        });
    };
    let wanted = spec.replicas.saturating_sub(partition);
    if status.updated < wanted {
        let text = format!(
            "Waiting for partitioned roll out to finish: {updated} out of {wanted} new pods have been updated...\n"
        );
        return Ok((text, false));
    }
    Ok((format!("partitioned roll out complete: {updated} new pods have been updated...\n"), true))
}

/// `DeploymentStatusViewer`.
fn deployment(object: &Object, deployment: &Deployment) -> Result<(String, bool), Failure> {
    let (name, status, wanted) = (&object.meta.name, &deployment.status, deployment.replicas);
    if object.meta.generation > status.observed_generation {
        return Ok(("Waiting for deployment spec update to be observed...\n".into(), false));
    }
    if status.progressing.as_ref().is_some_and(|condition| &*condition.reason == "ProgressDeadlineExceeded") {
        return Err(Failure::error(format!("deployment \"{name}\" exceeded its progress deadline")));
    }
    let waiting = format!("Waiting for deployment \"{name}\" rollout to finish:");
    let (updated, available) = (status.updated, status.available);
    let text = if updated < wanted {
        format!("{waiting} {updated} out of {wanted} new replicas have been updated...\n")
    } else if status.replicas > updated {
        format!("{waiting} {} old replicas are pending termination...\n", status.replicas - updated)
    } else if available < updated {
        format!("{waiting} {available} of {updated} updated replicas are available...\n")
    } else {
        return Ok((format!("deployment \"{name}\" successfully rolled out\n"), true));
    };
    Ok((text, false))
}
