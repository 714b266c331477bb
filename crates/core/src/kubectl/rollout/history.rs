//! The revisions of a workload: `rollout history`.

use super::{line, no_history};
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::describe::{Text, template};
use crate::kubectl::failure::Failure;
use crate::object::{Kind, Object};
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

/// The annotation of a ReplicaSet that has its revision's number.
const REVISION: &str = "deployment.kubernetes.io/revision";
/// The annotation that says why a revision was made.
const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// A revision: its number, and the object that keeps it.
pub(super) type Revision = (u64, Arc<Object>);

/// The revisions of a workload, oldest first.
pub(super) fn revisions(world: &World, object: &Arc<Object>) -> Result<Vec<Revision>, Failure> {
    match object.meta.kind {
        Kind::StatefulSet => Ok(controller_revisions(world, object)),
        Kind::Deployment => Ok(replica_sets(world, object)),
        _ => Err(no_history(object)),
    }
}

fn controller_revisions(world: &World, object: &Arc<Object>) -> Vec<Revision> {
    let keys = world.store.owned_of_kind(object.meta.uid, Kind::ControllerRevision);
    let owned = keys.filter_map(|key| world.store.get(key));
    let mut revisions: Vec<Revision> =
        owned.filter_map(|owned| Some((owned.revision()?.revision, owned.clone()))).collect();
    crate::sort::sort_by_key(&mut revisions, |(number, _)| *number);
    revisions
}

/// The ReplicaSets of a Deployment by their revisions, oldest first.
pub(crate) fn replica_sets(world: &World, object: &Arc<Object>) -> Vec<Revision> {
    let owned =
        world.store.owned_of_kind(object.meta.uid, Kind::ReplicaSet).filter_map(|key| world.store.get(key));
    let number = |set: &Arc<Object>| set.meta.annotation(REVISION)?.parse().ok();
    let mut sets: Vec<Revision> = owned.filter_map(|set| Some((number(set)?, set.clone()))).collect();
    crate::sort::sort_by_key(&mut sets, |(number, _)| *number);
    sets
}

/// The pod template of a revision.
pub(super) fn template_of(revision: &Object) -> Value {
    if let Some(revision) = revision.revision() {
        return revision.data["spec"]["template"].clone();
    }
    revision.replica_set().map(|set| set.template.raw.clone()).unwrap_or_default()
}

pub(super) fn show(context: &mut Context<'_>, args: &Args, object: &Arc<Object>) -> Result<(), Failure> {
    let revisions = revisions(context.world, object)?;
    match args.number("rollout history", "revision")? {
        None | Some(0) => {
            line(context, object, "");
            context.line(list(&revisions));
        }
        Some(number) => {
            let missing = || Failure::error(format!("unable to find the specified revision {number}"));
            let found = revisions.iter().find(|(known, _)| i64::try_from(*known) == Ok(number));
            let (_, revision) = found.ok_or_else(missing)?;
            line(context, object, &format!("with revision #{number}"));
            let mut text = Text::default();
            template(&template_of(revision), 0, &mut text);
            context.line(text.align());
        }
    }
    Ok(())
}

fn list(revisions: &[Revision]) -> String {
    let mut text = Text::default();
    text.line(0, "REVISION\tCHANGE-CAUSE");
    for (number, revision) in revisions {
        let cause = revision.meta.annotation(CHANGE_CAUSE).map_or("<none>", |cause| cause);
        text.line(0, &format!("{number}\t{cause}"));
    }
    text.align()
}
