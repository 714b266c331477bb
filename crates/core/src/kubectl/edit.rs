//! `kubectl edit`. The editor is the page's: a terminal here has none, so the command says where to edit.

use super::Outcome;
use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::full_name;
use super::scale::targets;

pub(super) const FLAGS: &str =
    "filename,f= recursive,R output,o= validate?strict windows-line-endings save-config";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    let names: Vec<String> = found.objects.iter().map(|object| full_name(object)).collect();
    Err(Failure::error(format!(
        "unable to launch the editor \"vi\": this terminal has none; change {} in the manifest editor, or with kubectl patch",
        names.join(", ")
    )))
}
