//! `kubectl cp`: one file, between the terminal's folder and a pod's volumes.

use super::args::Args;
use super::context::Context;
use super::exec;
use super::failure::Failure;
use super::{DONE, Outcome};
use crate::shell::{Machine, Shell};

pub(super) const FLAGS: &str = "container,c= no-preserve retries=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let [from, to] = args.words.as_slice() else {
        return Err(Failure::error("source and destination are required"));
    };
    let ((source, path), (target, destination)) = (end(context, args, from)?, end(context, args, to)?);
    if (source == Machine::Terminal) == (target == Machine::Terminal) {
        return Err(Failure::error("one of src or dest must be a local file specification"));
    }
    let local = source == Machine::Terminal;
    let read = Shell::new(context.world, context.session, source).read(&path);
    let content = read.map_err(|problem| match local {
        true => Failure::error(format!("{path} doesn't exist in local filesystem")),
        false => Failure::plain(format!("tar: {path}: Cannot stat: {problem}\nerror: exit status 2")),
    })?;
    if !local && path.starts_with('/') {
        context.warn("tar: Removing leading `/' from member names");
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    let mut shell = Shell::new(context.world, context.session, target);
    let destination = match destination.ends_with('/') || shell.is_directory(&destination) {
        true => format!("{}/{name}", destination.trim_end_matches('/')),
        false => destination,
    };
    shell.write(&destination, &content, false).map_err(|problem| {
        Failure::plain(format!("tar: {destination}: Cannot open: {problem}\nerror: exit status 2"))
    })?;
    DONE
}

/// `web-0:/path`, `lab/web-0:/path`, or a file here.
fn end(context: &mut Context<'_>, args: &Args, word: &str) -> Result<(Machine, String), Failure> {
    let Some((pod, path)) = word.split_once(':') else { return Ok((Machine::Terminal, word.into())) };
    let container = args.get("container").map(|name| format!("--container={name}"));
    let (namespace, pod) =
        pod.split_once('/').map_or((context.namespace(args), pod), |(n, pod)| (n.into(), pod));
    let words: Vec<String> = [format!("--namespace={namespace}")].into_iter().chain(container).collect();
    let args = Args::parse("cp", FLAGS, &words)?;
    let object = exec::pod(context, &args, pod)?;
    let container = exec::container(context, &args, &object, |message| Failure::error(&message))?;
    exec::running(&object, container)?;
    Ok((Machine::pod(&object, container), path.into()))
}
