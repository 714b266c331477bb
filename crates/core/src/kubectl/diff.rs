//! `kubectl diff`: what applying would change, as `diff -u` writes it.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::manifest::{self, Document};
use super::{Outcome, Progress, apply, yaml};
use crate::object::{self, Object};
use std::sync::Arc;

pub(super) const FLAGS: &str = "filename,f= recursive,R kustomize,k= server-side force-conflicts field-manager= \
     selector,l= prune show-managed-fields concurrency=";

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// How many lines of each side are compared at most: the time goes with their product.
const LONGEST: usize = 2_000;

/// It exits with 1 where there is a difference.
pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("filename").is_none() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let manifests = manifest::read(context, args)?;
    Failure::all(manifests.failures)?;
    let mut differs = false;
    for document in manifests.documents {
        let live = context.world.store.get(&document.key()).cloned();
        let merged = merged(context, args, &document)?;
        let (old, new) = (live.as_ref().map_or(String::new(), text), text(&merged));
        if old != new {
            differs = true;
            let name = file(&document);
            context.print(format!("diff -u -N /tmp/LIVE/{name} /tmp/MERGED/{name}\n--- /tmp/LIVE/{name}\n+++ /tmp/MERGED/{name}\n"));
            context.print(unified(&old, &new));
        }
    }
    Ok(Progress::Done(i32::from(differs)))
}

/// The object as it would be, from a copy of the cluster.
fn merged(context: &mut Context<'_>, args: &Args, document: &Document) -> Result<Arc<Object>, Failure> {
    let mut world = context.world.clone();
    let mut copy = Context::new(&mut world, context.session, "");
    apply::applied(&mut copy, args, document).map(|(object, _)| object)
}

/// `apps.v1.StatefulSet.default.web`
fn file(document: &Document) -> String {
    let key = document.key();
    let version = key.kind.api_version().replace('/', ".");
    format!("{version}.{}.{}.{}", key.kind.name(), key.namespace, key.name)
}

/// An object without what every write changes.
fn text(object: &Arc<Object>) -> String {
    let mut value = object::encode(object);
    if let Some(meta) = value["metadata"].as_object_mut() {
        meta.remove("resourceVersion");
        let annotations = meta.get_mut("annotations").and_then(serde_json::Value::as_object_mut);
        annotations.into_iter().for_each(|map| drop(map.remove(apply::LAST_APPLIED)));
        if meta
            .get("annotations")
            .and_then(serde_json::Value::as_object)
            .is_some_and(serde_json::Map::is_empty)
        {
            meta.remove("annotations");
        }
    }
    yaml::yaml(&value)
}

/// A line: whether the old text has it, whether the new one does, and what it says.
type Line<'t> = (bool, bool, &'t str);

fn unified(old: &str, new: &str) -> String {
    let lines = aligned(&old.lines().collect::<Vec<_>>(), &new.lines().collect::<Vec<_>>());
    let is_change = |line: &Line<'_>| line.0 != line.1;
    let near = |at: usize| {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(lines.len()));
        lines[from..to].iter().any(is_change)
    };
    let mut out = String::new();
    let (mut at, mut before) = (0, (0, 0));
    while at < lines.len() {
        let end = (at..lines.len()).find(|place| !near(*place)).unwrap_or(lines.len());
        let hunk = &lines[at..end.max(at)];
        let count =
            |lines: &[Line<'_>]| (lines.iter().filter(|l| l.0).count(), lines.iter().filter(|l| l.1).count());
        if hunk.is_empty() {
            let (old, new) = count(&lines[at..=at]);
            before = (before.0 + old, before.1 + new);
            at += 1;
            continue;
        }
        let (olds, news) = count(hunk);
        let start = |before: usize, count: usize| if count == 0 { before } else { before + 1 };
        out += &format!("@@ -{},{olds} +{},{news} @@\n", start(before.0, olds), start(before.1, news));
        for (in_old, in_new, line) in hunk {
            out.push(if !in_new {
                '-'
            } else if !in_old {
                '+'
            } else {
                ' '
            });
            out.push_str(line);
            out.push('\n');
        }
        before = (before.0 + olds, before.1 + news);
        at = end;
    }
    out
}

/// Both texts as one, with the lines they share: a longest common subsequence.
fn aligned<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let (old, new) = (&old[..old.len().min(LONGEST)], &new[..new.len().min(LONGEST)]);
    let width = new.len() + 1;
    let mut shared = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            shared[i * width + j] = if old[i] == new[j] {
                shared[(i + 1) * width + j + 1] + 1
            } else {
                shared[(i + 1) * width + j].max(shared[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((true, true, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && shared[(i + 1) * width + j] >= shared[i * width + j + 1]
        {
            lines.push((true, false, old[i]));
            i += 1;
        } else {
            lines.push((false, true, new[j]));
            j += 1;
        }
    }
    lines
}
