//! What a terminal keeps from one command to the next: files and the namespace.

use super::Process;
use super::edit::Editing;
use super::forward::Forward;
use crate::object::{Key, Uid};
use crate::persist::OrdMap;
use crate::process::ProcessId;
use crate::shell::{Machine, Memory};
use std::sync::Arc;

/// A terminal's state. Copies share what did not change.
#[derive(Clone, Debug, Default)]
pub struct Session {
    files: OrdMap<Arc<str>, Arc<str>>,
    namespace: Option<Arc<str>>,
    /// Shells that wait for what is typed, as their last lines left them.
    shells: OrdMap<ProcessId, Memory>,
    /// Objects that are being edited.
    edits: OrdMap<ProcessId, Editing>,
    /// Ports that are forwarded to pods.
    forwards: OrdMap<ProcessId, Forward>,
    /// What the terminal's own shell remembers, once it does.
    terminal: Option<Memory>,
}

impl Session {
    /// Saves a file in the working directory, for `-f` to name.
    pub fn save_file(&mut self, name: &str, content: &str) {
        self.files.insert(clean(name).into(), content.into());
    }

    /// What is in a file of the working directory.
    pub fn file(&self, name: &str) -> Option<&Arc<str>> {
        self.files.get(clean(name))
    }

    /// The files below a folder, by name; `.` is the working directory.
    pub fn files_in<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)> + 'a {
        let folder = clean(folder).trim_end_matches('/');
        self.files.iter().filter(move |(name, _)| match folder {
            "" | "." => !name.contains('/'),
            folder => name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        })
    }

    /// All files, by name.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.files.iter()
    }

    /// Removes a file. Returns whether it was there.
    pub fn remove_file(&mut self, name: &str) -> bool {
        self.files.remove(clean(name))
    }

    /// An interactive shell.
    pub(crate) fn shell(&self, id: ProcessId) -> Option<&Memory> {
        self.shells.get(&id)
    }

    /// Remembers how a line left an interactive shell.
    pub(crate) fn keep_shell(&mut self, id: ProcessId, memory: Memory) {
        self.shells.insert(id, memory);
    }

    /// What is being edited.
    pub(crate) fn editing(&self, id: ProcessId) -> Option<&Editing> {
        self.edits.get(&id)
    }

    /// Remembers what is being edited.
    pub(crate) fn keep_editing(&mut self, id: ProcessId, editing: Editing) {
        self.edits.insert(id, editing);
    }

    /// What a port of this machine leads to, while it is forwarded.
    pub(crate) fn forwarded(&self, port: u16) -> Option<(&Key, Uid, u16)> {
        let mut all =
            self.forwards.values().flat_map(|forward| forward.ports.iter().map(move |pair| (forward, pair)));
        all.find(|(_, (here, _))| *here == port)
            .map(|(forward, (_, there))| (&forward.key, forward.uid, *there))
    }

    /// Keeps what a command that goes on needs from one line to the next, if it has not been kept.
    pub(crate) fn keep(&mut self, id: ProcessId, process: &Process) {
        match process {
            Process::Shell(memory) if !self.shells.contains_key(&id) => {
                self.keep_shell(id, (**memory).clone())
            }
            Process::Edit(editing) if !self.edits.contains_key(&id) => {
                self.keep_editing(id, (**editing).clone())
            }
            Process::Forward(forward) if !self.forwards.contains_key(&id) => {
                self.forwards.insert(id, (**forward).clone());
            }
            _ => {}
        }
    }

    /// Forgets what a command needed that has ended.
    pub(crate) fn forget(&mut self, id: ProcessId) {
        self.shells.remove(&id);
        self.edits.remove(&id);
        self.forwards.remove(&id);
    }

    /// What the terminal's own shell remembers from the line before.
    pub(crate) fn terminal(&self) -> Memory {
        self.terminal.clone().unwrap_or_else(|| Memory::new(Machine::Terminal))
    }

    /// Remembers how a line left the terminal's own shell. Its `exit` ends the line alone.
    pub(crate) fn keep_terminal(&mut self, memory: &Memory) {
        self.terminal = Some(Memory { over: false, ..memory.clone() });
    }

    /// The namespace of commands that name none.
    pub fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }

    /// Sets it (`kubectl config set-context --current --namespace=…`).
    pub fn set_namespace(&mut self, namespace: &str) {
        self.namespace = Some(namespace.into());
    }
}

/// A file's name without a leading `./`.
fn clean(name: &str) -> &str {
    name.trim_start_matches("./")
}
