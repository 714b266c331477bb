//! `kubectl edit`: hands an object out as text, and waits until it comes back. The editor is the page's: it asks for the
//! text of the process (`Cluster::edited_text`), and gives it back as a command of one word, `@` with the process' number,
//! and the text as its standard input.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::full_name;
use super::scale::targets;
use super::{Outcome, Process, Progress, yaml};
use crate::api::{self, PatchType};
use crate::cluster::Cluster;
use crate::error::ApiError;
use crate::object::{self, Key, Object};
use crate::process::ProcessId;
use crate::world::{Event, World};
use crate::{patch, schema};
use serde_json::Value;
use std::sync::Arc;

pub(super) const FLAGS: &str =
    "record filename,f= recursive,R output,o= validate?strict windows-line-endings save-config";

/// What stands above the text.
const HEADER: &str = "# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
";

/// An object that is being edited.
#[derive(Clone, Debug)]
pub struct Editing {
    key: Key,
    /// As it was handed out.
    original: Arc<Object>,
    /// What to show: the object, or what was refused last.
    pub(crate) text: String,
    /// What came of it, once it has come back.
    outcome: Option<String>,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    let [object] = found.objects.as_slice() else {
        return Err(Failure::error("this terminal edits one object at a time: name one"));
    };
    let name = full_name(object);
    context.warn(format!("Edit {name} in the editor and save it there; Ctrl-C here leaves it as it is."));
    let text = format!("{HEADER}{}", yaml::yaml(&object::encode(object)));
    let editing = Editing { key: object.key(), original: object.clone(), text, outcome: None };
    Ok(Progress::Running(Process::Edit(Box::new(editing))))
}

/// Takes an edited text back.
pub(super) fn take_back(context: &mut Context<'_>, id: ProcessId, text: &str) -> Progress {
    let Some(editing) = context.session.editing(id).cloned() else {
        context.warn("nothing is being edited there");
        return Progress::Done(1);
    };
    let outcome = save(context.world, &editing, text);
    let now = context.world.now;
    context.world.queue.plan(now, Event::Process(id));
    match outcome {
        Ok(outcome) => {
            context.session.keep_editing(id, Editing { outcome: Some(outcome), ..editing });
            Progress::Done(0)
        }
        Err(failure) => {
            // It is edited further; what was wrong is told above it.
            let lines: String = failure.message.lines().map(|line| format!("# {line}\n")).collect();
            let body: String =
                text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
            context
                .session
                .keep_editing(id, Editing { text: format!("{HEADER}{lines}#\n{body}"), ..editing });
            context.complain(&failure.message);
            Progress::Done(failure.code)
        }
    }
}

/// What is said at the end.
fn save(world: &mut World, editing: &Editing, text: &str) -> Result<String, Failure> {
    const CANCELLED: &str = "Edit cancelled, no changes made.";
    let documents = crate::yaml::documents(text);
    if let Some(error) = documents.error {
        return Err(Failure::error(format!("error parsing edited-file: {error}")));
    }
    let Some(edited) = documents.values.into_iter().next() else { return Ok(CANCELLED.into()) };
    let (before, after) = (without(object::encode(&editing.original)), without(edited));
    if before == after {
        return Ok(CANCELLED.into());
    }
    let key = &editing.key;
    let is_it = |field: &str, value: &str| after["metadata"][field].as_str().unwrap_or("") == value;
    if !is_it("name", &key.name) || !is_it("namespace", &key.namespace) || after["kind"] != key.kind.name() {
        return Err(Failure::error("At least one of apiVersion, kind and name was changed"));
    }
    let id = schema::lookup(&key.kind.api_version(), key.kind.name());
    let id = id.ok_or_else(|| Failure::from(ApiError::not_found(key)))?;
    let change = patch::three_way(id, &before, &after, &before);
    api::patch(world, key, PatchType::Strategic, &change)?;
    Ok(format!("{} edited", full_name(&editing.original)))
}

/// An object without what only the server writes.
fn without(mut value: Value) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.remove("status");
        if let Some(meta) = map.get_mut("metadata").and_then(Value::as_object_mut) {
            ["resourceVersion", "generation", "managedFields"]
                .iter()
                .for_each(|field| drop(meta.remove(*field)));
        }
    }
    value
}

/// Ends when the text has come back and was saved.
pub(super) fn poll(context: &mut Context<'_>, id: ProcessId, first: &Editing) -> Outcome {
    match context.session.editing(id).and_then(|editing| editing.outcome.clone()) {
        Some(outcome) => {
            context.line(outcome);
            Ok(Progress::Done(0))
        }
        None => Ok(Progress::Running(Process::Edit(Box::new(first.clone())))),
    }
}

impl Cluster {
    /// The text that a `kubectl edit` which runs as this process hands out; none if it is none. What comes back is
    /// `Command::Run` with one word, `@` with the process' number, and the text as its standard input; the text as it was
    /// handed out, or an empty one, leaves the object as it is.
    pub fn edited_text(&self, process: ProcessId) -> Option<&str> {
        let editing = self.session.editing(process).filter(|editing| editing.outcome.is_none());
        editing.map(|editing| editing.text.as_str())
    }
}
