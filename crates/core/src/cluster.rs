//! The cluster: owns everything, takes commands, lets time pass.

use crate::command::Command;
use crate::config::Config;
use crate::controller::{self, Controller, Controllers, Outcome};
use crate::decision::Decision;
use crate::journal::{Entry, Pages, Record};
use crate::kubectl::{self, Process, Progress, Session};
use crate::object::Key;
use crate::observe;
use crate::persist::OrdMap;
use crate::process::ProcessId;
use crate::store::{Change, Store, Touched};
use crate::time::Time;
use crate::world::{Event, World, label};
use crate::{bootstrap, kubelet, memory};
use std::sync::Arc;

/// A cluster at one instant. Copies are cheap: they share what did not change.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(crate) world: World,
    pub(crate) controllers: Controllers,
    pub(crate) session: Session,
    processes: OrdMap<ProcessId, Process>,
    last_process: u32,
    touched: Touched,
    /// Room for changes that everybody is told of: there are some at every step.
    told: Vec<Change>,
}

impl Cluster {
    /// A cluster as its configuration says, at time zero: nodes, storage classes and namespaces are there.
    pub fn new(config: Config) -> Cluster {
        let mut cluster = Cluster {
            world: World::new(Arc::new(config)),
            controllers: Controllers::default(),
            session: Session::default(),
            processes: OrdMap::new(),
            last_process: 0,
            touched: Touched::default(),
            told: Vec::new(),
        };
        bootstrap::populate(&mut cluster.world);
        cluster.settle();
        cluster
    }

    /// The present instant.
    pub fn now(&self) -> Time {
        self.world.now
    }

    /// The objects.
    pub fn store(&self) -> &Store {
        &self.world.store
    }

    /// How the cluster was set up.
    pub fn config(&self) -> &Config {
        &self.world.config
    }

    /// When something happens next by itself; none if nothing ever will without a command.
    pub fn next_event(&self) -> Option<Time> {
        self.world.queue.next_at()
    }

    /// The last decision about an object.
    pub fn decision(&self, about: &Key) -> Option<&Arc<Decision>> {
        self.world.decision(about)
    }

    /// Takes what has happened since the last call, in order.
    pub fn take_journal(&mut self) -> Vec<Record> {
        self.world.journal.take()
    }

    /// Moves what has happened since the last call to the end of what is known, but for the first so many records, which
    /// are; and which objects were written. Returns how many records there were.
    pub(crate) fn report(&mut self, known: &mut Pages, skip: usize, touched: &mut Touched) -> usize {
        touched.add(&mut self.touched);
        self.world.journal.move_to(known, skip)
    }

    /// Whether a command that was started is still running.
    pub fn is_running(&self, process: ProcessId) -> bool {
        self.processes.contains_key(&process)
    }

    /// Does a command, now. A command line gets a number, under which the journal has its output and its exit code.
    pub fn apply(&mut self, command: &Command) -> Option<ProcessId> {
        if let Some((text, fault)) = label(command) {
            self.world.mark(text, fault);
        }
        let process = match command {
            Command::Run { args, stdin } => Some(self.start(args, stdin)),
            Command::Interrupt(process) => {
                self.interrupt(*process);
                None
            }
            Command::File { name, content } => {
                self.session.save_file(name, content);
                None
            }
            Command::Report { namespace, pod, report } => {
                kubelet::tell(&mut self.world, namespace, pod, *report);
                None
            }
            Command::Node { node, fault } => {
                kubelet::node_fault(&mut self.world, node, *fault);
                None
            }
            Command::Behave(behaviour) => {
                kubelet::behave(&mut self.world, *behaviour);
                None
            }
            Command::Place(nodes) => {
                self.controllers.scheduler.place(nodes);
                None
            }
            Command::Marker { name, text } => {
                self.world.write(Entry::Marker { name: name.clone(), text: text.clone() });
                None
            }
        };
        self.settle();
        process
    }

    /// Lets time pass until an instant; whatever is due by then happens.
    pub fn advance(&mut self, to: Time) {
        while self.step(to) {}
        self.world.now = self.world.now.max(to);
    }

    /// Lets the next thing happen that is due by an instant. Returns whether there was one.
    pub fn step(&mut self, by: Time) -> bool {
        let Some((at, event)) = self.world.queue.take_due(by) else { return false };
        self.world.now = self.world.now.max(at);
        match event {
            Event::Sync((key, controller)) => self.sync(controller, key),
            Event::Kubelet(event) => kubelet::happen(&mut self.world, event),
            Event::Process(process) => self.poll(process, &[]),
        }
        self.settle();
        memory::make_room();
        true
    }

    fn sync(&mut self, controller: Controller, key: Key) {
        let world = &mut self.world;
        match controller::sync(&mut self.controllers, world, controller, &key) {
            Outcome::Decided(verdict) => {
                world.forget(controller, &key);
                world.decide(&key, verdict);
            }
            Outcome::Gone => {
                world.forget(controller, &key);
                world.forget_decision(&key);
            }
            Outcome::Failed(rule, message) => {
                let message = message.into();
                world.decide(&key, crate::decision::Verdict::Fails { message, rule });
                world.retry(controller, key);
            }
        }
    }

    /// Tells everybody what was just written, until nobody has anything more to write at once.
    fn settle(&mut self) {
        let mut changes = std::mem::take(&mut self.told);
        while self.world.store.take_changes(&mut changes) {
            for change in &changes {
                self.touched.note(&change.key);
                observe::journal(&mut self.world, change);
                controller::observe(&mut self.controllers, &mut self.world, change);
                kubelet::observe(&mut self.world, change);
            }
            self.poll_all(&changes);
            changes.clear();
        }
        self.told = changes;
    }

    fn start(&mut self, args: &[String], stdin: &str) -> ProcessId {
        self.last_process += 1;
        let id = ProcessId(self.last_process);
        let progress = kubectl::start(&mut self.world, &mut self.session, id, args, stdin);
        self.proceed(id, progress);
        id
    }

    fn poll_all(&mut self, changes: &[Change]) {
        if self.processes.is_empty() {
            return;
        }
        let running: Vec<ProcessId> = self.processes.keys().copied().collect();
        for id in running {
            self.poll(id, changes);
        }
    }

    fn poll(&mut self, id: ProcessId, changes: &[Change]) {
        let Some(mut process) = self.processes.take(&id) else { return };
        let progress = kubectl::poll(&mut self.world, &mut self.session, changes, id, &mut process);
        self.proceed(id, progress);
    }

    fn proceed(&mut self, id: ProcessId, progress: Progress) {
        match progress {
            Progress::Running(process) => {
                self.processes.insert(id, process);
            }
            Progress::Done(code) => self.end(id, code),
        }
    }

    /// Ctrl-C: the command ends with 130, as a shell has it for a process that an interrupt ended.
    fn interrupt(&mut self, id: ProcessId) {
        if let Some(process) = self.processes.take(&id) {
            kubectl::interrupt(&mut self.world, &mut self.session, id, &process);
            self.end(id, 130);
        }
    }

    fn end(&mut self, id: ProcessId, code: i32) {
        self.session.forget(id);
        self.world.write(Entry::Exit { process: id, code });
    }
}
