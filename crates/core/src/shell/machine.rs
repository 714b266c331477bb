//! Where a shell runs, and what it knows there: its directory and its variables.

use crate::kubectl::Session;
use crate::object::{Container, Key, Object, Uid};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a shell runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Machine {
    /// In a container of a pod.
    Pod {
        /// The pod.
        key: Key,
        /// The pod's UID: another pod of its name is another machine.
        uid: Uid,
        /// Which container.
        container: usize,
    },
    /// On the user's own machine.
    Terminal,
    /// On a node, after `minikube ssh`.
    Node,
}

impl Machine {
    /// A container of a pod.
    pub fn pod(pod: &Object, container: usize) -> Machine {
        Machine::Pod { key: pod.key(), uid: pod.meta.uid, container }
    }
}

/// What a shell remembers from one line to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// Where it runs.
    pub machine: Machine,
    /// The working directory.
    pub directory: String,
    /// Variables that were set.
    pub variables: BTreeMap<String, String>,
    /// The exit code of the last command.
    pub status: i32,
    /// Whether `exit` was called.
    pub over: bool,
    /// What it is to the pod that it runs in.
    pub role: Role,
}

/// What a shell is to the pod that it runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A guest (`exec`).
    Guest,
    /// The pod's own command, with which it ends.
    Own {
        /// Whether the pod is deleted then.
        passing: bool,
    },
    /// The command of an ephemeral container of this name.
    Ephemeral(String),
}

impl Memory {
    /// A fresh shell's.
    pub fn new(machine: Machine) -> Memory {
        let directory = "/".into();
        Memory { machine, directory, variables: BTreeMap::new(), status: 0, over: false, role: Role::Guest }
    }
}

/// A shell at work.
pub(crate) struct Shell<'a> {
    /// The cluster.
    pub world: &'a mut World,
    /// The terminal.
    pub session: &'a mut Session,
    /// What it remembers.
    pub memory: Memory,
    /// How many commands it may still run: nobody's loop hangs the page.
    pub budget: u32,
}

/// How many commands a line may run.
const BUDGET: u32 = 10_000;

impl<'a> Shell<'a> {
    /// A fresh shell.
    pub fn new(world: &'a mut World, session: &'a mut Session, machine: Machine) -> Shell<'a> {
        Shell::resume(world, session, Memory::new(machine))
    }

    /// A shell that goes on.
    pub fn resume(world: &'a mut World, session: &'a mut Session, memory: Memory) -> Shell<'a> {
        Shell { world, session, memory, budget: BUDGET }
    }

    /// Whether what it runs in is still there, and runs.
    pub fn is_alive(&self) -> bool {
        let runs = |pod: &Arc<Object>| pod.pod().is_some_and(|pod| !pod.status.phase.is_terminal());
        !matches!(self.memory.machine, Machine::Pod { .. }) || self.pod().is_some_and(runs)
    }

    /// The pod it runs in, if it does and the pod is still there.
    pub fn pod(&self) -> Option<&Arc<Object>> {
        let Machine::Pod { key, uid, .. } = &self.memory.machine else { return None };
        self.world.store.get(key).filter(|object| object.meta.uid == *uid)
    }

    /// The container it runs in.
    pub fn container(&self) -> Option<&Container> {
        let Machine::Pod { container, .. } = &self.memory.machine else { return None };
        self.pod()?.pod()?.spec.container(*container)
    }

    /// The namespace whose names it can leave out.
    pub fn namespace(&self) -> String {
        match &self.memory.machine {
            Machine::Pod { key, .. } => key.namespace.to_string(),
            Machine::Terminal | Machine::Node => self.session.namespace().to_string(),
        }
    }

    /// The host's name: in a pod its `hostname`, or its name where it has none (`GeneratePodHostNameAndDomain`).
    pub fn host_name(&self) -> String {
        match self.memory.machine {
            Machine::Pod { .. } => {
                let given =
                    |pod: &Object| pod.pod().map(|pod| pod.hostname.clone()).filter(|name| !name.is_empty());
                self.pod().map_or_else(String::new, |pod| {
                    given(pod).unwrap_or_else(|| pod.meta.name.clone()).to_string()
                })
            }
            Machine::Terminal => "terminal".into(),
            Machine::Node => "minikube".into(),
        }
    }

    /// A variable, of the shell or of the container.
    pub fn variable(&self, name: &str) -> Option<String> {
        if name == "?" {
            return Some(self.memory.status.to_string());
        }
        let own = self.memory.variables.get(name).cloned();
        own.or_else(|| {
            self.environment().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
        })
    }

    /// What a process is started with: the container's variables first, then those that were set.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        all.insert("HOME".into(), "/root".into());
        all.insert("HOSTNAME".into(), self.host_name());
        all.insert("PATH".into(), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into());
        all.insert("PWD".into(), self.memory.directory.clone());
        let declared = self.container().into_iter().flat_map(|container| &container.env);
        all.extend(declared.map(|(name, value)| (name.to_string(), value.to_string())));
        let own = self.memory.variables.iter().filter(|(name, _)| !name.contains(' '));
        all.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        all.into_iter().collect()
    }
}
