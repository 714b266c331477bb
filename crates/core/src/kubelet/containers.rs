//! A pod's containers in turn: init containers one after another, then the others; each one's image pulled, its process
//! started, and started again. A kubelet works on one of a pod's containers at a time (`SyncPod`).

use super::findings::{self, Finding};
use super::probes::Exit;
use super::process::{self, Ended, Part, Process, State};
use super::restart::back_off;
use super::runtime::{container_event, load};
use super::{Run, Stage, plan_step, probes, report, restart};
use crate::object::{Container, Name, Object, PodSpec, Uid};
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;

/// A pod as its kubelet knows it.
pub(super) struct Known {
    pub object: Arc<Object>,
    spec: Arc<PodSpec>,
    pub run: Run,
}

impl Known {
    /// A pod, if it is there and its node answers.
    pub fn load(world: &World, pod: Uid) -> Option<Known> {
        let (object, run) = load(world, pod)?;
        let spec = Arc::clone(&object.pod()?.spec);
        Some(Known { object, spec, run })
    }

    /// A pod whose containers run or are to run.
    pub fn load_up(world: &World, pod: Uid) -> Option<Known> {
        Known::load(world, pod).filter(|known| known.run.stage == Stage::Up)
    }

    pub fn spec(&self) -> &PodSpec {
        &self.spec
    }

    /// Whether its kubelet is at work on one of its containers. Meanwhile it reports nothing.
    fn is_in_work(&self) -> bool {
        self.run.processes.iter().any(Process::is_in_work)
    }

    /// Whether it has init containers, and none of the others has begun.
    fn is_initializing(&self) -> bool {
        let mut main = self.run.processes.iter().take(self.spec.containers.len());
        !self.spec.init.is_empty() && main.all(|process| process.state == State::Idle)
    }

    /// Its containers as they are run, in the order in which they are started.
    pub fn processes(&self) -> impl Iterator<Item = (usize, &Container, &Process)> {
        self.spec()
            .in_order()
            .filter_map(|(at, container)| Some((at, container, self.run.processes.get(at)?)))
    }
}

/// What is to be done for a container.
enum Act {
    /// Its pull is over.
    Pulled,
    /// Its process begins.
    Start,
    /// Its process exits.
    Exit(Exit),
    /// It has stopped, so that another image can run.
    Make,
}

/// Does for a pod's containers what is due, reports what has become of them, and plans what comes next.
pub(super) fn turn(world: &mut World, pod: Uid) {
    while let Some(known) = Known::load_up(world, pod) {
        if let Some((at, act)) = due(world, &known) {
            perform(world, &known, at, act);
            continue;
        }
        if known.is_in_work() {
            return plan(world, &known);
        }
        let next = to_begin(world, &known);
        // Containers are started in one go. Each init container is a go of its own.
        if next.is_none() || known.is_initializing() {
            report::report(world, &known);
        }
        let Some(at) = next else { return plan(world, &known) };
        begin(world, &known, at);
    }
}

fn perform(world: &mut World, known: &Known, at: usize, act: Act) {
    let Some(container) = known.spec().container(at) else { return };
    match act {
        Act::Pulled => pulled(world, known, at, container),
        Act::Start => start(world, known, at, container),
        Act::Exit(exit) => exits(world, known, at, container, &exit),
        Act::Make => restart::replace(world, known, at),
    }
}

/// Reports what is found just now, and plans when something is to be found or done next.
fn plan(world: &mut World, known: &Known) {
    probes::find(world, known);
    if let Some(next) = upcoming(world, known) {
        plan_step(world, known.object.meta.uid, next);
    }
}

/// The first thing that is due.
fn due(world: &World, known: &Known) -> Option<(usize, Act)> {
    let now = world.now;
    known.processes().find_map(|(at, container, process)| {
        let act = match process.state {
            State::Pulling { until } if until <= now => Some(Act::Pulled),
            State::Starting { until } if until <= now => Some(Act::Start),
            State::Running { .. } => {
                probes::exit(world, known, at, container).filter(|exit| exit.at <= now).map(Act::Exit)
            }
            State::Replaced { until, .. } if until <= now => Some(Act::Make),
            State::Idle
            | State::Pulling { .. }
            | State::Unpullable { .. }
            | State::Starting { .. }
            | State::Replaced { .. }
            | State::Exited { .. } => None,
        };
        Some((at, act?))
    })
}

/// The container that is to be started next.
fn to_begin(world: &World, known: &Known) -> Option<usize> {
    let blocking = blocking(world, known).map(|(at, _)| at);
    let last = blocking.map_or(usize::MAX, |blocking| position(known, blocking));
    let mut candidates = known.processes().take(last.saturating_add(1));
    candidates.find(|(_, _, process)| process.can_begin(world.now)).map(|(at, ..)| at)
}

fn position(known: &Known, at: usize) -> usize {
    known.processes().position(|(other, ..)| other == at).unwrap_or(usize::MAX)
}

/// The init container that the rest of a pod waits for.
pub(super) fn blocking<'a>(world: &World, known: &'a Known) -> Option<(usize, &'a Container)> {
    process::initializing(known.spec(), &known.run.processes, |at| probes::is_started(world, known, at))
}

/// When something is to be done, or to be found, next.
fn upcoming(world: &World, known: &Known) -> Option<Time> {
    let report = world.config.durations.report;
    let times = known.processes().flat_map(|(at, container, process)| match process.state {
        State::Idle => Vec::new(),
        State::Pulling { until }
        | State::Starting { until }
        | State::Unpullable { until, .. }
        | State::Replaced { until, .. } => vec![until],
        State::Exited { again } => {
            let announced = process.last.map(|ended| ended.at + report);
            again.map_or_else(Vec::new, |again| announced.into_iter().chain([again]).collect())
        }
        State::Running { .. } => probes::moments(world, known, at, container),
    });
    times.filter(|time| *time > world.now).min()
}

pub(super) fn change(world: &mut World, pod: Uid, at: usize, change: impl FnOnce(&mut Process)) {
    if let Some(process) = world.kubelets.runs.get_mut(&pod).and_then(|run| run.processes.get_mut(at)) {
        change(process);
    }
}

fn set(world: &mut World, known: &Known, at: usize, state: State) {
    change(world, known.object.meta.uid, at, |process| process.state = state);
}

fn has_image(world: &World, node: &Name, image: &Name) -> bool {
    world.kubelets.images.contains(&(node.clone(), image.clone()))
}

/// Looks for a container's image. One that ran before is started again at once if its image is there; and one whose image
/// could not be had tries its luck at once.
fn begin(world: &mut World, known: &Known, at: usize) {
    let Some(container) = known.spec().container(at) else { return };
    let missing = !has_image(world, &known.run.node, &container.image);
    if missing {
        let message = format!("Pulling image \"{}\"", container.image);
        container_event(world, &known.object, container, false, "Pulling", message);
    }
    let durations = world.config.durations;
    match known.run.processes.get(at).map(|process| process.state) {
        Some(State::Exited { .. }) if !missing => {
            already_present(world, known, container);
            start(world, known, at, container);
        }
        Some(State::Unpullable { .. }) => pulled(world, known, at, container),
        Some(_) | None => {
            let takes = if missing { durations.pull } else { durations.report };
            set(world, known, at, State::Pulling { until: world.now + takes });
        }
    }
}

/// A pull is over: the image is there, or is not to be had.
fn pulled(world: &mut World, known: &Known, at: usize, container: &Container) {
    if !has_image(world, &known.run.node, &container.image) {
        if world.config.lacks_image(&container.image) {
            return pull_failed(world, known, at, container);
        }
        pull_succeeded(world, known, container);
        world.kubelets.images.insert((known.run.node.clone(), container.image.clone()));
    } else {
        already_present(world, known, container);
    }
    let until = world.now + starting_time(world, known);
    set(world, known, at, State::Starting { until });
}

/// With the first container its pod's sandbox is made.
fn starting_time(world: &World, known: &Known) -> Millis {
    let begun = |process: &Process| matches!(process.state, State::Running { .. } | State::Exited { .. });
    let durations = &world.config.durations;
    if known.run.processes.iter().any(begun) { durations.report } else { durations.start }
}

/// (A real kubelet says how large the image is, too. Here no image has a size.)
fn pull_succeeded(world: &mut World, known: &Known, container: &Container) {
    let took = world.config.durations.pull.as_go();
    let message =
        format!("Successfully pulled image \"{}\" in {took} ({took} including waiting).", container.image);
    container_event(world, &known.object, container, false, "Pulled", message);
}

fn already_present(world: &mut World, known: &Known, container: &Container) {
    let image = &container.image;
    let message =
        format!("Container image \"{image}\" already present on machine and can be accessed by the pod");
    container_event(world, &known.object, container, false, "Pulled", message);
}

/// Each attempt is reported as what it is, and what the container waits for as another Event.
fn pull_failed(world: &mut World, known: &Known, at: usize, container: &Container) {
    let attempts = match known.run.processes.get(at).map(|process| process.state) {
        Some(State::Unpullable { attempts, .. }) => attempts + 1,
        Some(_) | None => 1,
    };
    let image = &container.image;
    let why = format!(
        "rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": {image}: not found"
    );
    let mut tell = |warning, reason, message: String| {
        container_event(world, &known.object, container, warning, reason, message);
    };
    tell(true, "Failed", format!("Failed to pull image \"{image}\": {why}"));
    tell(true, "Failed", "Error: ErrImagePull".into());
    if attempts > 1 {
        tell(false, "BackOff", format!("Back-off pulling image \"{image}\""));
        tell(true, "Failed", "Error: ImagePullBackOff".into());
    }
    let until = world.now + back_off(attempts);
    set(world, known, at, State::Unpullable { attempts, until });
}

/// Starts a container; its postStart hook runs before anybody is told.
fn start(world: &mut World, known: &Known, at: usize, container: &Container) {
    for (reason, message) in [("Created", "Container created"), ("Started", "Container started")] {
        container_event(world, &known.object, container, false, reason, message.into());
    }
    let now = world.now;
    change(world, known.object.meta.uid, at, |process| {
        process.restarts += u32::from(process.last.is_some());
        process.state = State::Running { since: now };
    });
    if let Some(hook) = &container.post_start {
        crate::shell::run_hook(world, &known.object, at, hook);
    }
}

fn exits(world: &mut World, known: &Known, at: usize, container: &Container, exit: &Exit) {
    if let Some(probe) = exit.killed_by {
        findings::killing(world, &known.object, container, probe, Finding::Refused);
    }
    restart::exit(world, known, at, exit.code);
}

/// An init container has done its work, as far as its command is one that a shell here knows: what it wrote to volumes is
/// there. (What a program of its image would have done is not known, and is taken to have gone well.)
pub(super) fn work(world: &mut World, known: &Known, at: usize) {
    let command = known.spec().command(at);
    if !command.is_empty() {
        crate::shell::run_hook(world, &known.object, at, &command);
    }
}

/// How a container ended just now.
pub(super) fn ended(world: &World, known: &Known, at: usize, code: i32) -> Option<(Part, Ended)> {
    let since = known.run.processes.get(at)?.runs_since()?;
    Some((Part::of(known.spec(), at), Ended { code, since, at: world.now }))
}
