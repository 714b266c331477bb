//! What a scene and a journal have to tell the page, as plain data.

use crate::event::{Decision, Marker, Moment, Moments, Typed, Workload, Workloads};
use crate::jobs::Job;
use ordinal_core::command::{Command, written};
use ordinal_core::journal::{Entry, Records};
use ordinal_core::process::ProcessId;
use ordinal_core::scene::{DecisionScene, Scene, WorkloadKind, WorkloadScene};
use ordinal_core::timeline::{Input, Timeline};
use ordinal_core::{Scenario, Time};

/// An instant in seconds.
pub(crate) fn seconds(at: Time) -> f64 {
    at.0 as f64 / 1000.0
}

/// The instant of so many seconds; what is not a time is the start.
pub(crate) fn instant(seconds: f64) -> Time {
    Time((seconds * 1000.0).round() as u64)
}

/// The workloads of a scene.
pub(crate) fn workloads(scene: &Scene) -> Workloads {
    Workloads {
        workloads: scene.workloads.iter().map(workload).collect(),
        nodes: scene.nodes.iter().map(|node| node.name.to_string()).collect(),
    }
}

fn workload(it: &WorkloadScene) -> Workload {
    let kind = match it.kind {
        WorkloadKind::StatefulSet => "StatefulSet",
        WorkloadKind::Deployment => "Deployment",
    };
    let mut pods = it.slots.iter().filter_map(|slot| slot.pod.as_ref()).map(|pod| &pod.name);
    let last = it.slots.iter().rev().find_map(|slot| slot.pod.as_ref()).map(|pod| &pod.name);
    let first = pods.next().filter(|first| Some(*first) != last);
    Workload {
        kind: kind.into(),
        namespace: it.namespace.to_string(),
        name: it.name.to_string(),
        replicas: it.replicas,
        ready: it.ready,
        updated: it.updated,
        start: it.start,
        partition: it.partition,
        deleting: it.deleting,
        pods: first.into_iter().chain(last).map(ToString::to_string).collect(),
    }
}

/// The decision of a scene; one about nothing where there is none. That has a sentence where something waits for its first.
pub(crate) fn decision(scene: &Scene) -> Decision {
    match &scene.decision {
        Some(decision) => taken(decision),
        None => Decision {
            time: seconds(scene.at),
            about: String::new(),
            sentence: scene.workloads.first().map(asked_for).unwrap_or_default(),
            why: None,
            rule: String::new(),
            link: String::new(),
            pods: Vec::new(),
        },
    }
}

fn asked_for(workload: &WorkloadScene) -> String {
    [&*workload.name, " is asked for. Nothing of it is created yet."].concat()
}

fn taken(decision: &DecisionScene) -> Decision {
    Decision {
        time: seconds(decision.at),
        about: decision.about.to_string(),
        sentence: decision.sentence.clone(),
        why: decision.why.clone(),
        rule: decision.rule.to_string(),
        link: decision.link.to_string(),
        pods: decision.pods.iter().map(ToString::to_string).collect(),
    }
}

/// The named moments of a run, those after the playhead among them.
pub(crate) fn moments(scenario: &Scenario, timeline: &Timeline) -> Moments {
    let named = |input: &Input| match &*input.command {
        Command::Marker { name, text } => {
            Some(Moment { time: seconds(input.at), name: name.to_string(), text: text.to_string() })
        }
        _ => None,
    };
    Moments {
        title: scenario.title.to_string(),
        about: scenario.about.to_string(),
        moments: timeline.inputs().iter().filter_map(named).collect(),
    }
}

/// A command of a scenario that began to write.
pub(crate) fn typed(timeline: &Timeline, job: Job, process: ProcessId, at: Time) -> Typed {
    Typed { job, line: line_of(timeline, process).unwrap_or_default(), time: seconds(at) }
}

/// The command line that a process runs: processes are numbered from 1, as the lines were given.
fn line_of(timeline: &Timeline, process: ProcessId) -> Option<String> {
    let mut lines = timeline.inputs().iter().filter_map(|input| match &*input.command {
        Command::Run { args, .. } => Some(args),
        _ => None,
    });
    let args = lines.nth(usize::try_from(process.0).ok()?.checked_sub(1)?)?;
    match &**args {
        // A line for a shell that runs.
        [shell, line] if shell.starts_with('@') => Some(line.clone()),
        words => Some(written(words).unwrap_or_else(|| words.join(" "))),
    }
}

/// What the first command that failed wrote to standard error.
pub(crate) fn refused(records: Records<'_>) -> Option<String> {
    let failed = records.clone().find_map(|record| match record.entry {
        Entry::Exit { process, code } if code != 0 => Some(process),
        _ => None,
    })?;
    let errors = records.filter_map(|record| match &record.entry {
        Entry::Output { process, error: true, text } if *process == failed => Some(&**text),
        _ => None,
    });
    Some(errors.collect())
}

/// A mark.
pub(crate) fn marker(at: Time, label: &str, fault: bool) -> Marker {
    Marker { time: seconds(at), label: label.into(), fault }
}
