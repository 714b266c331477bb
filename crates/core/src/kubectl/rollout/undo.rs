//! `rollout undo`: back to an earlier revision.

use super::history::{Revision, revisions, template_of};
use super::write;
use crate::kubectl::apply::LAST_APPLIED;
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::failure::Failure;
use crate::kubectl::output::full_name;
use crate::object::{self, Object};
use serde_json::{Value, json};
use std::sync::Arc;

/// The label by which a ReplicaSet's pods are its own; it is not part of a Deployment's template.
const POD_TEMPLATE_HASH: &str = "pod-template-hash";

pub(super) fn undo(context: &mut Context<'_>, args: &Args, object: &Arc<Object>) -> Result<(), Failure> {
    if object.meta.annotation(LAST_APPLIED).is_some() {
        context.warn(managed(object));
    }
    if object.deployment().is_some_and(|deployment| deployment.paused) {
        let message = "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again";
        return Err(Failure::error(message));
    }
    let revisions = revisions(context.world, object)?;
    let wanted = args.number("rollout undo", "to-revision")?.unwrap_or(0);
    let (number, revision) = choose(&revisions, wanted, object)?;
    let mut template = template_of(revision);
    if let Some(labels) = template["metadata"]["labels"].as_object_mut() {
        labels.remove(POD_TEMPLATE_HASH);
    }
    let current = &object::encode(object)["spec"]["template"];
    if without_directive(&template) == *current {
        let name = full_name(object);
        context.line(format!("{name} skipped rollback (current template already matches revision {number})"));
        return Ok(());
    }
    template["$patch"] = json!("replace");
    write(context, args, object, &json!({"spec": {"template": template}}), "rolled back")
}

fn without_directive(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(template) = template.as_object_mut() {
        template.remove("$patch");
    }
    template
}

fn choose<'r>(revisions: &'r [Revision], wanted: i64, object: &Object) -> Result<&'r Revision, Failure> {
    if wanted == 0 {
        let previous = revisions.len().checked_sub(2).and_then(|at| revisions.get(at));
        return previous.ok_or_else(|| match object.deployment() {
            Some(_) => {
                Failure::error(format!("no rollout history found for deployment \"{}\"", object.meta.name))
            }
            None => Failure::error("no last revision to roll back to"),
        });
    }
    let found = revisions.iter().find(|(number, _)| i64::try_from(*number) == Ok(wanted));
    found.ok_or_else(|| Failure::error(format!("unable to find specified revision {wanted} in history")))
}

fn managed(object: &Object) -> String {
    format!(
        "Warning: resource {}/{} was previously managed with 'kubectl apply'. Rolling back will not update the \
         {LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider \
         using 'kubectl apply' with your previous configuration file instead.",
        object.meta.kind.info().plural,
        object.meta.name
    )
}
