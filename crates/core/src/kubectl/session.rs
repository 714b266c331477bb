//! What a terminal keeps from one command to the next: files and the namespace.

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

    /// Forgets an interactive shell.
    pub(crate) fn drop_shell(&mut self, id: ProcessId) {
        self.shells.remove(&id);
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
