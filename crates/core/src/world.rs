//! What every part of the cluster works with: the clock, the store, the plans, the journal.

use crate::command::Command;
use crate::config::{Config, KubeletMode};
use crate::controller::Controller;
use crate::controller::disruption::Tallies;
use crate::decision::{Decision, Verdict};
use crate::events::{EventInput, Recorder};
use crate::files::Files;
use crate::journal::{Entry, Journal};
use crate::kubelet::{KubeletEvent, Kubelets};
use crate::object::{Container, Key, Name, Object};
use crate::persist::OrdMap;
use crate::queue::{Plan, Queue};
use crate::rng::Rng;
use crate::store::Store;
use crate::time::{Millis, Time};
use std::sync::Arc;

/// Something planned.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A controller syncs an object.
    Sync(Work),
    /// A kubelet does something.
    Kubelet(KubeletEvent),
    /// A running command looks at the clock.
    Process(crate::process::ProcessId),
}

/// What a controller is to sync.
pub(crate) type Work = (Key, Controller);

impl Plan for Event {
    type Work = Work;

    fn work(&self) -> Option<&Work> {
        match self {
            Event::Sync(work) => Some(work),
            Event::Kubelet(_) | Event::Process(_) => None,
        }
    }
}

/// What every part of the cluster works with.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// The present instant.
    pub now: Time,
    /// The objects.
    pub store: Store,
    /// What is planned.
    pub queue: Queue<Event>,
    /// What happened.
    pub journal: Journal,
    /// What Events were sent.
    pub recorder: Recorder,
    /// Randomness.
    pub rng: Rng,
    /// How the cluster was set up.
    pub config: Arc<Config>,
    /// How kubelets bring pods up now.
    pub kubelet: KubeletMode,
    /// Whether kubelets finish graceful deletions now.
    pub terminate: bool,
    /// Whether the provisioner makes volumes now.
    pub provision: bool,
    /// When the provisioner will have made all volumes that it was asked for.
    pub provisioner_busy_until: Time,
    /// What runs on the nodes.
    pub kubelets: Kubelets,
    /// What is stored on the volumes.
    pub files: Files,
    /// The pods under each disruption budget.
    pub budgets: Tallies,
    failures: OrdMap<Work, u32>,
    decisions: OrdMap<Key, (Time, Arc<Decision>)>,
    /// Since when each pod is in the state it is in, or gone.
    pub since: OrdMap<Key, Time>,
    /// The versions of objects at which somebody scaled them to what they had.
    scaled_in_vain: OrdMap<Key, u64>,
}

impl World {
    pub fn new(config: Arc<Config>) -> World {
        World {
            now: Time::ZERO,
            store: Store::default(),
            queue: Queue::default(),
            journal: Journal::default(),
            recorder: Recorder::default(),
            rng: Rng::new(config.seed),
            kubelet: config.kubelet,
            terminate: config.terminate,
            provision: config.provision,
            provisioner_busy_until: Time::ZERO,
            kubelets: Kubelets::default(),
            files: Files::default(),
            budgets: Tallies::default(),
            config,
            failures: OrdMap::new(),
            decisions: OrdMap::new(),
            since: OrdMap::new(),
            scaled_in_vain: OrdMap::new(),
        }
    }

    /// Plans a controller's sync of an object, as soon as it has seen what just happened.
    pub fn enqueue(&mut self, controller: Controller, key: Key) {
        self.enqueue_after(controller, key, self.config.durations.watch);
    }

    /// Plans a controller's sync of an object. One that is planned already is done once, at the earlier time
    /// (`workqueue.AddAfter`). Returns whether this call planned it.
    pub fn enqueue_after(&mut self, controller: Controller, key: Key, delay: Millis) -> bool {
        self.queue.plan_once(self.now + delay, Event::Sync((key, controller)))
    }

    /// Plans a sync again after a failure: 5 ms, doubled with each failure in a row, 1,000 s at most
    /// (`workqueue.DefaultControllerRateLimiter`).
    pub fn retry(&mut self, controller: Controller, key: Key) {
        let item = (key, controller);
        let failures = self.failures.get(&item).copied().unwrap_or(0);
        self.failures.insert(item.clone(), failures + 1);
        let delay = Millis((5_u64 << failures.min(20)).min(1_000_000));
        self.enqueue_after(controller, item.0, delay);
    }

    /// Forgets the failures of a sync that succeeded (`workqueue.Forget`).
    pub fn forget(&mut self, controller: Controller, key: &Key) {
        if !self.failures.is_empty() {
            self.failures.remove(&(key.clone(), controller));
        }
    }

    /// Notes that an object was scaled to as many as it had: the next patch then changes something, even if all that it says
    /// is true already. Known from one recording of such a scaling, beside seven patches without one; the cause is taken
    /// to be the managed fields. Simpler than a real cluster: those are not simulated, so that nothing is seen of it but
    /// kubectl's answer, and the object keeps its resource version.
    pub fn scaled_in_vain(&mut self, object: &Object) {
        self.scaled_in_vain.insert(object.key(), object.meta.resource_version);
    }

    /// Whether an object's last write was such a scaling; then it is not any more.
    pub fn tidies_scale(&mut self, object: &Object) -> bool {
        let key = object.key();
        let version = self.scaled_in_vain.get(&key).copied();
        version.is_some() && self.scaled_in_vain.remove(&key) && version == Some(object.meta.resource_version)
    }

    /// Writes a decision down, unless it is the same as the last about that object.
    pub fn decide(&mut self, about: &Key, verdict: Verdict) {
        let last = self.decisions.get(about).map(|(_, last)| last);
        if last.is_some_and(|last| last.verdict == verdict) {
            return;
        }
        let is_first = last.is_none();
        let decision = Arc::new(Decision { about: about.clone(), verdict });
        let latest = (self.now, Arc::clone(&decision));
        if is_first {
            self.decisions.insert(about.clone(), latest);
        } else if let Some(last) = self.decisions.get_mut(about) {
            *last = latest;
        }
        self.write(Entry::Decision(decision));
    }

    /// The last decision about an object.
    pub fn decision(&self, about: &Key) -> Option<&Arc<Decision>> {
        self.decisions.get(about).map(|(_, decision)| decision)
    }

    /// When the last decision about an object was taken.
    pub fn decided_at(&self, about: &Key) -> Time {
        self.decisions.get(about).map_or(Time::ZERO, |(at, _)| *at)
    }

    /// Forgets what was decided about an object that is gone.
    pub fn forget_decision(&mut self, about: &Key) {
        self.decisions.remove(about);
    }

    /// Writes an entry of the journal.
    pub fn write(&mut self, entry: Entry) {
        self.journal.write(self.now, entry);
    }

    /// Sends an Event of the API.
    pub fn event(&mut self, about: &Object, input: EventInput) {
        self.record(about, None, &input);
    }

    /// Records an Event about a container of a pod.
    pub fn container_event(&mut self, about: &Object, container: &Container, input: EventInput) {
        self.record(about, Some(&container.field), &input);
    }

    fn record(&mut self, about: &Object, field: Option<&Name>, input: &EventInput) {
        if let Some(entry) = self.recorder.record(self.now, &mut self.store, about, field, input) {
            self.write(Entry::Event(entry));
        }
    }

    /// Marks a command or a fault in the journal.
    pub fn mark(&mut self, label: String, fault: bool) {
        self.write(Entry::Command { label: label.into(), fault });
    }
}

/// A few words for a command, as a mark on the staircase shows them; none for what is no mark.
pub(crate) fn label(command: &Command) -> Option<(String, bool)> {
    use crate::command::{NodeFault, PodReport};
    match command {
        Command::Run { args, .. } => {
            let marks = !crate::command::only_reads(args);
            marks.then(|| typed(args)).flatten().map(|line| (line, false))
        }
        Command::Report { pod, report, .. } => {
            let what = match report {
                PodReport::Creating => "is being created",
                PodReport::Running => "runs",
                PodReport::Ready => "is ready",
                PodReport::NotReady => "is not ready",
                PodReport::ImagePull => "cannot pull its image",
                PodReport::CrashLoop => "crashes",
                PodReport::Hung => "hangs",
                PodReport::Failed => "fails",
                PodReport::Succeeded => "exits 0",
                PodReport::Gone => "is gone",
                PodReport::Released => "is left alone",
            };
            Some((format!("{pod} {what}"), true))
        }
        Command::Node { node, fault } => {
            let what = match fault {
                NodeFault::Down => "falls silent",
                NodeFault::Up => "answers again",
                NodeFault::Add => "joins",
            };
            Some((format!("{node} {what}"), true))
        }
        Command::Interrupt(_)
        | Command::File { .. }
        | Command::Behave(_)
        | Command::Place(_)
        | Command::Marker { .. } => None,
    }
}

/// A command line as a mark has it: without `kubectl`, and of several lines the first. None for one that is about files
/// of the terminal alone.
fn typed(args: &[String]) -> Option<String> {
    let line = match args {
        [program, rest @ ..] if program == "kubectl" => return Some(rest.join(" ")),
        [shell, option, line] if shell == "sh" && option == "-c" => line.clone(),
        [to, line] if to.starts_with('@') => return Some(line.clone()),
        [to] if to.starts_with('@') => return Some("edit".into()),
        words => words.join(" "),
    };
    let first = line.lines().next().unwrap_or("");
    let shown = if first.len() < line.trim_end().len() { format!("{first} …") } else { first.into() };
    (line.contains("kubectl") || line.starts_with("k ") || line.starts_with("minikube")).then_some(shown)
}
